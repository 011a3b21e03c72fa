"""That a report, all those of a board, or figures as a file, were taken is recorded, each time."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from assessments.access.permissions import Ability, can
from assessments.enums import Verb
from assessments.models import Assessment, Board, School, User

from .audit import record


def report_downloaded(*, by: User | None, of: Assessment | School | Board) -> None:
    """Record that `by` (None: a command on the machine) takes the report of a team, a school or a board.

    One statement."""
    _record(Verb.REPORT_DOWNLOADED, by=by, of=of)


def all_reports_downloaded(*, by: User, of: Board) -> None:
    """Record that `by` takes the reports of every school and team of a board, in one file. One statement."""
    _record(Verb.ALL_REPORTS_DOWNLOADED, by=by, of=of)


def figures_downloaded(*, by: User, of: Assessment | School | Board) -> None:
    """Record that `by` takes figures of a team, a school or a board as a file. One statement."""
    _record(Verb.FIGURES_DOWNLOADED, by=by, of=of)


def _record(verb: Verb, *, by: User | None, of: Assessment | School | Board) -> None:
    if by is not None and not can(by, _needed(of), of):
        raise PermissionDenied
    match of:
        case Board():
            board = of
        case School():
            board = of.board
        case Assessment():
            board = of.school.board
    record(verb, by=by, thing=of, board=board)


def _needed(of: Assessment | School | Board) -> Ability:
    match of:
        case Board():
            return Ability.SEE_BOARD_RESULTS
        case School():
            return Ability.SEE_SCHOOL_RESULTS
        case Assessment():
            return Ability.SEE_TEAM_RESULTS if of.is_confirmed else Ability.SEE_UNCONFIRMED_RESULTS
