"""Actions, and which of them are somebody's own."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from assessments.access.permissions import TABLE, Ability, Person, active_memberships, places_for, places_of
from assessments.enums import Role
from assessments.models import Action, Board, Membership, School, User
from assessments.models.actions import ActionQuerySet, told

from .where import at_or_below


def actions(user: Person) -> ActionQuerySet:
    """Actions that `user` sees. What was made in a self-assessment is there for who leads it at once, for whoever does
    it themselves too, and for the others once it was confirmed.
    """
    led = at_or_below(places_for(user, Ability.LEAD_TEAM))
    seen = at_or_below(places_for(user, Ability.SEE_ACTIONS))
    return Action.objects.filter(led | _done_by(user) | (seen & told()))


def whole_actions(user: Person) -> ActionQuerySet:
    """The same, with what the page of one tells: where it is, of whom, and where it was made."""
    return actions(user).select_related(
        "board",
        "school__board",
        "team__school__board",
        "owner",
        "assessment__round__card",
        "assessment__school__board",
    )


def moved_actions(user: Person) -> ActionQuerySet:
    """Actions of which `user` keeps the progress: those that they manage, and those that they do themselves."""
    return actions(user).filter(moved_action(user))


def moved_action(user: Person) -> Q:
    """The condition that `user` keeps the progress of an action of those that they see."""
    managed = at_or_below(places_for(user, Ability.MANAGE_ACTIONS))
    as_team = Q(owner_role=Role.MEMBER, team__in=places_for(user, Ability.MOVE_OWN_ACTIONS).teams)
    return managed | as_team | _done_by(user)


def own_action(user: Person) -> Q:
    """The condition that `user` does an action of those that they see: theirs by name, or of a role that they hold at
    its place, or above it where nobody holds that role any nearer.
    """
    held = Q(pk__in=[])
    for one in active_memberships(user):
        held |= Q(owner_role=one.role) & _nearest(one)
    return held | _done_by(user)


def _nearest(role: Membership) -> Q:
    """The condition that an action is at the place of a role, or at one below it with no such role nearer to it."""
    others = Membership.objects.active().filter(role=role.role)
    if role.team_id:
        return Q(team=role.team_id)
    none_at_team = Q(~Exists(others.filter(team=OuterRef("team"))))
    if role.school_id:
        return Q(school=role.school_id) | Q(team__school=role.school_id) & none_at_team
    none_at_school = Q(~Exists(others.filter(school=OuterRef("school"))))
    none_at_its_school = Q(~Exists(others.filter(school=OuterRef("team__school"))))
    return (
        Q(board=role.board_id)
        | Q(school__board=role.board_id) & none_at_school
        | Q(team__school__board=role.board_id) & none_at_team & none_at_its_school
    )


def overseen_action(user: Person) -> Q:
    """The condition that an action is at a place over which `user` has an eye, or at one below it."""
    return at_or_below(places_for(user, Ability.SEE_ROUND))


def _done_by(user: Person) -> Q:
    """The condition that an action is `user`'s own, at a place where they still belong: above it, at it or below it.

    An action of a school can be of somebody in one of its teams, who sees nothing else of that school.
    """
    if not isinstance(user, User):
        return Q(pk__in=[])
    places = places_of(user, TABLE[Ability.MANAGE_ACTIONS] | TABLE[Ability.MOVE_OWN_ACTIONS])
    schools = School.objects.filter(teams__in=places.teams).values("pk")
    boards = Board.objects.filter(Q(schools__in=places.schools) | Q(schools__teams__in=places.teams)).values(
        "pk"
    )
    return Q(owner=user) & (at_or_below(places) | Q(school__in=schools) | Q(board__in=boards))
