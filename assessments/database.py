"""What the database itself must know: when a row of the audit log may be deleted (see migration 0002)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Literal

from django.conf import settings
from django.core.cache import DEFAULT_CACHE_ALIAS, cache
from django.db import OperationalError, connection
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

    Where somebody is reading meanwhile the log stays until the next time; nobody waits for it. On PostgreSQL it is
    `clear_space` that clears what was erased.
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


OF_ONE_PERSON = ("answer", "receipt", "response", "participation", "retired")
"""Tables of ours in which rows of one person are erased while the table lives on."""

CLEARED = "rows erased that were cleared"
"""Where the cache keeps how many rows had been erased or changed at the last clearing."""

LOOKED = "rows written and transactions at the last look"
"""Where it keeps how many had been written when clearing last waited, which transactions went on then, since when that
is so, and since when it waits.
"""

PATIENCE = "200ms"
"""So long does clearing wait for who is writing, and make others wait; else the next minute tries again."""

QUIET = dt.timedelta(seconds=50)
"""Clearing holds up who answers: it is done once nobody wrote for so long."""

LONGEST = dt.timedelta(minutes=10)
"""So long it waits for that, at most."""


def clear_space() -> None:
    """Clear from the disk what was erased of answers, soon after it was: each minute, where there is anything.

    PostgreSQL leaves the bytes of an erased row where they are, and those of a changed one as it was before (an answer
    that somebody changed or erased themselves), also after a plain VACUUM, until something is written over them. These
    tables are small, so they are written anew: once for all rows that were erased or changed since, of which the
    server itself keeps count (from nothing after a crash: another number, so it is done). A transaction that began
    before may still read them as they were, so that they stay lying: then, and where clearing could not wait for
    quiet, it is done once more.
    """
    if connection.vendor == "sqlite":
        forget_on_disk()
    elif connection.vendor == "postgresql" and not connection.in_atomic_block:
        tables = [f"assessments_{name}" for name in OF_ONE_PERSON]
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT sum(n_tup_del + n_tup_upd)::bigint, sum(n_tup_del + n_tup_upd + n_tup_ins)::bigint "
                "FROM pg_stat_user_tables WHERE relname = ANY(%s)",
                [tables],
            )
            erased, written = cursor.fetchone()
            if cache.get(CLEARED) == erased:
                return
            alone, patient = _looked(written, _going_on(cursor))
            if patient and not alone:
                return
            cursor.execute("SELECT set_config('lock_timeout', %s, false)", [PATIENCE])
            try:
                for name in tables:
                    cursor.execute(f"VACUUM (FULL) {connection.ops.quote_name(name)}")
            except (
                OperationalError
            ):  # somebody holds a table for longer than that: the next minute tries again
                return
            finally:
                cursor.execute("RESET lock_timeout")
            if alone:
                cache.set(CLEARED, erased, timeout=None)
            cache.delete(LOOKED)


def _looked(written: int, going_on: set[str]) -> tuple[bool, bool]:
    """Whether it is quiet and nobody reads from before; and whether clearing waits for that any longer."""
    now = timezone.now()
    before, readers, since, waits_since = cache.get(LOOKED) or (None, set(), now, now)
    if written != before:
        readers, since = going_on, now
        cache.set(LOOKED, (written, readers, since, waits_since), timeout=None)
    return now - since >= QUIET and not readers & going_on, now - waits_since < LONGEST


def _going_on(cursor: Any) -> set[str]:
    """The transactions of others, on the whole server: rows stay for who writes in another of its databases, too.

    When one began the server tells to its owner alone; that it goes on, to everybody.
    """
    cursor.execute(
        "SELECT virtualtransaction FROM pg_locks WHERE locktype = 'virtualxid' AND pid <> pg_backend_pid()"
    )
    return {name for (name,) in cursor.fetchall()}


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
