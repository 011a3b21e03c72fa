"""Finding things, and only what one may see; and the page that tells what was agreed about an indicator."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, RoundState
from assessments.models import Action, Card, Criterion, Indicator, Priority, Team, User, sort_key
from assessments.results.search import Query, find_actions
from tests.cast import Cast
from tests.factories import confirm, make_action, make_round, set_scores
from tests.reading import signed_in, text_of

pytestmark = pytest.mark.page
TODAY = timezone.localdate()


def found(user: User, q: str, **more: str) -> str:
    return text_of(signed_in(user).get(reverse("search"), {"q": q} | more))


def about(user: User, card: Card, code: str = "VA1.1") -> str:
    return text_of(signed_in(user).get(reverse("card-indicator", args=[card.uid, code])))


@pytest.fixture
def sentence(small_card: Card) -> Indicator:
    """An indicator that is like no other, with its translation."""
    Criterion.objects.filter(card=small_card, code="VA1").update(short_name="Draagvlak")
    one = Indicator.objects.get(card=small_card, code="VA1.2")
    one.text, one.translations = "Ambities in de visie", {"en": {"text": "Ambitions in the vision"}}
    one.save()
    return one


@pytest.mark.parametrize("typed", ["va1.2", "VA 1.2", "visie ambit", "draagvlak visie", "ambitions", "VISIË"])
def test_an_indicator_is_found_by_its_code_and_by_words(cast: Cast, sentence: Indicator, typed: str) -> None:
    page = found(cast.member, typed)
    assert reverse("card-indicator", args=[sentence.card.uid, "VA1.2"]) in page
    assert reverse("card-indicator", args=[sentence.card.uid, "VA1.3"]) not in page


def test_a_criterion_gives_its_indicators_and_the_latest_edition_alone_counts(
    cast: Cast, sentence: Indicator
) -> None:
    page = found(cast.member, "va1")
    assert page.count(f"/kaarten/{sentence.card.uid}/VA1.") == sentence.criterion.indicators.count()
    assert f"/kaarten/{sentence.card.uid}/FA" not in page
    assert "Niets gevonden" in found(cast.member, "visie onzin")


def test_teams_and_schools_are_found_by_who_sees_them(cast: Cast, small_card: Card) -> None:
    Team.objects.filter(pk=cast.team.pk).update(name="Team Şükrü", sort_name=sort_key("Team Şükrü"))
    now = make_round([cast.team, cast.sibling_team], small_card).assessments.get(team=cast.team)
    page = found(cast.member, "Sükrü")
    assert "Team <mark>Şükrü</mark>" in page
    assert reverse("team-result", args=[now.uid]) in page
    assert reverse("teams-detail", args=[cast.team.uid]) in found(cast.administrator, "Sükrü")
    for nobody in (cast.foreign_coordinator, cast.stranger):
        assert "Niets gevonden" in found(nobody, "Sükrü")
    name = cast.school.name
    assert reverse("school-latest", args=[cast.school.uid]) in found(cast.manager, name)
    assert reverse("schools-detail", args=[cast.school.uid]) in found(cast.administrator, name)
    assert f"/scholen/{cast.school.uid}/" not in found(cast.member, name)


def test_actions_are_found_by_what_is_done_and_by_code_for_who_sees_them(
    cast: Cast, small_card: Card
) -> None:
    mine = make_action(cast.team, small_card, "VA1.1", what="Gastlès over œconomie")
    other = make_action(cast.foreign_team, small_card, "VA1.1", what="Gastles elders")
    for typed in ("gastles", "over GASTLES", "VA1.1"):
        page = found(cast.member, typed)
        assert reverse("action", args=[mine.uid]) in page
        assert reverse("action", args=[other.uid]) not in page
    assert reverse("action", args=[mine.uid]) not in found(cast.member, "VA1.2")


def test_of_many_a_few_are_shown_with_the_way_to_the_others(cast: Cast, small_card: Card) -> None:
    for number in range(8):
        make_action(cast.team, small_card, what=f"Gastles {number}")
    page = found(cast.coordinator, "gastles")
    assert page.count("<mark>Gastles</mark>") == 6
    assert f"{reverse('search')}?q=gastles&amp;soort=acties" in page
    assert found(cast.coordinator, "gastles", soort="acties").count("<mark>Gastles</mark>") == 8


def test_of_many_actions_no_more_are_read_than_shown_the_most_urgent_first(
    cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = timezone.localdate()
    late, soon, later = (
        make_action(cast.team, small_card, what="Gastles", due_on=today + dt.timedelta(days=days))
        for days in (-3, 2, 9)
    )
    ended = make_action(
        cast.team, small_card, what="Gastles", status=ActionStatus.DONE, ended_on=today, due_on=late.due_on
    )
    query = Query.of("gastles")
    for most, expected in ((2, [late, soon]), (3, [late, soon, later]), (4, [late, soon, later, ended])):
        with django_assert_num_queries(1):
            found, more = find_actions(Action.objects.all(), query, [], most)
        assert [one.uid for one in found] == [one.uid for one in expected]
        assert more is (most < 4)


def test_what_was_agreed_is_told_once_it_is_confirmed(cast: Cast, small_card: Card) -> None:
    old = make_round(
        [cast.team, cast.cousin_team],
        small_card,
        title="Vorig jaar",
        starts_on=TODAY - dt.timedelta(days=364),
        state=RoundState.CLOSED,
    )
    theirs, others = old.assessments.get(team=cast.team), old.assessments.get(team=cast.cousin_team)
    for assessment, level in ((theirs, 2), (others, 3)):
        set_scores(assessment, {"VA1.1": level}, rationale=f"Zo is het: {level}", updated_by=cast.coordinator)
        confirm(assessment)
    Priority.objects.create(
        assessment=theirs, indicator=Indicator.objects.get(card=small_card, code="VA1.1"), position=1
    )
    make_action(cast.team, small_card, "VA1.1", what="Gastles plannen")
    now = make_round([cast.team], small_card, title="Dit jaar", starts_on=TODAY).assessments.get()
    set_scores(now, {"VA1.1": 5}, rationale="Nog geheim", updated_by=cast.coordinator)
    page = about(cast.member, small_card)
    assert "Vorig jaar" in page
    assert "prioriteit 1" in page
    assert "Zo is het: 2" in page
    assert "Gastles plannen" in page
    assert "Nog geheim" not in page
    assert "Zo is het: 3" not in page, "of another school"
    for nobody in (cast.foreign_governor, cast.stranger):
        assert "Nog niets vastgesteld" in about(nobody, small_card)
    confirm(now)
    page = about(cast.member, small_card)
    assert "Nog geheim" in page
    assert "Vorig jaar" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_both_pages_take_a_fixed_number_of_queries(
    cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries, number: int
) -> None:
    teams = [cast.team, cast.sibling_team, cast.cousin_team][:number]
    for assessment in make_round(teams, small_card).assessments.all():
        set_scores(assessment, {"VA1.1": 2}, updated_by=cast.coordinator)
        confirm(assessment)
        make_action(assessment.team, small_card, "VA1.1", what="Gastles")
    client = signed_in(cast.governor)
    for count, address in ((7, f"{reverse('search')}?q=VA1.1"), (10, f"/kaarten/{small_card.uid}/VA1.1/")):
        with django_assert_num_queries(count):
            assert client.get(address).status_code == 200
