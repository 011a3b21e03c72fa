"""Actions: the list of all that somebody sees, one of them, and deleting one that was made by mistake."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, Person, may_see_actions, places_for
from assessments.access.policies import Refused
from assessments.forms.actions import ProgressForm
from assessments.models import Action
from assessments.results.action_lines import lines_of
from assessments.services.actions import NOT_BY_MISTAKE, delete_action, is_untouched

from .action_filter import Filter, Options
from .action_lists import listing
from .action_pages import crumbs_of, log_of, page_of


def demand_sees(user: Person) -> None:
    """For who sees the actions of no place there is no such page."""
    if not may_see_actions(user):
        raise Http404


@signed_in
def action_list(request: HttpRequest) -> HttpResponse:
    """All that somebody sees, late ones first, by how far they are."""
    demand_sees(request.user)
    today = timezone.localdate()
    seen = rows.actions(request.user)
    options = Options.of(request.user, seen, lines_of(seen))
    wanted = Filter.of(request.GET, options)
    found = listing(request.user, wanted, request.GET.get("pagina"), today)
    context = {
        "wanted": wanted,
        "options": options,
        "found": found,
        "manages": bool(places_for(request.user, Ability.MANAGE_ACTIONS)),
        "waits": not options.lines and not rows.assessments_with_results(request.user).exists(),
        "back": wanted.query,
        "breadcrumbs": crumbs_of(),
    }
    return render(request, "actions/list.html", context)


@guarded(rows.whole_actions)
def action_detail(request: HttpRequest, action: Action) -> HttpResponse:
    """What was agreed, and how it went."""
    page = page_of(request.user, action)
    context: dict[str, Any] = {
        **page,
        "log": log_of(action),
        "form": ProgressForm(action=action) if page["may_move"] else None,
        "is_untouched": page["manages"] and is_untouched(action),
        "breadcrumbs": crumbs_of(action),
    }
    return render(request, "actions/detail.html", context)


@guarded(rows.whole_actions, may=Ability.MANAGE_ACTIONS)
def action_delete(request: HttpRequest, action: Action) -> HttpResponse:
    if request.method == "POST":
        try:
            delete_action(by=user_of(request), action=action)
        except Refused as refused:
            messages.error(request, str(refused.reason))
            return redirect("action", action.uid)
        messages.success(request, _("De actie is verwijderd."))
        return redirect("actions")
    if not is_untouched(action):
        messages.error(request, str(NOT_BY_MISTAKE))
        return redirect("action", action.uid)
    return render(
        request, "actions/delete.html", {"action": action, "breadcrumbs": crumbs_of(action, _("Verwijderen"))}
    )
