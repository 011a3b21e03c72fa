"""How many queries pages ask at a board with sixty schools, one of which has forty teams, and years of actions."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.access import rows
from assessments.models import Action, Assessment, School, User
from tests.reading import signed_in

pytestmark = pytest.mark.usefixtures("_see")


def client_of(name: str) -> Client:
    return signed_in(User.objects.get(email=f"{name}@landelijk.example"))


def first_school() -> School:
    return School.objects.get(memberships__user__email="manager@landelijk.example")


@pytest.mark.parametrize(
    ("person", "home", "actions"),
    [("bestuur", 11, 7), ("coordinator", 11, 8), ("manager", 10, 8), ("teamlid", 6, 8)],
)
def test_home_and_the_actions(
    django_assert_num_queries: DjangoAssertNumQueries, person: str, home: int, actions: int
) -> None:
    client = client_of(person)
    for name, queries in (("home", home), ("actions", actions)):
        client.get(reverse(name))
        with django_assert_num_queries(queries):
            assert client.get(reverse(name)).status_code == 200


@pytest.mark.parametrize("person", ["bestuur", "coordinator"])
def test_results_with_priorities_and_actions(
    django_assert_num_queries: DjangoAssertNumQueries, person: str
) -> None:
    client, school = client_of(person), first_school()
    round_ = school.board.rounds.latest("starts_on")
    confirmed = Assessment.objects.confirmed().filter(round=round_, school=school)
    team = confirmed.filter(priorities__isnull=False, tallies__isnull=False).latest("pk")
    for address, queries in (
        (reverse("team-result", args=[team.uid]), 12),
        (reverse("school-result", args=[school.uid, round_.uid]), 12),
        (reverse("board-result", args=[school.board.uid]), 12),
    ):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_what_is_made_of_a_result_and_what_is_found(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client, board = client_of("coordinator"), first_school().board
    choosing = Assessment.objects.filter(priorities__isnull=False, round__board=board).latest("pk")
    action = Action.objects.filter(team__isnull=False, assessment__round__board=board)[0]
    indicator = reverse("card-indicator", args=[choosing.round.card.uid, "VA1.1"])
    for address, queries in (
        (reverse("priorities", args=[choosing.uid]), 9),
        (reverse("action", args=[action.uid]), 8),
        (f"{reverse('action-new')}?assessment={choosing.uid}", 8),
        (f"{reverse('search')}?q=mentor", 7),
        (f"{reverse('search')}?q=VA1.1", 7),
        (indicator, 10),
    ):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


@pytest.mark.postgres
@pytest.mark.parametrize("person", ["bestuur", "coordinator", "manager", "teamlid"])
def test_actions_are_looked_up_by_where_they_are(person: str) -> None:
    """By keys in an index, and not by reading the actions of all boards, as where PostgreSQL cannot do otherwise."""
    user = User.objects.get(email=f"{person}@landelijk.example")
    with connection.cursor() as cursor:
        for way in ("seqscan", "indexscan", "indexonlyscan"):  # a bitmap of keys is left
            cursor.execute(f"SET LOCAL enable_{way} = off")
    found = (rows.actions(user), rows.moved_actions(user), Action.objects.in_board(first_school().board))
    plans = "\n".join(actions.order_by().explain() for actions in found)
    scans = re.findall(r"([\w ]+) Scan.* on assessments_action\b", plans)
    assert {scan.strip() for scan in scans} == {"Bitmap Heap"}
