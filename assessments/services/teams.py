"""The teams of a school. Nothing here deletes: a team closes on a date, and what it scored stays where it was.

Who holds MANAGE_TEAMS over the school may do all of this: the beheerder, and the coordinator of the school or board.
Merging is in `services.mergers`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import policies
from assessments.access.permissions import Ability
from assessments.access.policies import Refused, demand
from assessments.enums import Verb
from assessments.models import School, Team, User, folded, sort_key

from . import plans
from .action_places import bring_actions_back
from .audit import record
from .place_invitations import withdraw_invitations
from .places import day_of_closing, demand_right, lock_board, lock_schools, lock_teams, name_of_place


@transaction.atomic
def add_team(*, by: User | None, school: School, name: str, own_key: str = "") -> Team:
    demand_right(by, school, Ability.MANAGE_TEAMS)
    lock_board(school.board)
    demand_open(school)
    name = name_of_place(name)
    demand_free(school, name, own_key)
    team = Team.objects.create(school=school, own_key=own_key, **folded(name))
    record(Verb.TEAM_ADDED, by=by, thing=team, board=school.board)
    return team


@transaction.atomic
def add_teams(*, by: User, school: School, names: Iterable[str]) -> list[Team]:
    """Make several teams at once, all or none."""
    demand_right(by, school, Ability.MANAGE_TEAMS)
    lock_board(school.board)
    (school,) = lock_schools(school)
    return [add_team(by=by, school=school, name=name) for name in names]


@transaction.atomic
def change_team(*, by: User | None, team: Team, name: str, own_key: str) -> Team:
    """Give a team another name or key. Rounds already opened keep the name of then."""
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    lock_board(team.school.board)
    (team,) = lock_teams([team])
    demand_not_ended(team)
    name = name_of_place(name)
    demand_free(team.school, name, own_key, besides=team)
    for field, value in {**folded(name), "own_key": own_key}.items():
        setattr(team, field, value)
    team.save(update_fields=["name", "sort_name", "own_key"])
    plans.plans_of([team]).update(team_name=name)
    record(Verb.TEAM_CHANGED, by=by, thing=team, board=team.school.board)
    return team


@transaction.atomic
def move_team(*, by: User, team: Team, to: School, name: str) -> Team:
    """Move a team to another school of its board, under the name it has there.

    What it did keeps the school of then, and so do the rights to it; a round that is open too.
    """
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    demand_right(by, to, Ability.MANAGE_TEAMS)
    lock_board(team.school.board)
    (to,) = lock_schools(to)
    (team,) = lock_teams([team])
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    demand_not_ended(team)
    demand_open(to)
    if to.board_id != team.school.board_id:
        raise Refused(_("Deze school kun je niet kiezen: zij hoort bij een ander bestuur."))
    if to.pk == team.school_id:
        raise Refused(_("%(team)s hoort al bij %(school)s. Kies een andere school.") % _words(team, to))
    name = name_of_place(name)
    demand_free(to, name, team.own_key)
    shift(team, to, name, by=by)
    return team


def shift(team: Team, to: School, name: str, *, by: User | None) -> None:
    """Put a locked team at a school where its name and key are free."""
    if name != team.name:
        plans.plans_of([team]).update(team_name=name)
    plans.follow(team, to, by=by)
    team.school = to
    for field, value in folded(name).items():
        setattr(team, field, value)
    team.save(update_fields=["school", "name", "sort_name"])
    record(Verb.TEAM_MOVED, by=by, thing=team, board=to.board)


@transaction.atomic
def close_team(*, by: User, team: Team, on: dt.date) -> Team:
    """Close a team. Its results, and the roles that see them, stay."""
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    lock_board(team.school.board)
    (team,) = lock_teams([team])
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    demand_not_ended(team)
    demand(policies.ending(team))
    end([team], day_of_closing(on), by=by)
    return team


def end(teams: Sequence[Team], on: dt.date, *, by: User) -> None:
    """Close locked teams that may end."""
    plans.leave_by_ending(teams, by=by)
    withdraw_invitations(teams, by=by)
    for team in teams:
        team.closed_on = on
        team.save(update_fields=["closed_on"])
        record(Verb.TEAM_CLOSED, by=by, thing=team, board=team.school.board)


@transaction.atomic
def reopen_team(*, by: User, team: Team) -> Team:
    """Open a team that was closed by mistake; one that was merged too, as long as the new team has scored nothing."""
    demand_right(by, team.school, Ability.MANAGE_TEAMS)
    lock_board(team.school.board)
    (team,) = lock_teams([team])
    demand(policies.reopening_team(team))
    restore(team, by=by)
    return team


def restore(team: Team, *, by: User) -> None:
    """Open a locked team that may be opened again; after merging with the actions that it brought along."""
    bring_actions_back(team)
    team.closed_on = team.merged_into = None
    team.save(update_fields=["closed_on", "merged_into"])
    record(Verb.TEAM_REOPENED, by=by, thing=team, board=team.school.board)


# --- what is asked of every team ------------------------------------------------------------------------------------


def demand_free(school: School, name: str, own_key: str = "", *, besides: Team | None = None) -> None:
    """Refuse a name of another open team of the school, and a key of any other."""
    if reason := taken(school, name, own_key, besides=besides):
        raise Refused(reason)


def taken(school: School, name: str, own_key: str = "", *, besides: Team | None = None) -> str | None:
    """Why a team cannot have this name and key at a school, or None where it can."""
    others = school.teams.exclude(pk=besides.pk) if besides else school.teams.all()
    if others.filter(sort_name=sort_key(name), closed_on__isnull=True).exists():
        return _("%(school)s heeft al een team %(team)s. Kies een andere naam.") % {
            "school": school.name,
            "team": name,
        }
    if own_key and others.filter(own_key=own_key).exists():
        return _("%(school)s heeft al een team met de eigen sleutel %(key)s. Kies een andere sleutel.") % {
            "school": school.name,
            "key": own_key,
        }
    return None


def demand_open(school: School) -> None:
    """Refuse a school that is closed."""
    if school.closed_on is not None:
        raise Refused(_("%(school)s is opgeheven. Heropen eerst de school.") % {"school": school.name})


def demand_not_ended(team: Team) -> None:
    """Refuse a team that is closed."""
    if team.closed_on is not None:
        raise Refused(_("%(team)s is opgeheven. Heropen het team eerst.") % {"team": team.name})


def _words(team: Team, school: School) -> dict[str, str]:
    return {"team": team.name, "school": school.name}
