"""One cast in all tests: two boards, two schools each, two teams each, one person per role, and strangers.

Names carry diacritics, so that what breaks on them breaks here.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from assessments.enums import Role, Sector
from assessments.models import Board, School, Team, User
from tests.factories import BoardFactory, SchoolFactory, TeamFactory, UserFactory, give_role


@dataclass
class Cast:
    """`own` board, `own` school, `own` team are where the people hold their roles.

    `sibling_team` is the other team of the own school, `sibling_school` (with `cousin_team`) the other school of the
    own board, `foreign_*` belong to another board.
    """

    board: Board
    school: School
    team: Team
    sibling_team: Team
    sibling_school: School
    cousin_team: Team
    foreign_board: Board
    foreign_school: School
    foreign_team: Team
    foreign_sibling_school: School
    foreign_cousin_team: Team

    member: User
    coordinator: User
    """At the own school."""
    team_coordinator: User
    board_coordinator: User
    manager: User
    """At the own school."""
    team_manager: User
    governor: User
    administrator: User
    former_member: User
    """Was teamlid of the own team until yesterday."""
    stranger: User
    """Signed in, without any role."""
    foreign_member: User
    foreign_coordinator: User
    foreign_governor: User

    def everyone(self) -> dict[str, User]:
        return {name: value for name, value in vars(self).items() if isinstance(value, User)}


def make_cast() -> Cast:
    board = BoardFactory(name="Stichting De Noordzoom")
    foreign_board = BoardFactory(name="Stichting Ver Weg")
    school = SchoolFactory(board=board, name="Duinmark College")
    sibling_school = SchoolFactory(board=board, name="Mbo De Zilte Delta", sector=Sector.MBO)
    foreign_school = SchoolFactory(board=foreign_board, name="Foreign Lyceum")
    foreign_sibling_school = SchoolFactory(board=foreign_board, name="Foreign Hogeschool", sector=Sector.HO)
    team = TeamFactory(school=school, name="Havo 4-5")
    sibling_team = TeamFactory(school=school, name="Brugklas")
    cousin_team = TeamFactory(school=sibling_school, name="Zorg & Welzijn")
    TeamFactory(school=sibling_school, name="Techniek")
    foreign_team = TeamFactory(school=foreign_school, name="Foreign Vwo")
    TeamFactory(school=foreign_school, name="Foreign Havo")
    foreign_cousin_team = TeamFactory(school=foreign_sibling_school, name="Foreign Pabo")

    def person(
        name: str, key: str, role: Role | None = None, place: Board | School | Team | None = None
    ) -> User:
        user = UserFactory(name=name, email=f"{key}@voorbeeld.example")
        if role and place:
            give_role(user, role, place)
        return user

    former = person("Joëlle van ’t Hof", "former")
    membership = give_role(former, Role.MEMBER, team)
    membership.started_on, membership.ended_on = dt.date(2024, 8, 1), dt.date(2025, 8, 1)
    membership.save()
    return Cast(
        board=board,
        school=school,
        team=team,
        sibling_team=sibling_team,
        sibling_school=sibling_school,
        cousin_team=cousin_team,
        foreign_board=foreign_board,
        foreign_school=foreign_school,
        foreign_team=foreign_team,
        foreign_sibling_school=foreign_sibling_school,
        foreign_cousin_team=foreign_cousin_team,
        member=person("Şükrü Łukasz", "member", Role.MEMBER, team),
        coordinator=person("Fatma Şahin", "coordinator", Role.COORDINATOR, school),
        team_coordinator=person("Zoë Brontë", "team-coordinator", Role.COORDINATOR, team),
        board_coordinator=person("Anaïs Øster", "board-coordinator", Role.COORDINATOR, board),
        manager=person("Jürgen Groß", "manager", Role.MANAGER, school),
        team_manager=person("Chloë Dvořák", "team-manager", Role.MANAGER, team),
        governor=person("Marieke Postma", "governor", Role.GOVERNOR, board),
        administrator=person("Bjørn Ångström", "administrator", Role.ADMINISTRATOR, board),
        former_member=former,
        stranger=person("Niemand Nergens", "stranger"),
        foreign_member=person("Foreign Member", "foreign-member", Role.MEMBER, foreign_team),
        foreign_coordinator=person(
            "Foreign Coordinator", "foreign-coordinator", Role.COORDINATOR, foreign_school
        ),
        foreign_governor=person("Foreign Governor", "foreign-governor", Role.GOVERNOR, foreign_board),
    )
