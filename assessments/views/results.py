"""Results of teams and schools: what was confirmed, for who may see it; of the rest, how far it is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import charts
from assessments.access import policies, rows
from assessments.access.guards import guarded, signed_in
from assessments.access.permissions import Ability, can, places_for
from assessments.models import Assessment, Round, School
from assessments.models.base import sort_key
from assessments.models.rounds import AssessmentQuerySet, RoundQuerySet
from assessments.results.overview import overview as overview_of
from assessments.results.privacy import Spread, school_spreads, team_spreads
from assessments.results.progress import assessment_infos
from assessments.results.queries import school_result, team_result
from assessments.results.values import CardInfo, IndicatorAcross, SchoolResult
from assessments.services.texts import clean_line

from .breadcrumbs import Crumbs, assessment_crumbs

LONG_LIST = 12
"""From more teams than this on one can search in the list."""


# --- a team ---------------------------------------------------------------------------------------------------------


def _is_gathering(assessment: Assessment) -> bool:
    """Whether everybody answers by themselves still: then nothing is agreed that could be shown."""
    return assessment.is_individual and not assessment.is_answering_closed and not assessment.is_confirmed


@guarded(rows.visible_assessments)
def team(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The result of a team; while it is not confirmed, for all but its coordinator only how far it is."""
    seen = Ability.SEE_TEAM_RESULTS if assessment.is_confirmed else Ability.SEE_UNCONFIRMED_RESULTS
    may_open_form = can(request.user, Ability.FILL_IN_TEAM_FORM, assessment)
    context = {
        "assessment": assessment,
        "breadcrumbs": assessment_crumbs(request.user, assessment),
        "other": _other_assessments(request, assessment),
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
    spreads = team_spreads(request.user, assessment) if assessment.is_individual else {}
    context |= {
        "result": result,
        "spreads": spreads,
        "drawn": _drawn(spreads, result.card),
        "levels": list(zip(result.card.levels, result.summary.distribution, strict=True)),
        "distribution": charts.distribution(
            result.summary, result.card, key="distribution", name=assessment.team_name
        ),
        "dot_plot": charts.dot_plot(
            result.criteria,
            result.card,
            key="criteria",
            name=assessment.team_name,
            previous=result.previous_round.title if result.previous_round else None,
        ),
        "today": timezone.localdate(),
        "unofficial": result.card.has_translation,
        "reopenings": assessment.confirmations.reopened() if may_open_form else (),
    }
    return render(request, "results/team.html", context)


def _drawn(spreads: dict[str, Spread], card: CardInfo) -> dict[str, charts.Chart]:
    """What people chose for each indicator, as a small bar."""
    return {
        code: charts.spread_bar(spread, card, key=f"spread-{code}", name=code)
        for code, spread in spreads.items()
    }


def _other_assessments(request: HttpRequest, assessment: Assessment) -> list[Assessment]:
    """Results in other real rounds of the team, of those that merged into it and of what it merged into, latest first.

    A right to one is none to the other: who sees this page may see none of them.
    """
    team = assessment.team_id
    family = Q(team=team) | Q(team__merged_into=team) | Q(team__predecessors=team)
    found = rows.assessments_with_results(request.user).real().filter(family).exclude(pk=assessment.pk)
    return list(found.latest_first())


# --- a school -------------------------------------------------------------------------------------------------------


def _rounds_of(school: School) -> RoundQuerySet:
    """Started rounds with teams of the school, latest first."""
    teams = Assessment.objects.filter(school=school, round=OuterRef("pk"))
    return Round.objects.started().filter(Exists(teams)).latest_first()


def _school_round(school: School, round_uid: UUID) -> Round:
    return get_object_or_404(_rounds_of(school).select_related("card__owner", "board"), uid=round_uid)


@guarded(rows.schools)
def school_latest(request: HttpRequest, school: School) -> HttpResponse:
    """On to the latest real round, or a page that says what would stand there."""
    latest = _rounds_of(school).real().first()
    if latest is not None:
        return redirect("school-result", school.uid, latest.uid)
    crumbs: Crumbs = [(school.board.name, None), (_("Resultaten"), reverse("results")), (school.name, None)]
    may_plan = can(request.user, Ability.RUN_ROUND, school)
    return render(
        request, "results/school_empty.html", {"school": school, "may_plan": may_plan, "breadcrumbs": crumbs}
    )


@guarded(rows.schools)
def school(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """The dashboard of a school in one round."""
    round_ = _school_round(school, round_uid)
    result = school_result(school, round_, language=get_language())
    context: dict[str, Any] = {
        "school": school,
        "result": result,
        "others": [other for other in _rounds_of(school).real() if other.pk != round_.pk],
        "breadcrumbs": _school_crumbs(school, result),
        "unofficial": result.card.has_translation,
    }
    if result.confirmed:
        context |= _school_charts(result)
    return render(request, "results/school.html", context)


def _school_crumbs(school: School, result: SchoolResult) -> Crumbs:
    return [
        (result.board_name, None),
        (result.school_name, reverse("school-latest", args=[school.uid])),
        (result.round.title, None),
    ]


def _school_charts(result: SchoolResult) -> dict[str, Any]:
    card = result.card

    def strips(indicators: tuple[IndicatorAcross, ...]) -> list[tuple[IndicatorAcross, charts.Chart]]:
        return [
            (
                item,
                charts.cell_strip(
                    item.cells, item.summary, card, key=f"strip-{item.info.code}", name=item.info.code
                ),
            )
            for item in indicators
        ]

    def shifts(indicators: tuple[IndicatorAcross, ...]) -> list[tuple[IndicatorAcross, charts.Chart]]:
        return [
            (
                item,
                charts.shift(
                    item.before_in_order,
                    item.now_in_order,
                    item.change.matched,
                    key=f"shift-{item.info.code}",
                    name=item.info.code,
                ),
            )
            for item in indicators
            if item.change is not None
        ]

    return {
        "columns": [
            {
                "name": criterion.short_name,
                "url": reverse(
                    "school-criterion", args=[result.school_uid, result.round.uid, criterion.code]
                ),
            }
            for criterion in card.criteria
        ],
        "levels": list(zip(card.levels, result.summary.distribution, strict=True)),
        "distribution": charts.distribution(
            result.summary, card, key="distribution", name=result.school_name
        ),
        "strongest": strips(result.strongest),
        "weakest": strips(result.weakest),
        "moved_up": shifts(result.moved_up),
        "moved_down": shifts(result.moved_down),
    }


@guarded(rows.schools)
def school_criterion(request: HttpRequest, school: School, round_uid: UUID, code: str) -> HttpResponse:
    """One criterion of a school opened up: its indicators, and each team's level."""
    round_ = _school_round(school, round_uid)
    result = school_result(school, round_, language=get_language())
    codes = [criterion.info.code for criterion in result.criteria]
    if code not in codes:
        raise Http404
    place = codes.index(code)
    criterion = result.criteria[place]
    theme = next(theme for theme in result.themes if criterion in theme.criteria)
    dashboard = reverse("school-result", args=[school.uid, round_.uid])
    crumbs = [
        *_school_crumbs(school, result)[:-1],
        (result.round.title, dashboard),
        (criterion.info.code, None),
    ]
    spreads = school_spreads(request.user, school, round_)
    drawn = _drawn(spreads, result.card)
    context = {
        "spreads": [
            (item.info, spreads[item.info.code], drawn[item.info.code])
            for item in criterion.indicators
            if item.info.code in spreads
        ],
        "school": school,
        "result": result,
        "theme": theme,
        "criterion": criterion,
        "before": result.criteria[place - 1] if place else None,
        "after": result.criteria[place + 1] if place + 1 < len(codes) else None,
        "dashboard": dashboard,
        "levels": list(zip(result.card.levels, criterion.summary.distribution, strict=True)),
        "distribution": charts.distribution(
            criterion.summary,
            result.card,
            key="distribution",
            name=criterion.info.short_name_translation or criterion.info.short_name,
        ),
        "breadcrumbs": crumbs,
        "unofficial": result.card.has_translation,
    }
    return render(request, "results/school_criterion.html", context)


# --- all that somebody may see --------------------------------------------------------------------------------------


@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """Each school in its latest round, what is under way, and the latest result of each team."""
    query = clean_line(request.GET.get("q", ""))
    started = rows.visible_assessments(request.user).real().started()
    under_way = _latest_per_team(started).filter(confirmed_at__isnull=True)
    confirmed = _latest_per_team(rows.assessments_with_results(request.user).real().confirmed())
    wanted = Assessment.objects.filter(Q(pk__in=under_way.values("pk")) | Q(pk__in=confirmed.values("pk")))
    if query:
        key = sort_key(query)
        wanted = wanted.filter(Q(team__sort_name__contains=key) | Q(school__sort_name__contains=key))
    found = overview_of(rows.schools(request.user).order_by("sort_name", "pk"), wanted)
    context = {
        "schools": found.schools,
        "under_way": [row for row in found.teams if not row.assessment.is_confirmed],
        "confirmed": [row for row in found.teams if row.assessment.is_confirmed],
        "query": query,
        "searchable": bool(query) or len(found.teams) > LONG_LIST,
        "has_part": places_for(request.user, Ability.SEE_PROGRESS),
        "breadcrumbs": [(_("Resultaten"), None)],
    }
    return render(request, "results/overview.html", context)


def _latest_per_team(found: AssessmentQuerySet) -> AssessmentQuerySet:
    of_team = found.filter(team=OuterRef("team")).latest_first()
    return found.filter(pk=Subquery(of_team.values("pk")[:1]))
