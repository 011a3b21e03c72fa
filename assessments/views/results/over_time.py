"""Results over time: a line over every round, and any two rounds side by side, of a team, a school or a board."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments import charts
from assessments.access import rows
from assessments.access.guards import guarded
from assessments.access.permissions import Ability, can
from assessments.models import Assessment, Board, Round, School
from assessments.models.rounds import RoundQuerySet
from assessments.results.over_time_queries import board_over_time, school_over_time, team_over_time
from assessments.results.values import Change, RoundInfo
from assessments.results.values.over_time import Comparison, OverTime
from assessments.views.breadcrumbs import Crumbs, board_crumb

from .merged_schools import successor_url
from .school import rounds_of as school_rounds

LinkTo = Callable[[RoundInfo], str | None]
"""The address of the result in a round."""


def told_of_team(request: HttpRequest, assessment: Assessment) -> OverTime | None:
    """A team in each round whose result the reader may see; None without any."""
    found = team_over_time(
        rows.assessments_with_results(request.user).filter(team=assessment.team_id),
        assessment.round.card,
        earlier=_asked(request, "van"),
        later=_asked(request, "tot") or (assessment.round.uid if assessment.is_confirmed else None),
        language=get_language(),
    )
    return found if found.rounds else None


def told_of_school(request: HttpRequest, school: School) -> OverTime | None:
    """A school in each round of a card family: of the round asked for, or its latest. None without any."""
    round_ = _family_of(school_rounds(school).real(), _asked(request, "tot"))
    if round_ is None:
        return None
    return school_over_time(school, round_.card, **_both(request))


def told_of_board(request: HttpRequest, board: Board) -> OverTime | None:
    """A board as it was when each round of a card family was its latest; None without any."""
    round_ = _family_of(Round.objects.of_board(board), _asked(request, "tot"))
    if round_ is None:
        return None
    return board_over_time(board, round_.card, **_both(request))


@guarded(rows.assessments_with_results)
def team(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    found = told_of_team(request, assessment)
    shown = rows.assessments_with_results(request.user).filter(team=assessment.team_id)
    of_round = dict(shown.values_list("round", "uid"))
    school = assessment.school
    dashboard = None
    if can(request.user, Ability.SEE_SCHOOL_RESULTS, school):
        dashboard = reverse("school-result", args=[school.uid, assessment.round.uid])
    return _page(
        request,
        found,
        subject="team",
        name=assessment.team_name,
        crumbs=[
            board_crumb(request.user, school.board),
            (assessment.school_name, dashboard),
            (assessment.team_name, reverse("team-result", args=[assessment.uid])),
        ],
        table=lambda name: reverse("team-over-time-table", args=[assessment.uid, name]),
        link_to=lambda round_: (
            reverse("team-result", args=[of_round[round_.pk]]) if round_.pk in of_round else None
        ),
    )


@guarded(rows.schools)
def school(request: HttpRequest, school: School) -> HttpResponse:
    return _page(
        request,
        told_of_school(request, school),
        subject="school",
        name=school.name,
        crumbs=[
            board_crumb(request.user, school.board),
            (school.name, reverse("school-latest", args=[school.uid])),
        ],
        table=lambda name: reverse("school-over-time-table", args=[school.uid, name]),
        link_to=lambda round_: reverse("school-result", args=[school.uid, round_.uid]),
        about={"school": school, "successor_url": successor_url(request.user, school)},
    )


@guarded(rows.boards)
def board(request: HttpRequest, board: Board) -> HttpResponse:
    here = reverse("board-result", args=[board.uid])
    return _page(
        request,
        told_of_board(request, board),
        subject="board",
        name=board.name,
        crumbs=[(_("Resultaten"), reverse("results")), (board.name, here)],
        table=lambda name: reverse("board-over-time-table", args=[board.uid, name]),
        link_to=lambda round_: f"{here}?meting={round_.uid}",
    )


def _both(request: HttpRequest) -> dict[str, Any]:
    """What every address over time can say, and the language of the reader."""
    return {
        "earlier": _asked(request, "van"),
        "later": _asked(request, "tot"),
        "language": get_language(),
    }


def _family_of(rounds: RoundQuerySet, asked: UUID | None) -> Round | None:
    """Of rounds, latest first, the one whose card family is told: the one asked for, else the latest. One query."""
    found = list(rounds.select_related("card"))
    return next((one for one in found if one.uid == asked), found[0] if found else None)


def _asked(request: HttpRequest, name: str) -> UUID | None:
    """The round asked for in the address; None where there is none, or what stands there is no key."""
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None


def _faults(request: HttpRequest, found: OverTime | None) -> list[str]:
    """What was asked in vain, said as on every page of results (`filters`)."""
    known = {round_.uid for round_ in found.rounds} if found else set()
    if all(_asked(request, name) in known for name in ("van", "tot") if request.GET.get(name)):
        return []
    if found is None or found.comparison is None:
        return [_("Die meting vinden we hier niet.")]
    shown = {"earlier": found.comparison.earlier.round.title, "later": found.comparison.later.round.title}
    return [_("Die meting vinden we hier niet. Je ziet %(earlier)s en %(later)s.") % shown]


def _page(
    request: HttpRequest,
    found: OverTime | None,
    *,
    subject: str,
    name: str,
    crumbs: Crumbs,
    table: Callable[[str], str],
    link_to: LinkTo,
    about: dict[str, Any] | None = None,
) -> HttpResponse:
    context: dict[str, Any] = {
        **(about or {}),
        "subject": subject,
        "name": name,
        "found": found,
        "faults": _faults(request, found),
        "breadcrumbs": [*crumbs, (_("Verloop"), None)],
    }
    if found:
        context["moments"] = [
            {"moment": moment, "url": link_to(moment.round), "change": change}
            for moment, change in found.with_changes
        ][::-1]
        context["choices"] = list(reversed(found.rounds))
        if any(moment.summary and moment.summary.scored for moment in found.moments):
            context["trend"] = charts.course(found.moments, found.changes, key="trend", name=name)
        context["moments_table"] = table("metingen")
        if found.comparison:
            both = found.comparison
            asked = urlencode({"van": both.earlier.round.uid, "tot": both.later.round.uid})
            context["beside_table"] = f"{table('vergelijking')}?{asked}"
            context |= _comparison(both)
    return render(request, "over_time/page.html", context)


def _comparison(comparison: Comparison) -> dict[str, Any]:
    def shift(change: Change | None, key: str, of: str) -> charts.Chart | None:
        if change is None:
            return None
        return charts.shift(
            change.before_in_order, change.now_in_order, change.matched, key=key, name=of, parts="scores"
        )

    return {
        "comparison": comparison,
        "card": comparison.card,
        "unofficial": comparison.card.has_translation,
        "themes": [
            {
                "info": theme.info,
                "criteria": [
                    (one, shift(one.change, f"criterion-{one.info.code}", one.info.code))
                    for one in theme.criteria
                ],
            }
            for theme in comparison.themes
        ],
    }
