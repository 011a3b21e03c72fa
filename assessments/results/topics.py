"""What a team talks about, in the order of its conversation, each with what its people answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .consensus import agreement, in_order, unanimous
from .privacy import Spread
from .values import CardInfo, CriterionInfo, IndicatorInfo, ThemeInfo

AGENDA = 5
"""So many indicators are put first on the agenda of a conversation of an hour."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One indicator in the conversation. `spread` and `agreement` are None where the spread may not be shown."""

    number: int
    info: IndicatorInfo
    criterion: CriterionInfo
    theme: ThemeInfo
    spread: Spread | None
    agreement: float | None

    @property
    def code(self) -> str:
        return self.info.code

    @property
    def unanimous(self) -> int | None:
        """The level that everybody who answered chose, if they all did."""
        return unanimous(self.spread) if self.spread else None


def topics_of(card: CardInfo, spreads: Mapping[str, Spread]) -> list[Topic]:
    """Return every indicator of the card, where its people differ most first; without spreads as on the card."""
    found = {
        indicator.code: (indicator, criterion, theme)
        for theme in card.themes
        for criterion in theme.criteria
        for indicator in criterion.indicators
    }
    return [
        Topic(number, *found[code], spread, agreement(spread) if spread else None)
        for number, code in enumerate(in_order(found, spreads), start=1)
        for spread in [spreads.get(code)]
    ]


def first_to_discuss(topics: Sequence[Topic]) -> list[Topic]:
    """Return the topics to begin with: those on which people differ, at most so many as an agenda holds."""
    return [topic for topic in topics if topic.agreement is not None and topic.agreement < 1][:AGENDA]


def next_open(topics: Sequence[Topic], after: str, agreed: set[str]) -> str | None:
    """Return the code of the next topic on which nothing is agreed, after this one and then from the start.

    None where nothing is left but this one itself.
    """
    codes = [topic.code for topic in topics]
    here = codes.index(after) if after in codes else -1
    rest = [*codes[here + 1 :], *codes[: max(here, 0)]]
    return next((code for code in rest if code not in agreed), None)
