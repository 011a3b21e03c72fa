"""A table of results, and the heads and cells that several have in common.

Every number is read from the value objects and shown as everywhere: one decimal, rounded once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.results.values import CardInfo, Cell, Change, CriterionInfo, IndicatorInfo, Summary
from assessments.templatetags.numbers import decimal, signed
from assessments.templatetags.results import shown

NOTHING = ""


class Table(NamedTuple):
    """A table with a file name and what it holds, in the language of the reader."""

    file_name: str
    description: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


def place_head() -> list[str]:
    return [_("Thema"), _("Criterium"), _("Code"), _("Indicator")]


def place(theme: str, criterion: CriterionInfo, indicator: IndicatorInfo) -> list[str]:
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


def counts(summary: Summary) -> list[str]:
    counts = [summary.in_order, summary.scored, *summary.distribution]
    counts += [summary.unknown, summary.not_applicable, summary.empty]
    return [*map(str, counts), mean(summary)]


def short_head() -> list[str]:
    return [_("Op orde"), _("Met een score"), _("Gemiddelde")]


def short(summary: Summary | None) -> list[str]:
    if summary is None:
        return [NOTHING] * 3
    return [str(summary.in_order), str(summary.scored), mean(summary)]


def change_head() -> list[str]:
    return [_("Verschil op orde"), _("Verschil van gemiddelden"), _("Te vergelijken scores")]


def changed(change: Change | None) -> list[str]:
    if change is None:
        return [NOTHING] * 3
    return [str(change.in_order), difference(change), str(change.matched)]


def difference(change: Change) -> str:
    """With an ordinary minus, so that a spreadsheet reads a number."""
    return NOTHING if change.mean is None else signed(change.mean).lstrip("+").replace("−", "-")


def mean(summary: Summary | None) -> str:
    return NOTHING if summary is None or summary.mean is None else decimal(summary.mean)


def level(cell: Cell) -> str:
    return NOTHING if cell.value is None else shown(cell)


def in_order(cell: Cell) -> str:
    if cell.value is None:
        return NOTHING
    return _("ja") if cell.in_order else _("nee")


def day(day: dt.date | None) -> str:
    return day.isoformat() if day else NOTHING


def day_of(at: dt.datetime | None) -> str:
    return timezone.localdate(at).isoformat() if at else NOTHING
