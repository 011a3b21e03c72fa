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


def codes_of(indicators: Sequence[IndicatorInfo]) -> list[str]:
    return [indicator.code for indicator in indicators]


def theme_codes(theme: ThemeInfo) -> list[str]:
    return [indicator.code for criterion in theme.criteria for indicator in criterion.indicators]


def summary_of(sheet: Sheet, codes: Sequence[str]) -> Summary:
    """Count the sheet's cells for those of `codes` that its card has."""
    return scoring.summarise(
        (sheet.cells[code] for code in codes if code in sheet.cells), levels=len(sheet.card.levels)
    )


def team_result(sheet: Sheet) -> TeamResult:
    themes = tuple(_theme(sheet, theme) for theme in sheet.card.themes)
    indicators = [one for theme in themes for criterion in theme.criteria for one in criterion.indicators]
    strongest, weakest = team_extremes(indicators)
    codes = list(sheet.cells)
    return TeamResult(
        assessment=sheet.info,
        card=sheet.card,
        summary=summary_of(sheet, codes),
        change=_change(sheet, codes),
        previous_round=sheet.before.info.round if sheet.before else None,
        themes=themes,
        strongest=strongest,
        weakest=weakest,
    )


def _change(sheet: Sheet, codes: Sequence[str]) -> Change | None:
    return scoring.change([sheet.pairs(codes)], of_teams=1)


def _figures(sheet: Sheet, codes: Sequence[str]) -> dict[str, Any]:
    before = sheet.comparable
    return {
        "summary": summary_of(sheet, codes),
        "previous": summary_of(before, codes) if before else None,
        "change": _change(sheet, codes),
    }


def _theme(sheet: Sheet, theme: ThemeInfo) -> ThemeResult:
    return ThemeResult(
        info=theme,
        criteria=tuple(_criterion(sheet, criterion) for criterion in theme.criteria),
        **_figures(sheet, theme_codes(theme)),
    )


def _criterion(sheet: Sheet, criterion: CriterionInfo) -> CriterionResult:
    before = sheet.comparable
    return CriterionResult(
        info=criterion,
        indicators=tuple(
            IndicatorResult(
                info=indicator,
                cell=sheet.cells[indicator.code],
                previous=before.cells.get(indicator.code) if before else None,
                words=sheet.words.get(indicator.code, NO_WORDS),
            )
            for indicator in criterion.indicators
        ),
        **_figures(sheet, codes_of(criterion.indicators)),
    )
