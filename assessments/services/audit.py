"""The one way to write in the audit log. Called inside the transaction of the deed it records."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.enums import Verb
from assessments.models import AuditEvent, Board, User
from assessments.models.base import PublicModel


def record(
    verb: Verb, *, by: User | None, thing: PublicModel | None = None, board: Board | None = None
) -> None:
    """Record that `by` (None: a command on the machine) did `verb` to `thing`, which belongs to `board`."""
    _event(verb, by, thing, board).save(force_insert=True)


def record_all(verb: Verb, *, by: User | None, things: Iterable[PublicModel], board: Board | None) -> None:
    """Record the same deed to many things."""
    AuditEvent.objects.bulk_create([_event(verb, by, thing, board) for thing in things], batch_size=500)


def _event(verb: Verb, by: User | None, thing: PublicModel | None, board: Board | None) -> AuditEvent:
    return AuditEvent(
        actor=by.uid if by else None,
        verb=verb,
        object_type=thing._meta.model_name or "" if thing else "",
        object_key=thing.uid if thing else None,
        board=board.uid if board else None,
    )
