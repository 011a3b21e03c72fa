"""The demo shows every state that a team can be in, and is the same whenever it is made on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from pytest_django import DjangoDbBlocker

from assessments.enums import ActionStatus, Way
from assessments.models import (
    Action,
    ActionEntry,
    Answer,
    Assessment,
    Board,
    Card,
    Participation,
    Priority,
    Remark,
    School,
    Tally,
    Team,
    TeamScore,
    User,
)
from assessments.reports.context import team_report
from assessments.results.actions import action_list
from assessments.results.consensus import in_order
from assessments.results.privacy import remarks_of, team_spreads
from assessments.services.action_owners import owners_of, roles_for
from assessments.services.demo import build_demo
from assessments.services.joining import open_link
from tests.documents.reading import pages_before_annexes
from tests.report_cases import Case

RUNNING = {"round__state": "open"}


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[list[Any]]:
    """The demo made twice: what the first one held, while the second stands."""
    from django.core.management import call_command

    with django_db_blocker.unblock(), transaction.atomic():
        if not Card.objects.shipped().exists():
            call_command("loaddata", "kwaliteitskaart", verbosity=0)
        mark = transaction.savepoint()
        build_demo()
        first = contents()
        transaction.savepoint_rollback(mark)
        build_demo()
        yield first
        transaction.set_rollback(True)


def contents() -> list[Any]:
    """Everything fictional people chose and said, without keys."""
    team = "assessment__team_name"
    return [
        list(TeamScore.objects.order_by("pk").values_list(team, "indicator__code", "level", "rationale")),
        list(
            Tally.objects.order_by("pk").values_list(team, "indicator__code", "level_1", "level_4", "unknown")
        ),
        sorted(Remark.objects.values_list(team, "pk", "text")),
        list(Participation.objects.order_by("pk").values_list(team, "via", "address", "number", "began_on")),
        list(Answer.objects.order_by("pk").values_list("indicator__code", "choice", "level", "remark")),
        list(Priority.objects.values_list(team, "indicator__code", "position", "chosen_at")),
        list(ActionEntry.objects.values_list("action__what", "at", "by__email", "status", "text")),
    ]


def team(name: str) -> Assessment:
    return Assessment.objects.select_related("round").get(team_name=name, **RUNNING)


def user(name: str) -> User:
    return User.objects.get(email=f"{name}@noordzoom.example")


pytestmark = pytest.mark.usefixtures("_see")


@pytest.fixture
def _see(db: None, demo: list[Any]) -> None:
    """The database is open to the test."""


def test_a_second_demo_of_a_day_says_the_same(demo: list[Any]) -> None:
    assert contents() == demo


def test_making_it_again_changes_nothing() -> None:
    assert build_demo() is False


def test_in_one_team_everybody_is_answering() -> None:
    assessment = team("Vwo 4-6")
    assert assessment.is_individual
    assert not assessment.is_answering_closed
    assert open_link(assessment.team_token or "") is not None, "the team's link leads to its form"
    people = assessment.participations
    begun = people.begun()
    assert 5 <= begun.count() < (assessment.declared_size or 0)
    assert set(begun.values_list("via", flat=True)) == {"account", "link", "teamlink", "papier"}
    assert people.filter(began_on=None).exists()
    assert begun.count() == people.filter(response__answers__isnull=False).distinct().count()
    assert not assessment.scores.exists()
    assert not assessment.tallies.exists()


def test_one_team_talks_about_where_it_differs_most() -> None:
    assessment, leader = team("Havo 4-5"), user("coordinator")
    assert assessment.is_answering_closed
    assert not assessment.is_confirmed
    assert not Answer.objects.filter(response__participation__assessment=assessment).exists()
    spreads = team_spreads(leader, assessment)
    codes = list(Card.objects.shipped().get().indicators.order_by("pk").values_list("code", flat=True))
    assert set(codes) - set(spreads) == {"VB1.6"}, "one is under the floor"
    first, second, third, *_rest = in_order(codes, spreads)
    assert {first, second} == set(assessment.scores.values_list("indicator__code", flat=True))
    assert assessment.conversation.indicator is not None
    assert assessment.conversation.indicator.code == third
    said = remarks_of(leader, assessment)
    assert len(said[third]) > 1
    assert remarks_of(user("manager"), assessment) == {}


def test_one_team_is_confirmed_with_its_spread_for_who_may_see_results() -> None:
    assessment = team("Mavo 3-4")
    assert assessment.way == Way.INDIVIDUAL
    assert assessment.is_confirmed
    assert assessment.scores.count() == 36
    for name in ("coordinator", "manager", "bestuur"):
        spreads = team_spreads(user(name), assessment)
        assert len(spreads) == 35
        assert {spread.people for spread in spreads.values()} == {9}
        assert remarks_of(user(name), assessment) == {}


def test_a_year_of_improving_is_there() -> None:
    today = timezone.localdate()
    found = action_list(Action.objects.all(), as_of=today)
    assert {action.status for action in found.actions} == set(ActionStatus)
    assert 0 < found.counts.late < found.counts.open
    assert {type(action.place) for action in Action.objects.all()} == {Team, School, Board}
    assert any(not action.owner and action.owner_role is None for action in found.actions), "of nobody yet"
    confirmed = Assessment.objects.confirmed().filter(**RUNNING)
    assert set(Priority.objects.filter(assessment__in=confirmed).values_list("assessment", flat=True)) == set(
        confirmed.values_list("pk", flat=True)
    )


def test_actions_stand_as_the_services_would_leave_them() -> None:
    now = timezone.now()
    for action in Action.objects.with_context().prefetch_related("entries").select_related("assessment"):
        assert action.indicators.all()
        assert action.owner is None or action.owner in owners_of(action.place), action.what
        assert not action.owner_role or action.owner_role in roles_for(action.place), action.what
        entries = list(action.entries.all())
        assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
        assert entries[0].at == action.made_at <= entries[-1].at < now
        assert entries[-1].status == action.status
        confirmed_at = action.assessment and action.assessment.confirmed_at
        assert not confirmed_at or confirmed_at <= action.made_at


@pytest.mark.parametrize(
    ("name", "language"), [("Mavo 3-4", "nl"), ("Havo 4-5", "nl"), ("Economie en Ondernemen", "en")]
)
def test_the_reports_of_teams_have_the_length_of_a_report(name: str, language: str) -> None:
    """Those that come nearest to too long: a team that said much, one with medians alone, one in two languages."""
    with translation.override(language):
        case = Case(team_report(team(name), reader=None, as_of=timezone.localdate()))
    assert 4 <= pages_before_annexes(case) <= 6
