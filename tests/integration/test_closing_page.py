"""The pages before closing: that it is final, what happens, and what there will be to see."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import RoundState, Via, Way
from assessments.models import Answer, Assessment, Card, Round
from tests.cast import Cast
from tests.factories import make_individual, make_round, take_part
from tests.integration.results_pages.reading import page, text

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def begun(cast: Cast, card: Card, people: int, *, typed: int = 0) -> Assessment:
    assessment = make_individual(cast.team, card)
    for _number in range(people):
        take_part(assessment, {"VA1.1": 3, "VA1.2": "?"})
    for number in range(typed):
        take_part(assessment, {"VA1.1": 3}, via=Via.PAPER, number=90 + number, typed_by=cast.coordinator)
    take_part(assessment, {}, via=Via.ACCOUNT, user=cast.member)  # has not begun
    return assessment


def url(assessment: Assessment) -> str:
    return reverse("answering-close", args=[assessment.uid])


# --- what works


def test_it_is_told_what_happens_and_how_many_have_begun(
    cast: Cast, small_card: Card, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assessment = begun(cast, small_card, 6)
    client.force_login(cast.coordinator)
    client.get(url(assessment))
    with django_assert_num_queries(5):
        response = client.get(url(assessment))
    words = text(response)
    assert "Dit kan maar één keer." in words
    assert "Begonnen met invullen 6 van 12" in words
    assert "vanaf 5 mensen" in words
    assert "Wie wat koos, wordt gewist" in words
    assert "Te weinig mensen" not in words


def test_under_the_floor_it_is_told_that_there_will_be_nothing_to_see(cast: Cast, small_card: Card) -> None:
    assessment = begun(cast, small_card, 4)
    words = text(page(cast.coordinator, "answering-close", assessment.uid))
    assert "Begonnen met invullen 4 van 12" in words
    assert "van de antwoorden niets te zien" in words
    for deed in ("Wachten", "Herinneren", "Toch sluiten"):
        assert deed in words
    assert "papieren formulieren heeft ingevoerd" not in words


def test_forms_that_somebody_typed_in_do_not_reach_the_floor(cast: Cast, small_card: Card) -> None:
    words = text(page(cast.coordinator, "answering-close", begun(cast, small_card, 3, typed=4).uid))
    assert "Begonnen met invullen 7 van 12" in words
    assert "blijven 3 anderen over, en dat is minder dan 5" in words


def test_closing_is_done_by_the_button(cast: Cast, small_card: Card, client: Client) -> None:
    assessment = begun(cast, small_card, 6)
    client.force_login(cast.coordinator)
    response = client.post(url(assessment), follow=True)
    assert "Het invullen van Havo 4-5 is gesloten." in text(response)
    assert not Answer.objects.exists()
    again = client.post(url(assessment), follow=True)
    assert "Het invullen is al gesloten." in text(again)


def test_the_page_of_a_round_tells_where_answering_closes_with_it(
    cast: Cast, small_card: Card, client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    today = timezone.localdate()
    round_ = make_round([cast.team, cast.sibling_team], small_card, starts_on=today, way=Way.INDIVIDUAL)
    round_.assessments.update(declared_size=9)
    few, enough = round_.assessments.in_order()
    for number in range(6):
        take_part(enough, {"VA1.1": 3})
        if number < 2:
            take_part(few, {"VA1.1": 3})
    client.force_login(cast.coordinator)
    address = reverse("round-close", args=[round_.uid])
    client.get(address)
    with django_assert_num_queries(8):
        words = text(client.get(address))
    assert "Bij 2 teams is het invullen nog open." in words
    assert "wie wat koos wordt voorgoed gewist" in words
    assert "Brugklas (Duinmark College): invullen nog open, 2 van 9 begonnen, te weinig" in words
    assert "Havo 4-5 (Duinmark College): invullen nog open, 6 van 9 begonnen" in words
    assert words.count("te weinig om straks") == 1
    client.post(address)
    assert not Answer.objects.exists()


def test_a_round_of_teams_that_fill_in_one_form_says_nothing_of_it(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card)
    assert "invullen nog open" not in text(page(cast.coordinator, "round-close", round_.uid))


# --- refusals


def test_what_people_chose_is_not_on_the_page(cast: Cast, small_card: Card, client: Client) -> None:
    """The same, whatever was chosen."""
    assessment = begun(cast, small_card, 6)
    client.force_login(cast.coordinator)
    before = text(client.get(url(assessment)))
    Answer.objects.update(level=None, choice="nvt", remark="Een opmerking")
    assert text(client.get(url(assessment))) == before


def test_nothing_to_close(cast: Cast, small_card: Card, client: Client) -> None:
    client.force_login(cast.coordinator)
    together = make_round([cast.team], small_card).assessments.get()
    assert "Er is niets te sluiten." in text(client.get(url(together), follow=True))
    Round.objects.update(state=RoundState.CLOSED, closed_at=timezone.now())
    today = timezone.localdate()
    draft = make_round(
        [cast.team],
        small_card,
        state=RoundState.DRAFT,
        way=Way.INDIVIDUAL,
        starts_on=today + dt.timedelta(days=1),
    )
    response = client.post(url(draft.assessments.get()), follow=True)
    assert "Deze meting is nog niet geopend." in text(response)


@pytest.mark.parametrize("who", ["member", "manager", "team_manager", "governor"])
def test_who_only_sees_how_far_it_is_may_not(cast: Cast, small_card: Card, client: Client, who: str) -> None:
    assessment = begun(cast, small_card, 6)
    client.force_login(cast.everyone()[who])
    assert client.get(url(assessment)).status_code == 403
    assert client.post(url(assessment)).status_code == 403
    assert Answer.objects.exists()
