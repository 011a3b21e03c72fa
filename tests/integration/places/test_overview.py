"""The organisation on one page, and what became of closed places on the pages of results."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Board, Card, School, Team
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_round,
    set_scores,
)

from .reading import TODAY, WILD, page

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_the_menu_offers_it_to_who_has_something_there(client: Client, cast: Cast) -> None:
    link = f'href="{reverse("organisation")}"'
    for person in (cast.administrator, cast.coordinator, cast.team_coordinator, cast.governor):
        assert link in page(client, person, "card-list")
    for person in (cast.member, cast.manager, cast.team_manager, cast.stranger, cast.former_member):
        assert link not in page(client, person, "card-list")


def test_a_beheerder_sees_the_whole_board(client: Client, cast: Cast) -> None:
    give_role(cast.member, Role.MEMBER, cast.sibling_team)
    TeamFactory(school=cast.school, name="Opgeheven team", closed_on=TODAY)
    SchoolFactory(
        board=cast.board, name="Oud College", closed_on=dt.date(2025, 8, 1), merged_into=cast.school
    )
    body = page(client, cast.administrator, "organisation")
    assert "2 scholen, 4 teams" in body
    assert "Brugklas, Havo 4-5" in body
    assert "Opgeheven team" not in body
    assert re.search(r"Brugklas, Havo 4-5 </td> <td class=\"r\">.{0,60}</span>5</td>", body), (
        "each person once"
    )
    assert "1 opgeheven school" in body
    assert "op 1 augustus 2025, opgegaan in Duinmark College" in body
    assert reverse("organisation-school-add", args=[cast.board.uid]) in body
    assert reverse("audit-log") in body
    assert "Foreign" not in body


def test_everybody_sees_the_part_that_they_manage(client: Client, cast: Cast) -> None:
    body = page(client, cast.coordinator, "organisation")
    assert reverse("schools-detail", args=[cast.school.uid]) in body
    assert "Zilte" not in body
    assert "School toevoegen" not in body
    body = page(client, cast.team_coordinator, "organisation")
    assert reverse("teams-detail", args=[cast.team.uid]) in body
    assert reverse("schools-detail", args=[cast.school.uid]) not in body
    assert "Brugklas" not in body
    body = page(client, cast.governor, "organisation")
    assert "Jij kunt het logboek lezen" in body
    assert "Duinmark" not in body


def test_a_board_without_schools_says_what_to_do(client: Client, db: None) -> None:
    board = BoardFactory()
    admin, coordinator = UserFactory(), UserFactory()
    give_role(admin, Role.ADMINISTRATOR, board)
    give_role(coordinator, Role.COORDINATOR, board)
    body = page(client, admin, "organisation")
    assert "Nog geen scholen" in body
    assert reverse("organisation-school-add", args=[board.uid]) in body
    assert "De beheerder van je bestuur kan scholen toevoegen" in page(client, coordinator, "organisation")


def test_one_school_or_team_is_found_among_many(client: Client, cast: Cast) -> None:
    for n in range(60):
        school = SchoolFactory(board=cast.board, name=f"Vestiging {n:02}")
        TeamFactory(school=school, name=f"Économie {n:02}")
    body = page(client, cast.administrator, "organisation")
    assert body.count("<tr>") == 26, "a page of 25 schools and a head"
    assert "Pagina 1 van 3" in body
    assert "Vestiging 59" in page(client, cast.administrator, "organisation", pagina=3)
    body = page(client, cast.administrator, "organisation", q="ECONOMIE 37")
    assert "1 school gevonden" in body
    assert reverse("teams-detail", args=[Team.objects.get(name="Économie 37").uid]) in body
    assert "Vestiging 36" not in body
    assert "0 scholen gevonden met “niets”" in page(client, cast.administrator, "organisation", q="niets")


@pytest.mark.parametrize("schools", [1, 3])
@pytest.mark.parametrize(
    ("route", "person", "queries"),
    [
        ("organisation", "administrator", 7),
        ("organisation", "coordinator", 7),
        ("organisation", "team_coordinator", 7),
        ("schools-detail", "administrator", 7),
        ("teams-detail", "administrator", 6),
        ("teams-move", "administrator", 5),
        ("schools-teams-merge", "administrator", 5),
        ("schools-merge", "administrator", 6),
    ],
)
def test_the_number_of_queries_is_fixed(
    client: Client,
    cast: Cast,
    django_assert_num_queries: DjangoAssertNumQueries,
    schools: int,
    route: str,
    person: str,
    queries: int,
) -> None:
    for _ in range(schools):
        school = SchoolFactory(board=cast.board)
        SchoolFactory(board=cast.board, closed_on=TODAY, merged_into=school)
        for _ in range(schools):
            give_role(UserFactory(), Role.MEMBER, TeamFactory(school=school))
            give_role(UserFactory(), Role.MEMBER, TeamFactory(school=cast.school))
            TeamFactory(school=cast.school, closed_on=TODAY, merged_into=cast.team)
    thing = cast.team if route.startswith("teams") else cast.school
    client.force_login(getattr(cast, person))
    with django_assert_num_queries(queries):
        assert (
            client.get(reverse(route, args=[thing.uid] if route != "organisation" else [])).status_code == 200
        )


def test_names_are_shown_literally(client: Client, cast: Cast) -> None:
    for one in (cast.board, cast.school, cast.team):
        one.name = WILD
        one.save()
    TeamFactory(school=cast.sibling_school, name=WILD)
    to = {"naar": cast.sibling_school.uid}
    for route, thing, query in (
        ("organisation", None, {}),
        ("schools-detail", cast.school, {}),
        ("schools-close", cast.school, {}),
        ("schools-merge", cast.school, to),
        ("schools-teams-merge", cast.school, {}),
        ("teams-detail", cast.team, {}),
        ("teams-move", cast.team, to),
        ("teams-close", cast.team, {}),
    ):
        body = page(client, cast.administrator, route, *([thing.uid] if thing else []), **query)
        assert "<script>alert" not in body
        assert escape(WILD) in body, route


def test_closed_places_on_the_pages_of_results(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.CLOSED, title="LOB 2026")
    (assessment,) = round_.assessments.all()
    set_scores(assessment, {"VA1.1": 4})
    confirm(assessment)
    School.objects.filter(pk__in=[cast.school.pk, cast.sibling_school.pk]).update(closed_on=TODAY)
    for person in (cast.governor, cast.board_coordinator):
        for route in ("home", "results"):
            body = page(client, person, route)
            assert "opgeheven" in body
            assert "Zilte" not in body
            assert "nog geen meting gestart" not in body
    body = page(client, cast.governor, "school-latest", cast.sibling_school.uid)
    assert "Deze school is opgeheven op" in body
    assert "Meting plannen" not in body


def test_the_page_of_a_merged_team_leads_to_its_predecessors_for_who_may_see_them(
    client: Client, cast: Cast, small_card: Card
) -> None:
    round_ = make_round(
        [cast.team, cast.sibling_team], small_card, state=RoundState.CLOSED, starts_on=dt.date(2025, 11, 3)
    )
    for old in round_.assessments.all():
        set_scores(old, {"VA1.1": 4})
        confirm(old)
    new = TeamFactory(school=cast.school, name="Samen")
    Team.objects.filter(school=cast.school).exclude(pk=new.pk).update(closed_on=TODAY, merged_into=new)
    give_role(cast.member, Role.MEMBER, new)
    (assessment,) = make_round([new], small_card, title="LOB 2026").assessments.all()
    set_scores(assessment, {"VA1.1": 5})
    confirm(assessment)
    own, other = (round_.assessments.get(team=team) for team in (cast.team, cast.sibling_team))
    body = page(client, cast.coordinator, "team-result", assessment.uid)
    assert reverse("team-result", args=[own.uid]) in body
    assert reverse("team-result", args=[other.uid]) in body
    body = page(client, cast.member, "team-result", assessment.uid)
    assert reverse("team-result", args=[own.uid]) in body
    assert reverse("team-result", args=[other.uid]) not in body
    assert reverse("team-result", args=[assessment.uid]) in page(client, cast.member, "team-result", own.uid)


def test_boards_of_somebody_with_two(client: Client, cast: Cast) -> None:
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    body = page(client, cast.administrator, "organisation")
    assert body.index("Stichting De Noordzoom") < body.index("Stichting Ver Weg")
    assert Board.objects.count() == 2
    body = page(client, cast.administrator, "teams-move", cast.team.uid)
    assert "Foreign" not in body, "a team stays within its board"
