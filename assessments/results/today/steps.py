"""The next step as a value, and the figures that stand beside it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class Figure:
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """The one next step: a verb as heading, a few sentences, one button (none where `url` is empty), figures; `then`
    says what comes after it.
    """

    title: str
    text: str
    button: str = ""
    url: str = ""
    figures: tuple[Figure, ...] = ()
    then: str = ""


def answered(info: AssessmentInfo) -> Figure:
    return own_answered(info.answered, info.total)


def own_answered(done: int, total: int) -> Figure:
    """How far somebody is with their own answers; for themselves alone."""
    return Figure(str(done), _("van %(total)s indicatoren ingevuld") % {"total": total})


def begun(info: AssessmentInfo) -> Figure:
    """How many people have begun; never who."""
    text = ngettext("van %(n)s persoon begonnen", "van %(n)s mensen begonnen", info.size) % {"n": info.size}
    return Figure(str(info.begun), text)


def confirmed(done: int, teams: int) -> Figure:
    text = ngettext("van %(n)s team vastgesteld", "van %(n)s teams vastgesteld", teams) % {"n": teams}
    return Figure(str(done), text)


def taking_part(teams: int) -> Figure:
    return Figure(str(teams), ngettext("team doet mee", "teams doen mee", teams))


def days_left(today: dt.date, last: dt.date) -> Figure:
    left = max((last - today).days, 0)
    return Figure(str(left), ngettext("dag te gaan", "dagen te gaan", left))
