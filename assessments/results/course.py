"""What teams did in the opened rounds of one card family: as much as is kept of each assessment to count with. Pure."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from .figures import Figures, compared
from .values import CardInfo, RoundInfo


class Stand(NamedTuple):
    """An assessment as it is counted; `marks` is empty unless it is confirmed.

    The name is that of the time: what a team is called at another school by now is not for who reads of this one.
    """

    team_pk: int
    school_pk: int
    round_pk: int
    marks: str
    team_name: str
    confirmed_at: dt.datetime | None = None
    chosen: str = ""
    """What it improves first, as `rows.codes_of` reads it."""


class Course(NamedTuple):
    """Rounds from early to late by their keys, the card of each, and the stands in them."""

    rounds: Mapping[int, RoundInfo]
    cards_of: Mapping[int, int]
    stands: Sequence[Stand]

    def until(self, last: RoundInfo | None) -> Course:
        """The same as it was when `last` was the latest round."""
        if last is None:
            return self
        kept = {pk: round_ for pk, round_ in self.rounds.items() if round_.age <= last.age}
        return Course(kept, self.cards_of, [one for one in self.stands if one.round_pk in kept])

    def latest_of_schools(self) -> dict[int, list[Stand]]:
        """Per school its teams in its latest round."""
        ages = {pk: round_.age for pk, round_ in self.rounds.items()}
        latest: dict[int, int] = {}
        for one in self.stands:
            last = latest.setdefault(one.school_pk, one.round_pk)
            if ages[one.round_pk] > ages[last]:
                latest[one.school_pk] = one.round_pk
        found: dict[int, list[Stand]] = defaultdict(list)
        for one in self.stands:
            if one.round_pk == latest[one.school_pk]:
                found[one.school_pk].append(one)
        return found

    def begun(self, schools: Mapping[int, Sequence[Stand]]) -> dict[int, dt.date]:
        """The first day of the round of each of these schools."""
        return {pk: self.rounds[stands[0].round_pk].starts_on for pk, stands in schools.items()}

    def by_team(self) -> dict[int, list[Stand]]:
        found: dict[int, list[Stand]] = defaultdict(list)
        for one in self.stands:
            found[one.team_pk].append(one)
        return found

    def latest_before(self, stands: Iterable[Stand], day: dt.date) -> Stand | None:
        """The one in the latest round that began before `day`."""
        earlier = [one for one in stands if self.rounds[one.round_pk].starts_on < day]
        return max(earlier, key=lambda one: self.rounds[one.round_pk].age, default=None)

    def card_of(self, stand: Stand, cards: Mapping[int, CardInfo]) -> CardInfo:
        return cards[self.cards_of[stand.round_pk]]

    def figures(self, stand: Stand, earlier: Stand | None, cards: Mapping[int, CardInfo]) -> Figures:
        """A confirmed stand beside an earlier one, if that can be compared: confirmed, with as many levels."""
        card = self.card_of(stand, cards)
        if earlier is None:
            return Figures(card, stand.marks)
        return compared(card, stand.marks, self.card_of(earlier, cards), earlier.marks)
