"""How the teams of a round answer: together, or individually first, and then how many people each is."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.ways import People, WaysForm
from assessments.models import Round
from assessments.services import ways as services
from assessments.services.participations import last_sizes, members_per_team
from assessments.services.place_invitations import invited_per_team
from assessments.services.rounds import with_scores

from .guided import go_on
from .rounds import round_crumbs


@guarded(rows.rounds)
def round_ways(request: HttpRequest, round_: Round) -> HttpResponse:
    """The teams of the round that this person leads; of the others nothing is said."""
    led = rows.assessments(request.user, Ability.INVITE_TO_ANSWER).filter(round=round_)
    assessments = list(led.in_order())
    if not assessments:
        raise PermissionDenied
    if round_.is_closed:
        messages.error(request, str(services.CLOSED))
        return redirect("round-detail", round_.uid)
    for assessment in assessments:
        if round_.is_draft:  # the floor is copied at opening: until then it is the board's
            assessment.min_group = round_.board.min_group
    members, invited = members_per_team(assessments), invited_per_team(assessments)
    before = last_sizes(request.user, assessments)
    form = WaysForm(
        request.POST if request.method == "POST" else None,
        assessments=assessments,
        people={
            one.pk: People(
                members.get(one.team_id, 0), invited.get(one.team_id, 0), before.get(one.team_id, 0)
            )
            for one in assessments
        },
        fixed=[*with_scores(led), *(one for one in assessments if one.is_answering_closed)],
        needs_size=round_.is_open,
    )
    if form.is_valid():
        if form.proposed:
            form = form.with_proposals()
        elif _apply(request, form, round_):
            return go_on(request, "round-detail", round_.uid)
    context = {
        "form": form,
        "round": round_,
        "proposed": len(form.proposed),
        "min_group": assessments[0].min_group,
        "breadcrumbs": round_crumbs(round_, _("Manier van invullen")),
    }
    return render(request, "rounds/ways.html", context)


def _apply(request: HttpRequest, form: WaysForm, round_: Round) -> bool:
    try:
        services.choose_ways(by=user_of(request), round_=round_, ways=form.chosen())
    except Refused as refused:
        form.add_error(None, str(refused.reason))
        return False
    messages.success(request, _("De manier van invullen is opgeslagen."))
    return True
