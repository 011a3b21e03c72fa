"""The result of a team: what was confirmed, for who may see it; before that, how far it is."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from assessments.access import policies, rows
from assessments.access.guards import guarded
from assessments.access.permissions import Ability, Person, can
from assessments.models import Assessment, Team
from assessments.results.improving_queries import team_improving
from assessments.results.privacy import compared_layers
from assessments.results.progress import assessment_infos
from assessments.results.queries import team_result
from assessments.results.values import TeamResult
from assessments.views.breadcrumbs import assessment_crumbs

from .sections import csv_links, spread_bars, team_sections


def _is_gathering(assessment: Assessment) -> bool:
    """Whether everybody answers by themselves still: then nothing is agreed that could be shown."""
    return assessment.is_individual and not assessment.is_answering_closed and not assessment.is_confirmed


@guarded(rows.visible_assessments)
def team(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The result of a team; while it is not confirmed, for all but its coordinator only how far it is."""
    seen = Ability.SEE_TEAM_RESULTS if assessment.is_confirmed else Ability.SEE_UNCONFIRMED_RESULTS
    may_open_form = can(request.user, Ability.FILL_IN_TEAM_FORM, assessment)
    others = _other_assessments(request, assessment)
    context: dict[str, Any] = {
        "assessment": assessment,
        "breadcrumbs": assessment_crumbs(request.user, assessment),
        "other": others,
        "may_open_form": may_open_form,
        "may_fill_in": may_open_form and policies.editing_scores(request.user, assessment) is None,
    }
    if assessment.round.is_draft or _is_gathering(assessment) or not can(request.user, seen, assessment):
        (info,) = assessment_infos(Assessment.objects.filter(pk=assessment.pk))
        answering = info.is_gathering and policies.answering(assessment) is None
        context |= {
            "info": info,
            "may_answer": answering and can(request.user, Ability.ANSWER, assessment),
            "may_invite": info.is_gathering and can(request.user, Ability.SEE_WHO_ANSWERED, assessment),
            "may_follow": policies.conversing(assessment) is None
            and can(request.user, Ability.SEE_SPREAD_IN_CONVERSATION, assessment),
        }
        return render(request, "results/under_way.html", context)
    result = team_result(assessment, language=get_language())
    context |= team_sections(result)
    context |= _layers(request.user, assessment, result, others)
    today = timezone.localdate()
    context |= {
        "result": result,
        "improving": team_improving(result, reader=request.user, as_of=today),
        "may_choose": can(request.user, Ability.CHOOSE_PRIORITIES, assessment),
        "may_make": _may_make(request.user, assessment, result),
        "csv": csv_links("team-table", [assessment.uid]),
        "today": today,
        "unofficial": result.card.has_translation,
        "reopenings": result.reopenings if may_open_form else (),
    }
    return render(request, "results/team.html", context)


def _may_make(user: Person, assessment: Assessment, result: TeamResult) -> bool:
    """Whether there is a place for an action, and they may make one there."""
    info = result.assessment
    is_there = not (info.round.is_trial or info.has_moved or info.team_closed_on)
    return is_there and can(user, Ability.MANAGE_ACTIONS, assessment)


def _layers(
    user: Person, assessment: Assessment, result: TeamResult, others: Iterable[Assessment]
) -> dict[str, Any]:
    """What people chose by themselves, in this round and in the one that it is compared with."""
    compared = result.previous.pk if result.previous and result.previous.is_confirmed else None
    before = next((other for other in others if other.pk == compared), None)
    layers = compared_layers(user, assessment, before, levels=len(result.card.levels))
    now, then = layers.now, layers.before
    return {
        "layer": now,
        "layer_before": then,
        "drawn": spread_bars(now.spreads, result.card) if now else {},
        "drawn_before": spread_bars(then.spreads, result.card, earlier=True) if then else {},
    }


def _other_assessments(request: HttpRequest, assessment: Assessment) -> list[Assessment]:
    """Results in other real rounds of the team, of those that merged into it and of what it merged into, latest first.

    A right to one is none to the other: who sees this page may see none of them.
    """
    team = assessment.team_id
    family = Team.objects.filter(Q(pk=team) | Q(merged_into=team) | Q(predecessors=team)).order_by()
    found = (
        rows.assessments_with_results(request.user)
        .real()
        .filter(team__in=family.values("pk"))
        .exclude(pk=assessment.pk)
    )
    return list(found.latest_first())
