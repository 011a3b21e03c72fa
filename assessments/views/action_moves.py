"""Saying how far an action is: by a button in the list, or with words on a page."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.policies import Refused
from assessments.enums import ActionStatus
from assessments.forms.actions import ProgressForm
from assessments.models import Action
from assessments.services.actions import Overtaken, move_action

from .action_filter import address
from .action_pages import crumbs_of, log_of

HEADINGS: dict[ActionStatus | None, Promise] = {
    ActionStatus.DONE: gettext_lazy("Actie afronden"),
    ActionStatus.STOPPED: gettext_lazy("Actie stoppen"),
}


@guarded(rows.whole_actions)
def action_move(request: HttpRequest, action: Action) -> HttpResponse:
    """GET asks for words; POST writes, from there, from the list or from the page of the action."""
    if not rows.moved_actions(request.user).filter(pk=action.pk).exists():
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    is_fixed = request.method == "GET" or "vast" in request.POST
    wanted = asked.get("status", "") if is_fixed else ""
    status = ActionStatus(wanted) if wanted in ActionStatus.values else None
    form = ProgressForm(
        request.POST if request.method == "POST" else None, action=action, status=status or ""
    )
    overtaken = None
    if form.is_valid():
        try:
            moved = _move(request, action, form)
        except Overtaken as found:
            overtaken = found.action
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            _tell(request, action, moved, form.cleaned_data["text"])
            return redirect(_back(asked, action))
    context: dict[str, Any] = {
        "action": action,
        "form": form,
        "heading": HEADINGS.get(status, _("Actie bijwerken")),
        "button": HEADINGS.get(status, _("Stand opslaan")),
        "is_fixed": status is not None,
        "back": asked.get("terug"),
        "cancel_url": _back(asked, action),
        "breadcrumbs": crumbs_of(action, _("Bijwerken")),
    }
    if overtaken:
        context |= _both(overtaken, form)
    return render(request, "actions/move.html", context, status=409 if overtaken else 200)


def _move(request: HttpRequest, action: Action, form: ProgressForm) -> Action:
    return move_action(
        by=user_of(request),
        action=action,
        status=ActionStatus(form.cleaned_data["status"]),
        text=form.cleaned_data["text"],
        version=form.cleaned_data["version"],
    )


def _tell(request: HttpRequest, before: Action, after: Action, text: str) -> None:
    """Say what was saved, or that nothing was: what stands was chosen again, without words."""
    said = {"name": Truncator(after.what).chars(80), "status": ActionStatus(after.status).label}
    if before.status != after.status:
        messages.success(request, _("“%(name)s” staat nu op %(status)s.") % said)
    elif text:
        messages.success(request, _("Bijgewerkt: “%(name)s”.") % said)
    else:
        messages.info(
            request,
            _(
                "Er is niets opgeslagen: “%(name)s” stond al op %(status)s. Schrijf erbij wat er gebeurde, of kies "
                "iets anders bij “Hoe staat het ervoor?”."
            )
            % said,
            extra_tags="done",
        )


def _back(asked: QueryDict, action: Action) -> str:
    """To the list that one came from, at the action; or to its own page. Only what a list knows is taken over."""
    if "terug" not in asked:
        return reverse("action", args=[action.uid])
    query = QueryDict(str(asked["terug"]))
    return f"{address(query.dict())}#actie-{action.uid}"


def _both(now: Action, form: ProgressForm) -> dict[str, Any]:
    """What stands, with who wrote it, beside what was meant."""
    last = log_of(now)[0]
    return {
        "now": now,
        "last": last,
        "mine": ActionStatus(form.cleaned_data["status"]),
        "mine_text": form.cleaned_data["text"],
    }
