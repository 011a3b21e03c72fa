"""Reading in at once, for a command on the machine: the same reading, preview and saving, without a worker between."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction

from assessments.models import Board
from assessments.services.places import lock_board

from .matching import match
from .plan import Plan
from .reading import read_all
from .saving import save_plan


@transaction.atomic
def import_now(*, board: Board, files: Mapping[str, bytes], save: bool, accounts: bool = False) -> Plan:
    """Return what these files together would do, and do it where `save` says so and every row is right.

    With `accounts` people get an account at once, without being asked; otherwise their invitations wait to be sent.
    Raises `Unreadable` where a file cannot be used; then, too, nothing is changed.
    """
    lock_board(board)
    plan = match(board, read_all(files, board_number=board.number), accounts=accounts)
    if save and plan.is_right:
        save_plan(by=None, board=board, plan=plan)
    return plan
