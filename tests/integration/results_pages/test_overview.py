"""All that somebody may see, on one page; and every page of results as strict HTML."""

from __future__ import annotations

import html5lib
import pytest

from assessments.enums import RoundState
from assessments.models import Card, Round, Team
from assessments.services.teams import move_team
from tests.cast import Cast
from tests.factories import SchoolFactory, TeamFactory, make_card, make_round, set_scores

from .reading import NOW, SECRET, THEN, html, many_rounds, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_overview_of_a_manager(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    set_scores(the(cast.sibling_team, this_year), {"VA1.1": 5}, rationale=SECRET)
    response = page(cast.manager, "results")
    words = text(response)
    assert "Duinmark College LOB 2026 1 van 2 teams 3 van 5 3,6" in words
    assert "Brugklas Duinmark College LOB 2026 Aan het invullen 1 van 7" in words
    assert "Havo 4-5 Duinmark College LOB 2026 3 van 5 3,6" in words
    assert "LOB 2025" not in words
    assert SECRET not in words
    assert "Zilte Delta" not in words


def test_overview_of_a_member(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN)
    scored(cast.sibling_team, last_year, THEN)
    set_scores(the(cast.team, this_year), NOW, rationale=SECRET)
    words = text(page(cast.member, "results"))
    assert "Havo 4-5 Duinmark College LOB 2026 Alles ingevuld 7 van 7" in words
    assert "Havo 4-5 Duinmark College LOB 2025 1 van 4" in words
    assert "Brugklas" not in words
    assert "Scholen" not in words


def test_overview_of_a_board(cast: Cast, last_year: Round) -> None:
    words = text(page(cast.governor, "results"))
    assert "Duinmark College LOB 2025 0 van 2 teams nog niets vastgesteld" in words
    assert "Mbo De Zilte Delta nog geen meting gestart" in words
    assert "Foreign" not in words


def test_overview_leaves_trials_and_concepts_out(cast: Cast, small_card: Card) -> None:
    scored(cast.team, make_round([cast.team], small_card, title="Proef", is_trial=True), NOW)
    make_round([cast.team], make_card(), title="Straks", state=RoundState.DRAFT)
    for person in (cast.coordinator, cast.member, cast.governor):
        words = text(page(person, "results"))
        assert "Proef" not in words
        assert "Straks" not in words


@pytest.mark.parametrize("person", ["stranger", "administrator", "former_member"])
def test_overview_without_a_right_to_results(cast: Cast, last_year: Round, person: str) -> None:
    scored(cast.team, last_year, NOW)
    words = text(page(getattr(cast, person), "results"))
    assert "Voor jou zijn er geen resultaten" in words
    assert "Havo" not in words


def test_overview_before_the_first_round(cast: Cast) -> None:
    assert "Nog geen meting gestart" in text(page(cast.member, "results"))


def test_search_in_a_long_list(cast: Cast) -> None:
    many_rounds(cast.school, 14, 1)
    TeamFactory(school=cast.school, name="Élan")
    assert "Zoek een team" in text(page(cast.manager, "results"))
    words = text(page(cast.manager, "results", q="team 03"))
    assert "Team 03" in words
    assert "Team 04" not in words
    assert "Geen team gevonden met “zzz”" in text(page(cast.manager, "results", q="zzz"))


def test_a_team_is_found_by_the_name_that_is_shown_alone(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    """What it is called at another school since is not to be guessed, letter by letter, by who has no right there."""
    scored(cast.team, last_year, THEN)
    this_year.assessments.filter(team=cast.team).delete()
    elsewhere = SchoolFactory(board=cast.board, name="Verweg")
    move_team(by=cast.administrator, team=cast.team, to=elsewhere, name="Krimpteam")
    for now in ("Krimp", "Verweg"):
        words = text(page(cast.manager, "results", q=now))
        assert f"Geen team gevonden met “{now}”" in words
    for then in ("havo 4", "duinmark"):
        assert "Havo 4-5 Duinmark College LOB 2025" in text(page(cast.manager, "results", q=then))


def test_pages_are_strictly_valid(cast: Cast, last_year: Round, this_year: Round) -> None:
    scored(cast.team, last_year, THEN, rationale="Omdat")
    own = scored(cast.team, this_year, NOW, evidence="Jaarverslag")
    strict = html5lib.HTMLParser(strict=True)
    for name, args in (
        ("results", ()),
        ("team-result", (own.uid,)),
        ("team-result", (the(cast.sibling_team, this_year).uid,)),
        ("school-result", (cast.school.uid, this_year.uid)),
        ("school-criterion", (cast.school.uid, this_year.uid, "VA1")),
        ("board-result", (cast.board.uid,)),
        ("board-criterion", (cast.board.uid, "VA1")),
        ("team-over-time", (own.uid,)),
        ("school-over-time", (cast.school.uid,)),
        ("board-over-time", (cast.board.uid,)),
    ):
        strict.parse(html(page(cast.board_coordinator, name, *args)))


def test_too_many_teams_are_not_listed_but_found(
    cast: Cast, small_card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assessments.results.overview.MOST_TEAMS", 2)
    teams: list[Team] = [TeamFactory(school=cast.school, name=f"Lang {number}") for number in range(3)]
    make_round(teams, small_card, title="LOB 2026")
    words = text(page(cast.manager, "results"))
    assert "Er zijn 3 resultaten van teams: te veel om op te noemen." in words
    assert "Lang 1" not in words
    assert "Lang 1" in text(page(cast.manager, "results", q="lang 1"))
    assert "Dat zijn 3 resultaten. Typ meer van de naam" in text(page(cast.manager, "results", q="lang"))


def test_a_search_longer_than_any_name_finds_nothing(cast: Cast, this_year: Round) -> None:
    assert page(cast.manager, "results", q="x" * 100_000).status_code == 200
