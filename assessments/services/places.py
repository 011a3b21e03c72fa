"""A place where a role holds: a board, a school or a team; and how a change to places is kept in order.

Whoever changes schools, teams or roles locks the board first, then schools or people, and then rounds, teams and
assessments in the order of `services.rounds`, so that all of them wait for each other. No lock here takes the key of a
row: PostgreSQL looks at keys when others commit, and they may be what is waited for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, can, may_give
from assessments.access.policies import Refused
from assessments.enums import Role, RoundState
from assessments.models import Assessment, Board, Round, School, Team, User, sort_key

from .locking import lock_assessments, locked_teams
from .texts import clean_line

Place = Board | School | Team

MAX_NAME = 120
MAX_SORT_NAME = 150


def board_of(place: Place) -> Board:
    match place:
        case Team():
            return place.school.board
        case School():
            return place.board
        case _:
            return place


def at(place: Place) -> dict[str, Any]:
    """The one of a membership's three keys that says it holds at `place`."""
    return {{Board: "board", School: "school", Team: "team"}[type(place)]: place}


def demand_right(by: User | None, place: Place, ability: Ability = Ability.MANAGE_ORGANISATION) -> None:
    """Refuse who has no such right at a place; a command on the machine (None) has every right."""
    if by is not None and not can(by, ability, place):
        raise PermissionDenied


def name_of_place(name: str) -> str:
    """Return a name as it is stored; refuse one that says nothing or is too long."""
    name = clean_line(name)
    if not name:
        raise Refused(_("Vul een naam in."))
    if len(name) > MAX_NAME or len(sort_key(name)) > MAX_SORT_NAME:
        raise Refused(
            _("“%(name)s …” is te lang: een naam heeft hoogstens 120 tekens.") % {"name": name[:30]}
        )
    return name


def day_of_closing(day: dt.date) -> dt.date:
    """Return the day; refuse one to come: until then the place could still join a round."""
    if day > timezone.localdate():
        raise Refused(_("Deze dag moet nog komen. Kies vandaag of een eerdere dag."))
    return day


# --- locks ----------------------------------------------------------------------------------------------------------


def lock_board(board: Board) -> Board:
    """Make whoever changes the places or the roles of a board wait for each other, and return it as it is now.

    Rounds can still be planned there.
    """
    return Board.objects.select_for_update(no_key=True).get(pk=board.pk)


def lock_schools(*schools: School) -> list[School]:
    """Lock schools and return them as they are now, in the order given. The board is locked already."""
    keys = [school.pk for school in schools]
    rows = (
        School.objects.select_for_update(no_key=True, of=("self",))
        .select_related("board")
        .filter(pk__in=keys)
    )
    found = {school.pk: school for school in rows.order_by("pk")}
    return [found[key] for key in keys]


def lock_teams(teams: Iterable[Team]) -> list[Team]:
    """Lock teams with what they take part in, and return them as they are now. The board is locked already."""
    teams = list(teams)
    keys = {team.pk for team in teams}

    def taking_part() -> set[int]:
        running = Assessment.objects.filter(team__in=keys).exclude(round__state=RoundState.CLOSED)
        return set(running.values_list("round", flat=True))

    rounds = taking_part()
    list(
        Round.objects.select_for_update(no_key=True, of=("self",))
        .filter(pk__in=rounds)
        .order_by("pk")
        .values_list("pk")
    )
    found = locked_teams(teams)
    if taking_part() - rounds:
        raise Refused(_("Iemand plant net een meting met dit team. Probeer het nog een keer."))
    lock_assessments(Assessment.objects.filter(team__in=keys, round__in=rounds))
    return found


def demand_role_right(by: User | None, role: Role, place: Place) -> None:
    """Refuse who may not give, or end, this role at this place."""
    if by is not None and not may_give(by, role, place):
        raise PermissionDenied


def named(place: Place) -> str:
    """A place by a name that is clear anywhere: a team with its school."""
    return f"{place.name} ({place.school.name})" if isinstance(place, Team) else place.name


def is_closed(place: Place) -> bool:
    """Whether a place, or one above it, is closed."""
    above: list[Place] = [place]
    if isinstance(place, Team):
        above.append(place.school)
    above.append(board_of(place))
    today = timezone.localdate()
    return any(one.closed_on is not None and one.closed_on <= today for one in above)
