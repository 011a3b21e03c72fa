"""Heatmaps: teams or schools × criteria, or × the indicators of one criterion; rows and columns for one template."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import (
    AssessmentInfo,
    BoardResult,
    CardInfo,
    Cell,
    Change,
    GroupResult,
    SchoolResult,
    SchoolRow,
    Summary,
    TeamRow,
    ThemeInfo,
)

from .filters import Filters
from .order import CHANGE, IN_ORDER, NAME, Order, arranged


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above a column, and the address that puts the rows in its order."""

    text: str
    url: str
    aria: str


@dataclass(frozen=True, slots=True)
class Column:
    """A criterion or an indicator. `url` is where its cells lead; empty where they lead nowhere."""

    code: str
    name: str
    hue: int
    heading: Heading
    url: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A team or a school. Without figures `summary` is None, and `assessment` or `state` says how far it is."""

    name: str
    url: str = ""
    anchor: str = ""
    round: str = ""
    teams: str = ""
    """Of a school: how many of its teams are confirmed, in words."""
    is_closed: bool = False
    successor_name: str | None = None
    successor_url: str = ""
    """Of a school: what it went on in, and where the results of that one stand."""
    report_url: str = ""
    summary: Summary | None = None
    change: Change | None = None
    cells: Sequence[Summary | Cell] = ()
    assessment: AssessmentInfo | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A theme over its columns; `url` shows it alone, the weakest first, and is empty where it stands alone."""

    theme: ThemeInfo
    url: str


@dataclass(frozen=True, slots=True)
class Heat:
    caption: str
    card: CardInfo
    groups: tuple[Group, ...]
    name: Heading
    in_order: Heading
    change: Heading
    columns: tuple[Column, ...]
    total: HeatRow
    rows: list[HeatRow]
    by_criterion: bool


# --- a school -------------------------------------------------------------------------------------------------------


def school_heat(result: SchoolResult, filters: Filters) -> Heat:
    """Teams × criteria."""

    def opened(code: str) -> str:
        return reverse("school-criterion", args=[result.school_uid, result.round.uid, code]) + filters.query()

    return _criteria(
        result,
        filters,
        [_team_row(row, row.criteria) for row in result.rows],
        name=_("Team"),
        caption=_("Per team en criterium: hoeveel indicatoren op orde zijn en het gemiddelde niveau"),
        opened=opened,
    )


def school_criterion_heat(result: SchoolResult, filters: Filters) -> Heat:
    """Teams × the indicators of the one criterion that the result was narrowed to."""
    (criterion,) = result.card.criteria
    rows = [
        _team_row(
            row, [row.cells[one.code] for one in criterion.indicators] if row.summary else (), criterion.code
        )
        for row in result.rows
    ]
    return _indicators(
        result,
        filters,
        rows,
        name=_("Team"),
        caption=_("Per team en indicator: het niveau dat het team vaststelde"),
    )


def _team_row(row: TeamRow, cells: Sequence[Summary | Cell], code: str = "") -> HeatRow:
    url = reverse("team-result", args=[row.assessment.uid])
    return HeatRow(
        name=row.assessment.team_name,
        url=f"{url}#c-{code}" if code and row.summary else url,
        anchor=f"team-{row.assessment.uid}",
        summary=row.summary,
        change=row.change,
        cells=cells,
        is_closed=row.assessment.team_closed_on is not None,
        assessment=row.assessment,
    )


# --- a board --------------------------------------------------------------------------------------------------------


def board_heat(result: BoardResult, filters: Filters) -> Heat:
    """Schools × criteria."""

    def opened(code: str) -> str:
        return reverse("board-criterion", args=[result.board_uid, code]) + filters.query()

    return _criteria(
        result,
        filters,
        [_school_row(row, row.criteria, filters) for row in result.rows],
        name=_("School"),
        caption=_("Per school en criterium: hoeveel indicatoren op orde zijn en het gemiddelde niveau"),
        opened=opened,
    )


def board_criterion_heat(result: BoardResult, filters: Filters) -> Heat:
    """Schools × the indicators of the one criterion that the result was narrowed to."""
    (criterion,) = result.card.criteria
    return _indicators(
        result,
        filters,
        [_school_row(row, row.indicators, filters, criterion.code) for row in result.rows],
        name=_("School"),
        caption=_("Per school en indicator: bij hoeveel teams zij op orde is en het gemiddelde niveau"),
    )


def _school_row(row: SchoolRow, cells: Sequence[Summary], filters: Filters, code: str = "") -> HeatRow:
    """A school leads to its own page; from a criterion to that criterion, if its edition of the card has it."""
    if row.round is None:
        return HeatRow(row.school_name, is_closed=row.is_closed, state=_("nog geen meting gestart"))
    successor = reverse("school-latest", args=[row.successor_uid]) if row.successor_uid else ""
    args: list[object] = [row.school_uid, row.round.uid]
    if code and any(cell.total for cell in cells):
        url = reverse("school-criterion", args=[*args, code])
    else:
        url = reverse("school-result", args=args)
    state = ""
    if not row.on_board_scale:
        state = _("scoorde op een kaart met een andere schaal en telt hier niet mee")
    elif not row.confirmed:
        state = _("nog niets vastgesteld")
    teams = ngettext("%(k)s van %(n)s team", "%(k)s van %(n)s teams", row.of_teams)
    return HeatRow(
        name=row.school_name,
        url=f"{url}?thema={filters.theme.code}" if filters.theme else url,
        anchor=f"school-{row.school_uid}",
        round=row.round.title,
        teams=teams % {"k": row.confirmed, "n": row.of_teams},
        is_closed=row.is_closed,
        successor_name=row.successor_name,
        successor_url=successor,
        report_url=reverse("school-report", args=args) if row.confirmed else "",
        summary=None if state else row.summary,
        change=None if state else row.change,
        cells=cells,
        state=state,
    )


# --- both -----------------------------------------------------------------------------------------------------------


def _number(row: HeatRow, key: str, places: Mapping[str, int]) -> tuple[Any, ...] | None:
    """What a row is ordered by. Counts come first, then the mean; None where it has no such number."""
    if key == CHANGE:
        return (row.change.in_order, row.change.mean or Fraction(0)) if row.change else None
    found = row.summary if key == IN_ORDER else None
    if key in places and row.summary:
        cell = row.cells[places[key]]
        if isinstance(cell, Cell):
            return None if cell.value is None else (cell.value,)
        found = cell
    return None if found is None or found.share is None else (found.share, found.mean or Fraction(0))


def _criteria(
    result: GroupResult,
    filters: Filters,
    rows: list[HeatRow],
    *,
    name: str,
    caption: str,
    opened: Callable[[str], str],
) -> Heat:
    columns = [
        Column(
            criterion.code, criterion.short_name, theme.hue, _heading(criterion.code, criterion.code, filters),
            opened(criterion.code),
        )
        for theme in result.card.themes
        for criterion in theme.criteria
    ]  # fmt: skip
    cells = [criterion.summary for criterion in result.criteria]
    return _heat(result, filters, rows, columns, cells, name=name, caption=caption, by_criterion=True)


def _indicators(
    result: GroupResult, filters: Filters, rows: list[HeatRow], *, name: str, caption: str
) -> Heat:
    (theme,) = result.themes
    (criterion,) = theme.criteria
    columns = [
        Column(one.info.code, "", theme.info.hue, _heading(one.info.code, one.info.code, filters))
        for one in criterion.indicators
    ]
    cells = [one.summary for one in criterion.indicators]
    return _heat(result, filters, rows, columns, cells, name=name, caption=caption, by_criterion=False)


def _groups(result: GroupResult, filters: Filters) -> tuple[Group, ...]:
    def alone(theme: ThemeInfo) -> str:
        return "" if filters.theme else f"{filters.query(Order(IN_ORDER), theme)}#heatmap"

    return tuple(Group(theme, alone(theme)) for theme in result.card.themes)


def _heading(text: str, key: str, filters: Filters) -> Heading:
    return Heading(text, f"{filters.query(filters.order.by(key))}#heatmap", filters.order.aria(key))


def _heat(
    result: GroupResult,
    filters: Filters,
    rows: list[HeatRow],
    columns: list[Column],
    cells: Sequence[Summary],
    *,
    name: str,
    caption: str,
    by_criterion: bool,
) -> Heat:
    places = {column.code: place for place, column in enumerate(columns)}

    def number(row: HeatRow) -> Any:
        return _number(row, filters.order.key, places)

    return Heat(
        caption=caption,
        card=result.card,
        groups=_groups(result, filters) if by_criterion else (),
        name=_heading(name, NAME, filters),
        in_order=_heading(_("Op orde"), IN_ORDER, filters),
        change=_heading(_("Verschil"), CHANGE, filters),
        columns=tuple(columns),
        total=HeatRow(_("Samen"), summary=result.summary, change=result.change, cells=cells),
        rows=arranged(rows, filters.order, number),
        by_criterion=by_criterion,
    )
