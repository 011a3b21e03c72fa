"""The schools and teams of one board, and what became of them: closed, merged, begun later, a round skipped."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from assessments.enums import MIN_GROUP, Sector
from assessments.models import Board, School, Team, folded

from .calendar import YEARS, Calendar
from .shape import LARGE_SCHOOL, once_in


class Seat(NamedTuple):
    """Where a team was in a year, and how it was called."""

    school: School
    name: str


@dataclass(slots=True)
class Past:
    """A team with its seat in each year that it took part."""

    team: Team
    seats: dict[int, Seat]

    @property
    def can_end(self) -> bool:
        """It is open, and began before the last year."""
        return self.team.closed_on is None and min(self.seats) < YEARS

    def end(self, year: int, on: dt.date) -> None:
        """The team is closed after a year."""
        self.team.closed_on = on
        self.seats = {past: seat for past, seat in self.seats.items() if past <= year}


@dataclass(slots=True)
class Organisation:
    board: Board
    schools: list[School] = field(default_factory=list)
    pasts: list[Past] = field(default_factory=list)
    school_by_school: bool = False
    """Each school has rounds of its own."""

    def save(self) -> None:
        """What others merged into is stored first."""
        self.board.save(force_insert=True)
        schools, teams = self.schools, [past.team for past in self.pasts]
        for merged in (False, True):
            School.objects.bulk_create([one for one in schools if bool(one.merged_into) is merged])
        for merged in (False, True):
            Team.objects.bulk_create([one for one in teams if bool(one.merged_into) is merged])


def uid(chance: random.Random) -> UUID:
    return UUID(int=chance.getrandbits(128), version=4)


class Country:
    """Makes one board after another. `words` is `landelijk.toml`."""

    def __init__(self, calendar: Calendar, words: dict[str, Any]) -> None:
        self.calendar, self.words = calendar, words
        self.floor_is_higher, self.school_by_school = once_in(7, 3), once_in(4, 2)
        self.school_closes, self.school_merges = once_in(60, 4), once_in(70, 2)
        self.teams_merge, self.team_closes = once_in(150, 6), once_in(60, 8)
        self.begins_later, self.skips = once_in(11, 5), once_in(19, 7)

    def organisation(self, number: int, sizes: Sequence[int], chance: random.Random) -> Organisation:
        """Make a board, whose number is its place in the nation, with so many teams at its schools."""
        board = Board(
            uid=uid(chance),
            name=self._name(number),
            min_group=chance.choice((6, 8)) if number and self.floor_is_higher() else MIN_GROUP,
        )
        made = Organisation(board, school_by_school=bool(number and self.school_by_school()))
        usual = Sector.VO if number == 0 else chance.choices(list(Sector), (80, 13, 7))[0]
        for place, size in enumerate(sizes):
            sector = usual if chance.random() < 0.85 else chance.choice(list(Sector))
            is_large = number == 0 and place == 0
            school = self._school(board, place, Sector.MBO if is_large else sector, chance)
            if is_large:
                school.name = self.words["grote_school"]
                school.sort_name = folded(school.name)["sort_name"]
            made.schools.append(school)
            made.pasts += self._teams(school, size, chance)
        if number:
            self._close_and_merge(made, chance)
        return made

    def _name(self, number: int) -> str:
        if number == 0:
            return str(self.words["groot_bestuur"])
        begin, end = self.words["begin"], self.words["eind"]
        # Neighbours differ in both; all three hundred are different.
        row, column = divmod(number - 1, len(begin))
        return str(self.words["bestuur"]).format(begin[column] + end[(row + column) % len(end)])

    def _school(self, board: Board, place: int, sector: Sector, chance: random.Random) -> School:
        kinds, names = self.words["soort"][sector.value], self.words["school"]
        name = f"{kinds[place // len(names) % len(kinds)]} {names[place % len(names)]}"
        return School(uid=uid(chance), board=board, sector=sector.value, **folded(name))

    def _teams(self, school: School, size: int, chance: random.Random) -> list[Past]:
        names = self.words["teams"][school.sector]
        pasts: list[Past] = []
        for place in range(size):
            name = names[place % len(names)] + (f" {place // len(names) + 1}" if place >= len(names) else "")
            team = Team(uid=uid(chance), school=school, **folded(name))
            years = set(range(1, YEARS + 1))
            if self.begins_later():
                years -= set(range(1, chance.randint(2, 5)))
            elif self.skips():
                years.remove(chance.randint(2, 4))
            pasts.append(Past(team, {year: Seat(school, name) for year in years}))
            if size == LARGE_SCHOOL:
                continue
            first, second = pasts[-3:-1] if place >= 2 else (None, None)
            if first and second and first.can_end and second.can_end and self.teams_merge():
                self._merge(first, second, pasts[-1], chance)
            elif size > 1 and pasts[-1].can_end and self.team_closes():
                self._end(pasts[-1], max(min(pasts[-1].seats), chance.randint(2, 4)))
        return pasts

    def _merge(self, first: Past, second: Past, new: Past, chance: random.Random) -> None:
        """Two teams go on as a third."""
        year = max(min(first.seats), min(second.seats), chance.randint(2, 4))
        new.team.name, new.team.sort_name = folded(f"{first.team.name} en {second.team.name}").values()
        new.seats = {after: Seat(new.team.school, new.team.name) for after in range(year + 1, YEARS + 1)}
        for old in (first, second):
            self._end(old, year)
            old.team.merged_into = new.team

    def _end(self, past: Past, year: int) -> None:
        past.end(year, self.calendar.after(year))

    def _close_and_merge(self, made: Organisation, chance: random.Random) -> None:
        """Now and then a school closes, or goes on in the one before it. A school to which something happened, or to
        whose teams it did, is left as it is.
        """
        touched: set[int] = set()
        for place, school in enumerate(made.schools[1:], start=1):
            theirs = [past for past in made.pasts if past.team.school is school]
            into = made.schools[place - 1]
            if any(past.team.closed_on or min(past.seats) > 3 for past in theirs) or place - 1 in touched:
                continue
            year = chance.randint(3, 4)
            if school.sector == into.sector and self.school_merges():
                school.merged_into = into
                self._move(theirs, into, [past for past in made.pasts if past.team.school is into], year)
            elif self.school_closes():
                for past in theirs:
                    self._end(past, year)
            else:
                continue
            school.closed_on = self.calendar.after(year)
            touched |= {place - 1, place}

    def _move(self, pasts: Sequence[Past], into: School, there: Sequence[Past], year: int) -> None:
        """Teams go on at another school, under another name where theirs is taken."""
        taken = {past.team.sort_name for past in there}
        for past in pasts:
            team = past.team
            if team.sort_name in taken:
                team.name, team.sort_name = folded(f"{team.name} ({team.school.name})").values()
            team.school = into
            past.seats = {
                then: Seat(into, team.name) if then > year else seat for then, seat in past.seats.items()
            }
