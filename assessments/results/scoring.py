"""The arithmetic of product.md, chapter 6: from what was agreed to counts, means and change.

Pure functions over marks (`values.marks`), without the database. Levels and their halves are summed as whole numbers
of halves, so that everything stays exact and quick; a mean is a `Fraction`. What a team has on one criterion is one of
few possibilities, so those are counted once and kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import NamedTuple

from .values import Change, Scale, Summary
from .values.marks import ABSENT, EMPTY, HALVES, NOT_APPLICABLE, UNKNOWN

KEPT = 1 << 15
"""So many countings of one team's marks are kept; each is a few hundred bytes."""


class Shift(NamedTuple):
    """From before to now, over pairs of marks: `scored` now, and of those `matched` with a score before.

    `in_order` and `halves` are now minus before over the matched ones; `before_in_order` and `before_halves` are those
    of before.
    """

    scored: int
    matched: int
    in_order: int
    halves: int
    before_in_order: int
    before_halves: int


@lru_cache(KEPT)
def summarise(marks: str, scale: Scale) -> Summary:
    """Count a team's marks; the mean of the scores, unless under half of what applies has one."""
    return _counted(marks, scale, across=False)


def summarise_across(marks: str, scale: Scale) -> Summary:
    """Count one indicator over teams. Each mark is then a whole part of a group, and coverage is not asked."""
    return _counted(marks, scale, across=True)


def _counted(marks: str, scale: Scale, *, across: bool) -> Summary:
    scored = in_order = all_halves = 0
    distribution = [0] * scale.levels
    counts = Counter(marks)
    for mark, count in counts.items():
        halves = HALVES.get(mark)
        if halves is None:
            continue
        scored += count
        all_halves += count * halves
        distribution[halves // 2 - 1] += count
        if halves >= 2 * scale.threshold:
            in_order += count
    total = len(marks) - counts[ABSENT]
    covered = scored > 0 and (across or scored * 2 >= total - counts[NOT_APPLICABLE])
    return Summary(
        total=total,
        scored=scored,
        in_order=in_order,
        unknown=counts[UNKNOWN],
        not_applicable=counts[NOT_APPLICABLE],
        empty=counts[EMPTY],
        distribution=tuple(distribution),
        mean=Fraction(all_halves, 2 * scored) if covered else None,
        mean_from=scored if covered else 0,
    )


def means_of(parts: Sequence[Summary]) -> list[Fraction]:
    """The means of those that have one."""
    return [part.mean for part in parts if part.mean is not None]


def summarise_group(parts: Sequence[Summary], levels: int, *, mean_too: bool = True) -> Summary:
    """Add up teams to a school, or schools to a board. The counts are sums; the mean is the mean of the parts' means.

    Each part counts once in the mean, whatever its size; a part without a mean is not in it, and `mean_from` says
    how many are. Coverage has been asked of each team already and is not asked again of the whole: a team that
    skipped much takes nothing from the others. Without `mean_too` it is left out.
    """
    total = scored = in_order = unknown = not_applicable = empty = 0
    for part in parts:
        total += part.total
        scored += part.scored
        in_order += part.in_order
        unknown += part.unknown
        not_applicable += part.not_applicable
        empty += part.empty
    means = means_of(parts) if mean_too else []
    return Summary(
        total=total,
        scored=scored,
        in_order=in_order,
        unknown=unknown,
        not_applicable=not_applicable,
        empty=empty,
        distribution=tuple(map(sum, zip(*[part.distribution for part in parts], strict=True)))
        or (0,) * levels,
        mean=mean(means) if means else None,
        mean_from=len(means),
    )


def mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean of at least one value, over one common denominator."""
    pairs = [value.as_integer_ratio() for value in values]
    denominator = lcm(*{below for _above, below in pairs})
    total = sum([above * (denominator // below) for above, below in pairs])
    return Fraction(total, denominator * len(values))


@lru_cache(KEPT)
def mean_of_marks(marks: str) -> Fraction | None:
    """The mean of the scores among marks, whatever their number; None without a score."""
    halves = [HALVES[mark] for mark in marks if mark in HALVES]
    return Fraction(sum(halves), 2 * len(halves)) if halves else None


@lru_cache(KEPT)
def shift(now: str, before: str, scale: Scale) -> Shift:
    """Lay a team's marks beside its earlier ones, mark by mark; both are op orde by the scale of now."""
    return shift_across(now, before, scale)


def shift_across(now: str, before: str, scale: Scale) -> Shift:
    """The same for one indicator over teams."""
    scored = matched = in_order = halves = before_in_order = before_halves = 0
    least = 2 * scale.threshold
    for (mark, earlier), count in Counter(zip(now, before, strict=True)).items():
        value = HALVES.get(mark)
        if value is None:
            continue
        scored += count
        then = HALVES.get(earlier)
        if then is None:
            continue
        matched += count
        in_order += count * ((value >= least) - (then >= least))
        halves += count * (value - then)
        before_in_order += count * (then >= least)
        before_halves += count * then
    return Shift(scored, matched, in_order, halves, before_in_order, before_halves)


def added(shifts: Iterable[Shift]) -> Shift:
    """The shift of a whole from those of its parts."""
    sums = [sum(column) for column in zip(*shifts, strict=True)]
    return Shift(*sums) if sums else Shift(0, 0, 0, 0, 0, 0)


def change(whole: Shift, *, teams: int, of_teams: int) -> Change | None:
    """Compare now with before, over the cells scored in both, each cell once. None where there is no such cell.

    `teams` of `of_teams` have such a cell. There is no difference of means where fewer than half of the current scores
    have an earlier one.
    """
    if not whole.matched:
        return None
    enough = whole.matched * 2 >= whole.scored
    return Change(
        in_order=whole.in_order,
        mean=Fraction(whole.halves, 2 * whole.matched) if enough else None,
        matched=whole.matched,
        teams=teams,
        of_teams=of_teams,
        before_in_order=whole.before_in_order,
        before_mean=Fraction(whole.before_halves, 2 * whole.matched) if enough else None,
    )
