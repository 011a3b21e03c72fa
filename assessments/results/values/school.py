"""The result of a school."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from .across import GroupResult
from .card import CardInfo
from .cells import Cell
from .counts import Change, Summary
from .marks import cell_of
from .rounds import AssessmentInfo, RoundInfo


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A row of the heatmap. Unconfirmed: no `summary` and no `change`, `criteria` and `marks` are empty."""

    assessment: AssessmentInfo
    summary: Summary | None
    criteria: tuple[Summary, ...]
    change: Change | None
    card: CardInfo
    marks: str

    @property
    def cells(self) -> dict[str, Cell]:
        """Per indicator code; empty where unconfirmed."""
        if self.summary is None:
            return {}
        threshold = self.card.threshold
        return {
            indicator.code: cell_of(mark, threshold)
            for indicator, mark in zip(self.card.indicators, self.marks, strict=True)
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolResult(GroupResult):
    """A school in one round."""

    school_uid: UUID
    school_name: str
    board_name: str
    round: RoundInfo
    rows: tuple[TeamRow, ...]
    followed_on: dt.date | None = None
    """The first day of the school's next round of this card family, if there is one."""

    @property
    def confirmed(self) -> int:
        return sum(row.assessment.is_confirmed for row in self.rows)

    @property
    def of_teams(self) -> int:
        return len(self.rows)
