"""What is counted of each team, school and board, as plain values: only what the first version counted too."""

from __future__ import annotations

from typing import Any

from assessments.models import Assessment, Board, Card, Round, School
from assessments.results.board_queries import board_result
from assessments.results.queries import school_result, team_result
from assessments.results.values import Change, SchoolResult, Summary, TeamResult

Plain = dict[str, Any]


def figures() -> Plain:
    """By key of the self-assessment, of the school and its round, and of the board."""
    confirmed = Assessment.objects.exclude(confirmed_at=None)
    schools = {
        (school, round_): None
        for school in School.objects.all()
        for round_ in Round.objects.filter(assessments__school=school, is_trial=False).exclude(
            state="concept"
        )
    }
    card = Card.objects.get(key="lob")
    return {
        "teams": {str(one.uid): _result(team_result(one)) for one in confirmed},
        "schools": {
            f"{school.uid} {round_.uid}": _result(school_result(school, round_)) for school, round_ in schools
        },
        "boards": {str(board.uid): _board(board, card) for board in Board.objects.all()},
    }


def _board(board: Board, card: Card) -> Plain:
    found = board_result(board, card)
    rows = {
        str(row.school_uid): [_summary(row.summary), _change(row.change), row.confirmed, row.of_teams]
        for row in found.rows
    }
    return {"summary": _summary(found.summary), "schools": rows}


def _result(found: TeamResult | SchoolResult) -> Plain:
    return {
        "summary": _summary(found.summary),
        "change": _change(found.change),
        "criteria": {part.info.code: _summary(part.summary) for part in found.criteria},
        "strongest": [one.info.code for one in found.strongest],
        "weakest": [one.info.code for one in found.weakest],
    }


def _summary(found: Summary | None) -> Plain | None:
    counts = ("total", "scored", "in_order", "unknown", "not_applicable", "empty", "mean_from")
    return (
        None
        if found is None
        else {
            **{name: getattr(found, name) for name in counts},
            "distribution": list(found.distribution),
            "mean": None if found.mean is None else str(found.mean),
        }
    )


def _change(found: Change | None) -> Plain | None:
    return (
        None
        if found is None
        else {
            **{name: getattr(found, name) for name in ("in_order", "matched", "teams", "of_teams")},
            "mean": None if found.mean is None else str(found.mean),
        }
    )
