"""One indicator over teams: a square per team with its level, from low to high; of many, segments with their counts."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from assessments.results.values import CardInfo, Cell, ScoreKind, Summary
from assessments.templatetags.results import sign

from .bars import counted
from .chart import Chart, clean, draw, number
from .tiles import Tile, fitting, groups_of

MOST_TILES = 14
"""Above so many, segments with their counts: a count inside a segment would be read as a level."""

IN_A_ROW = 7
PITCH, SIDE, FIGURE = 24.0, 22.0, 14.0
"""Px of the squares: from one to the next, of a side, of the figure in it."""

WITHOUT = (ScoreKind.UNKNOWN, ScoreKind.NOT_APPLICABLE, ScoreKind.EMPTY)
"""In this order, after the levels."""

Sign = tuple[int, str]
"""Colour step, and what is shown."""


def cell_strip(cells: Sequence[Cell], summary: Summary, card: CardInfo, *, key: str, name: str) -> Chart:
    """Draw what each team has for the indicator `name`, medians as such; what has no score last."""
    if len(cells) > MOST_TILES:
        return count_strip(summary, card, key=key, name=name)
    ordered = sorted(cells, key=_place)
    return _strip([(card.step_of(cell.value), sign(cell)) for cell in ordered], summary, key, name)


def count_strip(summary: Summary, card: CardInfo, *, key: str, name: str) -> Chart:
    """Draw the same from its counts alone, which is quick for hundreds of teams."""
    if summary.total > MOST_TILES:
        title = _title(summary, name)
        width = IN_A_ROW * PITCH - 2
        svg = counted(summary, card, key=key, title=title, width=width, bar=SIDE, counts=FIGURE)
        return Chart(key, svg, title)
    without = (summary.unknown, summary.not_applicable, summary.empty)
    shown = signs(summary.distribution, without, card)
    return _strip(shown, summary, key, name)


def signs(levels: Sequence[int], without: tuple[int, int, int], card: CardInfo) -> list[Sign]:
    """What stands in the squares of so many per level and, in the order of `WITHOUT`, without a score."""
    shown = [
        (level.step, str(level.number))
        for level, count in zip(card.levels, levels, strict=True)
        for _one in range(count)
    ]
    for kind, count in zip(WITHOUT, without, strict=True):
        shown += [(0, sign(Cell(kind)))] * count
    return shown


def _place(cell: Cell) -> tuple[bool, Fraction | int]:
    return (True, WITHOUT.index(cell.kind)) if cell.value is None else (False, cell.value)


def _title(summary: Summary, name: str) -> str:
    words = {
        "name": clean(name),
        "in_order": summary.in_order,
        "scored": summary.scored,
        "without": summary.without_score,
    }
    title = ngettext(
        "%(name)s: %(in_order)s van %(scored)s team op orde",
        "%(name)s: %(in_order)s van %(scored)s teams op orde",
        summary.scored,
    )
    if summary.without_score:
        title = ngettext(
            "%(name)s: %(in_order)s van %(scored)s team op orde, %(without)s zonder score",
            "%(name)s: %(in_order)s van %(scored)s teams op orde, %(without)s zonder score",
            summary.scored,
        )
    return title % words


def _strip(shown: Sequence[Sign], summary: Summary, key: str, name: str) -> Chart:
    title = _title(summary, name)
    rows = max(ceil(len(shown) / IN_A_ROW), 1)
    across = max(ceil(len(shown) / rows), 1)
    return Chart(key, squared(shown, key=key, title=title, across=across, width=across * PITCH - 2), title)


def squared(shown: Sequence[Sign], *, key: str, title: str, across: int, width: float) -> SafeString:
    """Squares in rows of `across`."""
    tiles: list[Tile] = [
        (i % across * PITCH, i // across * PITCH, step, text) for i, (step, text) in enumerate(shown)
    ]
    size = fitting((text for _step, text in shown), FIGURE, SIDE)
    return draw(
        "tiles",
        key=key,
        title=title,
        width=width,
        height=max(ceil(len(shown) / across), 1) * PITCH - 2,
        size=number(size),
        weight="600",
        groups=groups_of(tiles, side=SIDE, size=size, dash="3 2"),
    )
