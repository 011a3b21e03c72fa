"""What happens in a year of use, told once: what is filled in, and the figures that come of it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, override

from tests.unit.imports.files import GOOD_SCHOOL

SCHOOL = GOOD_SCHOOL[1]
WHAT = "Elk jaar één gastles per klas; déja vu mag"
TEAM = "Havo ‘4-5’ Šárka"

CHOICES = {"?": "weet-niet", "-": "nvt"}


@dataclass(frozen=True)
class Story:
    """What is filled in in two rounds and the figures that come of it.

    `chosen` is repeated until every indicator has one, in card order: a level, ? for weet ik niet, - for n.v.t. In the
    second round the first of every repetition is a 4. `figures` and `means` are of the first and the second round, as
    Dutch shows them; `improved` is the indicator about which an action was finished in between.
    """

    language: str
    card: str
    size: int
    chosen: str
    figures: tuple[tuple[int, int], tuple[int, int]]
    means: tuple[str, str]
    improved: str

    def say(self, text: str, **values: object) -> str:
        """A text of the interface in the language of the story."""
        with override(self.language):
            return gettext(text) % values if values else gettext(text)

    def say_of(self, number: int, one: str, more: str, **values: object) -> str:
        """A text of the interface that is another for one than for more."""
        with override(self.language):
            return ngettext(one, more, number) % {"n": number, **values}

    def value(self, number: int, round_: int) -> str:
        """What is chosen for an indicator, by its place on the card."""
        place = number % len(self.chosen)
        sign = "4" if round_ and not place else self.chosen[place]
        return CHOICES.get(sign, sign)

    def part(self, number: int, total: int) -> str:
        return self.say("%(n)s van %(total)s", n=number, total=total)

    def figure(self, round_: int) -> str:
        return self.part(*self.figures[round_])

    def mean(self, round_: int) -> str:
        return self.means[round_].replace(",", "," if self.language == "nl" else ".")


LOB = ("lob", 36, "2253?45-1", ((12, 28), (16, 28)), ("3,1", "3,4"), "VA1.1")
LANGUAGE_CARD = ("taal", 9, "124?3-142", ((3, 7), (4, 7)), ("2,4", "2,9"), "KI1.1")
STORIES = {
    "nl": Story("nl", *LOB),
    "en": Story("en", *LOB),
    "another card": Story("nl", *LANGUAGE_CARD),
}


@dataclass(frozen=True)
class Stand:
    """How it stands with the latest round, wherever it is told.

    `priorities` are in the order of the team; `is_late` is of the action, None where this round has none.
    """

    round_: int
    is_confirmed: bool = True
    is_closed: bool = False
    priorities: tuple[str, ...] = ()
    is_late: bool | None = None

    @property
    def must_choose(self) -> bool:
        return self.is_confirmed and not self.priorities
