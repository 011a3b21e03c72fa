"""The result of a school."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from uuid import UUID

from .card import CardInfo, CriterionInfo, IndicatorInfo, ThemeInfo
from .cells import Cell
from .counts import Change, Summary
from .rounds import AssessmentInfo, RoundInfo


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A row of the heatmap. Unconfirmed: `summary` is None and `criteria` and `cells` are empty."""

    assessment: AssessmentInfo
    summary: Summary | None
    criteria: tuple[Summary, ...]
    cells: dict[str, Cell]
    """Per indicator code."""


@dataclass(frozen=True, slots=True)
class IndicatorAcross:
    """One indicator over the confirmed teams. `cells` in the order of the confirmed rows.

    `share` = in_order / scored; None where nothing was scored. `change` is over the teams that scored it in both.
    """

    info: IndicatorInfo
    summary: Summary
    cells: tuple[Cell, ...]
    share: Fraction | None
    change: Change | None
    before_in_order: int
    """Number op orde before, over the matched cells of `change`."""

    @property
    def now_in_order(self) -> int:
        """Number op orde now, over the same cells."""
        return self.before_in_order + (self.change.in_order if self.change else 0)


@dataclass(frozen=True, slots=True)
class CriterionAcross:
    info: CriterionInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    indicators: tuple[IndicatorAcross, ...]


@dataclass(frozen=True, slots=True)
class ThemeAcross:
    info: ThemeInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    criteria: tuple[CriterionAcross, ...]


@dataclass(frozen=True, slots=True)
class SchoolResult:
    """A school in one round. `confirmed` of `of_teams` teams are in every figure.

    `strongest`, `weakest`, `moved_up`, `moved_down` hold at most five indicators each.
    """

    school_uid: UUID
    school_name: str
    board_name: str
    round: RoundInfo
    previous_round: RoundInfo | None
    card: CardInfo
    rows: tuple[TeamRow, ...]
    summary: Summary
    change: Change | None
    themes: tuple[ThemeAcross, ...]
    strongest: tuple[IndicatorAcross, ...]
    weakest: tuple[IndicatorAcross, ...]
    moved_up: tuple[IndicatorAcross, ...]
    moved_down: tuple[IndicatorAcross, ...]

    @property
    def criteria(self) -> tuple[CriterionAcross, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def confirmed(self) -> int:
        return sum(row.assessment.is_confirmed for row in self.rows)

    @property
    def of_teams(self) -> int:
        return len(self.rows)
