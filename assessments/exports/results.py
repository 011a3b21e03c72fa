"""Results as tables: what a page shows and a report says, a row per team, school, criterion or indicator.

Every number is read from the value objects and shown as everywhere: one decimal, rounded once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.results.values import (
    BoardResult,
    CardInfo,
    Cell,
    Change,
    CriterionInfo,
    GroupResult,
    IndicatorInfo,
    SchoolResult,
    Summary,
    TeamResult,
)
from assessments.results.values.over_time import Comparison, Moment, OverTime
from assessments.templatetags.numbers import decimal, signed
from assessments.templatetags.results import worded

NOTHING = ""


class Table(NamedTuple):
    """A table with a file name and what it holds, in the language of the reader."""

    file_name: str
    description: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


# --- a team ---------------------------------------------------------------------------------------------------------


def team_indicators(result: TeamResult) -> Table:
    """Each indicator with the level and the words of the team."""
    head = [
        *_place_head(),
        _("Antwoord"),
        _("Niveau"),
        _("Op orde"),
        _("Vorige keer"),
        _("Waarom"),
        _("Bewijs"),
        _("Bewijs van"),
        _("Anders gezien"),
    ]
    rows = [
        [
            *_place(theme.info.name, criterion.info, item.info),
            worded(item.cell, result.card),
            _level(item.cell),
            _in_order(item.cell),
            _level(item.previous) if item.previous else NOTHING,
            item.words.rationale,
            item.words.evidence,
            _day(item.words.evidenced_on),
            item.words.dissent,
        ]
        for theme in result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    description = _("Elke indicator met het niveau en de woorden van het team")
    return Table(_("indicatoren.csv"), description, head, rows)


# --- a school or a board --------------------------------------------------------------------------------------------


def indicators(result: GroupResult) -> Table:
    """Each indicator over the confirmed teams."""
    head = [*_place_head(), *_count_head(result.card), *_change_head()]
    rows = [
        [
            *_place(theme.info.name, criterion.info, item.info),
            *_counts(item.summary),
            *_changed(item.change),
        ]
        for theme in result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    return Table(_("indicatoren.csv"), _("Elke indicator over de vastgestelde teams"), head, rows)


def criteria(result: GroupResult | TeamResult) -> Table:
    """Each criterion now, last time and what changed."""
    head = [
        _("Thema"),
        _("Criterium"),
        _("Naam"),
        *_count_head(result.card),
        _("Gemiddelde vorige keer"),
        *_change_head(),
    ]
    rows = [
        [
            theme.info.name,
            criterion.info.code,
            criterion.info.short_name,
            *_counts(criterion.summary),
            _mean(criterion.previous),
            *_changed(criterion.change),
        ]
        for theme in result.themes
        for criterion in theme.criteria
    ]
    return Table(_("criteria.csv"), _("Elk criterium, nu en de vorige keer"), head, rows)


def actors(result: GroupResult | TeamResult) -> Table:
    """What lies with whom."""
    head = [_("Wie"), _("Indicatoren"), *_count_head(result.card), *_change_head()]
    rows = [
        [
            actor.info.name,
            " ".join(item.info.code for item in actor.indicators),
            *_counts(actor.summary),
            *_changed(actor.change),
        ]
        for actor in result.actors
    ]
    return Table(_("wie-is-aan-zet.csv"), _("Wat er ligt bij wie"), head, rows)


def teams(result: SchoolResult) -> Table:
    """The heatmap of a school: each team with each criterion; of who is not confirmed only that."""
    head = [_("Team"), _("Vastgesteld op"), *_short_head(), *_per_criterion(result.card)]
    rows = [
        [
            row.assessment.team_name,
            _moment(row.assessment.confirmed_at) or _("Niet vastgesteld"),
            *_parts(row.summary, row.criteria, len(result.card.criteria)),
        ]
        for row in result.rows
    ]
    return Table(_("teams.csv"), _("Elk team met elk criterium"), head, rows)


def team_levels(result: SchoolResult) -> Table:
    """Each confirmed team with each indicator; of the others only that they are not."""
    head = [_("Team"), _("Vastgesteld op"), _("Indicator"), _("Antwoord"), _("Niveau"), _("Op orde")]
    rows: list[list[str]] = []
    for row in result.rows:
        team = row.assessment.team_name
        if row.summary is None:
            rows.append([team, NOTHING, NOTHING, _("Niet vastgesteld"), NOTHING, NOTHING])
            continue
        day = _moment(row.assessment.confirmed_at)
        rows += [
            [team, day, code, worded(cell, result.card), _level(cell), _in_order(cell)]
            for code, cell in row.cells.items()
        ]
    return Table(_("teams-indicatoren.csv"), _("Elk team met elke indicator"), head, rows)


def schools(result: BoardResult) -> Table:
    """The heatmap of a board: each school in its round, with each criterion."""
    head = [
        _("School"),
        _("Meting"),
        _("Teams vastgesteld"),
        _("Teams"),
        *_short_head(),
        *_change_head(),
        *_per_criterion(result.card),
    ]
    rows = [
        [
            row.school_name,
            row.round.title if row.round else NOTHING,
            str(row.confirmed),
            str(row.of_teams),
            *_parts(row.summary, (), 0),
            *_changed(row.change),
            *_parts(None, row.criteria, len(result.card.criteria))[3:],
        ]
        for row in result.rows
    ]
    return Table(_("scholen.csv"), _("Elke school met elk criterium"), head, rows)


# --- over time ------------------------------------------------------------------------------------------------------


def moments(found: OverTime) -> Table:
    """Each round, from early to late."""
    head = [_("Meting"), _("Eerste dag"), *_short_head(), _("Teams vastgesteld"), _("Teams"), *_change_head()]
    rows = [
        [
            moment.round.title,
            _day(moment.round.starts_on),
            *_short(moment.summary),
            str(moment.confirmed),
            str(moment.of_teams),
            *_changed(change),
        ]
        for moment, change in _with_changes(found)
    ]
    return Table(_("metingen.csv"), _("Elke meting met wat er veranderde"), head, rows)


def beside(comparison: Comparison) -> Table:
    """Two rounds side by side, over the scores given in both."""
    head = [
        *_place_head(),
        _("Toen op orde"),
        _("Nu op orde"),
        _("Te vergelijken scores"),
        _("Gemiddelde toen"),
        _("Gemiddelde nu"),
        _("Verschil van gemiddelden"),
    ]
    rows = [
        [*_place(theme.info.name, criterion.info, item.info), *_both(item.change)]
        for theme in comparison.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    description = _("Elke indicator in %(earlier)s en %(later)s") % {
        "earlier": comparison.earlier.round.title,
        "later": comparison.later.round.title,
    }
    return Table(_("vergelijking.csv"), description, head, rows)


def _with_changes(found: OverTime) -> Iterator[tuple[Moment, Change | None]]:
    return zip(found.moments, (None, *found.changes), strict=False)


# --- cells ----------------------------------------------------------------------------------------------------------


def _place_head() -> list[str]:
    return [_("Thema"), _("Criterium"), _("Code"), _("Indicator")]


def _place(theme: str, criterion: CriterionInfo, indicator: IndicatorInfo) -> list[str]:
    return [theme, criterion.code, indicator.code, indicator.text]


def _count_head(card: CardInfo) -> list[str]:
    return [
        _("Op orde"),
        _("Met een score"),
        *(_("Niveau %(number)s") % {"number": level.number} for level in card.levels),
        _("Weet ik niet"),
        _("Niet van toepassing"),
        _("Niet ingevuld"),
        _("Gemiddelde"),
    ]


def _counts(summary: Summary) -> list[str]:
    counts = [summary.in_order, summary.scored, *summary.distribution]
    counts += [summary.unknown, summary.not_applicable, summary.empty]
    return [*map(str, counts), _mean(summary)]


def _short_head() -> list[str]:
    return [_("Op orde"), _("Met een score"), _("Gemiddelde")]


def _short(summary: Summary | None) -> list[str]:
    if summary is None:
        return [NOTHING] * 3
    return [str(summary.in_order), str(summary.scored), _mean(summary)]


def _per_criterion(card: CardInfo) -> list[str]:
    return [f"{criterion.code} {name}" for criterion in card.criteria for name in _short_head()]


def _parts(whole: Summary | None, parts: Iterable[Summary], number: int) -> list[str]:
    """Of the whole and of each criterion; as many empty cells where there are no figures."""
    cells = [cell for part in parts for cell in _short(part)]
    return [*_short(whole), *(cells or [NOTHING] * 3 * number)]


def _change_head() -> list[str]:
    return [_("Verschil op orde"), _("Verschil van gemiddelden"), _("Te vergelijken scores")]


def _changed(change: Change | None) -> list[str]:
    if change is None:
        return [NOTHING] * 3
    return [str(change.in_order), _difference(change), str(change.matched)]


def _both(change: Change | None) -> list[str]:
    if change is None:
        return [NOTHING] * 6
    means = [NOTHING if value is None else decimal(value) for value in (change.before_mean, change.now_mean)]
    counts = [change.before_in_order, change.now_in_order, change.matched]
    return [*map(str, counts), *means, _difference(change)]


def _difference(change: Change) -> str:
    """With an ordinary minus, so that a spreadsheet reads a number."""
    return NOTHING if change.mean is None else signed(change.mean).lstrip("+").replace("−", "-")


def _mean(summary: Summary | None) -> str:
    return NOTHING if summary is None or summary.mean is None else decimal(summary.mean)


def _level(cell: Cell) -> str:
    if cell.value is None:
        return NOTHING
    return str(cell.value) if cell.value.denominator == 1 else decimal(cell.value)


def _in_order(cell: Cell) -> str:
    if cell.value is None:
        return NOTHING
    return _("ja") if cell.in_order else _("nee")


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else NOTHING


def _moment(at: dt.datetime | None) -> str:
    return timezone.localdate(at).isoformat() if at else NOTHING
