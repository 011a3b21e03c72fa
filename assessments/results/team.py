"""A team's result from its sheet. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import scoring
from .ranking import team_extremes
from .sheets import Sheet
from .values import (
    NO_WORDS,
    Change,
    CriterionInfo,
    CriterionResult,
    IndicatorInfo,
    IndicatorResult,
    Summary,
    TeamResult,
    ThemeInfo,
    ThemeResult,
)

Codes = tuple[str, ...]
"""The indicators of a part of a card: of a criterion, a theme, the card."""


def codes_of(indicators: Sequence[IndicatorInfo]) -> Codes:
    return tuple(indicator.code for indicator in indicators)


def theme_codes(theme: ThemeInfo) -> Codes:
    return tuple(indicator.code for criterion in theme.criteria for indicator in criterion.indicators)


class Figures:
    """The figures of one sheet, each computed once: a dashboard asks for the same in its rows and in its sums."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        before = sheet.comparable
        self.before = Figures(before) if before else None
        self.pairs: dict[str, scoring.Pair] = {
            code: (cell, before.cells.get(code) if before else None) for code, cell in sheet.cells.items()
        }
        self._summaries: dict[Codes, Summary] = {}

    def summary(self, codes: Codes) -> Summary:
        """Count the cells of those of `codes` that the sheet's card has."""
        found = self._summaries.get(codes)
        if found is None:
            cells = self.sheet.cells
            found = scoring.summarise(
                [cells[code] for code in codes if code in cells], levels=len(self.sheet.card.levels)
            )
            self._summaries[codes] = found
        return found

    def previous(self, codes: Codes) -> Summary | None:
        """The same, in the assessment that this one is compared with."""
        return self.before.summary(codes) if self.before else None

    def matched(self, codes: Codes) -> list[scoring.Pair]:
        return [self.pairs[code] for code in codes]

    def change(self, codes: Codes) -> Change | None:
        return scoring.change([self.matched(codes)], of_teams=1)

    def parts(self, codes: Codes) -> dict[str, Any]:
        """What a criterion and a theme say of themselves."""
        return {
            "summary": self.summary(codes),
            "previous": self.previous(codes),
            "change": self.change(codes),
        }


def team_result(sheet: Sheet) -> TeamResult:
    figures = Figures(sheet)
    themes = tuple(_theme(figures, theme) for theme in sheet.card.themes)
    indicators = [one for theme in themes for criterion in theme.criteria for one in criterion.indicators]
    strongest, weakest = team_extremes(indicators)
    codes = codes_of(sheet.card.indicators)
    return TeamResult(
        assessment=sheet.info,
        card=sheet.card,
        summary=figures.summary(codes),
        change=figures.change(codes),
        previous_round=sheet.before.info.round if sheet.before else None,
        themes=themes,
        strongest=strongest,
        weakest=weakest,
    )


def _theme(figures: Figures, theme: ThemeInfo) -> ThemeResult:
    criteria = tuple(_criterion(figures, criterion) for criterion in theme.criteria)
    return ThemeResult(info=theme, criteria=criteria, **figures.parts(theme_codes(theme)))


def _criterion(figures: Figures, criterion: CriterionInfo) -> CriterionResult:
    indicators = []
    for indicator in criterion.indicators:
        cell, previous = figures.pairs[indicator.code]
        words = figures.sheet.words.get(indicator.code, NO_WORDS)
        indicators.append(IndicatorResult(info=indicator, cell=cell, previous=previous, words=words))
    codes = codes_of(criterion.indicators)
    return CriterionResult(info=criterion, indicators=tuple(indicators), **figures.parts(codes))
