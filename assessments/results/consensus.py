"""How much people agree, and in which order a team talks: where they differ most first. Pure.

The measure is the consensus of W. J. Tastle and M. J. Wierman, "Consensus and dissention: a measure of ordinal
dispersion", International Journal of Approximate Reasoning 45 (2007) 531-545. It runs from 0 (half of the people at
each end of the scale) to 1 (everybody at one level). This is the one place that computes in floating point; what comes
out is rounded to nine places, so that equal answers are equal on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2
from typing import Protocol

PLACES = 9


class Counted(Protocol):
    """How many people chose what for one indicator."""

    @property
    def levels(self) -> Sequence[int]: ...

    @property
    def unknown(self) -> int: ...

    @property
    def not_applicable(self) -> int: ...


def consensus(people: Sequence[int]) -> float:
    """Return how much people agree who are counted per level of the scale, index 0 = level 1.

    1 where nobody gave a level, and on a scale of one level: nothing there differs.
    """
    total = sum(people)
    if not total or len(people) < 2:
        return 1.0
    mean = sum(level * count for level, count in enumerate(people)) / total
    width = len(people) - 1
    spread = sum(
        count / total * log2(1 - abs(level - mean) / width) for level, count in enumerate(people) if count
    )
    return round(1 + spread, PLACES)


def agreement(spread: Counted) -> float:
    """Return how much a team agrees on one indicator, for the order of its conversation.

    Many who do not know keep an indicator as high in the order as much difference does: everybody weet ik niet gives
    0. N.v.t. is no opinion on a level; only n.v.t. gives 1.
    """
    opinions = sum(spread.levels) + spread.unknown
    unknown = spread.unknown / opinions if opinions else 0.0
    return min(consensus(spread.levels), round(1 - unknown, PLACES))


def unanimous(spread: Counted) -> int | None:
    """Return the level that everybody who answered chose, or None where one of them did not."""
    chosen = [level for level, count in enumerate(spread.levels, start=1) if count]
    alone = len(chosen) == 1 and not spread.unknown and not spread.not_applicable
    return chosen[0] if alone else None


def in_order(codes: Iterable[str], spreads: Mapping[str, Counted]) -> list[str]:
    """Return the codes in the order of the conversation: from least to most agreement, then as on the card.

    `codes` are in card order. Those without a spread, under the floor, come last.
    """

    def place(code: str) -> tuple[bool, float]:
        spread = spreads.get(code)
        return (True, 0.0) if spread is None else (False, agreement(spread))

    return sorted(codes, key=place)  # stable: what is equal stays in card order
