"""The schools and teams of a board as they are, and as they will be once the rows so far have been saved."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from assessments.models import Board, School, Team

from .faults import Fault, fault


@dataclass(slots=True, eq=False)
class Place:
    """A school or a team. `line` is the row of the file that names it; `pk` is None where that row makes it."""

    kind: str
    pk: int | None
    name: str
    key: str
    closed_on: dt.date | None = None
    merged_into: int | None = None
    sector: str = ""
    brin: str = ""
    branch_code: str = ""
    school: Place | None = None
    line: int | None = None
    is_wrong: bool = False

    @property
    def reference(self) -> list[Any]:
        """How `Line.write` names it."""
        return [self.kind, self.pk] if self.pk is not None else ["line", self.line]

    @property
    def code(self) -> str:
        """By what a file can name it."""
        return self.branch_code or self.key or self.brin

    def is_closed(self, today: dt.date) -> bool:
        return self.closed_on is not None and self.closed_on <= today


@dataclass(slots=True)
class Known:
    """Places by what a file calls them: never by their names."""

    schools: dict[int, Place] = field(default_factory=dict)
    teams: dict[int, Place] = field(default_factory=dict)
    by_branch: dict[str, Place] = field(default_factory=dict)
    by_school_key: dict[str, Place] = field(default_factory=dict)
    by_brin: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    by_team_key: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))
    team_names: dict[tuple[int, str], Place] = field(default_factory=dict)
    """Of open teams, by the identity of their school and their folded name."""

    def add_school(self, school: Place) -> None:
        if school.branch_code:
            self.by_branch[school.branch_code] = school
        if school.key:
            self.by_school_key[school.key] = school
        if school.brin and school not in self.by_brin[school.brin]:
            self.by_brin[school.brin].append(school)

    def drop_school(self, school: Place) -> None:
        """Forget by what a school was known; its row may give it other codes."""
        for index, code in ((self.by_branch, school.branch_code), (self.by_school_key, school.key)):
            if index.get(code) is school:
                del index[code]
        if school in self.by_brin.get(school.brin, ()):
            self.by_brin[school.brin].remove(school)

    def school_called(self, reference: str, today: dt.date) -> Place | None:
        """The school that a row means by a vestigingscode, a key, or a BRIN that only one open school has."""
        found = self.by_branch.get(reference) or self.by_school_key.get(reference)
        if found is None:
            same = self.by_brin.get(reference, [])
            some = [school for school in same if not school.is_closed(today)] or same
            found = some[0] if len(some) == 1 else None
        return found


def load_known(board: Board) -> Known:
    """Read all schools and teams of a board, in two queries."""
    known = Known()
    columns = ("pk", "name", "own_key", "closed_on", "merged_into")
    for *values, sector, brin, branch in School.objects.filter(board=board).values_list(
        *columns, "sector", "brin", "branch_code"
    ):
        school = Place("school", *values, sector=sector, brin=brin, branch_code=branch)  # type: ignore[misc]
        known.schools[values[0]] = school
        known.add_school(school)
    rows = Team.objects.filter(school__board=board).order_by("pk")
    for *values, school_pk, sort_name in rows.values_list(*columns, "school", "sort_name"):
        team = Place("team", *values, school=known.schools[school_pk])  # type: ignore[misc]
        known.teams[values[0]] = team
        if team.key:
            known.by_team_key[team.key].append(team)
        if team.closed_on is None:
            known.team_names[id(team.school), sort_name] = team
    return known


def gone(place: Place, places: dict[int, Place]) -> Fault:
    """That a place was closed or merged, when, into what, and what to do."""
    day = place.closed_on.isoformat() if place.closed_on else ""
    into = places.get(place.merged_into or 0)
    if into is None:
        return fault(f"closed_{place.kind}", name=place.name, on=day)
    return fault(f"merged_{place.kind}", name=place.name, into=into.name, code=into.code, on=day)
