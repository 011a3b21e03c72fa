"""Reading in schools, teams and people: choosing a file, watching it being read, the preview, and what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, may_organise, places_for
from assessments.access.policies import Refused
from assessments.enums import ImportState
from assessments.forms.imports import UploadForm
from assessments.models import Board, OrganisationImport
from assessments.services.imports import jobs, samples
from assessments.services.imports.faults import Fault
from assessments.services.imports.plan import CHANGED, NEW, ORDER, SAME, WRONG, Line, Plan
from assessments.services.imports.wording import KINDS, say

from .breadcrumbs import Crumbs

PAGE = 100
PATIENCE = dt.timedelta(minutes=2)
"""So long a file may wait for a worker that has much to do."""
AT_WORK = {ImportState.WAITING, ImportState.READING, ImportState.WRITING}
ERASED: Fault = ["erased", {}]
"""What is said of a file that was emptied because somebody was removed: it could have named them."""
FILTERS = {WRONG: "fout", NEW: "nieuw", CHANGED: "gewijzigd", SAME: "gelijk"}
"""What the address of a filtered preview says."""


def _crumbs(thing: OrganisationImport | None = None) -> Crumbs:
    crumbs: Crumbs = [(_("Organisatie"), reverse("organisation"))]
    if thing is None:
        return [*crumbs, (_("Inlezen"), None)]
    return [*crumbs, (thing.board.name, None), (_("Inlezen"), reverse("import-start")), (_("Bestand"), None)]


def _boards(request: HttpRequest) -> list[Board]:
    """The boards of which somebody is beheerder. Who is of none may not read in anything; whoever has no page of the
    organisation either, has none of this.
    """
    if not may_organise(request.user):
        raise Http404
    places = places_for(request.user, Ability.MANAGE_ORGANISATION)
    if not places:
        raise PermissionDenied
    return list(Board.objects.filter(pk__in=places.boards).order_by("name", "pk"))


@signed_in
def import_start(request: HttpRequest) -> HttpResponse:
    """Choose a file. What somebody read in before stands below."""
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = UploadForm(*sent, boards=_boards(request))
    if form.is_valid():
        thing = jobs.upload(by=user_of(request), board=form.chosen_board(), content=form.cleaned_data["file"])
        return redirect("import-detail", thing.uid)
    context = {
        "form": form,
        "earlier": [_told(thing) for thing in rows.imports(request.user).defer("content", "plan")[:10]],
        "several": len(form.boards) > 1,
        "breadcrumbs": _crumbs(),
    }
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


@signed_in
def import_sample(request: HttpRequest, name: str) -> HttpResponse:
    """A file to fill in, or one filled in as an example."""
    _boards(request)
    if name not in samples.FILES:
        raise Http404
    content, kind = samples.sample(name)
    disposition = content_disposition_header(as_attachment=True, filename=name)
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": disposition or ""})


# --- one file -------------------------------------------------------------------------------------------------------


@guarded(rows.imports)
def import_detail(request: HttpRequest, thing: OrganisationImport) -> HttpResponse:
    if request.method == "POST":
        return _carry_out(request, thing)
    context: dict[str, Any] = {"import": thing, "breadcrumbs": _crumbs(thing)}
    if thing.state in AT_WORK:
        return render(request, "imports/work.html", context | {"work": _work(thing)})
    if thing.state == ImportState.PREVIEW:
        return render(request, "imports/preview.html", context | _preview(request, thing))
    if thing.state == ImportState.DONE:
        return render(request, "imports/done.html", context | {"told": _told(thing), "work": _work(thing)})
    return render(
        request, "imports/refused.html", context | {"reason": say(thing.summary.get("refused", ERASED))}
    )


def _carry_out(request: HttpRequest, thing: OrganisationImport) -> HttpResponse:
    """The two buttons under the preview: save it, or let it go."""
    if request.POST.get("deed") == "discard":
        jobs.discard(by=user_of(request), thing=thing)
        messages.success(request, _("Er is niets opgeslagen. Het bestand is gewist."))
        return redirect("import-start")
    try:
        jobs.save(by=user_of(request), thing=thing, send=request.POST.get("send") == "on")
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("import-detail", thing.uid)


@guarded(rows.imports)
def import_progress(request: HttpRequest, thing: OrganisationImport) -> JsonResponse:
    """How far it is, for the script that asks every second."""
    return JsonResponse(_work(thing))


def _work(thing: OrganisationImport) -> dict[str, Any]:
    """How far the worker is; `busy` while there is more to come. Without a number nobody knows how much it is."""
    done, total, text = 0, 0, ""
    left = jobs.mails_left(thing)
    match thing.state:
        case ImportState.WAITING if timezone.now() - thing.created_at > PATIENCE:
            text = _(
                "Het lezen is nog niet begonnen. Vraag wie LOB-kwaliteit bij jullie draait of de worker loopt."
            )
        case ImportState.WAITING:
            text = _("Het bestand is ontvangen. Het lezen begint zo.")
        case ImportState.READING if not thing.total:
            text = _("Het bestand wordt gelezen: %(done)s rijen") % _numbers(thing.done, 0)
        case ImportState.READING:
            done, total = thing.done, thing.total
            text = _("%(done)s van %(total)s rijen vergeleken") % _numbers(done, total)
        case ImportState.WRITING:
            text = _("Alles wordt in één keer opgeslagen…")
        case ImportState.DONE if left:
            total = thing.summary["mails"]
            done = total - left
            text = _("%(done)s van %(total)s mails klaargezet") % _numbers(done, total)
    busy = thing.state in AT_WORK or left > 0
    return {"state": thing.state, "busy": busy, "done": done, "total": total, "text": text}


def _numbers(done: int, total: int) -> dict[str, str]:
    return {
        "done": number_format(done, force_grouping=True),
        "total": number_format(total, force_grouping=True),
    }


# --- the preview ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the preview in words."""

    row: int
    sheet: str
    kind: str
    name: str
    does: str
    label: str
    says: list[str]


def _labels() -> dict[str, str]:
    return {WRONG: _("Fout"), NEW: _("Nieuw"), CHANGED: _("Gewijzigd"), SAME: _("Blijft gelijk")}


def _preview(request: HttpRequest, thing: OrganisationImport) -> dict[str, Any]:
    plan, labels = Plan.from_json(thing.plan), _labels()
    wanted = next((does for does, word in FILTERS.items() if word == request.GET.get("toon")), "")
    lines = [line for line in plan.lines if not wanted or line.does == wanted]
    if not wanted:
        lines.sort(key=lambda line: ORDER.index(line.does))
    page = Paginator(lines, PAGE).get_page(request.GET.get("pagina"))
    counts = plan.counts
    todo = counts[NEW] + counts[CHANGED]
    asked = {"toon": FILTERS[wanted]} if wanted else {}
    return {
        "counts": _counted(counts),
        "wrong": counts[WRONG],
        "todo": todo,
        "invites": plan.invites,
        "again": thing.summary.get("again", False),
        "skipped": plan.skipped,
        "national": plan.national,
        "left": _left(plan.left),
        "page": page,
        "shown": [_shown(line, labels) for line in page.object_list],
        "several_sheets": len({line.sheet for line in plan.lines}) > 1,
        "filters": [
            {"label": _("Alles"), "n": len(plan.lines), "url": request.path, "here": not wanted},
            *(
                {"label": labels[does], "n": counts[does], "url": f"?toon={FILTERS[does]}", "here": wanted == does}
                for does in ORDER
                if counts[does]
            ),
        ],
        "before": _page_url(asked, page.number - 1) if page.has_previous() else "",
        "after": _page_url(asked, page.number + 1) if page.has_next() else "",
    }  # fmt: skip


def _page_url(asked: dict[str, str], number: int) -> str:
    return f"?{urlencode(asked | {'pagina': str(number)})}"


def _shown(line: Line, labels: dict[str, str]) -> Shown:
    says = [say(one) for one in line.says]
    return Shown(line.row, line.sheet, str(KINDS[line.kind]), line.name, line.does, labels[line.does], says)


def _counted(counts: dict[str, int]) -> str:
    """ "12 nieuw, 3 gewijzigd, 40 gelijk, 2 fout": what there is none of is left out, unless there is nothing."""
    words = {
        NEW: _("%(n)s nieuw"),
        CHANGED: _("%(n)s gewijzigd"),
        SAME: _("%(n)s gelijk"),
        WRONG: _("%(n)s fout"),
    }
    shown = {does: number_format(counts.get(does, 0), force_grouping=True) for does in words}
    return ", ".join(words[does] % {"n": n} for does, n in shown.items() if counts.get(does))


def _left(left: dict[str, int]) -> list[str]:
    """What is there and not in the file, in words."""
    words = {
        "school": lambda n: ngettext("%(n)s school", "%(n)s scholen", n),
        "team": lambda n: ngettext("%(n)s team", "%(n)s teams", n),
        "person": lambda n: ngettext("%(n)s persoon", "%(n)s mensen", n),
    }
    return [words[kind](left[kind]) % {"n": left[kind]} for kind in words if left.get(kind)]


def _told(thing: OrganisationImport) -> dict[str, Any]:
    """A file that was read before, as a list shows it."""
    summary = thing.summary
    saved = summary.get("saved_on")
    return {
        "import": thing,
        "on": dt.datetime.fromisoformat(saved) if saved else thing.created_at,
        "counts": _counted(summary.get("counts", {})),
        "invited": summary.get("invited", 0),
        "sent": bool(summary.get("send")),
        "left": _left(summary.get("left", {})),
        "state": thing.get_state_display(),
    }
