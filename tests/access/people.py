"""Who tries every door: the people of the cast, those of the school next door, and those who no longer may."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.enums import Role
from assessments.models import Membership, User
from tests.cast import Cast
from tests.factories import UserFactory, give_role

OWN_PEOPLE = {
    "member",
    "team_coordinator",
    "coordinator",
    "board_coordinator",
    "team_manager",
    "manager",
    "governor",
    "administrator",
}
COUSINS = {"cousin_member", "cousin_coordinator", "cousin_manager"}
"""Of the other school of the own board."""
FOREIGN_READERS = {"foreign_member", "foreign_coordinator", "foreign_governor"}
FOREIGN_PEOPLE = FOREIGN_READERS | {"foreign_administrator"}
EVERYBODY = OWN_PEOPLE | COUSINS | FOREIGN_PEOPLE | {"former_member", "stranger"}
"""All who hold a role, or none. Rows of the matrix name these."""

FORMER = {f"former_{name}" for name in OWN_PEOPLE}
"""Whose role ended yesterday: answered as the stranger is."""
INACTIVE = {f"inactive_{name}" for name in OWN_PEOPLE}
"""Who hold the role, with an account that was switched off after they signed in: answered as nobody is."""

# Who has to do with the own team, with its sibling in the school, with its cousin in the board, with the foreign one.
LEAD_OWN = {"team_coordinator", "coordinator", "board_coordinator"}
LEAD_SIBLING = {"coordinator", "board_coordinator"}
LEAD_COUSIN = {"board_coordinator", "cousin_coordinator"}
FILL_OWN = LEAD_OWN | {"member"}
FILL_COUSIN = LEAD_COUSIN | {"cousin_member"}
READ_OWN = {"team_manager", "manager", "governor"}
READ_SIBLING = {"manager", "governor"}
READ_COUSIN = {"governor", "cousin_manager"}
FILL_FOREIGN = {"foreign_member", "foreign_coordinator"}
SCHOOL = {"coordinator", "board_coordinator", "manager", "governor"}
SIBLING_SCHOOL = {"board_coordinator", "governor", "cousin_coordinator", "cousin_manager"}
BOARD = {"board_coordinator", "governor"}
AUDITORS = {"governor", "administrator"}
FOREIGN_AUDITORS = {"foreign_governor", "foreign_administrator"}
ADMINISTRATORS = {"administrator", "foreign_administrator"}
COORDINATORS = LEAD_OWN | {"cousin_coordinator", "foreign_coordinator"}
LOOK_AFTER_OWN = LEAD_OWN | {"administrator"}
"""Who gives and ends roles in the own team."""
LOOK_AFTER_FOREIGN = {"foreign_coordinator", "foreign_administrator"}
LOOK_AFTER_PEOPLE = COORDINATORS | {"administrator", "foreign_administrator"}

MANAGE_SCHOOL = {"coordinator", "board_coordinator", "administrator"}
MANAGE_SIBLING_SCHOOL = {"cousin_coordinator", "board_coordinator", "administrator"}
MANAGE_FOREIGN_SCHOOL = {"foreign_coordinator", "foreign_administrator"}
ORGANISE = COORDINATORS | AUDITORS | FOREIGN_AUDITORS
"""Who manages something of an organisation, or reads its log."""


def make_others(cast: Cast) -> dict[str, User]:
    """The people who are not in the cast, by the names above."""

    def person(key: str, name: str) -> User:
        return UserFactory(name=name, email=f"{key.replace('_', '-')}@voorbeeld.example")

    others = {name: person(name, f"Nicht {name}") for name in COUSINS}
    others["foreign_administrator"] = person("foreign_administrator", "Foreign Administrator")
    give_role(others["cousin_member"], Role.MEMBER, cast.cousin_team)
    give_role(others["cousin_coordinator"], Role.COORDINATOR, cast.sibling_school)
    give_role(others["cousin_manager"], Role.MANAGER, cast.sibling_school)
    give_role(others["foreign_administrator"], Role.ADMINISTRATOR, cast.foreign_board)

    today = timezone.localdate()
    yesterday, before = today - dt.timedelta(days=1), today - dt.timedelta(days=400)
    for name in sorted(OWN_PEOPLE):
        held = Membership.objects.get(user=getattr(cast, name))
        for kind, ended_on in (("former", yesterday), ("inactive", None)):
            if f"{kind}_{name}" != "former_member":
                user = person(f"{kind}_{name}", f"Oud {name}")
                give_role(user, Role(held.role), held.place, started_on=before, ended_on=ended_on)
                others[f"{kind}_{name}"] = user
    return others
