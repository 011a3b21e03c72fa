"""A place where a role holds: a board, a school or a team."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from assessments.access.permissions import Ability, can
from assessments.models import Board, School, Team, User

Place = Board | School | Team


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
