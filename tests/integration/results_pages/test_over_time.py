"""The pages over time: every round, and two side by side, for who may see them."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Board, Card, Round, School, Team
from assessments.services.teams import move_team
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_card,
    make_round,
)

from .reading import NOW, THEN, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_a_school_sees_every_round_and_the_last_two_side_by_side(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    response = page(cast.manager, "school-over-time", cast.school.uid)
    words = text(response)
    assert "LOB 2026 november 2026 3 van 5 3,6 1 van 2 2 meer op orde" in words
    assert "gemiddeld +0,5, over 4 scores die je kunt vergelijken, van 1 van 2 teams" in words
    assert "de eerste meting" in words
    assert "Van 4 scores waren er in LOB 2025 1 op orde. In LOB 2026 zijn dat er 3 ." in words
    assert "Het gemiddelde van deze scores ging van 3,3 naar 3,8." in words
    assert "Van 1 team zijn de scores in een van de twee niet vastgesteld: " in words
    assert reverse("school-result", args=[cast.school.uid, last_year.uid]) in html(response)


def test_any_two_rounds_have_an_address(
    cast: Cast, small_card: Card, last_year: Round, this_year: Round
) -> None:
    older = make_round(
        [cast.team], small_card, title="LOB 2024", state=RoundState.CLOSED, starts_on=dt.date(2024, 11, 4)
    )
    scored(cast.team, older, {"VA1.1": 1})
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    words = text(
        page(cast.manager, "school-over-time", cast.school.uid, van=str(older.uid), tot=str(this_year.uid))
    )
    assert "Van 1 score was er in LOB 2024 0 op orde. In LOB 2026 is dat er 1 ." in words
    turned = text(
        page(cast.manager, "school-over-time", cast.school.uid, van=str(this_year.uid), tot=str(older.uid))
    )
    assert "Van 1 score was er in LOB 2024 0 op orde. In LOB 2026 is dat er 1 ." in turned
    same = text(
        page(cast.manager, "school-over-time", cast.school.uid, van=str(older.uid), tot=str(older.uid))
    )
    assert "Kies twee verschillende metingen" in same


@pytest.mark.parametrize("value", ["", "iets", "7b0a1c1e-0000-4000-8000-000000000000"])
def test_an_unknown_round_is_said_and_changes_nothing(
    cast: Cast, last_year: Round, this_year: Round, value: str
) -> None:
    scored(cast.team, last_year, THEN)
    own = scored(cast.team, this_year, NOW)
    for route, uid in (("team", own.uid), ("school", cast.school.uid), ("board", cast.board.uid)):
        words = text(page(cast.governor, f"{route}-over-time", uid, van=value))
        sentence = "Die meting vinden we hier niet. Je ziet LOB 2025 en LOB 2026."
        assert (sentence in words) is bool(value)
        assert "Van 4 scores waren er in LOB 2025 1 op orde." in words


def test_a_round_that_is_shown_is_not_called_unknown(cast: Cast, last_year: Round, this_year: Round) -> None:
    """However its key is written: what is read of an address and what is said of it are the same."""
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    query = {"van": str(last_year.uid).upper(), "tot": this_year.uid.hex}
    words = text(page(cast.manager, "school-over-time", cast.school.uid, **query))
    assert "Van 4 scores waren er in LOB 2025 1 op orde." in words
    assert "vinden we hier niet" not in words


def test_a_round_of_another_board_is_as_unknown_as_any(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    foreign: Team = cast.foreign_team
    theirs = make_round([foreign], last_year.card, title="Meting van anderen", state=RoundState.CLOSED)
    scored(cast.team, this_year, NOW)
    words = text(page(cast.manager, "school-over-time", cast.school.uid, tot=str(theirs.uid)))
    assert "Die meting vinden we hier niet." in words
    assert "Meting van anderen" not in words


def test_a_team_sees_its_levels_then_and_now(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    words = text(page(cast.member, "team-over-time", scored(cast.team, this_year, NOW).uid))
    assert "Van 4 scores waren er in LOB 2025 1 op orde. In LOB 2026 zijn dat er 3 ." in words
    assert "Zin van VA1.1 3 Gedeeltelijk 4 Grotendeels" in words
    assert "1 van 1" not in words


def test_a_past_round_is_for_who_has_rights_at_the_school_of_that_time(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    scored(cast.team, last_year, THEN)
    now = scored(cast.team, this_year, NOW)
    last_year.assessments.filter(team=cast.team).update(school=cast.cousin_team.school)
    words = text(page(cast.manager, "team-over-time", now.uid))
    assert "LOB 2026" in words
    assert "LOB 2025" not in words


def test_a_team_that_went_to_another_school_is_called_what_it_was_called_here(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    """Its new name is of a school that who reads this may have no right to."""
    for team in (cast.team, cast.sibling_team):
        scored(team, last_year, THEN)
    scored(cast.sibling_team, this_year, NOW)
    this_year.assessments.filter(team=cast.team).delete()
    for team in (cast.team, cast.sibling_team):
        elsewhere = SchoolFactory(board=cast.board)
        move_team(by=cast.administrator, team=team, to=elsewhere, name=f"Nieuw {team.pk}")
    words = text(page(cast.manager, "school-over-time", cast.school.uid))
    assert "Nieuw" not in words
    assert f"1 team doet nu niet mee: {cast.team.name}." in words
    assert (
        f"Elk team Team Toen op orde Nu op orde Van Verschil van gemiddelden {cast.sibling_team.name}"
        in words
    )


def test_what_is_not_confirmed_is_for_its_coordinator_and_without_figures(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    scored(cast.team, last_year, THEN)
    own = the(cast.team, this_year)
    assert page(cast.coordinator, "team-over-time", own.uid).status_code == 200
    words = text(page(cast.coordinator, "team-over-time", own.uid))
    assert "nog niet vastgesteld" in words
    assert page(cast.manager, "team-over-time", own.uid).status_code == 404


def test_a_board_stands_as_its_schools_did(cast: Cast, last_year: Round, small_card: Card) -> None:
    scored(cast.team, last_year, THEN)
    elsewhere = make_round(
        [cast.cousin_team],
        small_card,
        title="LOB elders",
        state=RoundState.CLOSED,
        starts_on=dt.date(2026, 3, 2),
    )
    scored(cast.cousin_team, elsewhere, NOW)
    response = page(cast.governor, "board-over-time", cast.board.uid)
    words = text(response)
    assert "2 van 3" in words
    assert "1 school had tussen deze twee geen eigen meting: Duinmark College." in words
    assert f"{reverse('board-result', args=[cast.board.uid])}?meting={elsewhere.uid}" in html(response)


def test_without_a_round_it_says_what_will_stand_here(cast: Cast) -> None:
    for route, uid in (("school-over-time", cast.school.uid), ("board-over-time", cast.board.uid)):
        assert "Nog geen meting gestart" in text(page(cast.governor, route, uid))


def test_a_trial_is_no_round_over_time(cast: Cast, small_card: Card) -> None:
    trial = make_round([cast.team], small_card, is_trial=True)
    words = text(page(cast.coordinator, "team-over-time", scored(cast.team, trial, NOW).uid))
    assert "Nog geen meting gestart" in words


def test_with_one_round_it_says_when_there_is_something_to_compare(cast: Cast, small_card: Card) -> None:
    scored(cast.team, make_round([cast.team], small_card), NOW)
    words = text(page(cast.manager, "school-over-time", cast.school.uid))
    assert "Er is nog maar één meting" in words


@pytest.mark.parametrize(("schools", "teams", "rounds"), [(1, 1, 1), (1, 40, 2), (60, 1, 2), (2, 2, 5)])
def test_as_many_queries_whatever_the_number(
    schools: int, teams: int, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    board: Board = BoardFactory()
    places: list[School] = [SchoolFactory(board=board) for _ in range(schools)]
    everyone: list[Team] = [TeamFactory(school=place) for place in places for _ in range(teams)]
    card = make_card()
    for year in range(2026 - rounds, 2026):
        round_ = make_round(everyone, card, state=RoundState.CLOSED, starts_on=dt.date(year, 11, 2))
        for team in everyone[:3]:
            one = scored(team, round_, {"VA1.1": 4})
    client = Client()
    client.force_login(person := UserFactory())
    give_role(person, Role.GOVERNOR, board)
    for route, uid, queries in (
        ("team-over-time", one.uid, 10),
        ("school-over-time", places[0].uid, 9),
        ("board-over-time", board.uid, 10),
    ):
        with django_assert_num_queries(queries):
            assert client.get(reverse(route, args=[uid])).status_code == 200
