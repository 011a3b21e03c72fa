"""Words and marks for results. Formatting only: every number is read from the value objects, none is made here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from assessments.results.values import AssessmentInfo, CardInfo, Cell, IndicatorInfo, ScoreKind, Summary

from .numbers import NO_NUMBER, decimal, signed, signed_int
from .ui import level

register = template.Library()

LONG_WORD = re.compile(r"\w{13,}")
JOINT = re.compile(r"(?:ings|heids|teits|schaps)(?=\w{4})")
"""Where Dutch compounds may be broken: after the s that joins two words."""


@register.filter
def paired(first: Iterable[Any], second: Iterable[Any]) -> list[tuple[Any, Any]]:
    """Two lists that belong together, item by item: `for summary, criterion in row.criteria|paired:card.criteria`."""
    return list(zip(first, second, strict=True))


@register.filter
def at(cells: dict[str, Cell], code: str) -> Cell:
    """What stands for the indicator with this code; a code the card does not have is a mistake of ours."""
    return cells[code]


@register.filter
def of(things: dict[str, Any], code: str) -> Any:
    """What belongs to one code, or None."""
    return things.get(code)


@register.filter
def step(card: CardInfo, value: Fraction | int | None) -> int:
    """The colour step of a level or a mean, which is rounded down: 3,5 must not look op orde. 0 is "no score"."""
    return card.step_of(value)


@register.filter
def shown(cell: Cell) -> str:
    """What stands in the mark of a cell; what is no score never looks like a number."""
    if cell.value is not None:
        return decimal(cell.value) if cell.value.denominator > 1 else str(cell.value)
    match cell.kind:
        case ScoreKind.UNKNOWN:
            return "?"
        case ScoreKind.NOT_APPLICABLE:
            return gettext("n.v.t.")
    return "–"


@register.filter
def sign(cell: Cell) -> str:
    """The same, at most three characters wide."""
    return "×" if cell.kind is ScoreKind.NOT_APPLICABLE else shown(cell)


@register.filter
def worded(cell: Cell, card: CardInfo) -> str:
    """The same in words: the label of the level (the card's own word), or why there is no such level."""
    if cell.kind is ScoreKind.MEDIAN:
        return gettext("Mediaan van de antwoorden")
    if cell.level is not None:
        return card.level(cell.level).label
    match cell.kind:
        case ScoreKind.UNKNOWN:
            return gettext("Weet ik niet")
        case ScoreKind.NOT_APPLICABLE:
            return gettext("Niet van toepassing")
    return gettext("Niet ingevuld")


@register.filter
def spoken(cell: Cell, card: CardInfo) -> str:
    """The same for who hears it: the card's own word is read out as Dutch."""
    words = worded(cell, card)
    return format_html('<span lang="nl">{}</span>', words) if cell.kind is ScoreKind.AGREED else words


@register.simple_tag
def sentence(info: IndicatorInfo) -> SafeString:
    """The sentence of an indicator as the card has it, after its code; under it the translation, where there is one."""
    return format_html(
        '<span class="ind-c">{}</span><span lang="nl">{}</span>{}',
        info.code,
        info.text,
        format_html('<span class="small soft blk" lang="{}">{}</span>', get_language(), info.translation)
        if info.translation
        else "",
    )


@register.filter
def so_many(summary: Summary) -> str:
    """How many are op orde, of how many: "12 van 30"; "–" without a score."""
    if not summary.scored:
        return NO_NUMBER
    return gettext("%(n)s van %(total)s") % {"n": summary.in_order, "total": summary.scored}


@register.simple_tag
def mark(card: CardInfo, cell: Cell, size: str = "", hidden: bool = True) -> SafeString:
    """The mark of a cell, with its meaning for who cannot see it; `hidden=False` where the words stand beside it."""
    return level(sign(cell), step(card, cell.value), size, spoken(cell, card) if hidden else "")


@register.inclusion_tag("components/status.html")
def team_state(assessment: AssessmentInfo) -> dict[str, object]:
    """How far a team is, as a sign and a word."""
    sign, word = _state(assessment)
    return {"sign": sign, "word": word}


def state_words(assessment: AssessmentInfo) -> str:
    """The same as a word alone."""
    return _state(assessment)[1]


def _state(assessment: AssessmentInfo) -> tuple[str, str]:
    if assessment.is_confirmed:
        return "tick", gettext("Vastgesteld")
    if assessment.reopened:
        return "reopened", gettext("Heropend")
    if not assessment.round.is_open:
        return "triangle", gettext("Niet vastgesteld")
    if assessment.is_individual:
        return _individual_state(assessment)
    if not assessment.answered:
        return "empty", gettext("Nog niet begonnen")
    if assessment.answered < assessment.total:
        return "quarter", gettext("Aan het invullen")
    return "half", gettext("Alles ingevuld")


def _individual_state(assessment: AssessmentInfo) -> tuple[str, str]:
    """How far a team is in which everybody answers first: by who has begun, then by what is agreed."""
    if not assessment.is_gathering:
        if assessment.answered == assessment.total:
            return "half", gettext("Alles besproken")
        return "half", gettext("In gesprek") if assessment.answered else gettext("Klaar voor het gesprek")
    if not assessment.begun:
        return "empty", gettext("Nog niet begonnen")
    return "quarter", gettext("Aan het invullen")


@register.inclusion_tag("components/dots.html")
def how_far(assessment: AssessmentInfo) -> dict[str, object]:
    """How far a team is, in dots and words: indicators, or people where everybody answers by themselves now."""
    if assessment.is_gathering:
        done, total = assessment.begun, assessment.size
    else:
        done, total = assessment.answered, assessment.total
    return {"done": done, "total": total, "text": progress_words(assessment, short=True)}


@register.simple_tag
def progress_words(assessment: AssessmentInfo, short: bool = False) -> str:
    """How far a team is, in words: "12 van 36 ingevuld", "6 van 9 begonnen"; `short` leaves out what is usual."""
    if assessment.is_gathering:
        return gettext("%(n)s van %(total)s begonnen") % {"n": assessment.begun, "total": assessment.size}
    words = gettext("%(n)s van %(total)s") if short else gettext("%(n)s van %(total)s ingevuld")
    return words % {"n": assessment.answered, "total": assessment.total}


@register.filter
def age(day: dt.date, today: dt.date) -> str:
    """How old something is, in whole years, else months: "2 jaar oud"."""
    months = max((today.year - day.year) * 12 + today.month - day.month - (today.day < day.day), 0)
    if months >= 12:
        return ngettext("%(years)s jaar oud", "%(years)s jaar oud", months // 12) % {"years": months // 12}
    if months:
        return ngettext("%(months)s maand oud", "%(months)s maanden oud", months) % {"months": months}
    return gettext("van %(day)s") % {"day": date_format(day, "j F Y")}


@register.filter
def last_time(cell: Cell) -> str:
    """What stood there last time, in a sentence: "vorige keer 3", "vorige keer weet ik niet"."""
    match cell.kind:
        case ScoreKind.UNKNOWN:
            return gettext("weet ik niet")
        case ScoreKind.NOT_APPLICABLE:
            return gettext("niet van toepassing")
        case ScoreKind.EMPTY:
            return gettext("niet ingevuld")
    return shown(cell)


@register.filter
def signed_level(difference: Fraction) -> str:
    """A difference between two levels, with its sign; a half only where a median is compared."""
    return signed_int(int(difference)) if difference.denominator == 1 else signed(difference)


@register.filter
def magnitude(number: int) -> int:
    """Without its sign, where a word says which way: "2 minder"."""
    return abs(number)


@register.filter
def hyphenated(name: str) -> str:
    """With a soft hyphen in words too long for a column: "Sturings-instrumenten"."""
    return LONG_WORD.sub(lambda match: JOINT.sub("\\g<0>\u00ad", match[0]), name)


def confirmed_of(confirmed: int, of_teams: int) -> str:
    """How many teams are in the figures, in words."""
    words = ngettext(
        "%(confirmed)s van %(count)s team vastgesteld",
        "%(confirmed)s van %(count)s teams vastgesteld",
        of_teams,
    )
    return words % {"confirmed": confirmed, "count": of_teams}
