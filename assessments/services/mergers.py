"""Merging teams into a new one, and a school into another (docs/decisions, "merging").

What was scored stays where it was, and roles at what ends stay for seeing it; the same roles are given at what comes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import policies
from assessments.access.permissions import Ability
from assessments.access.policies import Refused, demand
from assessments.enums import Verb
from assessments.models import Membership, School, Team, User

from . import plans
from .action_places import carry_actions_of_school, carry_actions_of_teams
from .audit import record
from .place_invitations import carry_invitations, withdraw_invitations
from .places import at, board_of, demand_right, lock_board, lock_schools, lock_teams, name_of_place
from .role_mail import report_own_role
from .teams import add_team, demand_not_ended, demand_open, shift, taken


def roles_at(*places: School | Team) -> QuerySet[Membership]:
    """The roles held at these places themselves that have not ended."""
    teams = [place.pk for place in places if isinstance(place, Team)]
    schools = [place.pk for place in places if isinstance(place, School)]
    here = Q(team__in=teams) | Q(school__in=schools)
    return Membership.objects.lasting().filter(here, user__removed_on=None).select_related("user")


@transaction.atomic
def merge_teams(*, by: User, teams: Iterable[Team], school: School, name: str) -> Team:
    """Close two or more teams of one board and make one new team of them at a school, with all their people.

    It is a new team: it has no earlier assessment (product.md 6).
    """
    old = list({team.pk: team for team in teams}.values())
    demand_right(by, school, Ability.MANAGE_TEAMS)
    for team in old:
        demand_right(by, team.school, Ability.MANAGE_TEAMS)
    lock_board(school.board)
    (school,) = lock_schools(school)
    old = lock_teams(old)
    for team in old:
        demand_right(by, team.school, Ability.MANAGE_TEAMS)
    if len(old) < 2:
        raise Refused(_("Kies minstens twee teams om samen te voegen."))
    demand_open(school)
    for team in old:
        if team.school.board_id != school.board_id:
            raise Refused(_("Een van deze teams kun je niet kiezen: het hoort bij een ander bestuur."))
        demand_not_ended(team)
    demand(policies.ending(*old))
    held = list(roles_at(*old).order_by("pk"))
    plans.leave_by_ending(old, by=by)
    for team in old:
        team.closed_on = timezone.localdate()
        team.save(update_fields=["closed_on"])
    new = add_team(by=by, school=school, name=name)
    for team in old:
        team.merged_into = new
        team.save(update_fields=["merged_into"])
        record(Verb.TEAM_MERGED, by=by, thing=team, board=school.board)
    carry_invitations(old, new, by=by)
    carry_actions_of_teams(old, new)
    _give_same_roles(held, new, by=by)
    return new


@transaction.atomic
def merge_schools(
    *, by: User, school: School, into: School, names: Mapping[int, str], roles: Collection[Membership]
) -> School:
    """Close a school; its open teams go on at another one of the board, and those of `roles` get the same role there.

    `names` gives, per key of a team, another name at the new school.
    """
    demand_right(by, school.board)
    lock_board(school.board)
    school, into = lock_schools(school, into)
    demand_right(by, into.board)
    if school.pk == into.pk or school.board_id != into.board_id:
        raise Refused(_("Deze school kun je niet kiezen. Kies een andere school van hetzelfde bestuur."))
    demand_open(school)
    demand_open(into)
    held = list(roles_at(school).filter(pk__in=[role.pk for role in roles]).order_by("pk"))
    if len(held) != len(roles):
        raise Refused(_("Een van deze rollen is er niet meer. Kijk de lijst nog eens na."))
    moving = lock_teams(school.teams.filter(closed_on__isnull=True))
    demand(policies.merging_school(school))
    plans.plans_of(moving).update(school=into, school_name=into.name)
    for team in moving:
        name = name_of_place(names.get(team.pk, team.name))
        if reason := taken(into, name, team.own_key, besides=team):
            raise Refused(reason)
        shift(team, into, name, by=by)
    withdraw_invitations([school], by=by)
    carry_actions_of_school(school, into)
    school.closed_on, school.merged_into = timezone.localdate(), into
    school.save(update_fields=["closed_on", "merged_into"])
    record(Verb.SCHOOL_MERGED, by=by, thing=school, board=school.board)
    _give_same_roles(held, into, by=by)
    return into


def _give_same_roles(held: Iterable[Membership], place: School | Team, *, by: User) -> None:
    """Give roles once more at another place. Who holds it there already keeps that one.

    Nobody is told by mail: for them nothing changes but a name. A role that somebody gives to themselves is reported.
    """
    today = timezone.localdate()
    for role in held:
        same = {"user": role.user, "role": role.role, **at(place)}
        if not Membership.objects.filter(**same, ended_on=None).exists():
            given = Membership.objects.create(
                **same, started_on=max(today, role.started_on), ended_on=role.ended_on
            )
            record(Verb.ROLE_GIVEN, by=by, thing=given, board=board_of(place))
            if role.user_id == by.pk:
                report_own_role(given)
