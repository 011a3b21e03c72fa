"""What each row would do to this board now: make something, change it, leave it, or nothing because it is wrong.

Schools are known by vestigingscode, BRIN or the board's own key, teams by that key, people by e-mail address; a name
never says which one is meant. Nothing is written here.
"""

from __future__ import annotations

from itertools import count

from django.utils import timezone

from assessments.models import Board, sort_key

from .entries import Entry
from .faults import Fault, fault
from .heads import PERSON, SCHOOL, TEAM
from .known import Known, Place, gone, load_known
from .people import PeopleMatcher
from .plan import NEW, Line, Plan
from .reading import Document
from .tables import CHUNK, Tick, untold


def match(board: Board, document: Document, *, accounts: bool = False, tick: Tick = untold) -> Plan:
    """Hold a document against the database. `accounts`: make accounts at once instead of inviting."""
    return _Matcher(board, document, accounts=accounts).match(tick)


class _Matcher:
    def __init__(self, board: Board, document: Document, *, accounts: bool) -> None:
        self.today = timezone.localdate()
        self.document = document
        self.known: Known = load_known(board)
        self.lines: list[Line] = []
        self.people = PeopleMatcher(board, self.known, self.today, accounts=accounts)

    def match(self, tick: Tick) -> Plan:
        """Schools first, then teams, then people: each may name what stood before it, in whatever order the file is."""
        rank = {SCHOOL: 0, TEAM: 1, PERSON: 2}
        entries = sorted(self.document.entries, key=lambda entry: rank[entry.kind])
        numbers = count()
        for start in range(0, len(entries), CHUNK):
            chunk = entries[start : start + CHUNK]
            self.people.look_up([entry for entry in chunk if entry.kind == PERSON])
            for entry in chunk:
                self.lines.append(self._line(entry, next(numbers)))
            tick(min(start + CHUNK, len(entries)))
        return Plan(self.lines, self._left(), self.document.skipped, self.document.national)

    def _line(self, entry: Entry, number: int) -> Line:
        line = Line(entry.kind, entry.sheet, entry.row, entry["name"])
        if entry.kind == SCHOOL:
            self._school(entry, line, number)
        elif entry.kind == TEAM:
            self._team(entry, line, number)
        else:
            self.people.match(entry, line, number)
        return line

    def _left(self) -> dict[str, int]:
        """How much of each kind in the file is there without being in the file."""
        kinds = {entry.kind for entry in self.document.entries}
        places = {SCHOOL: self.known.schools, TEAM: self.known.teams}
        left = {
            kind: sum(place.line is None and not place.is_closed(self.today) for place in known.values())
            for kind, known in places.items()
            if kind in kinds
        }
        return left | ({PERSON: self.people.left()} if PERSON in kinds else {})

    # --- schools

    def _school(self, entry: Entry, line: Line, number: int) -> None:
        found = self._find_school(entry, line)
        if entry.faults or line.says:
            line.refuse(*entry.faults, *line.says)
        elif found is None:
            if not entry["sector"]:
                line.refuse(fault("missing", field="sector"))
        elif found.line is not None:
            line.refuse(fault("twice", row=self.lines[found.line].row))
        elif found.is_closed(self.today):
            line.refuse(gone(found, self.known.schools))
        if found is not None and found.line is None:
            found.line, found.is_wrong = number, bool(line.says)
        if line.says:
            self._remember_wrong(entry, number, found)
            return
        school = found or Place("school", None, entry["name"], "", line=number)
        if found is None:
            line.does = NEW
            line.says.append(
                ["new_school", {"sector": entry["sector"], "code": entry["branch_code"] or entry["brin"]}]
            )
            if any(sort_key(known.name) == sort_key(entry["name"]) for known in self.known.schools.values()):
                line.says.append(["name_exists", {}])
            line.write = {"school": None}
        self.known.drop_school(school)
        fields = {}
        for name in ("name", "sector", "brin", "branch_code", "key"):
            old, new = getattr(school, name), entry[name]
            if found is not None and self.document.national and name == "name":
                continue  # what the board itself calls a school stays
            if new and (found is None or new != old):
                fields[name] = new
                if found is not None:
                    line.change(name, old, new)
                setattr(school, name, new)
        if fields:
            line.write = {"school": school.pk, "fields": fields}
        self.known.add_school(school)

    def _remember_wrong(self, entry: Entry, number: int, found: Place | None) -> None:
        """A row that is wrong still names a school: who refers to it is told of that row, not of a school unknown."""
        if found is None or (entry["key"] and found.key != entry["key"]):
            wrong = Place("school", None, entry["name"], entry["key"], line=number, is_wrong=True)
            wrong.branch_code, wrong.brin = entry["branch_code"], entry["brin"]
            for code, index in (
                (wrong.branch_code, self.known.by_branch),
                (wrong.key, self.known.by_school_key),
            ):
                if code:
                    index.setdefault(code, wrong)

    def _find_school(self, entry: Entry, line: Line) -> Place | None:
        """The school that a row means; where its codes mean two, the line says so."""
        key, branch, brin = entry["key"], entry["branch_code"], entry["brin"]
        by_key, by_branch = self.known.by_school_key.get(key), self.known.by_branch.get(branch)
        if by_key and by_branch and by_key is not by_branch:
            line.says.append(
                fault("two_schools", key=key, one=by_key.name, code=branch, other=by_branch.name)
            )
            return None
        if by_key or by_branch or branch or not brin:
            return by_branch or by_key
        same = [school for school in self.known.by_brin.get(brin, []) if not school.is_closed(self.today)]
        if key:  # another key says another school, but for one that has neither key nor code yet
            same = [
                school for school in same if not (school.key or school.branch_code or school.line is not None)
            ]
            return same[0] if same else None
        same = (
            [school for school in same if not school.branch_code] or same or self.known.by_brin.get(brin, [])
        )
        if len(same) > 1:
            line.says.append(fault("many_branches", brin=brin))
            return None
        return same[0] if same else None

    # --- teams

    def _team(self, entry: Entry, line: Line, number: int) -> None:
        faults = list(entry.faults)
        school = self.known.school_called(entry["school"], self.today) if entry["school"] else None
        if entry["school"]:
            faults += self._school_faults(entry["school"], school)
        same = self.known.by_team_key.get(entry["key"], []) if entry["key"] else []
        team = same[0] if len(same) == 1 else None
        if len(same) > 1:
            faults.append(fault("key_of_many_teams", key=entry["key"]))
        elif team is not None and team.line is not None:
            faults.append(fault("twice", row=self.lines[team.line].row))
        elif team is not None and team.is_closed(self.today):
            faults.append(gone(team, self.known.teams))
        elif (
            team is not None and team.school is not None and school is not None and team.school is not school
        ):
            faults.append(fault("other_school", school=team.school.name))
        if school is not None and not faults:
            taken = self.known.team_names.get((id(school), sort_key(entry["name"])))
            if taken is not None and taken is not team:
                faults.append(self._taken(taken))
        if team is not None and team.line is None:
            team.line, team.is_wrong = number, bool(faults)
        if faults or school is None:
            line.refuse(*faults)
            if team is None and entry["key"] and not same:
                wrong = Place(
                    "team", None, entry["name"], entry["key"], school=school, line=number, is_wrong=True
                )
                self.known.by_team_key[entry["key"]].append(wrong)
            return
        self._plan_team(entry, line, number, team, school)

    def _plan_team(self, entry: Entry, line: Line, number: int, team: Place | None, school: Place) -> None:
        name = entry["name"]
        if team is None:
            team = Place("team", None, name, entry["key"], school=school, line=number)
            line.does = NEW
            line.says.append(["new_team", {"school": school.name}])
            line.write = {"team": None, "fields": {"name": name, "key": team.key}, "school": school.reference}
            self.known.by_team_key[team.key].append(team)
        elif team.name != name:
            self.known.team_names.pop((id(school), sort_key(team.name)), None)
            line.change("name", team.name, name)
            line.write = {"team": team.pk, "fields": {"name": name}}
            team.name = name
        self.known.team_names[id(school), sort_key(name)] = team

    def _school_faults(self, reference: str, school: Place | None) -> list[Fault]:
        if school is None:
            many = len(self.known.by_brin.get(reference, [])) > 1
            return [fault("many_branches", brin=reference) if many else fault("no_school", value=reference)]
        if school.is_wrong and school.line is not None:
            return [
                fault("place_is_wrong", row=self.lines[school.line].row, sheet=self.lines[school.line].sheet)
            ]
        if school.is_closed(self.today):
            return [gone(school, self.known.schools)]
        return []

    def _taken(self, team: Place) -> Fault:
        if team.line is not None:
            return fault("team_name_twice", row=self.lines[team.line].row)
        return fault("team_name_taken", key=team.key) if team.key else fault("team_name_without_key")
