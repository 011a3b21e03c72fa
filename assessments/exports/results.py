"""Results as tables: what a page shows and a report says, a row per team, school, criterion or indicator."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from assessments.results.values import (
    BoardResult,
    CardInfo,
    GroupResult,
    SchoolResult,
    Summary,
    TeamResult,
)
from assessments.templatetags.results import worded

from .table import (
    Table,
    Value,
    change_head,
    changed,
    count_head,
    counts,
    day_of,
    in_order,
    level,
    mean,
    place,
    place_head,
    short,
    short_head,
)

# --- a team ---------------------------------------------------------------------------------------------------------


def team_indicators(result: TeamResult) -> Table:
    """Each indicator with the level and the words of the team."""
    head = [
        *place_head(),
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
            *place(theme.info.name, criterion.info, item.info),
            worded(item.cell, result.card),
            level(item.cell),
            in_order(item.cell),
            level(item.previous),
            item.words.rationale,
            item.words.evidence,
            item.words.evidenced_on,
            item.words.dissent,
        ]
        for theme in result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    description = _("Elke indicator met het niveau en de woorden van het team")
    return Table(_("Indicatoren"), _("indicatoren.csv"), description, head, rows)


# --- a school or a board --------------------------------------------------------------------------------------------


def indicators(result: GroupResult) -> Table:
    """Each indicator over the confirmed teams."""
    head = [*place_head(), *count_head(result.card), *change_head()]
    rows = [
        [
            *place(theme.info.name, criterion.info, item.info),
            *counts(item.summary),
            *changed(item.change),
        ]
        for theme in result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    return Table(
        _("Indicatoren"), _("indicatoren.csv"), _("Elke indicator over de vastgestelde teams"), head, rows
    )


def criteria(result: GroupResult | TeamResult) -> Table:
    """Each criterion now, last time and what changed."""
    head = [
        _("Thema"),
        _("Criterium"),
        _("Naam"),
        *count_head(result.card),
        _("Gemiddelde vorige keer"),
        *change_head(),
    ]
    rows = [
        [
            theme.info.name,
            criterion.info.code,
            criterion.info.short_name,
            *counts(criterion.summary),
            mean(criterion.previous),
            *changed(criterion.change),
        ]
        for theme in result.themes
        for criterion in theme.criteria
    ]
    return Table(_("Criteria"), _("criteria.csv"), _("Elk criterium, nu en de vorige keer"), head, rows)


def actors(result: GroupResult | TeamResult) -> Table:
    """What lies with whom."""
    head = [_("Wie"), _("Indicatoren"), *count_head(result.card), *change_head()]
    rows = [
        [
            actor.info.name,
            " ".join(item.info.code for item in actor.indicators),
            *counts(actor.summary),
            *changed(actor.change),
        ]
        for actor in result.actors
    ]
    return Table(_("Wie is aan zet"), _("wie-is-aan-zet.csv"), _("Wat er ligt bij wie"), head, rows)


def teams(result: SchoolResult) -> Table:
    """The heatmap of a school: each team with each criterion; of who is not confirmed only that."""
    head = [_("Team"), _("Vastgesteld op"), *short_head(), *_each_head(result.card)]
    rows: list[list[Value]] = [
        [
            row.assessment.team_name,
            day_of(row.assessment.confirmed_at) or _("Niet vastgesteld"),
            *short(row.summary),
            *_each(row.criteria, result.card),
        ]
        for row in result.rows
    ]
    return Table(_("Teams"), _("teams.csv"), _("Elk team met elk criterium"), head, rows)


def team_levels(result: SchoolResult) -> Table:
    """Each confirmed team with each indicator; of the others only that they are not."""
    head = [_("Team"), _("Vastgesteld op"), _("Indicator"), _("Antwoord"), _("Niveau"), _("Op orde")]
    rows: list[list[Value]] = []
    for row in result.rows:
        team = row.assessment.team_name
        if row.summary is None:
            rows.append([team, None, None, _("Niet vastgesteld"), None, None])
            continue
        confirmed_on = day_of(row.assessment.confirmed_at)
        rows += [
            [team, confirmed_on, code, worded(cell, result.card), level(cell), in_order(cell)]
            for code, cell in row.cells.items()
        ]
    return Table(
        _("Teams en indicatoren"), _("teams-indicatoren.csv"), _("Elk team met elke indicator"), head, rows
    )


def schools(result: BoardResult) -> Table:
    """The heatmap of a board: each school in its round, with each criterion."""
    head = [
        _("School"),
        _("Meting"),
        _("Teams vastgesteld"),
        _("Teams"),
        *short_head(),
        *change_head(),
        *_each_head(result.card),
    ]
    rows = [
        [
            row.school_name,
            row.round.title if row.round else None,
            row.confirmed,
            row.of_teams,
            *short(row.summary),
            *changed(row.change),
            *_each(row.criteria, result.card),
        ]
        for row in result.rows
    ]
    return Table(_("Scholen"), _("scholen.csv"), _("Elke school met elk criterium"), head, rows)


def _each_head(card: CardInfo) -> list[str]:
    return [f"{criterion.code} {name}" for criterion in card.criteria for name in short_head()]


def _each(criteria: Sequence[Summary | None], card: CardInfo) -> list[Value]:
    """Of each criterion; as many empty cells where there are no figures."""
    return [cell for summary in criteria or [None] * len(card.criteria) for cell in short(summary)]
