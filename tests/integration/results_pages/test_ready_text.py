"""The page with texts to use elsewhere: of what is chosen, marked while it is not final, one link from the result."""

from __future__ import annotations

import pytest
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.models import Round
from tests.cast import Cast
from tests.factories import set_scores
from tests.reading import signed_in, text_of

from .reading import NOW, THEN, html, many_rounds, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def both(cast: Cast, last_year: Round, this_year: Round) -> Round:
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    return this_year


def test_each_result_leads_to_its_texts(cast: Cast, both: Round) -> None:
    own = the(cast.team, both)
    client = signed_in(cast.governor)
    for name, args, said in (
        ("team", [own.uid], "Van de 5 indicatoren met een score zijn er 3 op orde."),
        ("school", [cast.school.uid, both.uid], "Van de 2 teams heeft er 1 zijn scores vastgesteld;"),
        ("board", [cast.board.uid], "Van de 2 scholen staat er 1 in de cijfers."),
    ):
        address = reverse(f"{name}-text", args=args)
        assert f'href="{address}"' in html(client.get(reverse(f"{name}-result", args=args)))
        response = client.get(address)
        assert text_of(response).count("data-copy=") == 2
        assert text(response).count(said) == 2
        assert "Van de 4 scores die te vergelijken zijn met “LOB 2025”" in text(response)


def test_before_confirming_it_is_a_concept_for_its_coordinator(cast: Cast, this_year: Round) -> None:
    own = the(cast.team, this_year)
    set_scores(own, NOW)
    assert "deze tekst is een concept" in text(page(cast.coordinator, "team-text", own.uid))
    assert page(cast.governor, "team-text", own.uid).status_code == 404


def test_it_is_of_what_is_chosen(cast: Cast, both: Round) -> None:
    said = text(page(cast.manager, "school-text", cast.school.uid, both.uid, thema="FA"))
    assert "Dit gaat alleen over “Thema FA”." in said
    assert "Er is 1 score, en die is op orde." in said
    one = text(page(cast.governor, "board-text", cast.board.uid, school=[str(cast.school.uid)]))
    assert "Dit gaat over 1 van de 2 scholen." in one


@pytest.mark.parametrize("teams", [1, 3])
def test_whatever_the_number_of_teams_it_asks_as_often(
    cast: Cast, teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = many_rounds(cast.school, teams, 2)
    client = signed_in(cast.governor)
    client.get(reverse("results"))
    with django_assert_num_queries(10):
        client.get(reverse("school-text", args=[cast.school.uid, round_.uid]))
    with django_assert_num_queries(12):
        client.get(reverse("board-text", args=[cast.board.uid]))
