"""The sheet to read of a team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.exports.table import Value, level, mean
from assessments.results.values import (
    AssessmentInfo,
    CardInfo,
    Cell,
    CriterionResult,
    IndicatorResult,
    ScoreKind,
    TeamResult,
)
from assessments.templatetags.results import progress_words, worded

from . import parts
from .page import Page

COLUMNS = (9, 52, 10, 18, 13, 40, 26, 19, 26)


def write(page: Page, result: TeamResult, as_of: dt.date) -> None:
    info = result.assessment
    told = [f"{info.school_name} · {info.board_name}", parts.during(info.round), state(info)]
    parts.top(page, info.team_name, told, result.card, as_of)
    parts.headline(page, result.summary, result.change, result.previous_round, result.card)
    _criteria(page, result)
    parts.legend(page, result.card)
    for theme in result.themes:
        page.rule(_named(theme.info.name, theme.info.translation), page.theme(theme.info.hue))
        _heads(page)
        for criterion in theme.criteria:
            _criterion(page, result, criterion)
        page.space()
    _stands_out(page, result)


def state(info: AssessmentInfo) -> str:
    """Since when this stands, or how far it is; and that the round goes on."""
    if info.confirmed_at is None:
        words = _("Concept – nog niet vastgesteld")
        return words if info.is_gathering else f"{words}: {progress_words(info)}"
    confirmed = _("Vastgesteld op %(day)s") % {"day": parts.day(timezone.localdate(info.confirmed_at))}
    return f"{confirmed}. {_('Tussenstand: de meting loopt nog')}" if info.round.is_open else confirmed


def _named(name: str, translation: str) -> str:
    return f"{name} ({translation})" if translation else name


def _criteria(page: Page, result: TeamResult) -> None:
    page.line(_("De criteria in cijfers"), form=page.heading)
    page.heads(
        _("Code"),
        _("Criterium"),
        _("Op orde"),
        _("Met een score"),
        _("Gemiddelde"),
        _("Wat veranderde"),
        _("Gemiddelde vorige keer"),
        numbers=range(2, 5),
    )
    for criterion in result.criteria:
        page.line(
            criterion.info.code,
            _named(criterion.info.short_name, criterion.info.short_name_translation),
            criterion.summary.in_order,
            criterion.summary.scored,
            mean(criterion.summary),
            parts.told_change(criterion.change),
            mean(criterion.previous),
        )
    page.space()


def _heads(page: Page) -> None:
    page.heads(
        _("Code"),
        _("Indicator"),
        _("Niveau"),
        _("Antwoord"),
        _("Vorige keer"),
        _("Waarom"),
        _("Bewijs"),
        _("Bewijs van"),
        _("Anders gezien"),
        numbers=range(4, 5),
    )


def _criterion(page: Page, result: TeamResult, criterion: CriterionResult) -> None:
    page.rule(criterion.info.code, page.criterion, parts.sentence(criterion.info))
    for item in criterion.indicators:
        value, form = page.level(result.card, item.cell)
        page.line(
            item.info.code,
            parts.sentence(item.info),
            value,
            _answer(item.cell, result.card),
            _before(item.previous, result.card),
            item.words.rationale or None,
            item.words.evidence or None,
            item.words.evidenced_on,
            item.words.dissent or None,
            forms={2: form},
        )


def _answer(cell: Cell, card: CardInfo) -> str:
    """In words of the card, and of its translation."""
    words = worded(cell, card)
    if cell.kind is not ScoreKind.AGREED or cell.level is None:
        return words
    return _named(words, card.level(cell.level).translation.get("label", ""))


def _before(cell: Cell | None, card: CardInfo) -> Value:
    """The earlier level, or in words why there is none."""
    if cell is None:
        return None
    return worded(cell, card) if cell.value is None else level(cell)


def _stands_out(page: Page, result: TeamResult) -> None:
    lists: list[tuple[str, Iterable[IndicatorResult]]] = [
        (_("Hier zijn jullie het sterkst"), result.strongest),
        (_("Hier is het meeste te winnen"), result.weakest),
        (_("Vooruit"), result.moved_up),
        (_("Achteruit"), result.moved_down),
        (_("Wat het team niet weet"), result.unknown),
    ]
    for heading, items in lists:
        found = list(items)
        if not found:
            continue
        page.line(heading, form=page.heading)
        page.heads(_("Code"), _("Indicator"), _("Niveau"), _("Antwoord"), _("Vorige keer"))
        for item in found:
            value, form = page.level(result.card, item.cell)
            words, before = _answer(item.cell, result.card), _before(item.previous, result.card)
            page.line(item.info.code, item.info.text, value, words, before, forms={2: form})
        page.space()
