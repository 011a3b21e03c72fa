"""Counts over cells, and how they changed."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


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
        applicable = self.total - self.not_applicable
        return Fraction(self.scored, applicable) if applicable else None


@dataclass(frozen=True, slots=True)
class Change:
    """Now against the earlier assessments, over the cells scored in both, matched by code.

    `mean` is None where fewer than half of the current scores matched. Where none did there is no `Change` at all.
    """

    in_order: int
    mean: Fraction | None
    matched: int
    teams: int
    of_teams: int
