"""A column of the table for analysis: its cells and its entry in the code book, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assessments.results.privacy import Spread
from assessments.results.values import (
    NO_WORDS,
    CardInfo,
    Cell,
    CriterionInfo,
    IndicatorInfo,
    RoundInfo,
    ThemeInfo,
    Words,
)
from assessments.results.values.rounds import AssessmentInfo

from .table import Value


@dataclass(frozen=True, slots=True)
class Observation:
    """One indicator of one team in one round. `assessment` is not known of the teams of a board."""

    school: str
    team: str
    round: RoundInfo
    theme: ThemeInfo
    criterion: CriterionInfo
    indicator: IndicatorInfo
    cell: Cell
    previous: Cell | None
    assessment: AssessmentInfo | None = None
    words: Words = NO_WORDS
    spread: Spread | None = None
    spread_told: str = ""
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """`values` says what can stand in it, `unit` what a number counts."""

    head: str
    meaning: str
    of: Callable[[Observation], Value]
    values: str = ""
    unit: str = ""


def places(card: CardInfo) -> list[tuple[ThemeInfo, CriterionInfo, IndicatorInfo]]:
    """Where each indicator stands, in card order."""
    return [
        (theme, criterion, indicator)
        for theme in card.themes
        for criterion in theme.criteria
        for indicator in criterion.indicators
    ]
