"""What stands for one indicator of one team, as one character: its mark.

A team's marks are a text in card order. They are kept with a confirmed assessment, so that a dashboard of five hundred
teams reads one short text of each, and they are counted as text, which is quick:

    1 … 7   the level that was agreed
    a … m   the median of what people chose, in halves: a is 1, b is 1½, c is 2 …
    ?       agreed: weet ik niet
    -       agreed: niet van toepassing
    .       nothing
    space   the indicator is not on this edition of the card (only where marks are laid beside another edition)
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import cache

from assessments.enums import MAX_LEVELS, Choice

from .cells import Cell, ScoreKind

UNKNOWN, NOT_APPLICABLE, EMPTY, ABSENT = "?", "-", ".", " "
_AGREED = {str(level): 2 * level for level in range(1, MAX_LEVELS + 1)}
_MEDIAN = {chr(ord("a") + halves - 2): halves for halves in range(2, 2 * MAX_LEVELS + 1)}
_MEDIAN_MARK = {halves: mark for mark, halves in _MEDIAN.items()}
_WITHOUT_SCORE = {
    UNKNOWN: ScoreKind.UNKNOWN,
    NOT_APPLICABLE: ScoreKind.NOT_APPLICABLE,
    EMPTY: ScoreKind.EMPTY,
}

HALVES = _AGREED | _MEDIAN
"""The value of every mark that is a score, as a whole number of halves, so that sums are quick and exact."""

ANSWERED = frozenset(_AGREED) | {UNKNOWN, NOT_APPLICABLE}
"""What a team itself agreed; a median is not."""


def median(people: Sequence[int]) -> Fraction:
    """Return the median level of people counted per level (index 0 = level 1); an even number may give a half."""
    levels = [level for level, count in enumerate(people, start=1) for _ in range(count)]
    return Fraction(levels[(len(levels) - 1) // 2] + levels[len(levels) // 2], 2)


def mark_of(choice: str, level: int | None, people: Sequence[int] = (), *, min_group: int) -> str:
    """Return the mark of one indicator of one team.

    What the team agreed stands. Only where nothing was agreed, and at least `min_group` people gave a level
    (`people`, counted per level), the median of their levels stands in, named as such.
    """
    if choice == Choice.LEVEL and level is not None:
        return str(level)
    if choice == Choice.UNKNOWN:
        return UNKNOWN
    if choice == Choice.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if people and sum(people) >= min_group:
        return _MEDIAN_MARK[int(2 * median(people))]
    return EMPTY


@cache
def cell_of(mark: str, threshold: int) -> Cell:
    """Return what a mark says, op orde from `threshold` up. Equal cells are one object."""
    if mark in HALVES:
        kind = ScoreKind.AGREED if mark in _AGREED else ScoreKind.MEDIAN
        return Cell(kind, Fraction(HALVES[mark], 2), in_order=HALVES[mark] >= 2 * threshold)
    return Cell(_WITHOUT_SCORE[mark])
