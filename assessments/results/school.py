"""A school's result in one round, from the sheets of its teams. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from . import scoring
from .ranking import group_extremes, movers
from .sheets import Sheet
from .team import Codes, Figures, codes_of, theme_codes
from .values import (
    CardInfo,
    Change,
    CriterionAcross,
    CriterionInfo,
    IndicatorAcross,
    IndicatorInfo,
    RoundInfo,
    SchoolResult,
    Summary,
    TeamRow,
    ThemeAcross,
    ThemeInfo,
)


class Group:
    """The teams of one school on one card: the confirmed ones count, all are counted as teams."""

    def __init__(self, sheets: Sequence[Sheet], card: CardInfo) -> None:
        self.sheets = sheets
        self.card = card
        self.levels = len(card.levels)
        self.of_teams = len(sheets)
        self.confirmed = [Figures(sheet) for sheet in sheets if sheet.info.is_confirmed]

    def summary(self, codes: Codes) -> Summary:
        return scoring.summarise_group([figures.summary(codes) for figures in self.confirmed], self.levels)

    def previous(self, codes: Codes) -> Summary | None:
        """The earlier assessments of the teams that count now; None where there are none to compare with."""
        earlier = [before for figures in self.confirmed if (before := figures.previous(codes))]
        return scoring.summarise_group(earlier, self.levels) if earlier else None

    def change(self, codes: Codes) -> Change | None:
        return scoring.change((figures.matched(codes) for figures in self.confirmed), of_teams=self.of_teams)

    def parts(self, codes: Codes) -> dict[str, Any]:
        """What a criterion and a theme say of themselves."""
        return {
            "summary": self.summary(codes),
            "previous": self.previous(codes),
            "change": self.change(codes),
        }


def school_result(
    sheets: Sequence[Sheet], card: CardInfo, round_: RoundInfo, *, uid: UUID, name: str, board_name: str
) -> SchoolResult:
    group = Group(sheets, card)
    themes = tuple(_theme(group, theme) for theme in card.themes)
    indicators = [one for theme in themes for criterion in theme.criteria for one in criterion.indicators]
    strongest, weakest = group_extremes(indicators)
    moved_up, moved_down = movers(indicators)
    codes = codes_of(card.indicators)
    return SchoolResult(
        school_uid=uid,
        school_name=name,
        board_name=board_name,
        round=round_,
        previous_round=previous_round(group),
        card=card,
        rows=_rows(group),
        summary=group.summary(codes),
        change=group.change(codes),
        themes=themes,
        strongest=strongest,
        weakest=weakest,
        moved_up=moved_up,
        moved_down=moved_down,
    )


def previous_round(group: Group) -> RoundInfo | None:
    """The round that most of the teams are compared with, of equals the latest.

    Where nothing can be compared: the round that most teams were in before.
    """
    compared = [figures.before.sheet.info.round for figures in group.confirmed if figures.before]
    rounds = Counter(compared or [sheet.before.info.round for sheet in group.sheets if sheet.before])
    return max(rounds, key=lambda one: (rounds[one], one.starts_on, one.pk), default=None)


def team_row(sheet: Sheet) -> TeamRow:
    return _row(sheet, Figures(sheet) if sheet.info.is_confirmed else None)


def _rows(group: Group) -> tuple[TeamRow, ...]:
    confirmed = {figures.sheet.info.pk: figures for figures in group.confirmed}
    return tuple(_row(sheet, confirmed.get(sheet.info.pk)) for sheet in group.sheets)


def _row(sheet: Sheet, figures: Figures | None) -> TeamRow:
    if figures is None:
        return TeamRow(assessment=sheet.info, summary=None, criteria=(), cells={})
    return TeamRow(
        assessment=sheet.info,
        summary=figures.summary(codes_of(sheet.card.indicators)),
        criteria=tuple(figures.summary(codes_of(criterion.indicators)) for criterion in sheet.card.criteria),
        cells=sheet.cells,
    )


def _theme(group: Group, theme: ThemeInfo) -> ThemeAcross:
    criteria = tuple(_criterion(group, criterion) for criterion in theme.criteria)
    return ThemeAcross(info=theme, criteria=criteria, **group.parts(theme_codes(theme)))


def _criterion(group: Group, criterion: CriterionInfo) -> CriterionAcross:
    indicators = tuple(_indicator(group, indicator) for indicator in criterion.indicators)
    return CriterionAcross(
        info=criterion, indicators=indicators, **group.parts(codes_of(criterion.indicators))
    )


def _indicator(group: Group, indicator: IndicatorInfo) -> IndicatorAcross:
    pairs = [figures.pairs[indicator.code] for figures in group.confirmed]
    summary = scoring.summarise((now for now, _ in pairs), group.levels, across=True)
    return IndicatorAcross(
        info=indicator,
        summary=summary,
        cells=tuple(now for now, _ in pairs),
        share=Fraction(summary.in_order, summary.scored) if summary.scored else None,
        change=scoring.change(([pair] for pair in pairs), of_teams=group.of_teams),
        before_in_order=sum(before.in_order for now, before in pairs if before and now.value is not None),
    )
