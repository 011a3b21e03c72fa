"""A team's result from its sheet. Pure."""

from __future__ import annotations

from typing import Any

from .figures import Figures, Part, everything, scattered, span
from .ranking import by_place, team_extremes, team_movers
from .sheets import Sheet
from .values import (
    NO_WORDS,
    ActorResult,
    CardInfo,
    CriterionInfo,
    CriterionResult,
    IndicatorResult,
    ScoreKind,
    TeamResult,
    ThemeInfo,
    ThemeResult,
)
from .values.marks import ABSENT, cell_of


def team_result(sheet: Sheet) -> TeamResult:
    card, figures = sheet.card, sheet.figures
    indicators = _indicators(sheet, figures)
    themes = tuple(_theme(card, figures, theme, indicators) for theme in card.themes)
    every = list(indicators.values())
    strongest, weakest = team_extremes(every)
    moved_up, moved_down = team_movers(every)
    return TeamResult(
        assessment=sheet.info,
        card=card,
        summary=figures.summary(everything),
        change=figures.change(everything),
        previous=sheet.before.info if sheet.before else None,
        themes=themes,
        actors=tuple(
            ActorResult(
                info=actor,
                summary=figures.summary(scattered(places)),
                change=figures.change(scattered(places)),
                indicators=tuple(every[place] for place in places),
            )
            for actor, places in by_place(card)
        ),
        strongest=strongest,
        weakest=weakest,
        moved_up=moved_up,
        moved_down=moved_down,
        unknown=tuple(one for one in every if one.cell.kind is ScoreKind.UNKNOWN),
        reopenings=sheet.reopenings,
    )


def _indicators(sheet: Sheet, figures: Figures) -> dict[str, IndicatorResult]:
    """Every indicator by its code, in card order."""
    threshold = sheet.card.threshold
    before = figures.before or ABSENT * len(figures.marks)
    return {
        info.code: IndicatorResult(
            info=info,
            cell=cell_of(mark, threshold),
            previous=None if earlier == ABSENT else cell_of(earlier, threshold),
            words=sheet.words.get(info.code, NO_WORDS),
        )
        for info, mark, earlier in zip(sheet.card.indicators, figures.marks, before, strict=True)
    }


def _parts(figures: Figures, part: Part) -> dict[str, Any]:
    """What a criterion and a theme say of themselves."""
    return {
        "summary": figures.summary(part),
        "previous": figures.previous(part),
        "change": figures.change(part),
    }


def _theme(
    card: CardInfo, figures: Figures, theme: ThemeInfo, indicators: dict[str, IndicatorResult]
) -> ThemeResult:
    def criterion(info: CriterionInfo) -> CriterionResult:
        return CriterionResult(
            info=info,
            indicators=tuple(indicators[one.code] for one in info.indicators),
            **_parts(figures, span(card.span(info))),
        )

    return ThemeResult(
        info=theme,
        criteria=tuple(criterion(info) for info in theme.criteria),
        **_parts(figures, span(card.span(theme))),
    )
