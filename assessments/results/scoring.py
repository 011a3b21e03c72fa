"""The arithmetic of product.md, chapter 6: from what was agreed to cells, counts, means and change.

Pure functions over values, without the database. Levels and their halves are summed as whole numbers of halves,
so that everything stays exact and quick; a mean is a `Fraction`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cache
from math import lcm

from assessments.enums import Choice

from .values import EMPTY_CELL, Cell, Change, ScoreKind, Summary

Pair = tuple[Cell, Cell | None]
"""A cell now and the same indicator's cell before; None where there is nothing to compare with."""

_UNKNOWN = Cell(ScoreKind.UNKNOWN)
_NOT_APPLICABLE = Cell(ScoreKind.NOT_APPLICABLE)


@cache
def _score(kind: ScoreKind, halves: int, threshold: int) -> Cell:
    """Equal cells are one object: a dashboard holds thousands of a few dozen different ones."""
    return Cell(kind, Fraction(halves, 2), in_order=halves >= 2 * threshold)


def median(people: Sequence[int]) -> Fraction:
    """Return the median level of people counted per level (index 0 = level 1); an even number may give a half."""
    levels = [level for level, count in enumerate(people, start=1) for _ in range(count)]
    return Fraction(levels[(len(levels) - 1) // 2] + levels[len(levels) // 2], 2)


def cell(
    choice: str, level: int | None, people: Sequence[int] = (), *, min_group: int, threshold: int
) -> Cell:
    """Return the cell of one indicator of one team.

    What the team agreed stands. Only where nothing was agreed, and at least `min_group` people gave a level
    (`people`, counted per level), the median of their levels stands in, named as such.
    """
    if choice == Choice.LEVEL and level is not None:
        return _score(ScoreKind.AGREED, 2 * level, threshold)
    if choice == Choice.UNKNOWN:
        return _UNKNOWN
    if choice == Choice.NOT_APPLICABLE:
        return _NOT_APPLICABLE
    if people and sum(people) >= min_group:
        return _score(ScoreKind.MEDIAN, int(2 * median(people)), threshold)
    return EMPTY_CELL


def summarise(cells: Iterable[Cell], levels: int, *, across: bool = False) -> Summary:
    """Count cells, each once; the mean of the scores, unless under half of what applies has one.

    The cells are a team's. With `across` they are one indicator's over teams: each cell is then a whole part of a
    group, and coverage is not asked (see `summarise_group`).
    """
    total = scored = in_order = unknown = not_applicable = halves = 0
    distribution = [0] * levels
    for one in cells:
        total += 1
        if one.value is not None:
            scored += 1
            in_order += one.in_order
            halves += one.halves
            distribution[one.halves // 2 - 1] += 1
        elif one.kind is ScoreKind.UNKNOWN:
            unknown += 1
        elif one.kind is ScoreKind.NOT_APPLICABLE:
            not_applicable += 1
    covered = scored > 0 and (across or scored * 2 >= total - not_applicable)
    return Summary(
        total=total,
        scored=scored,
        in_order=in_order,
        unknown=unknown,
        not_applicable=not_applicable,
        empty=total - scored - unknown - not_applicable,
        distribution=tuple(distribution),
        mean=Fraction(halves, 2 * scored) if covered else None,
        mean_from=scored if covered else 0,
    )


def summarise_group(parts: Sequence[Summary], levels: int) -> Summary:
    """Add up teams to a school, or schools to a board. The counts are sums; the mean is the mean of the parts' means.

    Each part counts once in the mean, whatever its size; a part without a mean is not in it, and `mean_from` says
    how many are. Coverage has been asked of each team already and is not asked again of the whole: a team that
    skipped much takes nothing from the others.
    """
    means = [part.mean for part in parts if part.mean is not None]
    return Summary(
        total=sum(part.total for part in parts),
        scored=sum(part.scored for part in parts),
        in_order=sum(part.in_order for part in parts),
        unknown=sum(part.unknown for part in parts),
        not_applicable=sum(part.not_applicable for part in parts),
        empty=sum(part.empty for part in parts),
        distribution=tuple(map(sum, zip(*(part.distribution for part in parts), strict=True)))
        or (0,) * levels,
        mean=_mean(means) if means else None,
        mean_from=len(means),
    )


def _mean(values: Sequence[Fraction]) -> Fraction:
    """The exact mean, over one common denominator."""
    denominator = lcm(*(value.denominator for value in values))
    total = sum(value.numerator * (denominator // value.denominator) for value in values)
    return Fraction(total, denominator * len(values))


def change(teams: Iterable[Iterable[Pair]], *, of_teams: int) -> Change | None:
    """Compare now with before, over the cells scored in both, each cell once. None where there is no such cell.

    `teams` gives the pairs of each team; `of_teams` is the number of teams that could have been in it.
    There is no difference of means where fewer than half of the current scores have an earlier one.
    """
    scored = matched = in_order = halves = teams_in_it = 0
    for pairs in teams:
        matched_before = matched
        for now, before in pairs:
            if now.value is None:
                continue
            scored += 1
            if before is not None and before.value is not None:
                matched += 1
                in_order += now.in_order - before.in_order
                halves += now.halves - before.halves
        teams_in_it += matched > matched_before
    if not matched:
        return None
    mean = Fraction(halves, 2 * matched) if matched * 2 >= scored else None
    return Change(in_order=in_order, mean=mean, matched=matched, teams=teams_in_it, of_teams=of_teams)
