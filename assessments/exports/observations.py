"""The table for analysis: a row for each indicator of each confirmed team, with everything that is known of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from django.utils.translation import gettext as _

from assessments.results.privacy import Layer
from assessments.results.values import BoardResult, Cell, IndicatorAcross, SchoolResult, TeamResult

from .column import Column, Observation, places
from .columns import (
    card_columns,
    place_columns,
    score_columns,
    spread_columns,
    team_columns,
    word_columns,
)
from .spreads import hidden
from .table import Table

Pair = tuple[Cell, Cell | None] | None
"""Now and before; None where the indicator is not on the edition of the team."""


def columns_of_team(result: TeamResult) -> list[Column]:
    return [
        *place_columns(result.assessment.board_name),
        *team_columns(),
        *card_columns(result.card),
        *score_columns(result.card),
        *word_columns(),
        *spread_columns(result.card),
    ]


def columns_of_school(result: SchoolResult) -> list[Column]:
    return [
        *place_columns(result.board_name),
        *team_columns(),
        *card_columns(result.card),
        *score_columns(result.card),
        *spread_columns(result.card),
    ]


def columns_of_board(result: BoardResult) -> list[Column]:
    return [
        *place_columns(result.board_name, sector=True),
        *card_columns(result.card),
        *score_columns(result.card),
    ]


def of_team(result: TeamResult, layer: Layer | None) -> Table:
    info = result.assessment
    why = hidden(layer, gathering=info.is_gathering)
    spreads = layer.spreads if layer else {}
    rows = (
        Observation(
            school=info.school_name,
            team=info.team_name,
            round=info.round,
            theme=theme.info,
            criterion=criterion.info,
            indicator=item.info,
            cell=item.cell,
            previous=item.previous,
            assessment=info,
            words=item.words,
            spread=(spread := spreads.get(item.info.code)),
            spread_told=_("getoond") if spread else why,
        )
        for theme in result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    )
    return _table(columns_of_team(result), rows)


def of_school(result: SchoolResult, layers: Mapping[int, Layer]) -> Table:
    """`layers` are those of its confirmed teams, by the key of the assessment."""
    return _table(columns_of_school(result), _of_school(result, layers))


def _of_school(result: SchoolResult, layers: Mapping[int, Layer]) -> Iterator[Observation]:
    found = iter(_turned(_indicators(result)))
    for row in result.rows:
        info = row.assessment
        if not info.is_confirmed:
            continue
        layer = layers[info.pk]
        why = hidden(layer, gathering=False)
        for (theme, criterion, indicator), pair in zip(places(result.card), next(found), strict=True):
            if pair is None:
                continue
            spread = layer.spreads.get(indicator.code)
            yield Observation(
                school=info.school_name,
                team=info.team_name,
                round=result.round,
                theme=theme,
                criterion=criterion,
                indicator=indicator,
                cell=pair[0],
                previous=pair[1],
                assessment=info,
                spread=spread,
                spread_told=_("getoond") if spread else why,
            )


def of_board(result: BoardResult) -> Table:
    """The teams that are in the figures of the board: those of schools on a scale with as many levels."""
    return _table(columns_of_board(result), _of_board(result))


def _of_board(result: BoardResult) -> Iterator[Observation]:
    found = iter(_turned(_indicators(result)))
    for row in result.rows:
        if row.round is None or not row.on_board_scale:
            continue
        for team, pairs in zip(row.teams, islice(found, row.confirmed), strict=True):
            for (theme, criterion, indicator), pair in zip(places(result.card), pairs, strict=True):
                if pair is None:
                    continue
                yield Observation(
                    school=row.school_name,
                    team=team,
                    round=row.round,
                    theme=theme,
                    criterion=criterion,
                    indicator=indicator,
                    cell=pair[0],
                    previous=pair[1],
                    sector=row.sector,
                )


def _indicators(result: SchoolResult | BoardResult) -> list[IndicatorAcross]:
    return [item for criterion in result.criteria for item in criterion.indicators]


def _turned(indicators: Sequence[IndicatorAcross]) -> list[tuple[Pair, ...]]:
    """From the teams of each indicator to the indicators of each team."""
    return list(zip(*(item.of_teams for item in indicators), strict=True))


def _table(columns: Sequence[Column], found: Iterable[Observation]) -> Table:
    rows = [[column.of(one) for column in columns] for one in found]
    description = _("Elke indicator van elk vastgesteld team op een eigen rij, om mee te rekenen")
    return Table(_("Gegevens"), _("gegevens.csv"), description, [column.head for column in columns], rows)
