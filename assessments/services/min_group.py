"""The floor of a board: behind how many people a spread may be shown."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access.policies import Refused
from assessments.enums import MIN_GROUP, MOST_MIN_GROUP, Verb
from assessments.models import Board, User

from .audit import record
from .places import demand_right, lock_board

ALLOWED = range(MIN_GROUP, MOST_MIN_GROUP + 1)


@transaction.atomic
def change_min_group(*, by: User | None, board: Board, min_group: int) -> Board:
    """Set the floor for rounds that are opened from now on; what is open keeps the one it was opened with."""
    demand_right(by, board)
    if min_group not in ALLOWED:
        raise Refused(
            _("Kies een getal van %(least)s tot en met %(most)s.")
            % {"least": ALLOWED.start, "most": ALLOWED.stop - 1}
        )
    board = lock_board(board)
    if board.min_group != min_group:
        board.min_group = min_group
        board.save(update_fields=["min_group"])
        record(Verb.BOARD_CHANGED, by=by, thing=board, board=board)
    return board
