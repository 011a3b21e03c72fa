"""What teams improve first and what is done about it, on the pages of a team, a school and a board."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, Role
from assessments.models import Assessment, Card, Round
from assessments.services.confirmations import reopen
from assessments.services.priorities import choose_priorities
from tests.cast import Cast
from tests.factories import make_action, make_card, make_round

from .reading import NOW, THEN, html, page, scored, text, the

pytestmark = [pytest.mark.django_db, pytest.mark.page]

DAY = dt.timedelta(days=1)


@pytest.fixture
def result(cast: Cast, last_year: Round, this_year: Round) -> Assessment:
    """Confirmed, with two priorities; compared with last year."""
    scored(cast.team, last_year, THEN)
    found = scored(cast.team, this_year, NOW)
    choose_priorities(by=cast.coordinator, assessment=found, codes=["VA2.1", "VA1.3"], seen=[])
    return found


def test_priorities_with_what_is_done_about_them(cast: Cast, small_card: Card, result: Assessment) -> None:
    today = timezone.localdate()
    make_action(cast.team, small_card, "VA1.3", what="Schaduwdag", owner=cast.member, due_on=today - 3 * DAY)
    make_action(cast.team, small_card, "FA1.1", what="Iets anders", owner_role=Role.MEMBER)
    words = text(page(cast.member, "team-result", result.uid))
    assert (
        "1 VA2.1 Zin van VA2.1 Nog geen actie. 3 Gedeeltelijk 2 VA1.3 Zin van VA1.3 Schaduwdag 3 dagen te laat"
        in words
    )
    assert "Andere acties Iets anders Gepland Teamlid klaar op" in words
    assert "prioriteit 2, 1 actie" in words
    assert "Maak een" not in words


def test_who_may_is_led_to_the_next_deed(cast: Cast, result: Assessment) -> None:
    new = f"{reverse('action-new')}?assessment={result.uid}&amp;indicator=VA2.1"
    choose = reverse("priorities", args=[result.uid])
    for person, makes, chooses in (
        (cast.coordinator, True, True),
        (cast.manager, True, False),
        (cast.member, False, False),
    ):
        body = html(page(person, "team-result", result.uid))
        assert (new in body, choose in body) == (makes, chooses)


def test_nothing_chosen_says_what_it_is_for(cast: Cast, this_year: Round) -> None:
    assessment = scored(cast.team, this_year, NOW)
    assert "Hier komt te staan wat het team het eerst verbetert" in text(
        page(cast.member, "team-result", assessment.uid)
    )
    assert "Kies met het team wat jullie het eerst verbeteren" in text(
        page(cast.coordinator, "team-result", assessment.uid)
    )


def test_what_was_worked_on_is_told_without_a_cause(cast: Cast, small_card: Card, result: Assessment) -> None:
    make_action(cast.team, small_card, "VA1.3 FA1.1", what="Gedaan", status=ActionStatus.DONE)
    words = text(page(cast.member, "team-result", result.uid))
    assert "Dit zegt niet dat het door de acties komt." in words
    # VA1.3 3→2, FA1.1 2→4; the others VA1.1 3→4 and VA1.2 5→5.
    assert "Met een actie 1 0 1 2 Zonder actie 1 1 0 2" in words
    assert "+2 nu op orde" in words


def test_codes_of_another_card_are_others(cast: Cast, result: Assessment) -> None:
    make_action(cast.team, make_card({"VA": [3]}, key="anders"), "VA1.3", what="Van een andere kaart")
    assert "Van een andere kaart" not in text(page(cast.member, "team-result", result.uid))


def test_what_a_team_has_not_confirmed_is_nobody_elses(
    cast: Cast, small_card: Card, result: Assessment, this_year: Round
) -> None:
    scored(cast.sibling_team, this_year, NOW)
    make_action(cast.team, small_card, what="Van het team", assessment=result)
    make_action(cast.school, small_card, what="Van de school")
    url = ("school-result", cast.school.uid, this_year.uid)
    assert "Open acties 2" in text(page(cast.manager, *url))
    reopen(by=cast.coordinator, assessment=result, reason="Een tikfout")
    words = text(page(cast.manager, *url))
    assert "Open acties 1" in words
    assert "0 van 1 vastgesteld team koos prioriteiten." in words


def test_a_school_counts_over_its_teams(
    cast: Cast, small_card: Card, result: Assessment, this_year: Round
) -> None:
    today = timezone.localdate()
    other = scored(cast.sibling_team, this_year, NOW)
    choose_priorities(by=cast.coordinator, assessment=other, codes=["VA1.3"], seen=[])
    make_action(cast.team, small_card, "VA1.3", what="Laat", due_on=today - DAY)
    make_action(cast.sibling_team, small_card, "VA1.3", what="Later", due_on=today + 90 * DAY)
    make_action(cast.team, small_card, "FA1.1", what="Klaar", status=ActionStatus.DONE)
    make_action(cast.school, small_card, what="Van de school", due_on=today + 9 * DAY)
    make_action(cast.cousin_team, small_card, what="Van een andere school")
    words = text(page(cast.manager, "school-result", cast.school.uid, this_year.uid))
    assert "Open acties 3 3 gepland, 0 bezig Te laat 1 van 3 open" in words
    assert "Afgerond 1 van 4 acties" in words
    assert "1 van de 4 acties is van de school zelf." in words
    pressing = words.split("Te laat of binnen vier weken klaar")[1].split("Wat teams het eerst")[0]
    assert [what in pressing for what in ("Laat", "Van de school", "Later", "Klaar")] == [
        True,
        True,
        False,
        False,
    ]
    assert (
        "2 van 2 vastgestelde teams kozen prioriteiten. Indicator Teams VA1.3 Zin van VA1.3 2 van 2 teams"
        in words
    )
    # FA1.1 2→4 of the one team that can be compared.
    assert "Van 1 score met een afgeronde actie is er 1 hoger, 0 gelijk en 0 lager." in words
    assert "Met een actie 1 0 0 1 Zonder actie 1 1 1 3" in words
    of_theme = text(page(cast.manager, "school-result", cast.school.uid, this_year.uid, thema="FA"))
    assert "Open acties 0" in of_theme


def test_a_board_counts_per_school(cast: Cast, small_card: Card, result: Assessment) -> None:
    make_action(cast.team, small_card, due_on=timezone.localdate() - DAY)
    make_action(cast.school, small_card)
    make_action(cast.sibling_school, small_card)
    make_action(cast.board, small_card)
    words = text(page(cast.governor, "board-result", cast.board.uid))
    assert "Open acties 4" in words
    assert "Duinmark College 2 1 0 0" in words
    assert "Het bestuur zelf 1 0 0 0" in words


def test_an_earlier_round_keeps_its_own_actions(
    cast: Cast, small_card: Card, result: Assessment, last_year: Round
) -> None:
    then = timezone.make_aware(dt.datetime(2025, 12, 1))
    make_action(
        cast.team, small_card, what="Van toen", made_at=then, status=ActionStatus.DONE, ended_on=then.date()
    )
    make_action(cast.team, small_card, what="Van nu")
    now = text(page(cast.member, "team-result", result.uid)).split("Wat er gebeurde")[0]
    before = text(page(cast.member, "team-result", the(cast.team, last_year).uid))
    assert ("Van toen" in now, "Van nu" in now) == (False, True)
    assert ("Van toen" in before, "Van nu" in before) == (True, False)


@pytest.mark.parametrize("number", [1, 3])
def test_queries_with_actions(
    cast: Cast,
    small_card: Card,
    result: Assessment,
    this_year: Round,
    number: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for _one in range(number):
        make_action(
            cast.team, small_card, "VA1.1 VA1.3", owner=cast.member, due_on=timezone.localdate() - DAY
        )
        make_action(cast.school, small_card)
    for person, url, queries in (
        (cast.member, reverse("team-result", args=[result.uid]), 11),
        (cast.manager, reverse("school-result", args=[cast.school.uid, this_year.uid]), 12),
        (cast.governor, reverse("board-result", args=[cast.board.uid]), 12),
    ):
        client = Client()
        client.force_login(person)
        with django_assert_num_queries(queries):
            client.get(url)


def test_a_trial_has_priorities_and_no_actions(cast: Cast, small_card: Card) -> None:
    trial = scored(cast.team, make_round([cast.team], small_card, is_trial=True), NOW)
    choose_priorities(by=cast.coordinator, assessment=trial, codes=["VA1.3"], seen=[])
    make_action(cast.team, small_card, "VA1.3", what="Echt")
    body = html(page(cast.coordinator, "team-result", trial.uid))
    assert "Nog geen actie." in body
    assert "Echt" not in body
    assert reverse("action-new") not in body.split("<main")[1]


def rows_of(response: Any) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_tables_hold_what_their_reader_sees(
    cast: Cast, small_card: Card, result: Assessment, this_year: Round
) -> None:
    make_action(cast.team, small_card, "VA1.3", what="=1+1", owner=cast.member, assessment=result)
    hidden = make_round([cast.team], make_card({"VA": [3]}, key="anders"), title="Later").assessments.get()
    make_action(cast.team, small_card, "VA1.3", what="Nog niet verteld", assessment=hidden)
    make_action(cast.school, small_card, "FA1.1", what="Van de school")
    of_team = rows_of(page(cast.member, "team-table", result.uid, "acties"))
    assert [(row["Wat"], row["Wie"], row["Te laat"]) for row in of_team] == [
        ("'=1+1", cast.member.name, "nee")
    ]
    assert len(rows_of(page(cast.coordinator, "team-table", result.uid, "acties"))) == 2
    for person in (cast.manager, cast.coordinator):
        of_school = rows_of(page(person, "school-table", cast.school.uid, this_year.uid, "acties"))
        assert {row["Wat"] for row in of_school} == {"'=1+1", "Van de school"}
    of_board = rows_of(
        page(cast.governor, "board-table", cast.board.uid, "acties", meting=str(this_year.uid))
    )
    assert {row["Wat"] for row in of_board} == {"'=1+1", "Van de school"}
    for table in (
        page(cast.member, "team-table", result.uid, "prioriteiten"),
        page(cast.manager, "school-table", cast.school.uid, this_year.uid, "prioriteiten"),
        page(cast.governor, "board-table", cast.board.uid, "prioriteiten", meting=str(this_year.uid)),
    ):
        assert [(row["Team"], row["Plaats"], row["Code"]) for row in rows_of(table)] == [
            (cast.team.name, "1", "VA2.1"),
            (cast.team.name, "2", "VA1.3"),
        ]
