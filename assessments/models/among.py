"""The condition that something is at a place or below it, in a form for which a database looks keys up by an index."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import BooleanField, F, Func, Model, Q, QuerySet, Subquery

from .organisation import School, Team


class Among(Func):
    """Whether a key of a row is that of one of these.

    On PostgreSQL they are read first, as an array: conditions of that form, joined by `or`, are each looked up in the
    index of their own column, where `IN` with a query has every row of the table read.
    """

    output_field = BooleanField()
    template = "%(expressions)s"
    arg_joiner = " IN "

    def __init__(self, key: str, found: QuerySet[Model]) -> None:
        super().__init__(F(key), Subquery(found.order_by().values("pk")))

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(
            compiler, connection, template="%(expressions)s)", arg_joiner=" = ANY(ARRAY", **extra
        )


def at_or_below(
    *, boards: Collection[int] = (), schools: Collection[int] = (), teams: Collection[int] = ()
) -> Q:
    """The condition that what has a `board`, a `school` or a `team` is at one of those with these keys, or below it."""
    condition = Q(pk__in=[])
    if boards:
        condition |= Q(board__in=boards) | Q(Among("school", School.objects.filter(board__in=boards)))
        condition |= Q(Among("team", Team.objects.filter(school__board__in=boards)))
    if schools:
        condition |= Q(school__in=schools) | Q(Among("team", Team.objects.filter(school__in=schools)))
    if teams:
        condition |= Q(team__in=teams)
    return condition
