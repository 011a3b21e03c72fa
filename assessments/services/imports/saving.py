"""Writing what a plan says, in one transaction.

What is new goes in at once, thousands of rows in a few queries: matching held every rule against the database in this
same transaction, while the board is locked. Changes go one at a time, by the services that know what hangs on them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from assessments.access.permissions import Ability
from assessments.enums import Role, Sector, Verb
from assessments.models import Board, Membership, School, Team, User, folded
from assessments.services import invitations, organisation, people, teams
from assessments.services.audit import record, record_all
from assessments.services.offers import Fate, Offer, Planned
from assessments.services.places import Place, at, demand_right

from .heads import PERSON, SCHOOL, TEAM
from .plan import Line, Plan

OWN_NAMES = {"key": "own_key"}
"""Fields that a school or team has under another name."""
BATCH = 500


@dataclass(frozen=True, slots=True)
class Saved:
    """The keys of what people are to be told of: invitations that were made, and roles given to who was here."""

    invitations: list[int] = field(default_factory=list)
    roles: list[int] = field(default_factory=list)


@transaction.atomic
def save_plan(*, by: User | None, board: Board, plan: Plan) -> Saved:
    """Write a plan that is right and was made in this transaction. Nobody gets mail yet."""
    demand_right(by, board, Ability.MANAGE_ORGANISATION)
    saved = _Writer(by, board, plan).write()
    record(Verb.ORGANISATION_LOADED, by=by, thing=board, board=board)
    return saved


class _Writer:
    def __init__(self, by: User | None, board: Board, plan: Plan) -> None:
        self.by, self.board = by, board
        self.lines = [(number, line) for number, line in enumerate(plan.lines) if line.write]
        self.made: dict[int, Place] = {}
        """By the number of the line that made them."""
        self.schools = {school.pk: school for school in board.schools.all()}
        self.teams = {team.pk: team for team in Team.objects.filter(school__board=board)}
        for school in self.schools.values():
            school.board = board
        for team in self.teams.values():
            team.school = self.schools[team.school_id]

    def write(self) -> Saved:
        """Changes first: they may free a name or a code that something new takes."""
        self._change_schools()
        self._change_teams()
        self._make_schools()
        self._make_teams()
        self._rename_people()
        self._make_accounts()
        return self._offer_roles()

    def of(self, kind: str, key: str = "") -> Iterable[tuple[int, Line]]:
        """Lines of a kind, and with `key` those whose write has it."""
        return ((n, line) for n, line in self.lines if line.kind == kind and (not key or key in line.write))

    def place(self, reference: list[Any]) -> Place:
        """The place that a line names: one that was there, or one that another line made."""
        kind, key = reference
        if kind == "line":
            return self.made[key]
        if kind == "team":
            return self.teams[key]
        return self.board if kind == "board" else self.schools[key]

    # --- schools and teams

    def _change_schools(self) -> None:
        for _n, line in self.of(SCHOOL):
            if (pk := line.write["school"]) is not None:
                school: Any = self.schools[pk]
                kept = {
                    name: getattr(school, name)
                    for name in ("name", "sector", "brin", "branch_code", "own_key")
                }
                changed = kept | _named(line.write["fields"])
                self.schools[pk] = organisation.change_school(by=self.by, school=school, **changed)

    def _change_teams(self) -> None:
        for _n, line in self.of(TEAM):
            if (pk := line.write["team"]) is not None:
                team = self.teams[pk]
                name = line.write["fields"]["name"]
                self.teams[pk] = teams.change_team(by=self.by, team=team, name=name, own_key=team.own_key)

    def _make_schools(self) -> None:
        made = {}
        for n, line in self.of(SCHOOL):
            if line.write["school"] is None:
                fields = _named(line.write["fields"])
                fields |= folded(fields["name"]) | {"sector": Sector(fields["sector"])}
                made[n] = School(board=self.board, **fields)
        School.objects.bulk_create(made.values(), batch_size=BATCH)
        record_all(Verb.SCHOOL_ADDED, by=self.by, things=made.values(), board=self.board)
        self.made |= made

    def _make_teams(self) -> None:
        made = {}
        for n, line in self.of(TEAM):
            if line.write["team"] is None:
                fields = _named(line.write["fields"])
                school: Any = self.place(line.write["school"])
                made[n] = Team(school=school, **fields | folded(fields["name"]))
        Team.objects.bulk_create(made.values(), batch_size=BATCH)
        record_all(Verb.TEAM_ADDED, by=self.by, things=made.values(), board=self.board)
        self.made |= made

    # --- people

    def _rename_people(self) -> None:
        names = {line.write["rename"]: line.write["name"] for _n, line in self.of(PERSON, "rename")}
        for user in User.objects.filter(pk__in=names):
            people.change_person(
                by=self.by, board=self.board, user=user, name=names[user.pk], language=user.language
            )

    def _make_accounts(self) -> None:
        """For a command on the machine: accounts at once, without asking anybody."""
        accounts: dict[str, User] = {}
        for _n, line in self.of(PERSON, "account"):
            write = line.write
            if (address := write["account"]) not in accounts:
                known = User.objects.filter(email=address).first()
                accounts[address] = known or people.add_person(
                    by=self.by,
                    board=self.board,
                    email=address,
                    name=write["name"],
                    language=write["language"],
                )
            people.give_role(
                by=self.by, user=accounts[address], role=Role(write["role"]), place=self.place(write["place"])
            )

    def _offer_roles(self) -> Saved:
        """Invite who is not known here; who is gets the role at once."""
        offers = [
            Offer(
                address=write["address"],
                role=Role(write["role"]),
                place=self.place(write["place"]),
                name=write["name"],
                language=write["language"],
            )
            for write in (line.write for _n, line in self.of(PERSON, "address"))
        ]
        if not offers:
            return Saved()
        done = invitations.invite_many(by=self.by, board=self.board, offers=offers, send=False)
        made = [one.invitation.pk for one in done if one.fate is Fate.NEW and one.invitation]
        return Saved(made, self._roles([one for one in done if one.fate is Fate.GIVEN]))

    def _roles(self, given: list[Planned]) -> list[int]:
        """The keys of roles that were just given."""
        wanted = {
            (one.person.pk, str(one.offer.role), *at(one.offer.place).keys(), one.offer.place.pk)
            for one in given
            if one.person
        }
        here = Membership.objects.in_board(self.board)
        held = here.filter(ended_on=None, user__in={key[0] for key in wanted})
        return [
            role.pk
            for role in held
            for kind in ("board", "school", "team")
            if (role.user_id, role.role, kind, getattr(role, f"{kind}_id")) in wanted
        ]


def _named(fields: dict[str, str]) -> dict[str, Any]:
    return {OWN_NAMES.get(name, name): value for name, value in fields.items()}
