"""What a guide is made of. Words on the screen stand in it by the very text of the interface, never typed again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability
from assessments.access.role_words import Sentence
from assessments.enums import Role


@dataclass(frozen=True, slots=True)
class Said:
    """Words that somebody sees on a button, a link or a menu; `route` where that page has an address of its own."""

    words: Promise
    route: str = ""

    def html(self, opens: Collection[str]) -> SafeString:
        """A link for who may go there, else the words alone."""
        if self.route in opens:
            return format_html('<a href="{}">{}</a>', reverse(self.route), self.words)
        return format_html("<b>{}</b>", self.words)


@dataclass(frozen=True, slots=True)
class Line:
    """A few sentences; `%(name)s` in them stands for what is `said` by that name."""

    text: Promise
    said: Mapping[str, Said]

    def html(self, opens: Collection[str]) -> SafeString:
        shown = {name: said.html(opens) for name, said in self.said.items()}
        # S308: the text is escaped, and so is what is put into it.
        return mark_safe(conditional_escape(str(self.text)) % shown)  # noqa: S308


def line(text: Promise, **said: Said) -> Line:
    return Line(text, said)


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the year: what one does, by which buttons, and how long it takes. `anchor` is its place on the page."""

    anchor: str
    title: Promise
    time: Promise
    what: Line


@dataclass(frozen=True, slots=True)
class Question:
    """What people ask most."""

    asked: Promise
    answer: Line


@dataclass(frozen=True, slots=True)
class Guide:
    """All that one role needs on one sheet. `sees` and `hidden` are held against the table of rights by a test."""

    role: Role
    title: Promise
    lead: Promise
    steps: tuple[Step, ...]
    sees: tuple[Sentence, ...]
    hidden: tuple[Sentence, ...]
    questions: tuple[Question, ...]
    help: Line
    find: Line

    @property
    def lines(self) -> list[Line]:
        return [
            *(step.what for step in self.steps),
            *(one.answer for one in self.questions),
            self.help,
            self.find,
        ]

    @property
    def anchors(self) -> set[str]:
        return {step.anchor for step in self.steps}


FROM_OUTSIDE = (
    Sentence(
        _("Scores van een team dat nog niet is vastgesteld."),
        lacks=frozenset({Ability.SEE_UNCONFIRMED_RESULTS}),
    ),
    Sentence(
        _("Wie invulde of wat iemand koos, en losse opmerkingen van mensen."),
        lacks=frozenset({Ability.SEE_WHO_ANSWERED, Ability.SEE_REMARKS}),
    ),
)
"""What who only looks on at a team does not see of it."""
