"""Which boards somebody has to do with, and which they belong to.

They have to do with each board where they ever held a role: it looks after what they leave there. They belong to where
they hold a role now or will hold one, and to the board that let them in.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.access.permissions import Ability, Person, places_for
from assessments.models import Board, Membership, User
from assessments.models.people import MembershipQuerySet


def boards_of(user: User) -> list[Board]:
    """The boards that have to do with somebody: where they hold or held a role, and the one that let them in."""
    return list(_boards(user, Membership.objects.filter(user=user)).order_by("pk"))


def boards_belonged_to(user: User) -> list[Board]:
    """The boards to which somebody belongs, the one that let them in first; in one query."""
    found = _boards(user, Membership.objects.lasting().filter(user=user)).order_by("pk")
    return sorted(found, key=lambda board: board.pk != user.home_board_id)


def boards_to_leave(by: Person, person: User) -> list[Board]:
    """The boards from which `by` may remove somebody: those that both have to do with."""
    own = places_for(by, Ability.MANAGE_ORGANISATION).boards
    return [board for board in boards_of(person) if board.pk in own] if own else []


def _boards(user: User, roles: MembershipQuerySet) -> QuerySet[Board]:
    found = Q(pk=user.home_board_id)
    for key in ("board", "school__board", "team__school__board"):
        found |= Q(pk__in=roles.order_by().values(key))
    return Board.objects.filter(found)
