"""What the database itself must know: when a row of the audit log may be deleted (see migration 0002)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

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


def forget_on_disk() -> None:
    """Let SQLite empty its log of writes, which still holds what was erased. Call it after the transaction.

    Where somebody is reading meanwhile the log stays until the next time; nobody waits for it. On PostgreSQL the
    space of a row that was erased is cleared by its own autovacuum.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        (patience,) = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 200")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()
        cursor.execute(f"PRAGMA busy_timeout = {int(patience)}")


def forget_expired_keys() -> None:
    """Clear the cache of what is past its time: by itself it does so only once it is full."""
    chosen: dict[str, Any] = settings.CACHES[DEFAULT_CACHE_ALIAS]
    if not chosen["BACKEND"].endswith("DatabaseCache"):
        return
    table = connection.ops.quote_name(chosen["LOCATION"])
    now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
    with connection.cursor() as cursor:
        # S608: the table is a setting of ours.
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608


def _configure(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lob.audit_release', %s, false)", [value])
