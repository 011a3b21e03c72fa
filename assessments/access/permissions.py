"""Who may do what: one table that can be read aloud. A role holds at its place and everything below it.

Anything not listed is denied. *When* something may be done is in `policies`; *which rows* are seen in `rows`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from enum import Enum

from django.contrib.auth.models import AnonymousUser

from assessments.enums import Role
from assessments.models import Action, Assessment, Board, Membership, Round, School, Team, User

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role

Person = User | AnonymousUser


class Ability(Enum):
    """What can be done at a place (a team, a school or a board) or with what lies there."""

    ANSWER = "zelf invullen, als een van het team"
    FILL_IN_TEAM_FORM = "de teamscores invullen"
    INVITE_TO_ANSWER = "uitnodigen, herinneren, papieren formulieren invoeren en het invullen sluiten"
    SEE_WHO_ANSWERED = "zien wie is begonnen, nooit wat iemand koos"
    LEAD_TEAM = "het gesprek leiden, vaststellen en heropenen"
    SEE_PROGRESS = "zien hoe ver een team is"
    SEE_UNCONFIRMED_RESULTS = "teamscores zien voor het vaststellen"
    SEE_SPREAD_IN_CONVERSATION = "de spreiding zien vanaf het gesprek"
    SEE_REMARKS = "losse opmerkingen lezen tijdens het gesprek"
    SEE_TEAM_RESULTS = "vastgestelde teamscores en het teamrapport zien"
    SEE_SCHOOL_RESULTS = "resultaten en rapport van een school zien"
    SEE_BOARD_RESULTS = "resultaten van een bestuur zien"
    SEE_ROUND = "een meting zien"
    RUN_ROUND = "een meting plannen, openen, wijzigen en sluiten"
    MANAGE_PEOPLE = "teamleden en managers uitnodigen en hun rol beëindigen"
    MANAGE_TEAMS = "teams van een school maken, wijzigen, samenvoegen en sluiten"
    MANAGE_ORGANISATION = "scholen, alle rollen, het inlezen en de instellingen beheren"
    SEE_AUDIT = "het logboek zien"
    CHOOSE_PRIORITIES = "kiezen wat een team het eerst verbetert"
    SEE_ACTIONS = "acties zien"
    MANAGE_ACTIONS = "acties maken, wijzigen en bijwerken"
    MOVE_OWN_ACTIONS = "acties bijwerken die je zelf doet"


TABLE: dict[Ability, frozenset[Role]] = {
    Ability.ANSWER: frozenset({MEMBER}),
    Ability.FILL_IN_TEAM_FORM: frozenset({MEMBER, COORDINATOR}),
    Ability.INVITE_TO_ANSWER: frozenset({COORDINATOR}),
    Ability.SEE_WHO_ANSWERED: frozenset({COORDINATOR}),
    Ability.LEAD_TEAM: frozenset({COORDINATOR}),
    Ability.SEE_PROGRESS: frozenset({MEMBER, COORDINATOR, MANAGER, GOVERNOR}),
    Ability.SEE_UNCONFIRMED_RESULTS: frozenset({COORDINATOR}),
    Ability.SEE_SPREAD_IN_CONVERSATION: frozenset({MEMBER, COORDINATOR}),
    Ability.SEE_REMARKS: frozenset({MEMBER, COORDINATOR}),
    Ability.SEE_TEAM_RESULTS: frozenset({MEMBER, COORDINATOR, MANAGER, GOVERNOR}),
    Ability.SEE_SCHOOL_RESULTS: frozenset({COORDINATOR, MANAGER, GOVERNOR}),
    Ability.SEE_BOARD_RESULTS: frozenset({COORDINATOR, MANAGER, GOVERNOR}),
    Ability.SEE_ROUND: frozenset({COORDINATOR, MANAGER, GOVERNOR}),
    Ability.RUN_ROUND: frozenset({COORDINATOR}),
    Ability.MANAGE_PEOPLE: frozenset({COORDINATOR, ADMINISTRATOR}),
    Ability.MANAGE_TEAMS: frozenset({COORDINATOR, ADMINISTRATOR}),
    Ability.MANAGE_ORGANISATION: frozenset({ADMINISTRATOR}),
    Ability.SEE_AUDIT: frozenset({GOVERNOR, ADMINISTRATOR}),
    Ability.CHOOSE_PRIORITIES: frozenset({COORDINATOR}),
    Ability.SEE_ACTIONS: frozenset({MEMBER, COORDINATOR, MANAGER, GOVERNOR}),
    Ability.MANAGE_ACTIONS: frozenset({COORDINATOR, MANAGER}),
    Ability.MOVE_OWN_ACTIONS: frozenset({MEMBER}),
}


GIVEN_BY_COORDINATOR = frozenset({MEMBER, MANAGER})
"""Who manages people without managing the organisation gives, and ends, these roles alone."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something lies: the keys of its board, and of its school and team where it has them."""

    board: int
    school: int | None = None
    team: int | None = None


@dataclass(slots=True)
class Places:
    """The keys of the places at which a role is held."""

    boards: set[int] = field(default_factory=set)
    schools: set[int] = field(default_factory=set)
    teams: set[int] = field(default_factory=set)

    def cover(self, spot: Spot) -> bool:
        return spot.board in self.boards or spot.school in self.schools or spot.team in self.teams

    def __bool__(self) -> bool:
        return bool(self.boards or self.schools or self.teams)


def active_memberships(user: Person) -> list[Membership]:
    """The roles somebody holds today, in no order; read once per request. Nobody inactive has any.

    Every request asks this: so only the keys of their places, without the rows that those stand for.
    """
    if not isinstance(user, User) or not user.is_active:
        return []
    cached: list[Membership] | None = getattr(user, "_active_memberships", None)
    if cached is None:
        cached = list(Membership.objects.active().filter(user=user).order_by())
        user._active_memberships = cached  # type: ignore[attr-defined]
    return cached


def read_roles_of(people: Iterable[User]) -> None:
    """Read the roles of several people at once, for asking what each of them may do."""
    found: dict[int, list[Membership]] = {}
    everyone = list(people)  # the same person can be among them as several objects
    for membership in Membership.objects.active().filter(user__in={one.pk for one in everyone}).order_by():
        found.setdefault(membership.user_id, []).append(membership)
    for person in everyone:
        person._active_memberships = found.get(person.pk, [])  # type: ignore[attr-defined]


def may_organise(user: Person) -> bool:
    """Whether somebody manages people, schools or settings anywhere, or may read an audit log."""
    abilities = (Ability.MANAGE_PEOPLE, Ability.MANAGE_ORGANISATION, Ability.SEE_AUDIT)
    return any(places_for(user, ability) for ability in abilities)


def may_see_actions(user: Person) -> bool:
    """Whether somebody sees the actions of any place; who does one has a role with which one does."""
    return bool(places_for(user, Ability.SEE_ACTIONS))


def roles_of(user: Person) -> frozenset[Role]:
    return frozenset(Role(membership.role) for membership in active_memberships(user))


def places_for(user: Person, ability: Ability) -> Places:
    """The places at which somebody has an ability."""
    return places_of(user, TABLE[ability])


def places_of(user: Person, roles: Collection[Role]) -> Places:
    """The places at which somebody holds one of these roles."""
    places = Places()
    for membership in active_memberships(user):
        if Role(membership.role) in roles:
            if membership.board_id:
                places.boards.add(membership.board_id)
            elif membership.school_id:
                places.schools.add(membership.school_id)
            elif membership.team_id:
                places.teams.add(membership.team_id)
    return places


@dataclass(frozen=True, slots=True)
class Grip:
    """Which roles somebody may give and end, and where."""

    every_role: Places
    some_roles: Places

    def holds(self, role: Role, spot: Spot) -> bool:
        return self.every_role.cover(spot) or (role in GIVEN_BY_COORDINATOR and self.some_roles.cover(spot))

    def __bool__(self) -> bool:
        return bool(self.every_role or self.some_roles)


def grip_of(user: Person) -> Grip:
    return Grip(places_for(user, Ability.MANAGE_ORGANISATION), places_for(user, Ability.MANAGE_PEOPLE))


def may_give(user: Person, role: Role, place: Board | School | Team) -> bool:
    """Whether somebody may give a role at a place, and end it there."""
    grip = grip_of(user)
    return bool(grip) and grip.holds(role, spots_of(place)[0])


Thing = Action | Assessment | Board | School | Team | Round


def spots_of(thing: Thing) -> list[Spot]:
    """Where a thing lies; a round lies wherever its teams do. Rights follow the school an assessment belonged to."""
    match thing:
        case Action():
            return spots_of(thing.place)
        case Assessment():
            return [Spot(thing.school.board_id, thing.school_id, thing.team_id)]
        case Team():
            return [Spot(thing.school.board_id, thing.school_id, thing.pk)]
        case School():
            return [Spot(thing.board_id, thing.pk)]
        case Board():
            return [Spot(thing.pk)]
        case Round():
            rows = thing.assessments.values_list("school__board", "school", "team")
            return [Spot(*row) for row in rows]


def can(user: Person, ability: Ability, thing: Thing) -> bool:
    """Whether somebody has an ability over all of a thing."""
    places = places_for(user, ability)
    if not places:
        return False
    spots = spots_of(thing)
    return bool(spots) and all(places.cover(spot) for spot in spots)
