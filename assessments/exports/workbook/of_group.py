"""The sheet to read of a school, and of a board."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.exports.table import Value, change_head, changed, count_head, counts, mean
from assessments.results.values import (
    AssessmentInfo,
    BoardResult,
    Change,
    GroupResult,
    IndicatorAcross,
    SchoolResult,
    SchoolRow,
    Summary,
)
from assessments.templatetags.results import confirmed_of, progress_words, state_words

from . import parts
from .page import Page

COLUMNS = (9, 60, *(13,) * 16)


def write_school(page: Page, result: SchoolResult, as_of: dt.date) -> None:
    standing = confirmed_of(result.confirmed, result.of_teams)
    if result.round.is_open or result.confirmed < result.of_teams:
        standing = _("Tussenstand: %(count)s") % {"count": standing}
    told = [result.board_name, parts.during(result.round), standing]
    parts.top(page, result.school_name, told, result.card, as_of)
    if result.confirmed:
        parts.headline(page, result.summary, result.change, result.previous_round, result.card)
    _teams(page, result)
    _rest(page, result)


def write_board(page: Page, result: BoardResult, as_of: dt.date) -> None:
    standing = confirmed_of(result.confirmed, result.of_teams)
    if result.confirmed < result.of_teams or any(row.round and row.round.is_open for row in result.rows):
        standing = _("Tussenstand: %(count)s") % {"count": standing}
    schools = ngettext(
        "%(n)s van %(count)s school in de cijfers",
        "%(n)s van %(count)s scholen in de cijfers",
        len(result.rows),
    ) % {"n": result.counted_schools, "count": len(result.rows)}
    parts.top(page, result.board_name, [f"{standing}, {schools}."], result.card, as_of)
    if result.confirmed:
        parts.headline(page, result.summary, result.change, result.previous_round, result.card)
    _schools(page, result)
    _rest(page, result)


def _teams(page: Page, result: SchoolResult) -> None:
    page.line(_("Teams"), form=page.heading)
    page.heads(
        "", _("Team"), _("Op orde"), _("Met een score"), _("Gemiddelde"), _("Stand"), numbers=range(2, 5)
    )
    for row in result.rows:
        page.line(
            None,
            row.assessment.team_name,
            *_short(row.summary),
            _stand(row.assessment),
            forms={5: page.plain},
        )
    if not result.rows:
        page.line(None, _("Er doet geen team mee."))
    page.space()


def _stand(info: AssessmentInfo) -> str:
    """Of who is not confirmed only that, and how far."""
    if info.confirmed_at is None:
        return f"{state_words(info)}: {progress_words(info)}"
    return _("Vastgesteld op %(day)s") % {"day": parts.day(timezone.localdate(info.confirmed_at))}


def _schools(page: Page, result: BoardResult) -> None:
    page.line(_("Scholen"), form=page.heading)
    page.heads(
        "", _("School"), _("Op orde"), _("Met een score"), _("Gemiddelde"), _("Stand"), numbers=range(2, 5)
    )
    for row in result.rows:
        page.line(None, row.school_name, *_short(row.summary), _told(row), forms={5: page.plain})
    page.space()


def _told(row: SchoolRow) -> str:
    if row.round is None:
        return _("Nog geen meting")
    words = f"{row.round.title}: {confirmed_of(row.confirmed, row.of_teams)}"
    if not row.on_board_scale:
        words += f". {_('Andere schaal: telt niet mee in de cijfers van het bestuur.')}"
    return f"{words}. {_('De school is gesloten.')}" if row.is_closed else words


def _short(summary: Summary | None) -> list[Value]:
    if summary is None or not summary.total:
        return [None] * 3
    return [summary.in_order, summary.scored, mean(summary)]


def _rest(page: Page, result: GroupResult) -> None:
    """The criteria, what the levels mean, every indicator, and what stands out; nothing where nobody confirmed."""
    if not result.summary.total:
        parts.legend(page, result.card)
        return
    head = [*count_head(result.card), *change_head()]
    page.line(_("De criteria in cijfers"), form=page.heading)
    _heads(page, _("Criterium"), [*head, _("Gemiddelde vorige keer")])
    for criterion in result.criteria:
        name = criterion.info.short_name
        if criterion.info.short_name_translation:
            name = f"{name} ({criterion.info.short_name_translation})"
        cells = _figures(criterion.summary, criterion.change)
        page.line(criterion.info.code, name, *cells, mean(criterion.previous))
    page.space()
    parts.legend(page, result.card)
    for theme in result.themes:
        name = f"{theme.info.name} ({theme.info.translation})" if theme.info.translation else theme.info.name
        page.rule(name, page.theme(theme.info.hue))
        _heads(page, _("Indicator"), head)
        for criterion in theme.criteria:
            page.rule(criterion.info.code, page.criterion, parts.sentence(criterion.info))
            _items(page, criterion.indicators)
        page.space()
    for heading, items in [
        (_("Het sterkst"), result.strongest),
        (_("Hier is het meeste te winnen"), result.weakest),
        (_("Vooruit"), result.moved_up),
        (_("Achteruit"), result.moved_down),
        (_("Wat teams niet weten"), result.unknown),
    ]:
        if items:
            page.line(heading, form=page.heading)
            _heads(page, _("Indicator"), head)
            _items(page, items)
            page.space()


def _heads(page: Page, what: str, head: list[str]) -> None:
    page.heads(_("Code"), what, *head, numbers=range(2, len(head) + 2))


def _items(page: Page, items: Iterable[IndicatorAcross]) -> None:
    for item in items:
        page.line(item.info.code, parts.sentence(item.info), *_figures(item.summary, item.change))


def _figures(summary: Summary, change: Change | None) -> list[Value]:
    return [*counts(summary), *changed(change)]
