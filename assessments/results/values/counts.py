"""Counts over cells, and how they changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple


class Scale(NamedTuple):
    """How many levels a card has, and the one from which op orde holds."""

    levels: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over cells. For a team: over indicators; for a school or board: over team × indicator cells.

    `mean` (in levels) is None where nothing was scored or coverage is under half. For a team it is the mean of its
    scores; for a school the mean of its teams' means; for a board of its schools' means. `mean_from` is the number
    of cells, teams or schools in that mean. `distribution[i]` counts the cells at level i + 1.
    """

    total: int
    scored: int
    in_order: int
    unknown: int
    not_applicable: int
    empty: int
    distribution: tuple[int, ...]
    mean: Fraction | None
    mean_from: int

    @property
    def without_score(self) -> int:
        return self.total - self.scored

    @property
    def coverage(self) -> Fraction | None:
        """Scored / (all − n.v.t.); None where all is n.v.t. or there is nothing."""
        return Fraction(self.scored, self.applicable) if self.applicable else None

    @property
    def applicable(self) -> int:
        return self.total - self.not_applicable

    @property
    def share(self) -> Fraction | None:
        """Op orde / scored; None where nothing was scored."""
        return Fraction(self.in_order, self.scored) if self.scored else None


@dataclass(frozen=True, slots=True)
class Change:
    """Now against the earlier assessments, over the cells scored in both, matched by code.

    `mean` is None where fewer than half of the current scores matched. Where none did there is no `Change` at all.
    `before_in_order` of the matched cells were op orde before, and `before_mean` is their mean then (None where `mean`
    is).
    """

    in_order: int
    mean: Fraction | None
    matched: int
    teams: int
    of_teams: int
    before_in_order: int
    before_mean: Fraction | None

    @property
    def now_mean(self) -> Fraction | None:
        """The mean of the matched cells now."""
        return None if self.mean is None or self.before_mean is None else self.before_mean + self.mean

    @property
    def now_in_order(self) -> int:
        """Number op orde now, over the matched cells."""
        return self.before_in_order + self.in_order
