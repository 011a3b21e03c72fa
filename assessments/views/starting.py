"""Starting: the guide from nothing to a running round, and asking all teams of a round at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import policies, rows
from assessments.access.guards import guarded, signed_in, user_of
from assessments.access.permissions import Ability, places_for
from assessments.access.policies import Refused
from assessments.models import Assessment, Round
from assessments.results.today.guide import guide_steps
from assessments.results.today.situation import situation_of
from assessments.services.participations import members_per_team
from assessments.services.place_invitations import invited_per_team
from assessments.services.reminders import remind

from .breadcrumbs import Crumbs
from .guided import go_on
from .rounds import round_crumbs


@signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Every step, whatever is done of it: also for who wants to read it again."""
    if not places_for(request.user, Ability.RUN_ROUND):
        raise PermissionDenied
    found = situation_of(request.user).first_round(request.user)
    steps = guide_steps(found)
    crumbs: Crumbs = [(_("Starten"), None)]
    context = {
        "steps": steps,
        "is_over": found.is_over,
        "minutes": sum(step.minutes for step in steps if not step.may_skip and not step.is_done),
        "breadcrumbs": crumbs,
    }
    return render(request, "start/start.html", context)


@dataclass(frozen=True, slots=True)
class TeamToAsk:
    """A team in which everybody answers first, how many of its people have an account to be mailed by, and how many
    were invited to one.
    """

    assessment: Assessment
    members: int
    invited: int


@guarded(rows.rounds)
def round_ask(request: HttpRequest, round_: Round) -> HttpResponse:
    """Asks everybody who has not begun, in all teams of the round that somebody invites to, by one button."""
    found = list(rows.invited_by(request.user).filter(round=round_).in_order())
    if not found:
        raise PermissionDenied
    open_ones = [assessment for assessment in found if policies.inviting(assessment) is None]
    if not open_ones:
        messages.error(request, str(policies.inviting(found[0])))
        return redirect("round-detail", round_.uid)
    if request.method == "POST":
        _ask(request, open_ones)
        return go_on(request, "round-detail", round_.uid)
    members, invited = members_per_team(open_ones), invited_per_team(open_ones)
    teams = [TeamToAsk(one, members.get(one.team_id, 0), invited.get(one.team_id, 0)) for one in open_ones]
    context = {
        "round": round_,
        "with_members": [team for team in teams if team.members],
        "coming": [team for team in teams if team.invited],
        "without": [team for team in teams if not team.members and not team.invited],
        "breadcrumbs": round_crumbs(round_, _("Mensen vragen")),
    }
    return render(request, "rounds/ask.html", context)


def _ask(request: HttpRequest, assessments: Iterable[Assessment]) -> None:
    """Team by team, each at once or not at all: who was asked today is not asked again."""
    number = 0
    for assessment in assessments:
        try:
            number += remind(by=user_of(request), assessment=assessment)
        except Refused as refused:
            messages.error(request, f"{assessment.team_name}: {refused.reason}")
    if number:
        words = ngettext("Er gaat mail naar %(n)s persoon.", "Er gaat mail naar %(n)s mensen.", number)
        messages.success(request, words % {"n": number})
    else:
        messages.warning(
            request, _("Er was niemand om te mailen: wie nog niet is begonnen, kreeg vandaag al mail.")
        )
