"""Over random organisations, every list, count and page is what a naive reading of product.md 4 gives.

The reading is `naive.py`, which shares no code with the product; the organisations are `world.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from assessments.access import rows
from assessments.access.permissions import Ability, can
from assessments.enums import Way
from assessments.models import Assessment, Card, Indicator, Remark, User
from assessments.results import privacy
from assessments.services.places import Place
from tests.access.door import Visitor, session_of
from tests.access.naive import Naive, Stored
from tests.access.world import Plan, World, plans
from tests.factories import make_card, tally
from tests.reading import signed_in

pytestmark = pytest.mark.django_db


def examples(number: int) -> settings:
    """So many worlds. Making one is slow: a failing one is told as it was found, not made smaller first."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(
        deadline=None, max_examples=number, phases=phases, suppress_health_check=list(HealthCheck)
    )


KEY = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.fixture
def cards(db: None) -> list[Card]:
    """One card for each round that a plan may have."""
    return [make_card({"VA": [1]}) for _number in range(4)]


class Undone:
    """The worlds of a test, each gone when it was looked at."""

    def __init__(self, cards: list[Card]) -> None:
        self.cards = cards

    def __call__(self, plan: Plan) -> Iterator[tuple[World, User, Naive]]:
        with transaction.atomic():
            world = World(plan, self.cards)
            stored = Stored()
            for person in world.people:
                user = User.objects.get(pk=person.pk)
                yield world, user, Naive(stored, user, world.today)
            transaction.set_rollback(True)


@pytest.fixture
def worlds(cards: list[Card]) -> Undone:
    return Undone(cards)


def keys(things: Iterable[Any]) -> set[UUID]:
    return {thing.uid for thing in things}


# --- what individuals answered ----------------------------------------------------------------------------------------


def answer_individually(
    assessments: list[Assessment], ways: list[tuple[bool, bool, int, int]]
) -> dict[int, tuple[bool, int]]:
    """Let each assessment be answered individually or not, be closed or not, by so many people; what stands of it.

    The smallest group that could be told apart may be smaller. Returned per key: whether above the floor, how many.
    """
    stands = {}
    for place, assessment in enumerate(assessments):
        individual, closed, people, fewer = ways[place % len(ways)]
        assessment.way = Way.INDIVIDUAL if individual else Way.TOGETHER
        assessment.answering_closed_at = timezone.now() if closed or assessment.confirmed_at else None
        assessment.save()
        tally(assessment, {"VA1.1": "3" * people}, least_group=people - fewer)
        indicator = Indicator.objects.get(card=assessment.round.card_id)
        Remark.objects.create(assessment=assessment, indicator=indicator, text="Opmerking")
        stands[assessment.pk] = people - fewer >= assessment.min_group, people
    return stands


WAYS = st.tuples(st.sampled_from([True, True, False]), st.booleans(), st.integers(3, 8), st.integers(0, 2))


@examples(25)
@given(plan=plans, ways=st.lists(WAYS, min_size=1, max_size=6))
def test_spreads_and_remarks_are_what_a_naive_reading_gives(
    worlds: Undone, plan: Plan, ways: list[tuple[bool, bool, int, int]]
) -> None:
    made, stands = None, {}
    for world, user, naive in worlds(plan):
        if made is not world:
            made, stands = world, answer_individually(naive.all_assessments, ways)
        assert keys(rows.answerable(user)) == keys(filter(naive.answers, naive.all_assessments))
        assert keys(rows.invited_by(user)) == keys(filter(naive.invites, naive.all_assessments))
        shown = {a.pk for a in naive.all_assessments if stands[a.pk][0] and naive.sees_spread(a)}
        assert set(privacy.shown_tallies(user).values_list("assessment", flat=True)) == shown
        read = {a.pk for a in naive.all_assessments if stands[a.pk][0] and naive.reads_remarks(a)}
        assert set(privacy.shown_remarks(user).values_list("assessment", flat=True)) == read
        for school in naive.all_schools:
            for round_ in naive.all_rounds:
                summed = [
                    stands[a.pk][1]
                    for a in naive.part_of(round_)
                    if a.pk in shown
                    and a.school_id == school.pk
                    and a.confirmed_at
                    and naive.sees_school(school)
                ]
                spreads = privacy.school_spreads(user, school, round_)
                assert [(spread.people, spread.teams) for spread in spreads.values()] == (
                    [(sum(summed), len(summed))] if summed else []
                )


# --- rows and rights --------------------------------------------------------------------------------------------------


@examples(40)
@given(plan=plans)
def test_every_list_and_right_is_what_a_naive_reading_gives(worlds: Undone, plan: Plan) -> None:
    for _world, user, naive in worlds(plan):
        assert keys(rows.rounds(user)) == keys(naive.rounds())
        assert keys(rows.visible_assessments(user)) == keys(naive.under_way())
        assert keys(rows.assessments_with_results(user)) == keys(naive.results())
        assert keys(rows.assessments(user, Ability.SEE_ROUND)) == {
            assessment.uid for round_ in naive.all_rounds for assessment in naive.round_part(round_)
        }
        assert keys(rows.schools(user)) == keys(naive.schools())
        assert keys(rows.boards(user)) == keys(naive.boards())
        assert keys(rows.teams(user, Ability.RUN_ROUND)) == keys(naive.plannable())
        assert keys(rows.cards(user)) == keys(naive.cards())
        assert keys(rows.boards_with_audit(user)) == keys(naive.logs())
        assert keys(rows.organisation_boards(user)) == keys(naive.organisation())
        assert keys(rows.managed_schools(user)) == keys(naive.managed_schools())
        assert keys(rows.managed_teams(user)) == keys(naive.managed_teams())
        assert keys(rows.memberships(user)) == keys(naive.roles())
        assert keys(rows.people(user)) == keys(naive.people())

        for assessment in naive.all_assessments:
            assert can(user, Ability.FILL_IN_TEAM_FORM, assessment) == naive.fills_in(assessment)
            assert can(user, Ability.LEAD_TEAM, assessment) == naive.leads(assessment)
        for round_ in naive.all_rounds:
            assert can(user, Ability.RUN_ROUND, round_) == naive.runs(round_)
        for school in naive.all_schools:
            assert can(user, Ability.SEE_SCHOOL_RESULTS, school) == naive.sees_school(school)
            assert can(user, Ability.MANAGE_TEAMS, school) == naive.manages_teams(school)
        for board in naive.all_boards:
            assert can(user, Ability.SEE_BOARD_RESULTS, board) == naive.sees_board_results(board)
            assert can(user, Ability.MANAGE_ORGANISATION, board) == naive.manages(board)
            assert can(user, Ability.SEE_AUDIT, board) == naive.reads_log(board)
        places: list[Place] = [*naive.all_teams, *naive.all_schools, *naive.all_boards]
        for place in places:
            assert can(user, Ability.MANAGE_PEOPLE, place) == naive.manages_people(place)


# --- pages ------------------------------------------------------------------------------------------------------------


def linked(page: str, route: str) -> set[UUID]:
    """The keys of all links to a route on a page."""
    pattern = reverse(route, args=[UUID(int=0)]).replace(str(UUID(int=0)), f"({KEY.pattern})")
    return {UUID(key) for key in re.findall(f'href="{pattern}"', page)}


@examples(8)
@given(plan=plans)
def test_pages_list_and_count_what_a_naive_reading_gives(worlds: Undone, plan: Plan) -> None:
    for _world, user, naive in worlds(plan):
        client = signed_in(user)
        if not user.is_active:
            assert client.get(reverse("home")).status_code == 302
            continue
        page = client.get(reverse("round-list")).content.decode()
        assert linked(page, "round-detail") == keys(naive.rounds())
        told = re.findall(r"(\d+) van (\d+) teams? vastgesteld", page)
        parts = [naive.round_part(round_) for round_ in naive.rounds() if round_.state != "concept"]
        counts = [(str(len(confirmed(part))), str(len(part))) for part in parts]
        assert sorted(told) == sorted(counts)

        found = client.get(reverse("results")).context
        under_way, settled = naive.overview()
        assert {row.assessment.uid for row in found["under_way"]} == keys(under_way)
        assert {row.assessment.uid for row in found["confirmed"]} == keys(settled)
        assert {row.school_uid for row in found["schools"]} == keys(naive.schools())
        assert keys(found["boards"]) == keys(naive.boards())

        home = client.get(reverse("home")).content.decode()
        assert linked(home, "round-detail") <= keys(naive.rounds())
        assert linked(home, "team-result") <= keys(naive.under_way())
        assert linked(home, "scoring-start") <= keys(filter(naive.fills_in, naive.all_assessments))
        assert linked(home, "scoring-confirm") <= keys(filter(naive.leads, naive.all_assessments))


@examples(5)
@given(plan=plans)
def test_every_page_opens_for_whom_a_naive_reading_says(worlds: Undone, plan: Plan) -> None:
    for _world, user, naive in worlds(plan):
        if not user.is_active:
            continue
        client = signed_in(user)

        def answer(route: str, thing: Any, client: Client = client) -> int:
            return client.get(reverse(route, args=[thing.uid])).status_code

        for round_ in naive.all_rounds:
            sees = round_ in naive.rounds()
            response = client.get(reverse("round-detail", args=[round_.uid]))
            assert response.status_code == (200 if sees else 404)
            if sees:
                part = naive.round_part(round_)
                lines = [line for school in response.context["page"].schools for line in school.lines]
                assert {line.info.uid for line in lines} == keys(part)
                assert response.context["page"].progress.teams == len(part)
                assert response.context["page"].progress.confirmed == len(confirmed(part))
            may_change = 200 if naive.runs(round_) else 403
            assert answer("round-change", round_) == (may_change if sees else 404)
        for assessment in naive.all_assessments:
            sees = naive.sees_progress(assessment)
            assert answer("team-result", assessment) == (200 if sees else 404)
            assert answer("team-over-time", assessment) == (200 if naive.sees_result(assessment) else 404)
            if not sees:
                assert answer("scoring-start", assessment) == 404
            elif not naive.fills_in(assessment):
                assert answer("scoring-start", assessment) == 403
            else:
                assert answer("scoring-start", assessment) in {200, 302}
        for school in naive.all_schools:
            expected = {200, 302} if naive.sees_school(school) else {404}
            assert answer("school-latest", school) in expected
            assert answer("school-over-time", school) == (200 if naive.sees_school(school) else 404)
        for board in naive.all_boards:
            for route in ("board-result", "board-over-time"):
                assert answer(route, board) == (200 if naive.sees_board_results(board) else 404)
            assert answer("audit-board", board) == (200 if naive.reads_log(board) else 404)


@examples(6)
@given(plan=plans)
def test_the_organisation_and_its_people_are_what_a_naive_reading_gives(worlds: Undone, plan: Plan) -> None:
    for _world, user, naive in worlds(plan):
        if not user.is_active:
            continue
        client = Visitor(session_of(user))
        response = client.get(reverse("people-list"))
        looks_after = bool(naive.managed_teams() or any(map(naive.manages_people, naive.all_boards)))
        assert response.status_code == (200 if looks_after or naive.managed_schools() else 404)
        if response.status_code == 200:
            assert linked(response.content.decode(), "person-detail") == keys(naive.people())
        for person in naive.all_people:
            seen = 200 if person in naive.people() else 404
            assert client.get(reverse("person-detail", args=[person.uid])).status_code == seen
        response = client.get(reverse("organisation"))
        assert response.status_code == (200 if naive.organisation() else 404)
        for school in naive.all_schools:
            seen = 200 if school in naive.managed_schools() else 404
            assert client.get(reverse("schools-detail", args=[school.uid])).status_code == seen
        for team in naive.all_teams:
            seen = 200 if team in naive.managed_teams() else 404
            assert client.get(reverse("teams-detail", args=[team.uid])).status_code == seen


def confirmed(part: Iterable[Assessment]) -> list[Assessment]:
    return [assessment for assessment in part if assessment.confirmed_at is not None]
