"""Actions follow their place when it goes on in another; what was done stays where it was done."""

from __future__ import annotations

from collections.abc import Iterable

from assessments.models import Action, School, Team
from assessments.models.actions import OPEN


def carry_actions_of_teams(old: Iterable[Team], new: Team) -> None:
    """Let the open actions of teams go on at the team that they became."""
    Action.objects.filter(team__in=[team.pk for team in old], status__in=OPEN).update(team=new)


def carry_actions_of_school(old: School, new: School) -> None:
    """Let the open actions of a school itself go on at the school that it was merged into; its teams keep theirs."""
    Action.objects.filter(school=old, status__in=OPEN).update(school=new)
