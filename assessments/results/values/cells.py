"""What stands for one indicator of one team, and what the team says of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction


class ScoreKind(Enum):
    """Only the first two are scores; the other three are three different things, and none of them is zero."""

    AGREED = "agreed"
    MEDIAN = "median"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not applicable"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands for one indicator of one team: the arithmetic part. `value` in levels, None without a score."""

    kind: ScoreKind
    value: Fraction | None = None
    in_order: bool = False

    @property
    def level(self) -> int | None:
        """The level it counts at in a distribution: a half counts at the level below."""
        return None if self.value is None else int(self.value)


def difference(now: Cell, before: Cell | None) -> Fraction | None:
    """Now minus before, in levels; None unless both are scores."""
    then = before.value if before else None
    return None if now.value is None or then is None else now.value - then


@dataclass(frozen=True, slots=True)
class Words:
    """The team's own words about an indicator."""

    rationale: str = ""
    evidence: str = ""
    evidenced_on: dt.date | None = None
    dissent: str = ""

    def __bool__(self) -> bool:
        return bool(self.rationale or self.evidence or self.dissent)


NO_WORDS = Words()
