"""Whether the database is exactly what this program works on: migrated by all that it knows, and by nothing else."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from .readiness import Step, known_steps, unapplied

logger = logging.getLogger(__name__)

LOCK = int.from_bytes(b"migrate")
"""By this number PostgreSQL knows who migrates: it may be any, so long as nobody else here uses it."""

PAUSE = 5.0
"""Seconds between two looks at a database that does not answer."""


def unknown(applied: Iterable[tuple[str, str]]) -> list[Step]:
    """Migrations that a newer version made. Those of an app that is no part of this program any more are no matter."""
    known = known_steps()
    apps = {step.app for step in known}
    names = set(known).union(*known.values())
    return [Step(*step) for step in applied if step not in names and step[0] in apps]


def fault() -> str:
    """What keeps the program from working on this database, and what to do, in a sentence; empty where nothing does."""
    if newer := unknown(MigrationRecorder(connection).applied_migrations()):
        return (
            f"The database is of a newer version than this program ({_named(newer)}): install that version, or put a "
            "backup of this one back with `manage.py restore`."
        )
    if missing := unapplied():
        return f"The database is not up to date ({_named(missing)}): run `manage.py migrate` first."
    return ""


def _named(steps: list[Step]) -> str:
    first = min(steps, key=lambda step: (step.app != "assessments", step))
    more = f" and {len(steps) - 1} more" if len(steps) > 1 else ""
    return f"{first.app}.{first.name}{more}"


def start_or_exit() -> None:
    """To be called before anything is served: wait until the database answers, and exit where it is not right.

    Nobody stays connected: what forks after this shares no connection.
    """
    while True:
        try:
            said = fault()
        except OperationalError:
            logger.error("The database does not answer yet: looking again every %d seconds.", PAUSE)
            time.sleep(PAUSE)
        else:
            break
        finally:
            connection.close()
            if connection.vendor == "postgresql":
                connection.close_pool()  # type: ignore[attr-defined]
    if said:
        sys.exit(said)


@contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time migrate: a second one waits, and then finds what the first one did.

    SQLite needs nothing: it lets one write at a time, and a migration that came second fails whole.
    """
    if connection.vendor != "postgresql":
        yield
        return
    inside = connection.in_atomic_block  # then the lock goes with the transaction
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(%s)" if inside else "SELECT pg_advisory_lock(%s)", [LOCK]
        )
    try:
        yield
    finally:
        if not inside:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
