"""Actions follow their place when it goes on in another; what was done stays where it was done.

A team that is opened again after merging gets back what it brought along. A school does not: its teams, about which
its actions are, stay where they went.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F
from django.db.models.functions import Coalesce

from assessments.models import Action, School, Team
from assessments.models.actions import OPEN


def carry_actions_of_teams(old: Iterable[Team], new: Team) -> None:
    """Let the open actions of teams go on at the team that they became, and know of which team each was first."""
    Action.objects.filter(team__in=[team.pk for team in old], status__in=OPEN).update(
        team=new, carried_from=Coalesce(F("carried_from"), F("team"))
    )


def bring_actions_back(team: Team) -> None:
    """Give a team that is opened again what it brought along when it merged, with what was done about it since.

    What others had brought into this team before comes along, and can go back further. What was made after the merger
    stays with the new team.
    """
    first = {team.pk}
    while more := set(Team.objects.filter(merged_into__in=first).values_list("pk", flat=True)) - first:
        first |= more
    brought = Action.objects.filter(carried_from__in=first).exclude(team__in=first)
    brought.update(team=team)
    Action.objects.filter(team=team, carried_from=team).update(carried_from=None)


def carry_actions_of_school(old: School, new: School) -> None:
    """Let the open actions of a school itself go on at the school that it was merged into; its teams keep theirs."""
    Action.objects.filter(school=old, status__in=OPEN).update(school=new)
