"""Who can do an action at a place: people with a role there, above it or, of a school or a board, below it."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.enums import Role
from assessments.models import Action, ActionEntry, Board, Membership, School, Team, User

from .places import Place

DOERS = (Role.MEMBER, Role.COORDINATOR, Role.MANAGER)
"""Bestuur reads actions, and a beheerder does not see them."""


def owners_of(place: Place) -> QuerySet[User]:
    """People who can do an action at a place, by name. Of a board those who stand above a team alone: the others are
    too many to choose from, and do the actions of their school.
    """
    match place:
        case Team():
            here = Q(team=place) | Q(school=place.school_id) | Q(board=place.school.board_id)
        case School():
            here = Q(school=place) | Q(team__school=place) | Q(board=place.board_id)
        case _:
            here = Q(board=place) | Q(school__board=place)
    held = Membership.objects.active().filter(here, role__in=DOERS).order_by().values("user")
    return User.objects.filter(pk__in=held, removed_on=None).order_by("name", "pk")


def let_go(user: User, board: Board) -> None:
    """Name somebody who is removed from a board at none of its actions any more, nor in their logs: who has something
    in another board keeps a name, which nobody here sees any more.
    """
    actions = Action.objects.in_board(board).order_by()
    actions.filter(owner=user).update(owner=None)
    ActionEntry.objects.filter(by=user, action__in=actions.values("pk")).update(by=None)


def roles_for(place: Place) -> tuple[Role, ...]:
    """Roles that can do an action at a place, where it is of nobody by name."""
    match place:
        case Team():
            return (Role.MEMBER, Role.COORDINATOR, Role.MANAGER, Role.GOVERNOR)
        case School():
            return (Role.COORDINATOR, Role.MANAGER, Role.GOVERNOR)
        case Board():
            return (Role.COORDINATOR, Role.GOVERNOR)
