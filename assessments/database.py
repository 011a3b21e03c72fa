"""What the database itself must know: when a row of the audit log may be deleted (see migration 0002)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

_release: ContextVar[str] = ContextVar("lob_audit_release", default="")


def prepare_connection(sender: Any, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    """Give each new SQLite connection the function that the audit triggers ask."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("lob_audit_release", 0, _release.get)


@contextmanager
def audit_release(reason: Literal["retention", "test flush"]) -> Iterator[None]:
    """Let rows of the audit log be deleted inside this block, for one of the two reasons there are."""
    token = _release.set(reason)
    if connection.vendor == "postgresql":
        _configure(reason)
    try:
        yield
    finally:
        _release.reset(token)
        if connection.vendor == "postgresql":
            _configure("")


def _configure(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lob.audit_release', %s, false)", [value])
