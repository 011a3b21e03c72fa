"""The pages of a school in a round: its dashboard, and a criterion of it opened up."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded
from assessments.access.permissions import Ability, Person, can
from assessments.models import Assessment, Round, School
from assessments.models.rounds import RoundQuerySet
from assessments.results.improving_queries import school_improving
from assessments.results.privacy import school_spreads
from assessments.results.queries import school_result
from assessments.results.values import SchoolResult
from assessments.views.breadcrumbs import Crumbs, board_crumb

from .filters import Asked, school_filters
from .heat import school_criterion_heat, school_heat
from .merged_schools import other_rounds, successor_url
from .sections import criterion_sections, csv_links, group_sections, spread_bars


def rounds_of(school: School) -> RoundQuerySet:
    """Started rounds with teams of the school, latest first."""
    teams = Assessment.objects.filter(school=school, round=OuterRef("pk"))
    return Round.objects.started().filter(Exists(teams)).latest_first()


def _choice_of(school: School, round_uid: UUID) -> tuple[Round, list[Round]]:
    """The round in the path, and those that can be chosen: a trial round shows on its own pages only. One query."""
    every = list(rounds_of(school))
    round_ = next((one for one in every if one.uid == round_uid), None)
    if round_ is None:
        raise Http404
    return round_, [one for one in every if not one.is_trial or one.pk == round_.pk]


def _crumbs(user: Person, school: School, result: SchoolResult) -> Crumbs:
    return [
        board_crumb(user, school.board, name=result.board_name),
        (result.school_name, reverse("school-latest", args=[school.uid])),
        (result.round.title, None),
    ]


@guarded(rows.schools)
def school_latest(request: HttpRequest, school: School) -> HttpResponse:
    """On to the latest real round, or a page that says what would stand there."""
    latest = rounds_of(school).real().first()
    if latest is not None:
        return redirect("school-result", school.uid, latest.uid)
    crumbs: Crumbs = [
        board_crumb(request.user, school.board),
        (_("Resultaten"), reverse("results")),
        (school.name, None),
    ]
    context = {
        "school": school,
        "may_plan": can(request.user, Ability.RUN_ROUND, school),
        "successor_url": successor_url(request.user, school),
        "others": other_rounds(request.user, school, ()),
        "breadcrumbs": crumbs,
    }
    return render(request, "results/school_empty.html", context)


@guarded(rows.schools)
def school(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """The dashboard of a school in one round. Choosing another round leads to the address of that one."""
    round_, rounds = _choice_of(school, round_uid)
    asked = Asked.of(request.GET)
    result = school_result(school, round_, language=get_language(), theme=asked.theme)
    filters = school_filters(asked, result, round_=round_, rounds=rounds)
    if (other := asked.round_among(rounds)) is not None:
        return redirect(reverse("school-result", args=[school.uid, other.uid]) + filters.query())
    context = {
        "school": school,
        "result": result,
        "filters": filters,
        "successor_url": successor_url(request.user, school),
        "others": other_rounds(request.user, school, [one for one in rounds if one.pk != round_.pk]),
        "breadcrumbs": _crumbs(request.user, school, result),
        "unofficial": result.card.has_translation,
        "heat": school_heat(result, filters),
        "csv": csv_links("school-table", [school.uid, round_.uid], filters.query(), heat="teams"),
    }
    if result.confirmed:
        context |= group_sections(result, result.school_name, parts="teams")
        context["improving"] = school_improving(result, school, as_of=timezone.localdate())
    return render(request, "results/school.html", context)


@guarded(rows.schools)
def school_criterion(request: HttpRequest, school: School, round_uid: UUID, code: str) -> HttpResponse:
    """One criterion of a school opened up: its indicators, and each team's level."""
    round_, rounds = _choice_of(school, round_uid)
    asked = Asked.of(request.GET)
    result = school_result(school, round_, language=get_language(), criterion=code)
    if [one.info.code for one in result.criteria] != [code]:
        raise Http404
    filters = school_filters(asked, result, round_=round_, rounds=rounds)
    if (other := asked.round_among(rounds)) is not None:
        return redirect(reverse("school-criterion", args=[school.uid, other.uid, code]) + filters.query())
    dashboard = reverse("school-result", args=[school.uid, round_.uid]) + filters.query()
    spreads = school_spreads(request.user, school, round_)
    drawn = spread_bars(spreads, result.card)

    def opened(code: str) -> str:
        return reverse("school-criterion", args=[school.uid, round_.uid, code]) + filters.query()

    context = {
        **criterion_sections(result, opened),
        "spreads": [
            (info, spreads[info.code], drawn[info.code])
            for info in result.card.indicators
            if info.code in spreads
        ],
        "school": school,
        "result": result,
        "filters": filters,
        "dashboard": dashboard,
        "heat": school_criterion_heat(result, filters),
        "breadcrumbs": [
            *_crumbs(request.user, school, result)[:-1],
            (result.round.title, dashboard),
            (code, None),
        ],
        "unofficial": result.card.has_translation,
    }
    return render(request, "results/school_criterion.html", context)
