"""Which indicators stand out: strongest and weakest, and what moved. Pure; the order of the input does not matter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import cache
from typing import TypeVar

from .values import ActorInfo, CardInfo, IndicatorAcross, IndicatorResult

PLACES = 5

T = TypeVar("T")
Standing = tuple[Fraction, Fraction]
"""Share op orde, then mean."""


@cache
def code_key(code: str) -> tuple[tuple[int, str], ...]:
    """Sort codes as a person would: VA1.2 before VA1.10."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in re.findall(r"\d+|\D+", code))


def extremes(
    candidates: Iterable[T], *, standing: Callable[[T], Standing], code: Callable[[T], str]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    """Return the strongest and the weakest five; of fewer than ten, half each, and nothing in both."""
    by_code = sorted(candidates, key=lambda one: code_key(code(one)))
    places = min(PLACES, len(by_code) // 2)
    if not places:
        return (), ()
    # Sorting is stable, also in reverse: equals stay in order of code.
    best_first = sorted(by_code, key=standing, reverse=True)
    strongest = best_first[:places]
    taken = {code(one) for one in strongest}
    weakest = sorted((one for one in by_code if code(one) not in taken), key=standing)[:places]
    return tuple(strongest), tuple(weakest)


def team_extremes(
    indicators: Iterable[IndicatorResult],
) -> tuple[tuple[IndicatorResult, ...], tuple[IndicatorResult, ...]]:
    """Strongest and weakest of one team: by level, then code, of the indicators with a score."""

    def standing(one: IndicatorResult) -> Standing:
        return Fraction(one.cell.in_order), one.cell.value or Fraction(0)

    scored = (one for one in indicators if one.cell.value is not None)
    return extremes(scored, standing=standing, code=lambda one: one.info.code)


def group_extremes(
    indicators: Iterable[IndicatorAcross],
) -> tuple[tuple[IndicatorAcross, ...], tuple[IndicatorAcross, ...]]:
    """Strongest and weakest of a school, of the indicators that at least half of the teams it applies to scored."""

    def standing(one: IndicatorAcross) -> Standing:
        return one.summary.share or Fraction(0), one.summary.mean or Fraction(0)

    def is_covered(one: IndicatorAcross) -> bool:
        return one.summary.coverage is not None and one.summary.coverage >= Fraction(1, 2)

    return extremes(filter(is_covered, indicators), standing=standing, code=lambda one: one.info.code)


def movers(
    indicators: Iterable[IndicatorAcross],
) -> tuple[tuple[IndicatorAcross, ...], tuple[IndicatorAcross, ...]]:
    """Return at most five indicators that more teams have op orde than before, and five that fewer have.

    By the difference in number op orde, then of the means, then code.
    """
    by_code = sorted((one for one in indicators if one.change), key=lambda one: code_key(one.info.code))

    def distance(one: IndicatorAcross) -> tuple[int, Fraction]:
        change = one.change
        return (change.in_order, change.mean or Fraction(0)) if change else (0, Fraction(0))

    up = sorted((one for one in by_code if distance(one)[0] > 0), key=distance, reverse=True)
    down = sorted((one for one in by_code if distance(one)[0] < 0), key=distance)
    return tuple(up[:PLACES]), tuple(down[:PLACES])


def team_movers(
    indicators: Iterable[IndicatorResult],
) -> tuple[tuple[IndicatorResult, ...], tuple[IndicatorResult, ...]]:
    """The same for one team: what came to be op orde, or is no longer, first; then by levels, then code."""

    def distance(one: IndicatorResult) -> tuple[int, Fraction]:
        before = one.previous
        if before is None or one.difference is None:
            return 0, Fraction(0)
        return one.cell.in_order - before.in_order, one.difference

    by_code = sorted(indicators, key=lambda one: code_key(one.info.code))
    none = (0, Fraction(0))
    up = sorted((one for one in by_code if distance(one) > none), key=distance, reverse=True)
    down = sorted((one for one in by_code if distance(one) < none), key=distance)
    return tuple(up[:PLACES]), tuple(down[:PLACES])


def unknown_first(indicators: Iterable[IndicatorAcross]) -> tuple[IndicatorAcross, ...]:
    """Return at most five indicators on which teams agreed weet ik niet: by the share of the teams, then code."""
    found = sorted(
        (one for one in indicators if one.summary.unknown), key=lambda one: code_key(one.info.code)
    )
    return tuple(sorted(found, key=lambda one: one.unknown_share, reverse=True)[:PLACES])


def by_place(card: CardInfo) -> list[tuple[ActorInfo, list[int]]]:
    """Who acts in which indicators, by their place on the card; only who acts in one at least."""
    found = [
        (actor, [place for place, one in enumerate(card.indicators) if actor.code in one.actors])
        for actor in card.actors
    ]
    return [(actor, places) for actor, places in found if places]
