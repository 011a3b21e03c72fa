"""The cells of a heatmap, which a board has hundreds of: written here, a template would take its time over each.

Formatting only. What a cell says is read out in full; what is seen is the count with the mean under it, or a level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, pgettext

from assessments.results.values import CardInfo, Cell, Change, Summary

from .numbers import NO_NUMBER, decimal, signed_int
from .results import shown, sign, spoken

register = template.Library()


class Column(Protocol):
    """What a column is called, and where its cells lead; empty where they lead nowhere."""

    @property
    def name(self) -> str: ...
    @property
    def url(self) -> str: ...


class Row(Protocol):
    """What a team or a school has on the whole."""

    @property
    def summary(self) -> Summary: ...
    @property
    def change(self) -> Change | None: ...


@register.simple_tag
def heat_cells(
    card: CardInfo, cells: Sequence[Summary | Cell], columns: Iterable[Column], anchor: str = ""
) -> SafeString:
    """The coloured cells of a row; `anchor` is the row that they lead to on the page of their column."""
    language = get_language()
    written = []
    for cell, column in zip(cells, columns, strict=True):
        if isinstance(cell, Cell):
            step, inner = card.step_of(cell.value), _level(cell, card)
        else:
            step, inner = card.step_of(cell.mean), _count(cell, language, _head(column.name))
        if column.url:
            inner = f'<a href="{_escaped(column.url)}#{anchor}">{inner}</a>'
        written.append(f'<td class="cell h-{step}">{inner}</td>')
    # S308 (here and below): numbers and words of ours; what is not is escaped.
    return mark_safe("".join(written))  # noqa: S308


@register.simple_tag
def heat_sums(cells: Iterable[Summary]) -> SafeString:
    """The cells of the row that has them all: the same without a colour."""
    language = get_language()
    return mark_safe("".join(f'<td class="sum">{_count(cell, language)}</td>' for cell in cells))  # noqa: S308


@register.simple_tag
def heat_figures(row: Row) -> SafeString:
    """What a row has on the whole, and how many more or fewer are op orde than before."""
    whole = f'<td class="sum">{_count(row.summary, get_language())}</td>'
    if row.change is None:
        words = gettext("niet te vergelijken")
        change = f'<span aria-hidden="true">{NO_NUMBER}</span><span class="vh">{words}</span>'
    else:
        change = signed_int(row.change.in_order)
    return mark_safe(f'{whole}<td class="chg">{change}</td>')  # noqa: S308


def _count(summary: Summary, language: str | None, head: str = "") -> str:
    """ "4/6", and the mean under it, after the name of its column for who hears it."""
    mean = summary.mean.as_integer_ratio() if summary.mean is not None else None
    return _count_of(summary.in_order, summary.scored, mean, language, head)


@lru_cache(1 << 14)
def _count_of(
    in_order: int, scored: int, mean: tuple[int, int] | None, language: str | None, head: str
) -> str:
    """In the active language, which `language` names: schools have much in common."""
    if not scored:
        words = gettext("geen score")
        return f'<b>{head}<span class="vh">{words}</span><span aria-hidden="true">{NO_NUMBER}</span></b>'
    of = pgettext("zoveel van zoveel", "van")
    slash = f'<span class="vh"> {of} </span><span aria-hidden="true">/<wbr></span>'
    words = gettext("gemiddelde")
    shown_mean = decimal(None if mean is None else Fraction(*mean))
    return f'<b>{head}{in_order}{slash}{scored}</b><i><span class="vh">{words} </span>{shown_mean}</i>'


@lru_cache(1024)
def _head(name: str) -> str:
    return f'<span class="vh" lang="nl">{conditional_escape(name)}: </span>' if name else ""


@lru_cache(1024)
def _escaped(url: str) -> str:
    return conditional_escape(url)


def _level(cell: Cell, card: CardInfo) -> str:
    words = f"{shown(cell)}, " if cell.value is not None else ""
    return f'<b aria-hidden="true">{sign(cell)}</b><span class="vh">{words}{spoken(cell, card)}</span>'
