"""How many people hold a role where: of schools with their teams, and of teams. A query each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce

from assessments.models import Membership, School, Team


def people_per_school(schools: Iterable[School]) -> dict[int, int]:
    """Per key of a school who holds a role there or at one of its open teams, each person once."""
    wanted = list(schools)
    of_teams = Membership.objects.active().filter(team__school__in=wanted, team__closed_on__isnull=True)
    of_schools = Membership.objects.active().filter(school__in=wanted)
    return _people(of_teams | of_schools, Coalesce("school", "team__school"))


def people_per_team(teams: Iterable[Team]) -> dict[int, int]:
    """Per key of a team who holds a role at the team itself."""
    return _people(Membership.objects.active().filter(team__in=list(teams)), F("team"))


def _people(roles: QuerySet[Membership], key: Any) -> dict[int, int]:
    counts = roles.order_by().annotate(at=key).values("at").annotate(people=Count("user", distinct=True))
    return {row["at"]: row["people"] for row in counts}
