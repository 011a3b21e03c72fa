"""Everything of a result that its reader may take along: the result itself, and what is told beside it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import get_language

from assessments.exports.sets import BoardSet, SchoolSet, TeamSet
from assessments.models import Assessment, Board, Card, Round, School
from assessments.results.improving_queries import board_improving, school_improving, team_improving
from assessments.results.over_time_queries import board_over_time, school_over_time
from assessments.results.privacy import school_spreads, team_layers
from assessments.results.queries import school_result, team_result
from assessments.results.response import responses

from .board import board_figures
from .filters import Asked
from .over_time import told_of_team

# --- for one table, without how it went over time -------------------------------------------------------------------


def team_set(request: HttpRequest, assessment: Assessment) -> TeamSet:
    result = team_result(assessment, language=get_language())
    return TeamSet(
        result,
        team_layers(request.user, [assessment])[assessment.pk],
        responses([assessment])[assessment.pk],
        team_improving(result, reader=request.user, as_of=timezone.localdate()),
    )


def school_set(request: HttpRequest, school: School, round_: Round) -> SchoolSet:
    """Of the theme that is chosen."""
    ours = Assessment.objects.confirmed().filter(round=round_, school=school)
    confirmed = list(ours.select_related("round", "school"))
    result = school_result(school, round_, language=get_language(), theme=Asked.of(request.GET).theme)
    return SchoolSet(
        result,
        school_spreads(request.user, school, round_),
        team_layers(request.user, confirmed),
        responses(confirmed),
        school_improving(result, school, as_of=timezone.localdate(), whole=True),
    )


def board_set(request: HttpRequest, board: Board) -> BoardSet | None:
    """Of what is chosen; None where the board has no round."""
    result = board_figures(request, board)
    if result is None:
        return None
    return BoardSet(result, board_improving(result, board, as_of=timezone.localdate(), whole=True))


# --- for all of them, with how it went over time where that is of the same choice ------------------------------------


def whole_team_set(request: HttpRequest, assessment: Assessment) -> TeamSet:
    taken = team_set(request, assessment)
    if assessment.round.is_trial:
        return taken
    return replace(taken, over_time=told_of_team(request, assessment))


def whole_school_set(request: HttpRequest, school: School, round_: Round) -> SchoolSet:
    taken = school_set(request, school, round_)
    if round_.is_trial or taken.result.card.part_of:
        return taken
    found = school_over_time(school, round_.card, later=round_.uid, language=get_language())
    return replace(taken, over_time=found)


def whole_board_set(request: HttpRequest, board: Board) -> BoardSet | None:
    taken = board_set(request, board)
    if taken is None or taken.result.card.part_of or len(taken.result.rows) < len(taken.result.schools):
        return taken
    card = Card.objects.get(pk=taken.result.card.pk)
    asked = Asked.of(request.GET).round
    later = next((one.uid for one in taken.result.rounds if str(one.uid) == asked), None)
    return replace(taken, over_time=board_over_time(board, card, later=later, language=get_language()))
