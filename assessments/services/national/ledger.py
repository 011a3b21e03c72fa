"""What was scored at one board, as rows: gathered per table and written together, so that one board is in memory."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django.db import models

from assessments.enums import MAX_LEVELS, Way
from assessments.models import (
    Assessment,
    Card,
    Confirmation,
    ConfirmedScore,
    Participation,
    Round,
    Tally,
    TeamScore,
    User,
)
from assessments.results.values.marks import mark_of

from .bulk import Writer
from .calendar import noon
from .course import AGREED, Agreed, Heights, Nature, agreed, levels
from .folk import Counted, Folk, folk
from .organisation import Past, uid
from .shape import once_in

FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Assessment: (
        *("id", "uid", "round_id", "team_id", "school_id", "team_name", "school_name", "way", "min_group"),
        *("declared_size", "open_family", "answering_closed_at", "confirmed_at", "marks"),
    ),
    TeamScore: (*AGREED, "assessment_id", "updated_at", "updated_by_id"),
    Tally: (
        "indicator_id",
        *(f"level_{number}" for number in range(1, MAX_LEVELS + 1)),
        *("unknown", "not_applicable", "least_group", "assessment_id"),
    ),
    Participation: (
        *("uid", "assessment_id", "via", "number", "address"),
        *("language", "link_turn", "made_on", "began_on", "no_reminders"),
    ),
    Confirmation: (
        *("id", "assessment_id", "number", "confirmed_at", "confirmed_by_id"),
        *("reopened_at", "reopened_by_id", "reopen_reason"),
    ),
    ConfirmedScore: (*AGREED, "confirmation_id"),
}
"""In the order in which they can be written. What is not named is empty."""

REASON = "We zagen een indicator over het hoofd."
AGAIN = 3
"""So many hours after the scores were written they were confirmed; what was reopened was so before, one score short."""
HALF_AN_HOUR = dt.timedelta(minutes=30)


class Part(NamedTuple):
    """A team that takes part in a round of a year."""

    past: Past
    nature: Nature
    round: Round
    year: int


class Outcome(NamedTuple):
    """An assessment that was confirmed at some time, by its key: what somebody can choose from and act on."""

    key: int
    part: Part
    stands: Sequence[tuple[int, int | None]]
    """Where the team stands, by the key of each indicator; None where that does not apply."""
    settled_at: dt.datetime
    """By then it was confirmed, and not yet reopened."""
    reopened: bool
    """It was, and is not confirmed again."""


class Fate(NamedTuple):
    """How far a team came, and how many indicators it left open."""

    confirmed: bool
    left_open: float
    reopened: bool = False


class Fates:
    """How far teams come in turn; what is seldom is surely among them."""

    def __init__(self) -> None:
        self.never, self.again, self.reopened = once_in(33, 4), once_in(70, 9), once_in(230, 17)
        self.gaps, self.many_gaps, self.nothing = once_in(8, 2), once_in(90, 12), once_in(4, 3)
        self.under_way, self.filled = once_in(4, 1), once_in(9, 5)

    def of(self, round_: Round) -> Fate:
        left_open = 0.7 if self.many_gaps() else 0.12 if self.gaps() else 0
        if round_.is_open and self.nothing():
            return Fate(confirmed=False, left_open=1)
        if (round_.is_open and self.under_way()) or self.never():
            return Fate(confirmed=False, left_open=0.5)
        if round_.is_open and self.filled():
            return Fate(confirmed=False, left_open=0)
        if self.reopened():
            return Fate(confirmed=False, left_open=left_open, reopened=True)
        return Fate(confirmed=True, left_open=left_open, reopened=self.again())


class Ledger:
    """The rows of one board, whose `leader` confirmed everything; seen from a day."""

    def __init__(
        self, card: Card, heights: Sequence[Heights], fates: Fates, leader: User, today: dt.date
    ) -> None:
        self.family, self.heights, self.fates = card.family, heights, fates
        self.leader, self.today = leader, today
        self.rows: dict[type[models.Model], list[Sequence[Any]]] = {model: [] for model in FIELDS}
        self.outcomes: list[Outcome] = []

    def enter(self, parts: Sequence[Part], writer: Writer, chance: random.Random) -> list[Outcome]:
        """Write everything of these teams, with the keys that the writer gives. Return what was confirmed."""
        fates = [self.fates.of(part.round) for part in parts]
        keys = writer.keys(Assessment, len(parts))
        confirmations = iter(writer.keys(Confirmation, sum(fate.confirmed + fate.reopened for fate in fates)))
        for key, part, fate in zip(keys, parts, fates, strict=True):
            self._enter(key, part, fate, confirmations, chance)
        for model, fields in FIELDS.items():
            writer.write(model, fields, self.rows[model])
        return self.outcomes

    def _enter(
        self, key: int, part: Part, fate: Fate, confirmations: Iterator[int], chance: random.Random
    ) -> None:
        round_, seat, floor = part.round, part.past.seats[part.year], part.round.board.min_group
        days = min(40, (self.today - round_.starts_on).days - 1)
        answered_on = round_.starts_on + dt.timedelta(days=days // 3)
        written_on = answered_on + dt.timedelta(days=chance.randint(1, days - days // 3))
        stands = levels(part.nature, self.heights, part.year, chance)
        people = folk(part.nature.size, chance) if chance.random() < part.nature.individual else None
        scores: list[Agreed] = []
        counts: list[Counted] = []
        if fate.left_open < 1:
            scores = agreed(stands, self.heights, fate.left_open, written_on, chance)
            if people:
                counts = people.counts(stands, self.heights, floor, chance)
                self._enter_people(key, people, counts, round_.starts_on, answered_on, chance)
        self._enter_scores(key, fate, scores, noon(written_on), confirmations)
        if fate.confirmed or fate.reopened:
            settled_at = noon(written_on, AGAIN if fate.confirmed else 0) + HALF_AN_HOUR
            levels_of = [(one.pk, level) for one, level in zip(self.heights, stands, strict=True)]
            self.outcomes.append(Outcome(key, part, levels_of, settled_at, reopened=not fate.confirmed))
        row = {
            "id": key,
            "uid": uid(chance),
            "round_id": round_.pk,
            "team_id": part.past.team.pk,
            "school_id": seat.school.pk,
            "team_name": seat.name,
            "school_name": seat.school.name,
            "way": (Way.INDIVIDUAL if people else Way.TOGETHER).value,
            "min_group": floor,
            "declared_size": people.size if people else None,
            "open_family": self.family if round_.is_open else None,
            "answering_closed_at": noon(answered_on) if people and fate.left_open < 1 else None,
            "confirmed_at": noon(written_on, AGAIN) if fate.confirmed else None,
            "marks": marks(self.heights, scores, counts, floor) if fate.confirmed else "",
        }
        self.rows[Assessment].append([row.get(name) for name in FIELDS[Assessment]])

    def _enter_people(
        self,
        key: int,
        people: Folk,
        counts: Sequence[Counted],
        started: dt.date,
        until: dt.date,
        chance: random.Random,
    ) -> None:
        self.rows[Tally] += [
            (one.indicator_id, *one.levels, one.unknown, one.not_applicable, one.least_group, key)
            for one in counts
        ]
        for via, number in people.took_part(chance):
            began_on = started + dt.timedelta(days=chance.randint(0, (until - started).days))
            self.rows[Participation].append(
                (uid(chance), key, via, number, "", "nl", 0, started, began_on, False)
            )

    def _enter_scores(
        self, key: int, fate: Fate, scores: Sequence[Agreed], at: dt.datetime, confirmations: Iterator[int]
    ) -> None:
        """The scores as they stand, and each time that they were confirmed."""
        by = self.leader.pk
        self.rows[TeamScore] += [(*score, key, at, by) for score in scores]
        if fate.reopened:
            confirmed = next(confirmations)
            reopened = (at + dt.timedelta(hours=1), by, REASON)
            self.rows[Confirmation].append((confirmed, key, 1, at, by, *reopened))
            self.rows[ConfirmedScore] += [(*score, confirmed) for score in scores[1:]]
        if fate.confirmed:
            confirmed, number = next(confirmations), 2 if fate.reopened else 1
            again = at + dt.timedelta(hours=AGAIN)
            self.rows[Confirmation].append((confirmed, key, number, again, by, None, None, ""))
            self.rows[ConfirmedScore] += [(*score, confirmed) for score in scores]


def marks(
    heights: Sequence[Heights], scores: Sequence[Agreed], counts: Sequence[Counted], min_group: int
) -> str:
    """What stands for each indicator in card order, as confirming keeps it."""
    chosen = {score.indicator_id: (score.choice, score.level) for score in scores}
    people = {one.indicator_id: one.levels for one in counts}
    return "".join(
        mark_of(*chosen.get(one.pk, ("", None)), people.get(one.pk, ()), min_group=min_group)
        for one in heights
    )
