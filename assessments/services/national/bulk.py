"""Writing many rows at once: by COPY on PostgreSQL, by one repeated INSERT on SQLite.

Rows go in as they are: nothing of the model is asked but its table and columns, so every column without a default in
the database itself must be among the fields.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Protocol
from uuid import UUID

from django.db import connection, models

Values = Sequence[Any]


class Writer(Protocol):
    def keys(self, model: type[models.Model], number: int) -> list[int]:
        """Take so many primary keys for rows that are yet to be written."""

    def write(self, model: type[models.Model], fields: Sequence[str], rows: Iterable[Values]) -> None:
        """Write rows, whose values are in the order of `fields`: a key is named with `_id`."""

    def finish(self) -> None:
        """After all of it: let the database know what is where."""


def writer() -> Writer:
    return Copying() if connection.vendor == "postgresql" else Inserting()


def _columns(model: type[models.Model], fields: Sequence[str]) -> str:
    columns = {field.attname: field.column for field in model._meta.concrete_fields}
    return ", ".join(connection.ops.quote_name(str(columns[name])) for name in fields)


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)


class Copying:
    """PostgreSQL. Keys to other tables are checked after each COPY: at the end of it all they would fill the memory."""

    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def keys(self, model: type[models.Model], number: int) -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, number],
            )
            return [key for (key,) in cursor.fetchall()]

    def write(self, model: type[models.Model], fields: Sequence[str], rows: Iterable[Values]) -> None:
        cursor: Any
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {_table(model)} ({_columns(model, fields)}) FROM STDIN") as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def finish(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE" if connection.in_atomic_block else "VACUUM (ANALYZE)")


class Inserting:
    """SQLite, where the transaction is the only one that writes."""

    def __init__(self) -> None:
        self._last: dict[type[models.Model], int] = {}

    def keys(self, model: type[models.Model], number: int) -> list[int]:
        if model not in self._last:
            highest = model._default_manager.aggregate(highest=models.Max("pk"))["highest"]
            self._last[model] = highest or 0
        first = self._last[model] + 1
        self._last[model] += number
        return list(range(first, first + number))

    def write(self, model: type[models.Model], fields: Sequence[str], rows: Iterable[Values]) -> None:
        stored: dict[type, Callable[[Any], Any]] = {
            UUID: lambda value: value.hex,
            dt.datetime: connection.ops.adapt_datetimefield_value,
            dt.date: connection.ops.adapt_datefield_value,
        }

        def adapted(row: Values) -> list[Any]:
            return [stored[type(value)](value) if type(value) in stored else value for value in row]

        places = ", ".join(["%s"] * len(fields))
        cursor: Any
        with connection.cursor() as cursor:
            # S608: tables and columns are our own.
            cursor.executemany(
                f"INSERT INTO {_table(model)} ({_columns(model, fields)}) VALUES ({places})",  # noqa: S608
                map(adapted, rows),
            )

    def finish(self) -> None:
        """Nothing: the app itself never asks SQLite to look at its tables."""
