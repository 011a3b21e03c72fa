"""Emptying the test database after a test whose writes were not rolled back."""

from __future__ import annotations

from django.core.management.color import no_style
from django.db import connection

from assessments.database import audit_release

MADE_BY_MIGRATING = {"django_content_type", "auth_permission"}
"""What no test changes: Django's own way empties these too, and making their rows anew is most of its work."""

GROWN = 16 * 2**20
"""Bytes of tables, nearly all of deleted rows, from which PostgreSQL is to give them up."""


def empty() -> None:
    """Leave the rows that migrating made, and no other.

    On PostgreSQL, deleting a few rows takes a tenth of the time of giving each table a new file, which is done now and
    then, as nothing is vacuumed here.
    """
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    tables = sorted(set(names) - MADE_BY_MIGRATING)
    if connection.vendor == "postgresql" and _size(tables) < GROWN:
        statements = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]
    else:
        statements = connection.ops.sql_flush(no_style(), tables)
    with audit_release("test flush"):  # else the audit log refuses
        connection.ops.execute_sql_flush(statements)


def _size(tables: list[str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(pg_table_size(oid)) FROM pg_class WHERE relname = ANY(%s)", [tables])
        return int(cursor.fetchone()[0])
