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
from .team import codes_of, summary_of, theme_codes
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
    """The sheets of one group of teams on one card: the confirmed ones count, all are counted as teams."""

    def __init__(self, sheets: Sequence[Sheet], card: CardInfo) -> None:
        self.card = card
        self.of_teams = len(sheets)
        self.confirmed = [sheet for sheet in sheets if sheet.info.is_confirmed]

    def summary(self, codes: Sequence[str]) -> Summary:
        parts = [summary_of(sheet, codes) for sheet in self.confirmed]
        return scoring.summarise_group(parts, len(self.card.levels))

    def previous(self, codes: Sequence[str]) -> Summary | None:
        """The earlier assessments of the teams that count now; None where there are none to compare with."""
        earlier = [before for sheet in self.confirmed if (before := sheet.comparable)]
        parts = [summary_of(before, codes) for before in earlier]
        return scoring.summarise_group(parts, len(self.card.levels)) if parts else None

    def change(self, codes: Sequence[str]) -> Change | None:
        return scoring.change((sheet.pairs(codes) for sheet in self.confirmed), of_teams=self.of_teams)


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
        previous_round=previous_round(group.confirmed) or previous_round(sheets),
        card=card,
        rows=tuple(team_row(sheet) for sheet in sheets),
        summary=group.summary(codes),
        change=group.change(codes),
        themes=themes,
        strongest=strongest,
        weakest=weakest,
        moved_up=moved_up,
        moved_down=moved_down,
    )


def previous_round(sheets: Sequence[Sheet]) -> RoundInfo | None:
    """The round that most of the teams are compared with, of equals the latest.

    Where nothing can be compared: the round that most teams were in before.
    """
    compared = [before.info.round for sheet in sheets if (before := sheet.comparable)]
    rounds = Counter(compared or [sheet.before.info.round for sheet in sheets if sheet.before])
    return max(rounds, key=lambda one: (rounds[one], one.starts_on, one.pk), default=None)


def team_row(sheet: Sheet) -> TeamRow:
    if not sheet.info.is_confirmed:
        return TeamRow(assessment=sheet.info, summary=None, criteria=(), cells={})
    return TeamRow(
        assessment=sheet.info,
        summary=summary_of(sheet, list(sheet.cells)),
        criteria=tuple(
            summary_of(sheet, codes_of(criterion.indicators)) for criterion in sheet.card.criteria
        ),
        cells=sheet.cells,
    )


def _figures(group: Group, codes: Sequence[str]) -> dict[str, Any]:
    return {"summary": group.summary(codes), "previous": group.previous(codes), "change": group.change(codes)}


def _theme(group: Group, theme: ThemeInfo) -> ThemeAcross:
    return ThemeAcross(
        info=theme,
        criteria=tuple(_criterion(group, criterion) for criterion in theme.criteria),
        **_figures(group, theme_codes(theme)),
    )


def _criterion(group: Group, criterion: CriterionInfo) -> CriterionAcross:
    return CriterionAcross(
        info=criterion,
        indicators=tuple(_indicator(group, indicator) for indicator in criterion.indicators),
        **_figures(group, codes_of(criterion.indicators)),
    )


def _indicator(group: Group, indicator: IndicatorInfo) -> IndicatorAcross:
    codes = [indicator.code]
    summary = group.summary(codes)
    pairs = [pair for sheet in group.confirmed for pair in sheet.pairs(codes)]
    return IndicatorAcross(
        info=indicator,
        summary=summary,
        cells=tuple(now for now, _ in pairs),
        share=Fraction(summary.in_order, summary.scored) if summary.scored else None,
        change=group.change(codes),
        before_in_order=sum(before.in_order for now, before in pairs if before and now.value is not None),
    )
