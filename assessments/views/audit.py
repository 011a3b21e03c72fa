"""The audit log of a board: what was done, by whom, when; on a page and as a file."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.exports.audit import audit_csv
from assessments.forms.audit import AuditForm
from assessments.forms.places import by_school
from assessments.models import AuditEvent, Board, Team
from assessments.results.audit_log import Place, actors_of, entries_of, events_of
from assessments.services.audit_export import audit_exported

from .breadcrumbs import Crumbs

PAGE = 100


@signed_in
def audit_log(request: HttpRequest) -> HttpResponse:
    """On to the log of one's board; who has several chooses. For others there is no such page."""
    boards = list(rows.boards_with_audit(request.user))
    if not boards:
        raise Http404
    if len(boards) == 1:
        return redirect("audit-board", boards[0].uid)
    crumbs: Crumbs = [(_("Organisatie"), reverse("organisation")), (_("Logboek"), None)]
    return render(request, "audit/boards.html", {"boards": boards, "breadcrumbs": crumbs})


@guarded(rows.boards_with_audit)
def audit_board(request: HttpRequest, board: Board) -> HttpResponse:
    form = _form(request, board)
    wanted = form.wanted() if form.is_valid() else None
    events = events_of(request.user, board, wanted) if wanted else AuditEvent.objects.none()
    page = Paginator(events, PAGE).get_page(request.GET.get("pagina"))
    asked = form.asked() if wanted else {}
    entries = entries_of(request.user, board, page.object_list)
    context = {
        "board": board,
        "form": form,
        "page": page,
        "days": [
            {"day": day, "entries": list(found)}
            for day, found in groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
        ],
        "filtered": bool(asked) or wanted is None,
        "newer": _page_url(asked, page.number - 1) if page.has_previous() else "",
        "older": _page_url(asked, page.number + 1) if page.has_next() else "",
        "export": f"{reverse('audit-export', args=[board.uid])}?{urlencode(asked)}".rstrip("?"),
        "breadcrumbs": [
            (board.name, None),
            (_("Organisatie"), reverse("organisation")),
            (_("Logboek"), None),
        ],
    }
    return render(request, "audit/log.html", context)


@guarded(rows.boards_with_audit)
def audit_export(request: HttpRequest, board: Board) -> HttpResponse | StreamingHttpResponse:
    """The same rows as a file: all of them, not one page. Its own making is recorded and not yet in it."""
    form = _form(request, board)
    if not form.is_valid():
        return redirect("audit-board", board.uid)
    events = events_of(request.user, board, form.wanted()).filter(at__lte=timezone.now())
    audit_exported(by=user_of(request), board=board)
    name = f"logboek-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        audit_csv(events),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=name)},
    )


def _form(request: HttpRequest, board: Board) -> AuditForm:
    return AuditForm(request.GET, actors=actors_of(board), places=_places(board))


def _places(board: Board) -> list[Place]:
    """Every school of the board with its teams after it, closed ones too: deeds about them stay."""
    teams = Team.objects.filter(school__board=board).select_related("school")
    return by_school(board.schools.all(), teams)


def _page_url(asked: dict[str, str], number: int) -> str:
    return f"?{urlencode({**asked, 'pagina': number})}"
