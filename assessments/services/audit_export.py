"""That the audit log was taken away is in the audit log too."""

from __future__ import annotations

from django.db import transaction

from assessments.access.permissions import Ability
from assessments.enums import Verb
from assessments.models import Board, User

from .audit import record
from .places import demand_right


@transaction.atomic
def audit_exported(*, by: User, board: Board) -> None:
    """Record that `by` takes a file of the board's log; before the first byte of it leaves."""
    demand_right(by, board, Ability.SEE_AUDIT)
    record(Verb.AUDIT_EXPORTED, by=by, board=board)
