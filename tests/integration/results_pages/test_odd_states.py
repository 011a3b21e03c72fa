"""What the pages of results say where there is little to show: why, and nothing that is not so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.enums import Role, RoundState
from assessments.models import Card, Round, School, Team, User
from assessments.services.mergers import merge_schools
from tests.cast import Cast
from tests.factories import TeamFactory, UserFactory, confirm, give_role, make_card, make_round

from .reading import BEFORE, NOW, THEN, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def criterion_pages(cast: Cast, round_: Round) -> list[tuple[Any, ...]]:
    return [
        ("school-criterion", cast.school.uid, round_.uid, "VA1"),
        ("board-criterion", cast.board.uid, "VA1"),
    ]


def test_where_nothing_applies_nobody_scored_too_little(
    cast: Cast, last_year: Round, this_year: Round
) -> None:
    for round_ in (last_year, this_year):
        own = scored(cast.team, round_, dict.fromkeys(NOW, "-"))
    for name, args in (
        ("team-result", (own.uid,)),
        ("school-result", (cast.school.uid, this_year.uid)),
        ("board-result", (cast.board.uid,)),
    ):
        response = page(cast.governor, name, *args)
        words = text(response)
        assert "Niets van toepassing" in words
        assert "– Alles is niet van toepassing. Dan is er geen gemiddelde." in words
        assert "er is niets dat toen en nu een score heeft op dezelfde schaal" in words
        assert ": niets van toepassing</title>" in html(response)
    for address in criterion_pages(cast, this_year):
        words = text(page(cast.governor, *address))
        assert "Niets van toepassing Elk team dat zijn scores vaststelde, koos hier bij alles niet" in words
        assert "Nog geen team" not in words


def test_where_nobody_agreed_on_anything_no_score_is_to_come(cast: Cast, this_year: Round) -> None:
    """As where everybody answered by themselves, fewer than the floor, and the team talked of nothing."""
    own = the(cast.team, this_year)
    confirm(own)
    words = text(page(cast.governor, "school-result", cast.school.uid, this_year.uid))
    assert "Geen scores" in words
    assert "– Bij elk team heeft minder dan de helft een score." in words
    assert "nog geen scores" not in text(page(cast.governor, "results"))
    for address in criterion_pages(cast, this_year):
        words = text(page(cast.governor, *address))
        assert "Geen scores Geen van de teams die hun scores vaststelden, koos hier een niveau." in words


def test_no_drawing_is_explained_that_is_not_there(cast: Cast, last_year: Round, small_card: Card) -> None:
    dot, line = "De stip: het deel van alle scores", "De lijn: alleen wat in beide metingen"
    address = ("school-over-time", cast.school.uid)
    confirm(the(cast.team, last_year))
    words = text(page(cast.governor, *address))
    assert dot not in words
    assert line not in words
    scored(cast.team, last_year, NOW)
    words = text(page(cast.governor, *address))
    assert dot in words
    assert line not in words
    make_round([cast.team], small_card, title="LOB 2026")
    words = text(page(cast.governor, *address))
    assert dot in words
    assert line in words


def test_two_rounds_on_another_scale_say_so(cast: Cast, small_card: Card) -> None:
    four = make_card(None, levels=4, threshold=3, key=small_card.key, edition="0")
    scored(cast.team, make_round([cast.team], four, state=RoundState.CLOSED, starts_on=BEFORE), {"VA1.1": 4})
    scored(cast.team, make_round([cast.team], small_card), NOW)
    words = text(page(cast.governor, "school-over-time", cast.school.uid))
    assert "Er is niets dat in beide metingen een score heeft op dezelfde schaal." in words
    assert "1 team gebruikte toen een schaal met een ander aantal niveaus: Havo 4-5." in words


# --- closed and merged schools --------------------------------------------------------------------------------------


@pytest.fixture
def merged(cast: Cast, this_year: Round) -> School:
    """The own school, with results, which went on in its sibling."""
    for team in (cast.team, cast.sibling_team):
        scored(team, this_year, NOW)
    merge_schools(by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[])
    return School.objects.get(pk=cast.school.pk)


def link(school: School) -> str:
    return f'<a href="{reverse("school-latest", args=[school.uid])}">{school.name}</a>'


def latest(person: User, school: School) -> Any:
    """The page of a school's latest round, or the one that there is without any."""
    client = Client()
    client.force_login(person)
    return client.get(reverse("school-latest", args=[school.uid]), follow=True)


def test_a_school_that_went_on_in_another_says_in_which(cast: Cast, this_year: Round, merged: School) -> None:
    """And leads there, but not who may not see that one's results."""
    for name, args in (("school-result", (merged.uid, this_year.uid)), ("school-over-time", (merged.uid,))):
        seen = page(cast.governor, name, *args)
        assert "op in Mbo De Zilte Delta. Haar resultaten blijven staan." in text(seen).replace(" .", ".")
        assert link(cast.sibling_school) in html(seen)
        unseen = page(cast.manager, name, *args)
        assert "op in Mbo De Zilte Delta. Haar resultaten blijven staan." in text(unseen)
        assert str(cast.sibling_school.uid) not in html(unseen)


def test_the_row_of_a_school_says_in_which_it_went_on(cast: Cast, this_year: Round, merged: School) -> None:
    board = page(cast.governor, "board-result", cast.board.uid)
    assert "LOB 2026, 2 van 2 teams opgegaan in Mbo De Zilte Delta" in text(board)
    assert f"opgegaan in {link(cast.sibling_school)}" in html(board)
    assert f"opgegaan in {link(cast.sibling_school)}" in html(page(cast.governor, "results"))
    unseen = page(cast.manager, "results")
    assert "opgegaan in Mbo De Zilte Delta" in text(unseen)
    assert str(cast.sibling_school.uid) not in html(unseen)
    assert "opgegaan in Mbo De Zilte Delta" in text(page(cast.governor, "home"))


def test_a_school_leads_to_the_results_of_its_predecessors(
    cast: Cast, last_year: Round, this_year: Round, merged: School
) -> None:
    """With a round of its own and without; but not who may not see those, and not to a trial."""
    trial = make_round([cast.team], this_year.card, title="Proef", state=RoundState.CLOSED, is_trial=True)
    trial.assessments.update(school=merged)
    heir: User = UserFactory()
    give_role(heir, Role.MANAGER, cast.sibling_school)
    for _own_round in (False, True):
        seen = html(latest(cast.governor, cast.sibling_school))
        for round_ in (last_year, this_year):
            assert reverse("school-result", args=[merged.uid, round_.uid]) in seen
        assert str(trial.uid) not in seen
        assert str(merged.uid) not in html(latest(heir, cast.sibling_school))
        make_round([cast.cousin_team], this_year.card, state=RoundState.CLOSED)


def test_a_closed_school_says_when(cast: Cast, last_year: Round) -> None:
    scored(cast.team, last_year, NOW)
    School.objects.filter(pk=cast.school.pk).update(closed_on=dt.date(2026, 8, 1))
    words = text(page(cast.manager, "school-result", cast.school.uid, last_year.uid))
    assert "Deze school is opgeheven op 1 augustus 2026. Haar resultaten blijven staan." in words
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=dt.date(2026, 8, 1))
    words = text(page(cast.governor, "school-latest", cast.sibling_school.uid))
    assert "Deze school is opgeheven op 1 augustus 2026. Geen resultaten" in words


# --- a team that skipped a round ------------------------------------------------------------------------------------


def test_a_team_that_skipped_a_round_is_compared_with_the_one_before(cast: Cast, small_card: Card) -> None:
    """Of a team it says with which; of a school, where the others have another, that it is another."""

    def year(number: int, *teams: Team) -> Round:
        starts_on = dt.date(number, 11, 4)
        return make_round(
            list(teams), small_card, state=RoundState.CLOSED, starts_on=starts_on, title=f"LOB {number}"
        )

    both = (cast.team, cast.sibling_team)
    steady: list[Team] = [TeamFactory(school=cast.school) for _ in range(2)]
    for round_, teams in (
        (year(2023, *both), both),
        (year(2024, cast.sibling_team, *steady), (cast.sibling_team, *steady)),
        (now := year(2025, *both, *steady), (*both, *steady)),
    ):
        for team in teams:
            scored(team, round_, THEN)
    for name, args in (("school-result", (cast.school.uid, now.uid)), ("board-result", (cast.board.uid,))):
        words = text(page(cast.governor, name, *args))
        assert "Sinds LOB 2024 Evenveel op orde" in words
        assert "Bij 1 team was de vorige keer een andere meting." in words
