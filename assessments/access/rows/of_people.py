"""People, their roles, and who is asked to come in."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.access.permissions import (
    GIVEN_BY_COORDINATOR,
    Ability,
    Person,
    Places,
    grip_of,
    places_for,
)
from assessments.models import Board, Invitation, Membership, User
from assessments.models.invitations import InvitationQuerySet
from assessments.models.people import MembershipQuerySet

from .where import at_or_below


def roles_within(user: Person) -> MembershipQuerySet:
    """Roles, also ended ones, at places where somebody manages people. Elsewhere a person has no roles for them."""
    places = places_for(user, Ability.MANAGE_PEOPLE)
    return Membership.objects.filter(at_or_below(places)).select_related(
        "user", "board", "school__board", "team__school__board"
    )


def memberships(user: Person) -> MembershipQuerySet:
    """Roles that somebody sees: those of today, and for a beheerder those of the past too.

    What ended today is seen until midnight: one sees what one did.
    """
    whole = at_or_below(places_for(user, Ability.MANAGE_ORGANISATION))
    lasting = Q(ended_on__isnull=True) | Q(ended_on__gte=timezone.localdate())
    return roles_within(user).filter(whole | lasting, user__removed_on=None)


def people(user: Person) -> QuerySet[User]:
    """Who holds a role that somebody sees; for a beheerder also whom the board let in, with or without a role."""
    homes = places_for(user, Ability.MANAGE_ORGANISATION).boards
    seen = memberships(user).order_by().values("user")
    return User.objects.filter(Q(pk__in=seen) | Q(home_board__in=homes), removed_on=None)


def known_people(user: Person) -> QuerySet[User]:
    """Of these people somebody knows the address too: who holds a role that they may end; a beheerder everybody."""
    grip = grip_of(user)
    managed = at_or_below(grip.every_role) | Q(role__in=GIVEN_BY_COORDINATOR)
    held = memberships(user).filter(managed).order_by().values("user")
    return User.objects.filter(Q(pk__in=held) | Q(home_board__in=grip.every_role.boards), removed_on=None)


def people_of(board: Board) -> QuerySet[User]:
    """Everybody of a board, as a command on the machine sees them."""
    held = Membership.objects.in_board(board).order_by().values("user")
    return User.objects.filter(Q(pk__in=held) | Q(home_board=board), removed_on=None)


def invitations(user: Person) -> InvitationQuerySet:
    """Open invitations to a role that somebody may give themselves."""
    grip = grip_of(user)
    whole = _invited_to(grip.every_role)
    part = _invited_to(grip.some_roles) & Q(role__in=GIVEN_BY_COORDINATOR)
    return Invitation.objects.open().filter(whole | part).with_place()


def _invited_to(places: Places) -> Q:
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(board__in=places.boards)
    if places.schools:
        condition |= Q(school__in=places.schools) | Q(team__school__in=places.schools)
    if places.teams:
        condition |= Q(team__in=places.teams)
    return condition
