"""Migrations are done whole or not at all, by one process at a time."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython

from assessments.services import migrated

NOT_ATOMIC: dict[tuple[str, str], str] = {}
"""Migrations that may break off half way, each with the reason why that does no harm."""


def test_every_migration_is_done_whole_or_not_at_all() -> None:
    loader = MigrationLoader(None)
    found = {
        name
        for name, migration in loader.disk_migrations.items()
        if not migration.atomic
        or any(isinstance(part, RunPython) and part.atomic is False for part in migration.operations)
    }
    assert found == set(NOT_ATOMIC)


def test_both_databases_take_a_change_of_tables_back() -> None:
    """Else `atomic` above would promise nothing."""
    assert connection.features.can_rollback_ddl


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_comes_second_waits_until_the_first_has_migrated() -> None:
    order: list[str] = []
    begun = threading.Event()

    def second() -> None:
        begun.set()
        try:
            with migrated.alone():
                order.append("second")
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    with migrated.alone():
        thread.start()
        begun.wait()
        while not _somebody_waits():
            assert thread.is_alive()
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)")
        return bool(cursor.fetchone()[0])
