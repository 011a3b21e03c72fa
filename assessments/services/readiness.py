"""Whether this process can serve: its database is reached and has what the code expects. Asked every few seconds.

What a stranger may hear of it is one word, never a name or a version.
"""

from __future__ import annotations

from functools import cache as once
from typing import NamedTuple

from django.core.cache import cache
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


class Step(NamedTuple):
    """A migration of an app."""

    app: str
    name: str


@once
def known_steps() -> dict[Step, frozenset[Step]]:
    """Return every migration of the code, with those that it replaces. Read from the files once per process."""
    nodes = MigrationLoader(None).graph.nodes
    return {Step(*key): frozenset(Step(*old) for old in node.replaces) for key, node in nodes.items()}


def unapplied() -> list[Step]:
    """Return what the database still has to be told; one that is ahead of the code (a newer version) lacks nothing."""
    applied = {Step(*key) for key in MigrationRecorder(connection).applied_migrations()}
    return [
        step
        for step, replaced in known_steps().items()
        if step not in applied and not (replaced and replaced <= applied)
    ]


def lacking() -> str:
    """Return in a word why this process cannot serve, or "" where it can."""
    try:
        connection.ensure_connection()
        if unapplied():
            return "migrations"
    except (DatabaseError, InterfaceError):
        return "database"
    try:
        cache.get("ready")
    except (DatabaseError, InterfaceError):
        return "cache"
    return ""
