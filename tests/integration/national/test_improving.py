"""Priorities and actions of the fictional nation: as the services would leave them, and of every kind."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from itertools import pairwise

import pytest
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from assessments.enums import MOST_PRIORITIES, ActionStatus, Role
from assessments.models import (
    Action,
    ActionEntry,
    Assessment,
    Board,
    Confirmation,
    Priority,
    Round,
    School,
    Team,
    User,
    sort_key,
)
from assessments.results.cards import load_cards
from assessments.results.improving_queries import team_improving
from assessments.results.last_time import last_time
from assessments.results.queries import team_result
from assessments.services.action_owners import owners_of, roles_for

pytestmark = pytest.mark.usefixtures("_see")


def the_board() -> Board:
    return Board.objects.get(memberships__user__email="coordinator@landelijk.example")


def test_priorities_are_of_what_is_or_was_confirmed() -> None:
    chosen = Priority.objects.select_related("assessment__round__card")
    assert not chosen.exclude(indicator__card=F("assessment__round__card")).exists()
    first = dict(Confirmation.objects.filter(number=1).values_list("assessment", "confirmed_at"))
    for one in chosen:
        assert first[one.assessment_id] <= (one.assessment.confirmed_at or one.chosen_at) <= one.chosen_at
    of_team: dict[int, list[int]] = {}
    for assessment, position in chosen.values_list("assessment", "position"):
        of_team.setdefault(assessment, []).append(position)
    assert all(places == list(range(1, len(places) + 1)) for places in of_team.values())
    numbers = Counter(len(places) for places in of_team.values())
    assert set(numbers) == set(range(1, MOST_PRIORITIES + 1))
    assert Assessment.objects.confirmed().filter(priorities=None).exists(), "some chose none"
    assert chosen.filter(assessment__confirmed_at=None).exists(), "chosen before it was reopened"


def test_most_priorities_have_an_action_or_two() -> None:
    about = Action.objects.filter(
        assessment=OuterRef("assessment"), indicators=OuterRef("indicator"), team__isnull=False
    )
    closed = Priority.objects.filter(assessment__round__state="gesloten")
    found = Counter(closed.annotate(one=Subquery(about.values("pk")[:1])).values_list("one", flat=True))
    assert 0.6 < 1 - found[None] / closed.count() < 0.9


def test_an_action_is_as_the_services_would_leave_it() -> None:
    now, today = timezone.now(), timezone.localdate()
    places = {place: (set(owners_of(place)), roles_for(place)) for place in places_of_actions()}
    for action in (
        Action.objects.with_context().prefetch_related("entries").select_related("assessment__team")
    ):
        owners, roles = places[action.place]
        assert action.owner is None or action.owner in owners
        assert not action.owner_role or action.owner_role in roles
        assert action.sort_what == sort_key(action.what)
        assert action.indicators.all()
        lines = list(action.entries.all())
        assert [line.at for line in lines] == sorted(line.at for line in lines)
        assert action.made_at == lines[0].at
        assert lines[0].status == ActionStatus.PLANNED
        assert lines[-1].at < now
        assert action.version == len(lines)
        assert (lines[-1].status, lines[-1].due_on) == (action.status, action.due_on)
        assert action.ended_on is None or action.ended_on == timezone.localdate(lines[-1].at) < today
        for before, line in pairwise(lines):
            assert before.status != line.status or before.due_on != line.due_on
            assert before.due_on == line.due_on or timezone.localdate(line.at) <= line.due_on
        if action.assessment is not None:
            team, closed_on = action.assessment.team, action.assessment.team.closed_on
            assert action.place in (team, *merged_into(team)), "where it was made, or went on"
            assert action.made_at >= (action.assessment.confirmed_at or action.made_at)
            assert closed_on is None or timezone.localdate(action.made_at) < closed_on


def places_of_actions() -> list[Team | School | Board]:
    return [
        *Team.objects.filter(actions__isnull=False).select_related("school__board").distinct(),
        *School.objects.filter(actions__isnull=False).select_related("board").distinct(),
        *Board.objects.filter(actions__isnull=False).distinct(),
    ]


def merged_into(team: Team) -> list[Team]:
    return [team.merged_into, *merged_into(team.merged_into)] if team.merged_into else []


def test_what_goes_on_elsewhere_took_its_open_actions_along() -> None:
    for place in (Team, School):
        merged = place._default_manager.filter(merged_into__isnull=False)
        assert merged.exists()
        assert not merged.filter(actions__ended_on=None, actions__isnull=False).exists()
    went_on = Action.objects.filter(assessment__team__merged_into=F("team"))
    assert went_on.exists()
    assert not went_on.exclude(carried_from=F("assessment__team")).exists(), "back when that is opened again"
    assert not Action.objects.filter(carried_from=F("team")).exists()
    closed = Action.objects.filter(team__closed_on__isnull=False)
    assert not closed.filter(entries__at__date__gte=F("team__closed_on")).exists()
    assert closed.filter(ended_on=None).exists(), "of a team that merely ended they stay"


def test_every_kind_of_action_is_there() -> None:
    today = timezone.localdate()
    actions = Action.objects.all()
    assert set(actions.values_list("status", flat=True)) == set(ActionStatus.values)
    large = actions.in_board(the_board())
    for status in ActionStatus:
        assert large.filter(status=status).exists()
    open_ = large.open()
    assert open_.filter(due_on__lt=today).exists(), "late"
    assert open_.filter(due_on__gte=today).exists()
    assert actions.filter(school__isnull=False).exists()
    assert actions.filter(board__isnull=False).exists()
    assert actions.filter(team__isnull=False, assessment=None).exists(), "made apart from a self-assessment"
    assert actions.filter(owner=None, owner_role="").exists(), "of nobody yet"
    assert set(actions.exclude(owner_role="").values_list("owner_role", flat=True)) == {
        *(Role.MEMBER, Role.COORDINATOR, Role.MANAGER, Role.GOVERNOR)
    }
    for name in ("coordinator", "manager", "teamlid"):
        assert User.objects.get(email=f"{name}@landelijk.example").actions.exists()
    assert ActionEntry.objects.exclude(text="").exists()
    put_off = ActionEntry.objects.exclude(due_on=F("action__due_on"))
    assert put_off.exists(), "another day"


def test_a_team_reads_what_it_agreed_and_what_became_of_it() -> None:
    latest = Round.objects.filter(board=the_board()).latest("starts_on")
    teams = latest.assessments.confirmed().filter(priorities__isnull=False).with_context().distinct()[:25]
    assert len(teams) == 25
    told, worked = 0, 0
    for assessment in teams:
        card = load_cards({latest.card_id}, "nl", actors=False)[latest.card_id]
        told += bool(last_time(assessment, card))
        found = team_improving(team_result(assessment), reader=None, as_of=timezone.localdate())
        assert found.priorities
        worked += bool(found.worked and found.worked.indicators)
    assert told > 15
    assert worked > 12


def test_nothing_is_of_today_or_later() -> None:
    """Whoever opens a page sees what was done up to yesterday, whatever the hour."""
    start = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    assert not Action.objects.filter(made_at__gte=start).exists()
    assert not ActionEntry.objects.filter(at__gte=start).exists()
    assert Action.objects.filter(made_at__gte=start - dt.timedelta(days=14)).exists()
