"""What every printed document has: its names, its card, its day and version. Nothing here counts or averages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from assessments import charts
from assessments.exports import names as names_of_files
from assessments.reports.background import PassageText, in_columns
from assessments.reports.ready_text import ReadyText
from assessments.results.values import CardInfo, LevelInfo, RoundInfo

CARD_LANGUAGE = "nl"
RUNNING_HEAD = 62
"""Characters of a name that fit in a running head."""


def file_name(kind: str, *names: str) -> str:
    return names_of_files.file_name(kind, *names, suffix="pdf")


def running_head(name: str, round_title: str) -> str:
    """Of whom and of which round, in the running head at the left."""
    return f"{shortened(name, 36)} · {shortened(round_title, 26)}"


def shortened(text: str, length: int = RUNNING_HEAD) -> str:
    return Truncator(text).chars(length)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: the id of what it leads to, and its words."""

    to: str
    text: str
    of_card: bool = False


@dataclass(frozen=True, slots=True)
class Printed:
    """What every document has that shows a card."""

    title: str
    """Of the file: what, whose, when."""
    heads: tuple[str, str]
    """The running heads, left and right."""
    file_name: str
    """ASCII; names a team or school and a round, no person."""
    card: CardInfo
    as_of: dt.date
    language: str
    version: str

    @property
    def dutch(self) -> SafeString:
        """The attribute that tells a screen reader of the card's language, where the document is in another."""
        return mark_safe("" if self.language == CARD_LANGUAGE else f' lang="{CARD_LANGUAGE}"')  # noqa: S308

    @property
    def has_translation(self) -> bool:
        """Whether the card's texts come with an unofficial translation in the document's language."""
        return self.card.has_translation


@dataclass(frozen=True, slots=True)
class Report(Printed):
    """What every report has. `state` stands on every page where the figures are not final, and is empty else."""

    name: str
    """Of whom the report is, on the cover."""
    places: tuple[str, ...]
    """Where that is: school and board."""
    state: str
    status: str
    """On the cover: since when this stands, or how far it is."""
    round: RoundInfo | None
    """The round that it is of; None where it is of more than one."""
    previous_round: RoundInfo | None
    background: tuple[PassageText, ...]
    charts: dict[str, charts.Chart]
    """By the key that the page names them with."""

    @property
    def subject(self) -> str:
        """What the figures are of, on the cover."""
        return _("Resultaat van %(round)s") % {"round": self.round.title} if self.round else ""

    @property
    def previous_title(self) -> str:
        return shortened(self.previous_round.title) if self.previous_round else ""

    @property
    def contents(self) -> list[Entry]:
        raise NotImplementedError

    @property
    def ready_text(self) -> ReadyText:
        """What can be said of it elsewhere."""
        raise NotImplementedError

    @property
    def contents_columns(self) -> tuple[list[Entry], list[Entry]]:
        entries = self.contents
        half = (len(entries) + 1) // 2
        return entries[:half], entries[half:]

    @property
    def _themes(self) -> list[Entry]:
        return [Entry(theme.code, theme.name, of_card=True) for theme in self.card.themes]

    @property
    def _end(self) -> list[Entry]:
        annex = [Entry("achtergrond", _("Bijlage: achtergrond"))] if self.background else []
        text = Entry("tekst", _("Bijlage: tekst om te gebruiken"))
        return [Entry("berekend", _("Bijlage: hoe dit is berekend")), text, *annex]

    @property
    def levels(self) -> tuple[LevelInfo, ...]:
        return self.card.levels

    @property
    def top_level(self) -> LevelInfo:
        return self.card.levels[-1]

    @property
    def background_columns(self) -> tuple[tuple[PassageText, ...], ...]:
        """The background in two columns, in reading order."""
        return in_columns(self.background)

    @property
    def name_size(self) -> str:
        """How large the name can stand on the cover: "", "long" or "longest"."""
        return "" if len(self.name) <= 32 else "long" if len(self.name) <= 64 else "longest"


def by_key(drawn: Iterable[charts.Chart]) -> dict[str, charts.Chart]:
    return {chart.key: chart for chart in drawn}
