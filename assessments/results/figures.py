"""The figures of one team: its marks counted per part of a card, now and before. Pure."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter

from . import scoring
from .scoring import Shift
from .values import CardInfo, Change, Summary
from .values.marks import ABSENT

Part = Callable[[str], str]
"""Takes the marks of a part of a card out of those of the whole: of a criterion, a theme, one actor, everything."""


def everything(marks: str) -> str:
    return marks


def span(places: slice) -> Part:
    """The part of a card whose marks follow one another."""
    return itemgetter(places)


def scattered(places: list[int]) -> Part:
    """The part of a card whose marks stand at these places."""
    return lambda marks: "".join([marks[place] for place in places])


def aligned(marks: str, card: CardInfo, to: CardInfo) -> str:
    """Lay marks beside another edition of a card, or a part of it, by code; what they do not have is absent."""
    if card is to or card.indicators == to.indicators:
        return marks
    return "".join(
        marks[card.places[indicator.code]] if indicator.code in card.places else ABSENT
        for indicator in to.indicators
    )


def compared(card: CardInfo, marks: str, of: CardInfo, earlier: str) -> Figures:
    """The figures of a team beside its earlier marks on the edition `of`.

    There is nothing to compare with where those were not confirmed (no marks), or had another number of levels.
    """
    same = earlier and of.scale.levels == card.scale.levels
    return Figures(card, marks, aligned(earlier, of, card) if same else None)


class Figures:
    """The figures of one team on the card of its assessment.

    `before` are the marks it is compared with, laid beside the same card; None where there are none to compare with.
    """

    __slots__ = ("before", "card", "marks")

    def __init__(self, card: CardInfo, marks: str, before: str | None = None) -> None:
        self.card = card
        self.marks = marks
        self.before = before

    def laid_on(self, card: CardInfo) -> Figures:
        """The same on a part of its card."""
        if card is self.card:
            return self
        before = None if self.before is None else aligned(self.before, self.card, card)
        return Figures(card, aligned(self.marks, self.card, card), before)

    def summary(self, part: Part) -> Summary:
        return scoring.summarise(part(self.marks), self.card.scale)

    def previous(self, part: Part) -> Summary | None:
        return None if self.before is None else scoring.summarise(part(self.before), self.card.scale)

    def shift(self, part: Part) -> Shift:
        """From before to now; without a before it says how much is scored now."""
        now = part(self.marks)
        return scoring.shift(
            now, ABSENT * len(now) if self.before is None else part(self.before), self.card.scale
        )

    def change(self, part: Part) -> Change | None:
        return scoring.change(self.shift(part), teams=1, of_teams=1)
