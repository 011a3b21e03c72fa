"""The pages of a board: its schools beside each other, and a criterion of them opened up."""

from __future__ import annotations

import datetime as dt
import re

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Board, Card, Indicator, Round, Team
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_card,
    make_round,
    set_scores,
)

from .reading import NOW, REAL_SHAPE, SECRET, THEN, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def both(cast: Cast, small_card: Card, last_year: Round) -> Round:
    """A round of both schools: own team confirmed, sibling team under way, cousin team confirmed."""
    Indicator.objects.get(card=small_card, code="VA1.1")
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card, title="LOB 2026")
    scored(cast.team, last_year, THEN)
    scored(cast.team, round_, NOW)
    scored(cast.cousin_team, round_, {"VA1.1": 5, "VA1.2": 4, "VA2.2": "?", "FA1.1": 2})
    return round_


def test_dashboard_of_a_board(cast: Cast, both: Round) -> None:
    response = page(cast.governor, "board-result", cast.board.uid)
    words = text(response)
    assert "Tussenstand: 2 van 3 teams vastgesteld. 2 van 2 scholen tellen mee" in words
    assert "5 van 8 op orde" in words
    assert "Sinds LOB 2025 2 meer op orde gemiddeld +0,5, over 4 scores die je kunt vergelijken" in words
    assert "van 1 van 3 teams" in words
    assert "Gemiddelde van de scholen 3,6 op een schaal van 1 tot 5" in words
    assert "Samen 5 van / 8 gemiddelde 3,6 +2" in words
    assert "Duinmark College LOB 2026, 1 van 2 teams 3 van / 5 gemiddelde 3,6 +2 Kort VA1: 2 van / 3" in words
    assert "Mbo De Zilte Delta LOB 2026, 1 van 1 team 2 van / 3" in words
    assert "Zin van VA2.2 2 van 2 teams" in words
    source = html(response)
    link = reverse("board-criterion", args=[cast.board.uid, "VA1"])
    assert f'<td class="cell h-3"><a href="{link}#school-{cast.school.uid}">' in source
    for school in (cast.school, cast.sibling_school):
        assert f'href="{reverse("school-result", args=[school.uid, both.uid])}"' in source
        assert reverse("school-report", args=[school.uid, both.uid]) in source
    assert f'href="{reverse("board-over-time", args=[cast.board.uid])}"' in source


def test_no_score_of_an_unconfirmed_team_leaks(cast: Cast, both: Round) -> None:
    before = text(page(cast.governor, "board-result", cast.board.uid))
    set_scores(the(cast.sibling_team, both), dict.fromkeys(NOW, 5), rationale=SECRET)
    assert text(page(cast.governor, "board-result", cast.board.uid)) == before


def test_who_acts_opens_into_indicators(cast: Cast, real_card: Card) -> None:
    round_ = make_round([cast.team, cast.cousin_team], real_card)
    scored(cast.team, round_, dict.fromkeys(("VA1.1", "VA1.2", "VA4.4"), 4))
    scored(cast.cousin_team, round_, {"VA1.1": 2})
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert "Wie is aan zet" in words
    assert "Een indicator kan bij meer dan één liggen." in words
    of_board = words.split("Kies een naam")[1].split("Bestuur", 1)[1]
    assert "van" in of_board.split("op orde")[0]


def test_nothing_confirmed_yet(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.cousin_team], small_card)
    set_scores(the(cast.team, round_), {"VA1.1": 4}, rationale=SECRET)
    response = page(cast.governor, "board-result", cast.board.uid)
    words = text(response)
    assert "Nog geen team heeft zijn scores vastgesteld." in words
    assert "Tussenstand: 0 van 2 teams vastgesteld." in words
    assert 'class="cell' not in html(response)
    assert reverse("school-report", args=[cast.school.uid, round_.uid]) not in html(response)


def test_a_school_under_way_or_without_a_round_keeps_its_row(cast: Cast, this_year: Round) -> None:
    scored(cast.team, this_year, NOW)
    third = SchoolFactory(board=cast.board, name="Zeeschool")
    make_round([TeamFactory(school=third)], this_year.card, title="LOB zee")
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert "Mbo De Zilte Delta nog geen meting gestart" in words
    assert "Zeeschool LOB zee, 0 van 1 team nog niets vastgesteld" in words
    assert "1 van 3 scholen tellen mee" in words


def test_a_closed_school_says_so(cast: Cast, both: Round) -> None:
    cast.sibling_school.closed_on = timezone.localdate()
    cast.sibling_school.save()
    assert "LOB 2026, 1 van 1 team opgeheven" in text(page(cast.governor, "board-result", cast.board.uid))


def test_a_school_on_another_scale_or_edition(cast: Cast, small_card: Card) -> None:
    scored(cast.team, make_round([cast.team], small_card, title="LOB nu"), NOW)
    for shape, levels in (({"VA": [3, 2], "FA": [2], "ZZ": [1]}, 5), (None, 4)):
        other = make_card(shape, levels=levels, threshold=3, key=small_card.key, edition=f"0-{levels}")
        team = TeamFactory(school=SchoolFactory(board=cast.board, name=f"Op {levels}"))
        round_ = make_round([team], other, title="LOB toen", starts_on=dt.date(2025, 9, 1))
        scored(team, round_, {"VA1.1": 4, **({"ZZ1.1": 5} if levels == 5 else {})})
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert (
        "Op 4 LOB toen, 1 van 1 team scoorde op een kaart met een andere schaal en telt hier niet mee"
        in words
    )
    assert "5 van 7 op orde" in words
    assert "scoorden op een andere editie van de kaart ook ZZ1.1" in words
    opened = html(page(cast.governor, "board-criterion", cast.board.uid, "VA2"))
    assert (
        reverse("school-criterion", args=[cast.school.uid, Round.objects.get(title="LOB nu").uid, "VA2"])
        in opened
    )


def test_all_is_not_applicable(cast: Cast, this_year: Round) -> None:
    scored(cast.team, this_year, dict.fromkeys(NOW, "-"))
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert "Niets van toepassing" in words


def test_a_board_without_a_round(cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, is_trial=True)
    make_round([cast.team], small_card, state=RoundState.DRAFT)
    assert reverse("round-plan") in html(page(cast.board_coordinator, "board-result", cast.board.uid))
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert "Nog geen meting gestart De LOB-coördinator plant een meting." in words
    assert page(cast.governor, "board-criterion", cast.board.uid, "VA1").status_code == 404


def test_criterion_of_a_board(cast: Cast, both: Round) -> None:
    response = page(cast.governor, "board-criterion", cast.board.uid, "VA1")
    words = text(response)
    assert "4 van 5 op orde 1 Nog niet" in words
    assert "VA1.1 Zin van VA1.1 2 van 2 4,5 +1" in words
    assert "Duinmark College LOB 2026, 1 van 2 teams 2 van / 3 gemiddelde 3,7 +1 1 van / 1" in words
    source = html(response)
    assert reverse("school-criterion", args=[cast.school.uid, both.uid, "VA1"]) in source
    assert reverse("board-criterion", args=[cast.board.uid, "VA2"]) in source
    for code in ("VA", "XX9"):
        assert page(cast.governor, "board-criterion", cast.board.uid, code).status_code == 404


@pytest.mark.parametrize("person", ["manager", "coordinator", "administrator", "member", "stranger"])
def test_who_does_not_see_the_whole_board(cast: Cast, both: Round, person: str) -> None:
    for name, args in (("board-result", ()), ("board-criterion", ("VA1",))):
        assert page(getattr(cast, person), name, cast.board.uid, *args).status_code == 404
    if person != "stranger":
        assert reverse("board-result", args=[cast.board.uid]) not in html(
            page(getattr(cast, person), "results")
        )


def test_the_way_to_the_board(cast: Cast, both: Round) -> None:
    address = f'href="{reverse("board-result", args=[cast.board.uid])}"'
    for person in (cast.governor, cast.board_coordinator):
        for name, args in (
            ("results", ()),
            ("home", ()),
            ("school-result", (cast.school.uid, both.uid)),
            ("team-result", (the(cast.team, both).uid,)),
        ):
            assert address in html(page(person, name, *args))
    assert address not in html(page(cast.manager, "school-result", cast.school.uid, both.uid))


def test_pages_are_strictly_valid(cast: Cast, both: Round) -> None:
    strict = html5lib.HTMLParser(strict=True)
    for name, args in (("board-result", ()), ("board-criterion", ("VA1",))):
        strict.parse(html(page(cast.governor, name, cast.board.uid, *args)))


def many_schools(board: Board, schools: int, rounds: int) -> None:
    """Schools with a team or two, which have every score in every round."""
    card = make_card(REAL_SHAPE)
    codes = [indicator.code for indicator in card.indicators.all()]
    teams: list[Team] = []
    for number in range(schools):
        school = SchoolFactory(board=board, name=f"School {number:02}")
        teams += [TeamFactory(school=school) for _place in range(1 + number % 2)]
    for year in range(rounds):
        round_ = make_round(teams, card, state=RoundState.CLOSED, starts_on=dt.date(2020 + year, 11, 1))
        assessments = list(round_.assessments.order_by("pk"))
        for place, assessment in enumerate(assessments):
            set_scores(assessment, {code: 1 + (i + year + place) % 5 for i, code in enumerate(codes)})
        confirm(*assessments)


@pytest.mark.parametrize(("schools", "rounds"), [(1, 1), (3, 1), (3, 5), (60, 1)])
def test_board_pages_query_count(
    schools: int, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    board = BoardFactory(name="Groot bestuur")
    many_schools(board, schools, rounds)
    client = Client()
    client.force_login(person := UserFactory())
    give_role(person, Role.GOVERNOR, board)
    for url, queries in (
        (reverse("board-result", args=[board.uid]), 12),
        (reverse("board-result", args=[board.uid]) + "?thema=VA&sector=vo&sorteer=-VA2", 12),
        (reverse("board-criterion", args=[board.uid, "VA1"]), 11),
    ):
        with django_assert_num_queries(queries):
            response = client.get(url)
        rows = re.findall(r'<tr id="school-', response.content.decode())
        assert len(rows) == schools
