"""A table of results, and the heads and cells that several have in common.

A cell is a value with its kind: a spreadsheet gets numbers and days, a CSV file the same ones as text (`as_csv`). Every
number is read from the value objects and is the one that is shown everywhere: one decimal, rounded once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from assessments.results.rounding import one_decimal
from assessments.results.values import CardInfo, Cell, Change, CriterionInfo, IndicatorInfo, Summary

from .sheet import csv_lines

Value = str | int | Decimal | dt.date | None
"""A text, a count or level, a number with one decimal, a day; None where there is nothing."""


class Table(NamedTuple):
    """A table with a name, a file name and what it holds, in the language of the reader.

    `name` is that of its sheet, and never made of what people wrote: a spreadsheet is particular about those.
    """

    name: str
    file_name: str
    description: str
    head: Sequence[str]
    rows: Sequence[Sequence[Value]]


def as_csv(table: Table) -> Iterator[str]:
    """The lines of a table as a file."""
    return csv_lines(table.head, ([in_words(value) for value in row] for row in table.rows))


def in_words(value: Value) -> str:
    """A cell as text: a number as the reader writes it, with an ordinary minus so that a spreadsheet reads a number."""
    match value:
        case None:
            return ""
        case Decimal():
            return number_format(value, decimal_pos=1, use_l10n=True, force_grouping=False)
        case dt.date():
            return value.isoformat()
    return str(value)


def number(value: Fraction | None) -> Decimal | None:
    """What is shown of an exact number."""
    return None if value is None else one_decimal(value)


def place_head() -> list[str]:
    return [_("Thema"), _("Criterium"), _("Code"), _("Indicator")]


def place(theme: str, criterion: CriterionInfo, indicator: IndicatorInfo) -> list[Value]:
    return [theme, criterion.code, indicator.code, indicator.text]


def count_head(card: CardInfo) -> list[str]:
    return [
        _("Op orde"),
        _("Met een score"),
        *(_("Niveau %(number)s") % {"number": level.number} for level in card.levels),
        _("Weet ik niet"),
        _("Niet van toepassing"),
        _("Niet ingevuld"),
        _("Gemiddelde"),
    ]


def counts(summary: Summary) -> list[Value]:
    return [
        summary.in_order,
        summary.scored,
        *summary.distribution,
        summary.unknown,
        summary.not_applicable,
        summary.empty,
        mean(summary),
    ]


def short_head() -> list[str]:
    return [_("Op orde"), _("Met een score"), _("Gemiddelde")]


def short(summary: Summary | None) -> list[Value]:
    return [None] * 3 if summary is None else [summary.in_order, summary.scored, mean(summary)]


def change_head() -> list[str]:
    return [_("Verschil op orde"), _("Verschil van gemiddelden"), _("Te vergelijken scores")]


def changed(change: Change | None) -> list[Value]:
    return [None] * 3 if change is None else [change.in_order, number(change.mean), change.matched]


def mean(summary: Summary | None) -> Decimal | None:
    return None if summary is None else number(summary.mean)


def level(cell: Cell | None) -> int | Decimal | None:
    """A level; with a decimal only where a median is a half, as it is shown."""
    return None if cell is None else step(cell.value)


def step(value: Fraction | None) -> int | Decimal | None:
    """A level, or how far two are apart."""
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else one_decimal(value)


def in_order(cell: Cell) -> str | None:
    if cell.value is None:
        return None
    return _("ja") if cell.in_order else _("nee")


def day_of(at: dt.datetime | None) -> dt.date | None:
    return timezone.localdate(at) if at else None
