"""Tables of results as files: the numbers of the page, of the same choice, for the same people."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Verb
from assessments.models import AuditEvent, Round
from tests.cast import Cast
from tests.reading import signed_in, verbs

from .reading import NOW, THEN, html, many_rounds, page, scored

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def both(cast: Cast, last_year: Round, this_year: Round) -> Round:
    scored(cast.team, last_year, THEN)
    scored(cast.team, this_year, NOW)
    return this_year


def read(response: Any) -> list[dict[str, str]]:
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_the_heatmap_of_a_school(cast: Cast, both: Round) -> None:
    rows = read(page(cast.manager, "school-table", cast.school.uid, both.uid, "teams"))
    waiting, own = rows
    assert (own["Team"], own["Op orde"], own["Met een score"], own["Gemiddelde"]) == (
        "Havo 4-5",
        "3",
        "5",
        "3,6",
    )
    assert (own["VA1 Op orde"], own["VA1 Met een score"], own["VA1 Gemiddelde"]) == ("2", "3", "3,7")
    assert (waiting["Vastgesteld op"], waiting["Op orde"], waiting["VA1 Op orde"]) == (
        "Niet vastgesteld",
        "",
        "",
    )


def test_criteria_with_last_time_and_change(cast: Cast, both: Round) -> None:
    first, second, third = read(page(cast.manager, "school-table", cast.school.uid, both.uid, "criteria"))
    assert (first["Gemiddelde"], first["Gemiddelde vorige keer"]) == ("3,7", "3,7")
    assert (first["Verschil op orde"], first["Verschil van gemiddelden"]) == ("1", "0,0")
    assert (second["Te vergelijken scores"], third["Verschil van gemiddelden"]) == ("", "2,0")


def test_of_the_theme_that_is_chosen(cast: Cast, both: Round) -> None:
    asked = ("school-table", cast.school.uid, both.uid, "indicatoren")
    assert len(read(page(cast.manager, *asked))) == 7
    assert {row["Criterium"] for row in read(page(cast.manager, *asked, thema="FA"))} == {"FA1"}


def test_a_board_a_team_and_rounds_over_time(cast: Cast, both: Round) -> None:
    (school, other) = read(page(cast.governor, "board-table", cast.board.uid, "scholen"))
    assert (school["School"], school["Meting"], school["Teams vastgesteld"], school["Teams"]) == (
        "Duinmark College",
        "LOB 2026",
        "1",
        "2",
    )
    assert (school["VA1 Op orde"], other["Op orde"]) == ("2", "")
    own = both.assessments.get(team=cast.team)
    indicators = read(page(cast.member, "team-table", own.uid, "indicatoren"))
    assert [row["Niveau"] for row in indicators] == ["4", "5", "2", "3", "", "4", ""]
    assert [row["Op orde"] for row in indicators][:3] == ["ja", "ja", "nee"]
    rounds = read(page(cast.member, "team-over-time-table", own.uid, "metingen"))
    assert [(row["Meting"], row["Op orde"], row["Verschil op orde"]) for row in rounds] == [
        ("LOB 2025", "1", ""),
        ("LOB 2026", "3", "2"),
    ]
    beside = read(page(cast.governor, "board-over-time-table", cast.board.uid, "vergelijking"))
    assert [(row["Toen op orde"], row["Nu op orde"]) for row in beside][:3] == [
        ("0", "1"),
        ("1", "1"),
        ("0", "0"),
    ]


def test_every_link_on_the_pages_leads_to_a_file(cast: Cast, both: Round) -> None:
    own = both.assessments.get(team=cast.team)
    found = set()
    for asked in (
        ("team-result", own.uid),
        ("school-result", cast.school.uid, both.uid),
        ("board-result", cast.board.uid),
        ("team-over-time", own.uid),
        ("school-over-time", cast.school.uid),
        ("board-over-time", cast.board.uid),
    ):
        links = re.findall(r'href="([^"]+\.csv[^"]*)"', html(page(cast.governor, *asked)))
        assert links, asked
        found.update(links)
    client = Client()
    client.force_login(cast.governor)
    for link in found:
        assert read(client.get(link.replace("&amp;", "&"))), link


def test_that_figures_were_taken_is_recorded(cast: Cast, both: Round) -> None:
    page(cast.manager, "school-table", cast.school.uid, both.uid, "teams")
    event = AuditEvent.objects.get(verb=Verb.FIGURES_DOWNLOADED)
    assert (event.actor, event.object_key) == (cast.manager.uid, cast.school.uid)


def test_what_is_not_there_is_not_recorded(cast: Cast, both: Round) -> None:
    assert page(cast.manager, "school-table", cast.school.uid, both.uid, "anders").status_code == 404
    assert page(cast.manager, "board-table", cast.board.uid, "scholen").status_code == 404
    assert page(cast.foreign_governor, "school-table", cast.school.uid, both.uid, "teams").status_code == 404
    assert reverse("school-table", args=[cast.school.uid, both.uid, "teams"]).endswith("/teams.csv")
    assert not AuditEvent.objects.filter(verb=Verb.FIGURES_DOWNLOADED).exists()


# --- everything as a spreadsheet ------------------------------------------------------------------------------------


def opened(response: Any) -> Any:
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    return openpyxl.load_workbook(io.BytesIO(response.content))


def column(book: Any, head: str, sheet: str = "Gegevens") -> list[Any]:
    heads, *rows = book[sheet].iter_rows(values_only=True)
    return [row[heads.index(head)] for row in rows]


def test_a_spreadsheet_is_of_the_choice_in_its_address(cast: Cast, both: Round) -> None:
    school = ("school-workbook", cast.school.uid, both.uid)
    whole = opened(page(cast.manager, *school))
    assert column(whole, "Niveau") == [4, 5, 2, 3, None, 4, None]
    assert column(whole, "Niveau vorige keer") == [3, 5, 3, None, None, 2, None]
    assert column(whole, "Meting", "Verloop") == ["LOB 2025", "LOB 2026"]
    part = opened(page(cast.manager, *school, thema="FA"))
    assert set(column(part, "Criterium")) == {"FA1"}
    assert "Verloop" not in part.sheetnames
    board = ("board-workbook", cast.board.uid)
    assert set(column(opened(page(cast.governor, *board)), "Team")) == {"Havo 4-5"}
    other = opened(page(cast.governor, *board, school=[str(cast.sibling_school.uid)]))
    assert column(other, "School", "Scholen") == ["Mbo De Zilte Delta"]
    assert column(other, "Team") == []


def test_pages_lead_to_the_spreadsheet_and_only_taking_it_is_recorded(cast: Cast, both: Round) -> None:
    own = both.assessments.get(team=cast.team)
    client = signed_in(cast.governor)
    for route, args in (
        ("team", [own.uid]),
        ("school", [cast.school.uid, both.uid]),
        ("board", [cast.board.uid]),
    ):
        address = reverse(f"{route}-workbook", args=args)
        assert address in html(client.get(reverse(f"{route}-result", args=args)))
        assert client.head(address).status_code == 200
        assert client.head(reverse(f"{route}-table", args=[*args, "criteria"])).status_code == 200
        taken = verbs().count(Verb.FIGURES_DOWNLOADED)
        opened(client.get(address))
        assert verbs().count(Verb.FIGURES_DOWNLOADED) == taken + 1
    assert taken == 2


@pytest.mark.parametrize("teams", [1, 3])
def test_whatever_the_number_of_teams_it_asks_as_often(
    cast: Cast, teams: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    round_ = many_rounds(cast.school, teams, 2)
    client = signed_in(cast.governor)
    client.get(reverse("results"))
    with django_assert_num_queries(21):
        assert client.get(reverse("school-workbook", args=[cast.school.uid, round_.uid])).status_code == 200
    with django_assert_num_queries(19):
        assert client.get(reverse("board-workbook", args=[cast.board.uid])).status_code == 200
