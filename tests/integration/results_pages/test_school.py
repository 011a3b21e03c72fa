"""The pages of a school: the dashboard of a round, and a criterion of it opened up."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Way
from assessments.models import Card, Round, Team
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    UserFactory,
    confirm,
    give_role,
    make_card,
    make_round,
    set_scores,
    tally,
)

from .reading import NOW, SECRET, THEN, html, many_rounds, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_dashboard_of_a_school(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    own = scored(cast.team, this_year, NOW)
    response = page(cast.manager, "school-result", cast.school.uid, this_year.uid)
    words = text(response)
    assert "Duinmark College" in words
    assert "Tussenstand: 1 van 2 teams vastgesteld." in words
    assert "3 van 5 op orde" in words
    assert (
        "Sinds LOB 2025 2 meer op orde gemiddeld +0,5, over 4 scores die je kunt vergelijken, van 1 van 2 teams"
        in words
    )
    assert "Kort VA1: 2 van / 3 gemiddelde 3,7" in words
    assert "Samen 3 van / 5 gemiddelde 3,6 +2" in words
    assert "Zin van VA1.1 0 → naar 1 team" in words
    source = html(response)
    link = reverse("school-criterion", args=[cast.school.uid, this_year.uid, "VA1"])
    assert f'<td class="cell h-3"><a href="{link}#team-{own.uid}">' in source
    assert reverse("school-report", args=[cast.school.uid, this_year.uid]) in source
    assert reverse("team-report", args=[own.uid]) in source
    assert reverse("school-result", args=[cast.school.uid, last_year.uid]) in source


def test_mean_colour_is_rounded_down(cast: Cast, this_year: Round) -> None:
    """3,67 is shown as 3,7 on the colour of 3; FA1 at 4 turns dark."""
    scored(cast.team, this_year, NOW)
    source = html(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert re.findall(r'class="cell h-(\d)"', source) == ["3", "3", "4"]


def test_a_closed_team_says_so(cast: Cast, this_year: Round) -> None:
    own = scored(cast.team, this_year, NOW)
    cast.team.closed_on = dt.date(2026, 8, 1)
    cast.team.save()
    words = text(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert "Havo 4-5 opgeheven 3 van / 5" in words
    assert "Dit team is opgeheven op 1 augustus 2026." in text(page(cast.member, "team-result", own.uid))


def test_a_team_that_closed_at_another_school_is_not_told_closed_here(cast: Cast, this_year: Round) -> None:
    """What became of it there is not for who has rights at the school of that time alone."""
    own = scored(cast.team, this_year, NOW)
    elsewhere = SchoolFactory(board=cast.board)
    Team.objects.filter(pk=cast.team.pk).update(school=elsewhere, closed_on=dt.date(2026, 8, 1))
    assert "opgeheven" not in text(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert "opgeheven" not in text(page(cast.manager, "team-result", own.uid))


def test_no_score_of_an_unconfirmed_team_leaks(cast: Cast, this_year: Round) -> None:
    scored(cast.team, this_year, NOW)
    sibling = the(cast.sibling_team, this_year)
    set_scores(sibling, dict.fromkeys(NOW, 5), rationale=SECRET)
    for person in (cast.manager, cast.governor, cast.coordinator):
        for name, args in (("school-result", ()), ("school-criterion", ("VA1",))):
            response = page(person, name, cast.school.uid, this_year.uid, *args)
            assert SECRET not in html(response)
            row = html(response).split(">Brugklas</a>", 1)[1].split("</tr>")[0]
            assert "cell" not in row
            assert "Alles ingevuld" in row
            assert reverse("team-report", args=[sibling.uid]) not in html(response)
    words = text(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert "Brugklas Alles ingevuld 7 van 7 ingevuld" in words
    assert "3 van 5 op orde" in words


def test_nothing_confirmed_yet(cast: Cast, this_year: Round) -> None:
    set_scores(the(cast.team, this_year), {"VA1.1": 4}, rationale=SECRET)
    for person in (cast.manager, cast.coordinator):
        response = page(person, "school-result", cast.school.uid, this_year.uid)
        words = text(response)
        assert "Nog geen team heeft zijn scores vastgesteld." in words
        assert "Tussenstand: 0 van 2 teams vastgesteld." in words
        assert "Havo 4-5 Aan het invullen 1 van 7" in words
        assert "Brugklas Nog niet begonnen 0 van 7" in words
        assert "van 1 op orde" not in words
        assert 'class="cell' not in html(response)
        assert SECRET not in words
    assert "Nog niets om te laten zien" in text(
        page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "VA1")
    )


def test_closed_with_a_team_missing_stays_an_interim_state(cast: Cast, last_year: Round) -> None:
    scored(cast.team, last_year, NOW)
    words = text(page(cast.manager, "school-result", cast.school.uid, last_year.uid))
    assert "Tussenstand: 1 van 2 teams vastgesteld." in words
    assert "Brugklas Niet vastgesteld" in words
    scored(cast.sibling_team, last_year, NOW)
    words = text(page(cast.manager, "school-result", cast.school.uid, last_year.uid))
    assert "Alle 2 teams hebben hun scores vastgesteld." in words
    assert "Tussenstand" not in words


def test_team_without_mean_is_named(cast: Cast, last_year: Round) -> None:
    scored(cast.team, last_year, NOW)
    scored(cast.sibling_team, last_year, {"VA1.1": 4})
    response = page(cast.manager, "school-result", cast.school.uid, last_year.uid)
    assert "4 van 6 op orde" in text(response)
    assert "van 1 van de 2 teams; de rest heeft te weinig scores" in text(response)
    assert 'class="cell h-0"' in html(response)


def test_rounds_that_are_not_of_the_school(cast: Cast, small_card: Card, this_year: Round) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT)
    other = make_round([cast.cousin_team], make_card())
    assert page(cast.coordinator, "school-result", cast.school.uid, draft.uid).status_code == 404
    assert page(cast.governor, "school-result", cast.school.uid, other.uid).status_code == 404
    assert page(cast.governor, "school-criterion", cast.school.uid, other.uid, "VA1").status_code == 404
    assert page(cast.member, "school-result", cast.school.uid, this_year.uid).status_code == 404
    assert page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "XX9").status_code == 404


def test_latest_round_of_a_school(cast: Cast, last_year: Round, this_year: Round, small_card: Card) -> None:
    make_round([cast.team], make_card(), is_trial=True, starts_on=dt.date(2027, 1, 1))
    make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=dt.date(2027, 2, 1))
    response = page(cast.manager, "school-latest", cast.school.uid)
    assert response["Location"] == reverse("school-result", args=[cast.school.uid, this_year.uid])


def test_school_without_a_round(cast: Cast) -> None:
    words = html(page(cast.coordinator, "school-latest", cast.school.uid))
    assert "Nog geen meting gestart" in words
    assert reverse("round-plan") in words
    words = html(page(cast.manager, "school-latest", cast.school.uid))
    assert "Nog geen meting gestart" in words
    assert reverse("round-plan") not in words


def test_criterion_of_a_school(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    own = scored(cast.team, this_year, NOW)
    response = page(cast.manager, "school-criterion", cast.school.uid, this_year.uid, "VA2")
    words = text(response)
    assert "Thema VA Kort VA2 De school doet VA2 0 van 1 op orde 1 Nog niet" in words
    assert "VA2.1 Zin van VA2.1 0 van 1 3,0 –" in words
    assert "VA2.2 Zin van VA2.2 – – –" in words
    assert "Havo 4-5 0 van / 1 gemiddelde 3,0 – niet te vergelijken 3 3, Gedeeltelijk ? Weet ik niet" in words
    source = html(response)
    assert f'id="team-{own.uid}"' in source
    assert reverse("school-criterion", args=[cast.school.uid, this_year.uid, "VA1"]) in source
    assert reverse("school-criterion", args=[cast.school.uid, this_year.uid, "FA1"]) in source


def test_what_people_chose_is_summed_over_the_confirmed_teams(cast: Cast, this_year: Round) -> None:
    this_year.assessments.update(way=Way.INDIVIDUAL, answering_closed_at=timezone.now())
    own, sibling = the(cast.team, this_year), the(cast.sibling_team, this_year)
    tally(own, {"VA1.1": "33444?", "VA1.2": "11222", "VA1.3": "4444"})
    tally(sibling, {"VA1.1": "55555-", "VA1.2": "5555"})
    asked = ("school-criterion", cast.school.uid, this_year.uid, "VA1")
    assert "Wat mensen zelf kozen" not in text(page(cast.coordinator, *asked))
    confirm(own)
    assert "VA1.1 0 0 2 3 0 1 0 6 1 van 2" in text(page(cast.manager, *asked))
    confirm(sibling)
    for person in (cast.coordinator, cast.manager, cast.governor):
        words = text(page(person, *asked))
        assert "VA1.1 0 0 2 3 5 1 1 12 2 van 2" in words
        assert "VA1.2 2 3 0 0 0 0 0 5 1 van 2" in words
        assert "VA1.3 0 0 0 4" not in words
    source = html(page(cast.manager, *asked))
    assert (
        "VA1.1: 12 mensen antwoordden; niveau 3: 2, niveau 4: 3, niveau 5: 5, weet ik niet: 1, niet van"
        in source
    )


@pytest.mark.parametrize(("teams", "rounds"), [(1, 1), (3, 1), (3, 3), (40, 3)])
def test_school_pages_query_count(
    teams: int, rounds: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    school = SchoolFactory(name="Groot College")
    latest = many_rounds(school, teams, rounds)
    client = Client()
    client.force_login(person := UserFactory())
    give_role(person, Role.GOVERNOR, school.board)
    for name, args, queries in (
        ("school-result", (), 11),
        ("school-criterion", ("VA1",), 10),
        ("results", None, 10),
    ):
        url = reverse(name, args=[] if args is None else [school.uid, latest.uid, *args])
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200
