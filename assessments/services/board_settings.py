"""The settings of a board: how long it keeps, and behind how many people a spread may be shown."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access.policies import Refused
from assessments.enums import MIN_GROUP, MOST_MIN_GROUP, Verb
from assessments.models import Board, User

from .audit import record
from .places import demand_right, lock_board

MONTHS = range(1, 61)
YEARS = range(1, 21)
MIN_GROUPS = range(MIN_GROUP, MOST_MIN_GROUP + 1)


@transaction.atomic
def change_retention(
    *, by: User | None, board: Board, people_months: int, results_years: int, audit_years: int
) -> Board:
    """Set how long a board keeps. What is too old by a shorter time goes at the next run, not now."""
    demand_right(by, board)
    for value, allowed in ((people_months, MONTHS), (results_years, YEARS), (audit_years, YEARS)):
        _demand_within(value, allowed)
    board.keep_people_months = people_months
    board.keep_results_years = results_years
    board.keep_audit_years = audit_years
    board.save(update_fields=["keep_people_months", "keep_results_years", "keep_audit_years"])
    record(Verb.RETENTION_CHANGED, by=by, thing=board, board=board)
    return board


@transaction.atomic
def change_min_group(*, by: User | None, board: Board, min_group: int) -> Board:
    """Set the floor for rounds that are opened from now on; what is open keeps the one it was opened with."""
    demand_right(by, board)
    _demand_within(min_group, MIN_GROUPS)
    board = lock_board(board)
    if board.min_group != min_group:
        board.min_group = min_group
        board.save(update_fields=["min_group"])
        record(Verb.BOARD_CHANGED, by=by, thing=board, board=board)
    return board


def _demand_within(value: int, allowed: range) -> None:
    if value not in allowed:
        raise Refused(
            _("Kies een getal van %(least)s tot en met %(most)s.")
            % {"least": allowed.start, "most": allowed.stop - 1}
        )
