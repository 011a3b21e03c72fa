"""The result of a board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from .across import GroupResult
from .counts import Change, Summary
from .rounds import RoundInfo


class SchoolName(NamedTuple):
    """A school as it is called now; `merged_into` is the key of the school that it went on in, if it did."""

    pk: int
    uid: UUID
    name: str
    sector: str
    closed_on: dt.date | None = None
    merged_into: int | None = None
    successor_name: str | None = None
    successor_uid: UUID | None = None


@dataclass(frozen=True, slots=True)
class SchoolRow:
    """A school in its latest opened round of the card family; `round` None where it has none.

    `on_board_scale` is False where its edition has another number of levels than the board's card: then it is in no
    figure of the board.
    """

    school_uid: UUID
    school_name: str
    sector: str
    round: RoundInfo | None
    confirmed: int
    of_teams: int
    summary: Summary | None
    criteria: tuple[Summary, ...]
    """In the order of the board's card."""
    change: Change | None
    on_board_scale: bool = True
    is_closed: bool = False
    """Whether the school was closed since; its figures stand until a later round takes their place."""
    successor_name: str | None = None
    """Of a closed school: what it went on in, as that is called now. Not everybody may see that one's results."""
    successor_uid: UUID | None = None
    indicators: tuple[Summary, ...] = ()
    """Its teams at each indicator of the board's card; only where that is narrowed to one criterion."""
    followed_on: dt.date | None = None
    """The first day of its next round of the card family: only where the board is told as it was then."""
    teams: tuple[str, ...] = ()
    """The names of its confirmed teams, in the order in which they stand in `IndicatorAcross.marks`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardGlance:
    """A board and its schools in the two figures of each: what is op orde, and what moved."""

    board_uid: UUID
    board_name: str
    rows: tuple[SchoolRow, ...]
    """Without figures per criterion."""
    summary: Summary
    change: Change | None

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed for row in self.rows)

    @property
    def of_teams(self) -> int:
        return sum(row.of_teams for row in self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardResult(GroupResult):
    """A board's schools. Only what stands on the board's own edition is told per indicator (`elsewhere` is not)."""

    board_uid: UUID
    board_name: str
    rows: tuple[SchoolRow, ...]
    schools: tuple[SchoolName, ...]
    """Every school that could be a row; `rows` are the ones that were chosen."""
    rounds: tuple[RoundInfo, ...]
    """Every opened round of the card family, latest first."""
    elsewhere: tuple[str, ...]
    """Codes that schools scored on another edition and that the board's card does not have."""

    @property
    def confirmed(self) -> int:
        return sum(row.confirmed for row in self.rows if row.on_board_scale)

    @property
    def of_teams(self) -> int:
        return sum(row.of_teams for row in self.rows if row.on_board_scale)

    @property
    def counted_schools(self) -> int:
        """How many schools are in the figures: with a confirmed team, on the board's scale."""
        return sum(row.confirmed > 0 for row in self.rows if row.on_board_scale)
