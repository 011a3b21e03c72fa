"""Several short texts of one thing read as one, so that they come with it in the same query."""

from __future__ import annotations

from typing import Any

from django.db.models import Aggregate, CharField, Value


class Joined(Aggregate):
    """Texts as one, with a space between; in no order, for SQLite knows none here."""

    function = "STRING_AGG"
    output_field = CharField()

    def __init__(self, text: Any, **extra: Any) -> None:
        super().__init__(text, Value(" "), **extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="GROUP_CONCAT", **extra)
