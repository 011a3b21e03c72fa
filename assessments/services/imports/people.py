"""What each row about a person would do. Who has an account at another board alone is as good as unknown here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from assessments.access import rows
from assessments.enums import Role
from assessments.models import Board, Invitation, Membership, User

from .entries import Entry
from .faults import Fault, fault
from .known import Known, Place, gone
from .plan import CHANGED, NEW, Line

Held = tuple[str, str, int | None]
"""A role, a kind of place and its key."""


@dataclass(slots=True)
class Person:
    """An address of the file: the account it has at this board, if any, and what stands in rows before."""

    pk: int | None = None
    name: str = ""
    is_active: bool = True
    may_rename: bool = False
    roles: set[Held] = field(default_factory=set)
    invited: dict[Held, str] = field(default_factory=dict)
    """Open invitations, and what is said of each."""
    row: int | None = None
    """The first row about this person."""
    row_name: str = ""
    rows: dict[tuple[str, int], int] = field(default_factory=dict)


class PeopleMatcher:
    def __init__(self, board: Board, known: Known, today: dt.date, *, accounts: bool) -> None:
        self.board, self.known, self.today, self.accounts = board, known, today, accounts
        self.people: dict[str, Person] = {}
        self.whole_board = Place("board", board.pk, board.name, "")

    def look_up(self, entries: Iterable[Entry]) -> None:
        """Read what the database has about these rows' people: accounts, roles, invitations; a query each."""
        addresses = {entry["email"] for entry in entries if entry["email"]} - set(self.people)
        if not addresses:
            return
        self.people |= {address: Person() for address in addresses}
        here = User.objects.all() if self.accounts else rows.people_of(self.board)
        users = {user.pk: user for user in here.filter(email__in=addresses)}
        for user in users.values():
            person = self.people[user.email]
            person.pk, person.name, person.is_active = user.pk, user.name, user.is_active
            person.may_rename = user.home_board_id in {None, self.board.pk}
        held = Membership.objects.in_board(self.board).filter(user__in=users, ended_on=None)
        for pk, role, *place in held.values_list("user", "role", "board", "school", "team"):
            self.people[users[pk].email].roles.add(_held(role, *place))
        open_ones = Invitation.objects.open().filter(board=self.board, address__in=addresses)
        now = timezone.now()
        for address, made, expires, role, *place in open_ones.values_list(
            "address", "created_at", "expires_at", "role", "board", "school", "team"
        ):
            state = "invited" if expires > now else "invited_unsent" if expires <= made else "invited_expired"
            self.people[address].invited[_held(role, *place)] = state

    def left(self) -> int:
        """How many people hold a role here today and are not in the file."""
        held = Membership.objects.in_board(self.board).active()
        named = {person.pk for person in self.people.values() if person.pk}
        return len(set(held.values_list("user", flat=True)) - named)

    def match(self, entry: Entry, line: Line, number: int) -> None:
        faults = list(entry.faults)
        person = self.people.get(entry["email"], Person())
        faults += self._against_other_rows(entry, person)
        place, more = self._place(entry)
        faults += more
        if place is not None and not faults:
            key = (entry["role"], id(place))
            if key in person.rows:
                faults.append(fault("role_twice", row=person.rows[key]))
            person.rows.setdefault(key, entry.row)
        if person.pk is not None and not person.is_active:
            faults.append(fault("inactive_person"))
        if faults or place is None:
            line.refuse(*faults)
            return
        self._plan(entry, line, person, place)

    def _plan(self, entry: Entry, line: Line, person: Person, place: Place) -> None:
        role = entry["role"]
        held: Held = (role, place.kind, place.pk)
        says = {"role": role, "place": place.name}
        write: dict[str, Any] = {
            "account" if self.accounts else "address": entry["email"],
            "role": role,
            "place": place.reference,
            "name": entry["name"],
            "language": entry["language"] or "nl",
        }
        if person.pk is None and held in person.invited:
            line.says.append([person.invited[held], says])
        elif person.pk is None:
            line.does = NEW
            line.says.append(["new_account" if self.accounts else "new_invitation", says])
            line.write = write
        elif held not in person.roles:
            line.does = NEW
            line.says.append(["new_role", says])
            line.write = write
        else:
            line.says.append(["has_role", says])
        if person.pk is not None and person.may_rename and person.name != entry["name"]:
            if line.does != NEW:
                line.does = CHANGED
            line.says.append(["becomes", {"field": "name", "old": person.name, "new": entry["name"]}])
            line.write |= {"rename": person.pk, "name": entry["name"]}
            person.name = entry["name"]

    def _against_other_rows(self, entry: Entry, person: Person) -> list[Fault]:
        """All rows of one address call the person alike."""
        if not entry["email"] or not entry["name"]:
            return []
        if person.row is None:
            person.row, person.row_name = entry.row, entry["name"]
        elif person.row_name != entry["name"]:
            return [fault("two_names", row=person.row, name=person.row_name)]
        return []

    def _place(self, entry: Entry) -> tuple[Place | None, list[Fault]]:
        """Where a role is to hold: the board, or the school or team that the row names."""
        reference, role = entry["place"], entry["role"]
        if not reference:
            return self.whole_board, []
        school = self.known.school_called(reference, self.today)
        teams = self.known.by_team_key.get(reference, [])
        if role == Role.MEMBER and school is not None and not teams:
            return None, [fault("needs_team_not_school", value=reference)]
        if len(teams) > 1:
            return None, [fault("key_of_many_teams", key=reference)]
        if school is not None and teams and role != Role.MEMBER:
            return None, [fault("ambiguous_place", value=reference)]
        place = teams[0] if teams else school
        if place is None:
            many = len(self.known.by_brin.get(reference, [])) > 1
            return None, [
                fault("many_branches", brin=reference) if many else fault("no_place", value=reference)
            ]
        return place, self._place_faults(place)

    def _place_faults(self, place: Place) -> list[Fault]:
        if place.is_wrong:
            return [fault("place_is_wrong_here", name=place.name)]
        if place.is_closed(self.today):
            places = self.known.schools if place.kind == "school" else self.known.teams
            return [gone(place, places)]
        return []


def _held(role: str, board: int | None, school: int | None, team: int | None) -> Held:
    """A role and where it holds; an invitation always has its board, so the narrowest place counts."""
    if team is not None:
        return role, "team", team
    return (role, "school", school) if school is not None else (role, "board", board)
