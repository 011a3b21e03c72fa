"""What the teams of one board chose to improve first, and the actions at the board, its schools and its teams, as rows.

What somebody could have written by a day and no more: a course that is not over yet stops on the day before today, or
where its place ended. The open actions of what merged go on at what it merged into.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from assessments.enums import Role
from assessments.models import Action, ActionEntry, Board, Priority, School, Team, User, sort_key
from assessments.services.action_owners import roles_for
from assessments.services.places import Place

from .bulk import Writer
from .calendar import Calendar
from .deeds import Line, clock, course, settled
from .ledger import Outcome
from .organisation import Organisation, uid

FIELDS: dict[type[models.Model], tuple[str, ...]] = {
    Priority: ("assessment_id", "indicator_id", "position", "chosen_at", "chosen_by_id"),
    Action: (
        *("id", "uid", "board_id", "school_id", "team_id", "carried_from_id", "assessment_id"),
        *("what", "sort_what", "why"),
        *("how_seen", "owner_id", "owner_role", "due_on", "status", "ended_on", "version", "made_at"),
        "made_by_id",
    ),
    Action.indicators.through: ("action_id", "indicator_id"),
    ActionEntry: ("action_id", "at", "by_id", "status", "due_on", "text"),
}
"""In the order in which they can be written."""

PRIORITIES = (0, 1, 2, 3, 4, 5), (20, 8, 21, 28, 14, 9)
ACTIONS = (0, 1, 2), (20, 55, 25)
"""How many of them there are in so many of a hundred cases: of a team, and about each of its priorities."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An action that somebody made, with its course; where it ended up is known from that."""

    place: Place
    carried_from: Team | None
    assessment_id: int | None
    indicators: Sequence[int]
    owner: User | None
    owner_role: str
    made_at: dt.datetime
    lines: Sequence[Line]


class Improving:
    """The rows of one board. `people` are those of it that can sign in, by role: the coordinator made everything."""

    def __init__(
        self,
        made: Organisation,
        people: Mapping[Role, User],
        calendar: Calendar,
        words: dict[str, Any],
        chance: random.Random,
    ) -> None:
        self.made, self.people, self.words, self.chance = made, people, words, chance
        self.calendar, self.until = calendar, calendar.today - dt.timedelta(days=1)
        self.leader = people[Role.COORDINATOR]
        self.first = made.pasts[0].team
        self.priorities: list[tuple[Any, ...]] = []
        self.drafts: list[Draft] = []

    def enter(self, outcomes: Iterable[Outcome], writer: Writer) -> None:
        """Write what became of these results, with the keys that the writer gives."""
        chosen: dict[int, dict[School, list[int]]] = defaultdict(lambda: defaultdict(list))
        for outcome in outcomes:
            part = outcome.part
            indicators = self._choose(outcome)
            chosen[part.year][part.past.seats[part.year].school] += indicators
            for one in indicators:
                for _ in range(self._number(ACTIONS)):
                    self._at_team(outcome, one, indicators)
        for year, of_schools in chosen.items():
            every = [one for found in of_schools.values() for one in found]
            for _ in range(self.chance.choice((1, 2, 3)) if every else 0):
                self._higher(self.made.board, year, every)
            for school, found in of_schools.items():
                for _ in range(self.chance.choice((0, 0, 1, 1, 2)) if found else 0):
                    self._higher(school, year, found)
        self._write(writer)

    def _number(self, spread: tuple[Sequence[int], Sequence[int]]) -> int:
        return self.chance.choices(*spread)[0]

    # --- what is made ---------------------------------------------------------------------------------------------

    def _choose(self, outcome: Outcome) -> list[int]:
        """The priorities of a team: what stands low before what does not. Return their keys, first things first."""
        stands = {pk: level for pk, level in outcome.stands if level is not None}
        low = sorted(stands, key=lambda pk: stands[pk] + self.chance.random() * 2)
        chosen = low[: self._number(PRIORITIES)]
        self.priorities += [
            (outcome.key, pk, position, outcome.settled_at, self.leader.pk)
            for position, pk in enumerate(chosen, start=1)
        ]
        return chosen

    def _at_team(self, outcome: Outcome, about: int, chosen: Sequence[int]) -> None:
        """An action of a team, made when it chose or some weeks later; what was reopened, at once."""
        part, weeks = outcome.part, 0 if outcome.reopened else self.chance.choice((0, 0, 0, 7, 14, 21))
        made_at = outcome.settled_at + dt.timedelta(days=weeks, minutes=len(self.drafts) % 20)
        more = [self.chance.choice(chosen)] if self.chance.random() < 0.15 else []
        in_it = weeks == 0 or self.chance.random() < 0.8
        self._make(part.past.team, made_at, [about, *more], outcome.key if in_it else None)

    def _higher(self, place: Place, year: int, chosen: Sequence[int]) -> None:
        """An action of a school or a board itself, about what its teams chose."""
        made_on = self.calendar.starts_on(year) + dt.timedelta(days=self.chance.randint(18, 75))
        self._make(place, clock(made_on), [self.chance.choice(chosen)], None)

    def _make(
        self, place: Place, made_at: dt.datetime, indicators: Iterable[int], assessment_id: int | None
    ) -> None:
        made_on = made_at.date()
        if made_on > self.until:
            return
        would = course(made_on, self.words, self.chance)
        first = place
        place, lines = settled(first, [line for line in would if line.on <= self.until])
        carried_from = first if isinstance(first, Team) and place != first else None
        owner, role = self._owner(place)
        about = list(dict.fromkeys(indicators))
        self.drafts.append(Draft(place, carried_from, assessment_id, about, owner, role, made_at, lines))

    def _owner(self, place: Place) -> tuple[User | None, str]:
        """A person who is there, a role, or nobody yet."""
        here: dict[Role, float] = {Role.COORDINATOR: 0.4 if isinstance(place, Board) else 0.02}
        if place == self.first.school or (isinstance(place, Team) and place.school == self.first.school):
            here[Role.MANAGER] = 0.4 if isinstance(place, School) else 0.06
        if place == self.first:
            here[Role.MEMBER] = 0.4
        for role, likely in here.items():
            if role in self.people and self.chance.random() < likely:
                return self.people[role], ""
        if self.chance.random() < 0.1:
            return None, ""
        roles = roles_for(place)
        return None, self.chance.choice((roles[0], roles[0], *roles)).value

    # --- the rows -------------------------------------------------------------------------------------------------

    def _write(self, writer: Writer) -> None:
        rows: dict[type[models.Model], list[Sequence[Any]]] = {model: [] for model in FIELDS}
        rows[Priority] = list(self.priorities)
        for key, draft in zip(writer.keys(Action, len(self.drafts)), self.drafts, strict=True):
            rows[Action].append(self._row(key, draft))
            rows[Action.indicators.through] += [(key, one) for one in draft.indicators]
            by = (draft.owner or self.leader).pk
            rows[ActionEntry] += [
                (
                    *(key, clock(line.on, place) if place else draft.made_at),
                    *(by if place else self.leader.pk, line.status.value, line.due_on, line.text),
                )
                for place, line in enumerate(draft.lines)
            ]
        for model, fields in FIELDS.items():
            writer.write(model, fields, rows[model])

    def _row(self, key: int, draft: Draft) -> list[Any]:
        """An action as its last line leaves it."""
        place, last = draft.place, draft.lines[-1]
        what, why, how_seen = (self.chance.choice(self.words[name]) for name in ("wat", "waarom", "gezien"))
        row = {
            "id": key,
            "uid": uid(self.chance),
            "board_id": place.pk if isinstance(place, Board) else None,
            "school_id": place.pk if isinstance(place, School) else None,
            "team_id": place.pk if isinstance(place, Team) else None,
            "carried_from_id": draft.carried_from.pk if draft.carried_from else None,
            "assessment_id": draft.assessment_id,
            "what": what,
            "sort_what": sort_key(what),
            "why": why if self.chance.random() < 0.4 else "",
            "how_seen": how_seen if self.chance.random() < 0.8 else "",
            "owner_id": draft.owner.pk if draft.owner else None,
            "owner_role": draft.owner_role,
            "due_on": last.due_on,
            "status": last.status.value,
            "ended_on": None if last.is_open else last.on,
            "version": len(draft.lines),
            "made_at": draft.made_at,
            "made_by_id": self.leader.pk,
        }
        return [row[name] for name in FIELDS[Action]]
