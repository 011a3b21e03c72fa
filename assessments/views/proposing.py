"""What stands in the form of a new round at first: all there is, or of a next round what the last one was."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from django.db.models import Subquery
from django.http import HttpRequest
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability, Person
from assessments.enums import RoundState
from assessments.forms.rounds import first_values, next_values
from assessments.models import Assessment, Card, Round, Team

from .guided import is_guided


def proposed(
    request: HttpRequest, teams: Sequence[Team], cards: Iterable[Card], busy: Container[int]
) -> dict[str, Any]:
    """All of it can be changed. Teams that are `busy` in an open round are not proposed for a next one."""
    today = timezone.localdate()
    if is_guided(request):
        return first_values(teams, today=today, trial="proef" in request.GET)
    last = _last_time(request.user, teams)
    free = [team for team in teams if team.pk not in busy]
    return next_values(last, free, cards, today=today) if last else {}


def _last_time(user: Person, teams: Sequence[Team]) -> list[Assessment]:
    """These teams in the latest real round that is over and that `user` sees: what a team did at another school, before
    it moved, is not told at this one. One query.
    """
    seen = rows.assessments(user, Ability.SEE_ROUND).filter(team__in=teams)
    rounds = Round.objects.real().filter(state=RoundState.CLOSED, assessments__in=seen).latest_first()
    found = seen.filter(round=Subquery(rounds.values("pk")[:1]))
    return list(found.select_related("round__card__owner"))
