"""Below the next step of today: actions, schools in two figures, what is missing; of much the first that matters."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, ImportState, Role, RoundState
from assessments.models import Card, Membership, OrganisationImport, Team, User
from assessments.results.board_queries import board_glance, board_result
from assessments.results.queries import school_result
from assessments.results.standing import standings
from assessments.results.today.actions import tasks_of
from assessments.results.today.situation import situation_of
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_action,
    make_card,
    make_invitation,
    make_round,
    set_scores,
)

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
LATE = TODAY - 9 * DAY


def home(client: Client, user: User) -> str:
    client.force_login(user)
    return re.sub(r"\s+", " ", client.get(reverse("home")).content.decode())


# --- actions --------------------------------------------------------------------------------------------------------


@pytest.fixture
def actions(cast: Cast, small_card: Card) -> None:
    """Of every kind: one's own, of the team, of others, elsewhere, ended, and of another board."""
    make_action(cast.team, small_card, what="Van Şükrü", owner=cast.member, due_on=LATE)
    make_action(cast.team, small_card, what="Van de teamleden", owner_role=Role.MEMBER)
    make_action(cast.team, small_card, what="Van niemand", due_on=LATE)
    make_action(cast.sibling_team, small_card, what="Van Brugklas", owner_role=Role.MEMBER, due_on=LATE)
    make_action(cast.school, small_card, what="Van de school", owner_role=Role.MANAGER)
    make_action(cast.cousin_team, small_card, what="Van het mbo", due_on=LATE)
    make_action(cast.board, small_card, what="Van het bestuur", owner_role=Role.GOVERNOR)
    make_action(
        cast.team, small_card, what="Afgerond", owner=cast.member, due_on=LATE, status=ActionStatus.DONE
    )
    make_action(cast.foreign_team, small_card, what="Foreign", due_on=LATE)


@pytest.mark.parametrize(
    ("person", "own", "late"),
    [
        ("member", ["Van Şükrü", "Van de teamleden"], []),
        ("coordinator", [], ["Van Şükrü", "Van niemand", "Van Brugklas"]),
        ("team_coordinator", [], ["Van Şükrü", "Van niemand"]),
        ("manager", ["Van de school"], ["Van Şükrü", "Van niemand", "Van Brugklas"]),
        ("governor", ["Van het bestuur"], ["Van Şükrü", "Van niemand", "Van Brugklas", "Van het mbo"]),
        ("administrator", [], []),
        ("stranger", [], []),
        ("former_member", [], []),
    ],
)
def test_whose_actions_ask_for_something(
    cast: Cast, actions: None, person: str, own: list[str], late: list[str]
) -> None:
    found = tasks_of(getattr(cast, person), TODAY)
    assert [task.what for task in found.own] == own
    assert [task.what for task in found.late] == late


@pytest.mark.parametrize(
    ("person", "own"),
    [
        ("team_coordinator", ["Van het team"]),
        ("coordinator", ["Van Brugklas", "Van de school"]),
        ("board_coordinator", ["Van het mbo", "Van de mbo-school", "Van de scholen"]),
        ("governor", ["Aan het bestuur"]),
        ("manager", []),
        ("member", []),
        ("foreign_coordinator", ["Van elders"]),
    ],
)
def test_what_is_of_a_role_is_of_the_nearest_who_hold_it(
    cast: Cast, small_card: Card, person: str, own: list[str]
) -> None:
    """Most coordinators hold their role at a school, and no bestuur at a team: else nobody would be told of it."""
    for place, what in (
        (cast.team, "Van het team"),
        (cast.sibling_team, "Van Brugklas"),
        (cast.school, "Van de school"),
        (cast.cousin_team, "Van het mbo"),
        (cast.sibling_school, "Van de mbo-school"),
        (cast.board, "Van de scholen"),
        (cast.foreign_team, "Van elders"),
    ):
        make_action(place, small_card, what=what, owner_role=Role.COORDINATOR)
    make_action(cast.team, small_card, what="Aan het bestuur", owner_role=Role.GOVERNOR)
    assert [task.what for task in tasks_of(getattr(cast, person), TODAY).own] == own


def test_an_action_is_there_once_with_the_way_to_say_how_it_stands(
    client: Client, cast: Cast, actions: None
) -> None:
    give_role(cast.member, Role.COORDINATOR, cast.school)
    body = home(client, cast.member)
    sections = body.partition('id="jouw-acties"')[2]
    assert sections.count(">Van Şükrü</a>") == 1
    assert "9 dagen te laat" in sections
    assert "#bijwerken" in sections
    assert ">Van niemand</a>" in sections.partition('id="te-laat"')[2]


def test_the_bestuur_is_sent_to_who_keeps_its_action_up(client: Client, cast: Cast, small_card: Card) -> None:
    """It does what it said it would do; how far that is it reads (product: actions)."""
    action = make_action(cast.board, small_card, what="Tijd maken", owner_role=Role.GOVERNOR, due_on=LATE)
    body = home(client, cast.governor)
    assert "Kijk hoe het staat met “Tijd maken”" in body
    assert f'href="{reverse("action", args=[action.uid])}"' in body
    assert "#bijwerken" not in body
    give_role(cast.governor, Role.COORDINATOR, cast.board)
    assert "#bijwerken" in home(client, cast.governor)


def test_of_many_late_actions_five_and_a_link(client: Client, cast: Cast, small_card: Card) -> None:
    for number in range(7):
        make_action(cast.team, small_card, what=f"Actie {number}", due_on=LATE)
    body = home(client, cast.coordinator)
    assert body.count(">Actie ") == 5
    assert "De datum van 7 acties is voorbij." in body
    assert f"{reverse('actions')}?laat=1" in body


def test_late_actions_per_school_for_a_bestuur(
    client: Client, cast: Cast, small_card: Card, actions: None
) -> None:
    make_round([cast.team, cast.cousin_team], small_card)
    body = home(client, cast.governor)
    assert f"plek={cast.school.uid}&amp;laat=1" in body
    assert "3 te laat" in body
    assert "1 te laat" in body


def test_late_actions_of_a_board_are_as_many_as_behind_the_link(
    client: Client, cast: Cast, small_card: Card, actions: None
) -> None:
    """Those of the bestuur itself too, and none of another board that somebody sees."""
    make_round([cast.team, cast.cousin_team], small_card)
    for number in range(10):
        SchoolFactory(board=cast.board, name=f"School {number:02}")
    give_role(cast.governor, Role.GOVERNOR, cast.foreign_board)
    make_action(cast.board, small_card, what="Aan de scholen samen", due_on=LATE)
    body = home(client, cast.governor)
    link = re.search(r'href="([^"]+)">5 acties zijn te laat', body)
    assert link
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    for what in ("Van Şükrü", "Van niemand", "Van Brugklas", "Van het mbo", "Aan de scholen samen"):
        assert re.search(rf">\s*{what}\s*<", listed), what
    assert not re.search(r">\s*Foreign\s*<", listed)


# --- schools --------------------------------------------------------------------------------------------------------


@pytest.fixture
def two_years(cast: Cast, small_card: Card) -> None:
    for year, levels in ((2024, (2, 2, 5)), (2025, (4, 5, 3))):
        round_ = make_round(
            [cast.team, cast.sibling_team, cast.cousin_team],
            small_card,
            state=RoundState.CLOSED,
            starts_on=dt.date(year, 11, 4),
        )
        for assessment, level in zip(round_.assessments.order_by("pk"), levels, strict=True):
            set_scores(assessment, dict.fromkeys(["VA1.1", "VA1.2", "VA1.3", "VA2.1"], level))
            confirm(assessment)


def test_the_figures_are_those_of_the_pages(cast: Cast, small_card: Card, two_years: None) -> None:
    latest = cast.team.assessments.latest_first()[0].round
    page = school_result(cast.school, latest)
    found = standings([(cast.school.pk, latest.pk)])[cast.school.pk, latest.pk]
    assert found == (page.summary, page.change)
    assert found.change is not None
    assert found.change.in_order == 8
    whole, glance = board_result(cast.board, small_card), board_glance(cast.board, small_card)
    assert (glance.summary, glance.change) == (whole.summary, whole.change)
    assert [(row.school_uid, row.summary, row.change, row.confirmed) for row in glance.rows] == [
        (row.school_uid, row.summary, row.change, row.confirmed) for row in whole.rows
    ]


def test_a_manager_sees_what_moved(client: Client, cast: Cast, two_years: None) -> None:
    body = home(client, cast.manager)
    assert "<b>8</b> van 8" in body
    assert "8 meer" in body


def test_a_manager_sees_how_the_teams_stand(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card, ends_on=TODAY + DAY)
    confirm(round_.assessments.get(team=cast.team))
    section = home(client, cast.manager).partition("Teams van Duinmark College")[2]
    assert section.index("Brugklas") < section.index("Havo 4-5"), "who has done least stands first"
    assert "Zorg" not in section
    assert "Teams van" not in home(client, cast.coordinator), "they stand with the round that one leads"


def test_of_many_schools_those_where_least_is_in_order(
    client: Client, cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    teams: list[Team] = [
        TeamFactory(school=SchoolFactory(board=cast.board, name=f"School {number:02}"))
        for number in range(12)
    ]
    round_ = make_round(teams, small_card)
    for number, assessment in enumerate(round_.assessments.order_by("pk")):
        set_scores(assessment, {"VA1.1": 2 if number >= 8 else 5, "VA1.2": 2 if number == 11 else 5})
        confirm(assessment)
    client.force_login(cast.governor)
    with django_assert_num_queries(11):
        body = re.sub(r"\s+", " ", client.get(reverse("home")).content.decode())
    shown = re.findall(r">(School \d\d)</a>", body)
    assert shown == ["School 11", "School 08", "School 09", "School 10", "School 00"]
    assert "Bekijk alle 14 scholen naast elkaar" in body


def test_of_years_that_are_over_only_the_last_is_read(cast: Cast, small_card: Card, two_years: None) -> None:
    """What a team confirmed last stays; an earlier one too where the school confirmed nothing since."""
    old, new = sorted({one.round for one in cast.team.assessments.all()}, key=lambda one: one.starts_on)
    assert [part.round for part in situation_of(cast.coordinator).leads] == [new]
    new.assessments.filter(team=cast.sibling_team).update(confirmed_at=None, marks="")
    leads = situation_of(cast.coordinator).leads
    assert [(part.round, len(part.infos)) for part in leads] == [(new, 2), (old, 1)]
    own = make_card(owner=cast.board, key=new.card.key)
    for month, card in enumerate((make_card(), own), start=1):
        other = make_round(
            [cast.team, cast.sibling_team], card, state=RoundState.CLOSED, starts_on=dt.date(2026, month, 5)
        )
        confirm(*other.assessments.all())
        kept = {part.round: len(part.infos) for part in situation_of(cast.coordinator).leads}
        assert kept[new] == 2, (
            "another card tells nothing of this one, nor does one of the board with the same key"
        )


# --- a beheerder ----------------------------------------------------------------------------------------------------


def test_a_beheerder_sees_what_is_missing(client: Client, cast: Cast) -> None:
    assert "Er ontbreekt niets" in home(client, cast.administrator)
    empty = home(client, give_role(UserFactory(), Role.ADMINISTRATOR, BoardFactory()).user)
    assert "Er ontbreekt niets" not in empty
    assert reverse("import-start") in empty
    Membership.objects.filter(user=cast.board_coordinator).delete()
    make_invitation(cast.team)
    upload = OrganisationImport.objects.create(
        board=cast.board, uploaded_by=cast.administrator, state=ImportState.PREVIEW
    )
    body = home(client, cast.administrator)
    gaps = body.partition('id="organisatie"')[2]
    assert "Mbo De Zilte Delta" in gaps
    assert "Duinmark" not in gaps, "it has a coordinator of its own"
    assert "1 uitnodiging" in gaps
    assert reverse("import-detail", args=[upload.uid]) in gaps
    make_invitation(cast.sibling_school, role=Role.COORDINATOR)
    assert "Mbo De Zilte Delta" not in home(client, cast.administrator).partition('id="organisatie"')[2]
