"""What the pages of a team, a school and a board show under their headline: the same, each drawn for who it is of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal

from django.urls import reverse

from assessments import charts
from assessments.charts import Chart
from assessments.results.privacy import Spread
from assessments.results.values import (
    CardInfo,
    CriterionInfo,
    GroupResult,
    IndicatorAcross,
    IndicatorResult,
    Summary,
    TeamResult,
)

Drawn = list[tuple[IndicatorAcross | IndicatorResult, Chart | None]]
"""Indicators, each with its drawing; of a team the level itself is the drawing."""


def _headline(summary: Summary, card: CardInfo, name: str) -> dict[str, Any]:
    """The distribution under a headline, and its numbers."""
    return {
        "levels": list(zip(card.levels, summary.distribution, strict=True)),
        "distribution": charts.distribution(summary, card, key="distribution", name=name),
    }


def group_sections(result: GroupResult, name: str, *, parts: Literal["teams", "schools"]) -> dict[str, Any]:
    """Of a school, whose parts are teams, or a board, whose parts are schools."""
    return {
        **_headline(result.summary, result.card, name),
        "dot_plot": _dot_plot(result, name, parts=parts),
        "strongest": _strips(result.strongest, result.card),
        "weakest": _strips(result.weakest, result.card),
        "moved_up": _shifts(result.moved_up),
        "moved_down": _shifts(result.moved_down),
    }


def team_sections(result: TeamResult) -> dict[str, Any]:
    name = result.assessment.team_name
    return {
        **_headline(result.summary, result.card, name),
        "dot_plot": _dot_plot(result, name),
        "strongest": _plain(result.strongest),
        "weakest": _plain(result.weakest),
        "moved_up": _plain(result.moved_up),
        "moved_down": _plain(result.moved_down),
    }


def spread_bars(spreads: dict[str, Spread], card: CardInfo, *, earlier: bool = False) -> dict[str, Chart]:
    """What people chose for each indicator, as a small bar."""
    name = "earlier" if earlier else "spread"
    return {
        code: charts.spread_bar(spread, card, key=f"{name}-{code}", name=code)
        for code, spread in spreads.items()
    }


def csv_links(route: str, args: Sequence[object], query: str = "", *, heat: str = "") -> dict[str, str]:
    """The addresses of the tables of a page as files, of the same choice; `heat` is the name of the heatmap's."""
    names = {
        "criteria": "criteria",
        "indicators": "indicatoren",
        "notable": "opvallend",
        "actors": "wie-is-aan-zet",
        "spread": "spreiding",
        "response": "deelname",
    }
    if heat:
        names["heat"] = heat
    return {table: reverse(route, args=[*args, name]) + query for table, name in names.items()}


def criterion_sections(result: GroupResult, opened: Callable[[str], str]) -> dict[str, Any]:
    """Of a school or a board that was narrowed to one criterion; `opened` gives the address of any criterion."""
    (theme,) = result.themes
    (criterion,) = theme.criteria
    info = criterion.info
    return {
        **_headline(criterion.summary, result.card, info.short_name_translation or info.short_name),
        "theme": theme,
        "criterion": criterion,
        "neighbours": _neighbours(result.card, info.code, opened),
    }


def _neighbours(
    card: CardInfo, code: str, opened: Callable[[str], str]
) -> dict[str, tuple[CriterionInfo, str] | None]:
    """The criteria before and after one on the whole card, each with its address."""
    criteria = card.whole.criteria
    place = [criterion.code for criterion in criteria].index(code)

    def at(place: int) -> tuple[CriterionInfo, str] | None:
        return (criteria[place], opened(criteria[place].code)) if 0 <= place < len(criteria) else None

    return {"before": at(place - 1), "after": at(place + 1)}


def _dot_plot(
    result: GroupResult | TeamResult, name: str, *, parts: Literal["teams", "schools"] = "teams"
) -> Chart | None:
    """The criteria on one scale, of a group with the means of its parts; nothing where only one criterion is shown."""
    if len(result.criteria) < 2:
        return None
    across = result.criteria if isinstance(result, GroupResult) else ()
    return charts.dot_plot(
        result.criteria,
        result.card,
        key="criteria",
        name=name,
        previous=result.previous_round.title if result.previous_round else None,
        means={criterion.info.code: criterion.means for criterion in across},
        parts=parts,
    )


def _plain(indicators: Iterable[IndicatorResult]) -> Drawn:
    return [(one, None) for one in indicators]


def _strips(indicators: Iterable[IndicatorAcross], card: CardInfo) -> Drawn:
    return [
        (
            one,
            charts.cell_strip(one.cells, one.summary, card, key=f"strip-{one.info.code}", name=one.info.code),
        )
        for one in indicators
    ]


def _shifts(indicators: Iterable[IndicatorAcross]) -> Drawn:
    return [
        (
            one,
            charts.shift(
                one.change.before_in_order,
                one.change.now_in_order,
                one.change.matched,
                key=f"shift-{one.info.code}",
                name=one.info.code,
            ),
        )
        for one in indicators
        if one.change is not None
    ]
