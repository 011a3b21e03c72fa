"""The pages of schools and teams: what each person reads there, what each deed says before it is done, and refuses."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Board, Card, Membership, Round, School, Team, User
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

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WILD = "<script>alert('x')</script> & “Şükrü”"


def text_of(response: Any) -> str:
    """The page in one line; always valid HTML."""
    body = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(body)
    return re.sub(r"\s+", " ", body)


def page(client: Client, user: User, route: str, *args: object, **query: Any) -> str:
    client.force_login(user)
    return text_of(client.get(reverse(route, args=args), query, follow=True))


def send(client: Client, user: User, route: str, uid: object, **data: Any) -> str:
    """What stands on the page after sending the form, whether it is the next one or the same."""
    client.force_login(user)
    return text_of(client.post(reverse(route, args=[uid]), data, follow=True))


# --- the overview ---------------------------------------------------------------------------------------------------


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
    assert "Bladzijde 1 van 3" in body
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


# --- schools --------------------------------------------------------------------------------------------------------


def fields(**changes: str) -> dict[str, str]:
    return {"name": "Élan", "sector": "vo", "brin": "", "branch_code": "", "own_key": ""} | changes


def test_a_school_is_added_and_asks_for_its_teams(client: Client, cast: Cast) -> None:
    assert "School toevoegen" in page(client, cast.administrator, "organisation-school-add", cast.board.uid)
    body = send(
        client,
        cast.administrator,
        "organisation-school-add",
        cast.board.uid,
        **fields(branch_code="01 ab 00"),
    )
    school = School.objects.get(name="Élan")
    assert (school.brin, school.branch_code) == ("01AB", "01AB00")
    assert "Élan is toegevoegd. Voeg nu de teams toe." in body
    assert "Nog geen teams" in body
    assert reverse("schools-teams-add", args=[school.uid]) in body


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " \u200b"}, "Vul een naam in."),
        ({"name": "x" * 121}, "hoogstens 120 tekens"),
        ({"name": "\ufdfa" * 12}, "hoogstens 120 tekens"),
        ({"name": "DUINMARK college"}, "Er is al een school met deze naam."),
        ({"sector": ""}, "Kies een sector."),
        ({"sector": "po"}, "Kies een sector."),
        ({"brin": "1AB"}, "Een BRIN heeft twee cijfers en twee letters, zoals 01AB."),
        ({"branch_code": "01AB"}, "Een vestigingscode is een BRIN met twee cijfers erachter"),
        ({"brin": "02AB", "branch_code": "01AB00"}, "hoort bij een ander BRIN"),
        ({"branch_code": "99ZZ00"}, "Mbo De Zilte Delta heeft al deze vestigingscode."),
        ({"own_key": "Z"}, "Mbo De Zilte Delta heeft al deze sleutel."),
        ({"own_key": "x" * 41}, "hoogstens 40 tekens"),
    ],
)
def test_what_is_wrong_with_a_school_is_said(
    client: Client, cast: Cast, changes: dict[str, str], words: str
) -> None:
    School.objects.filter(pk=cast.sibling_school.pk).update(branch_code="99ZZ00", own_key="Z")
    before = list(School.objects.values())
    for route, uid in (("organisation-school-add", cast.board.uid), ("schools-change", cast.school.uid)):
        if route == "schools-change" and changes.get("name", "").startswith("DUIN"):
            continue
        body = send(client, cast.administrator, route, uid, **fields(**changes))
        assert "Dit klopt nog niet" in body
        assert words in body
    assert list(School.objects.values()) == before


def test_two_branches_may_have_one_name(client: Client, cast: Cast) -> None:
    School.objects.filter(pk=cast.school.pk).update(branch_code="01AB00")
    same = fields(name=cast.school.name, branch_code="01AB01")
    send(client, cast.administrator, "organisation-school-add", cast.board.uid, **same)
    assert School.objects.filter(name=cast.school.name).count() == 2


def test_a_school_is_changed(client: Client, cast: Cast, small_card: Card) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT)
    body = send(client, cast.administrator, "schools-change", cast.school.uid, **fields(own_key="D1"))
    assert "De gegevens zijn gewijzigd." in body
    cast.school.refresh_from_db()
    assert (cast.school.name, cast.school.own_key) == ("Élan", "D1")
    assert draft.assessments.get().school_name == "Élan"


def test_a_school_closes_and_opens_again(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.CLOSED)
    TeamFactory(school=cast.school, name="Al eerder weg", closed_on=TODAY - 9 * DAY)
    body = page(client, cast.administrator, "schools-close", cast.school.uid)
    assert "2 teams worden ook opgeheven: Brugklas, Havo 4-5." in body
    assert "De resultaten van 1 meting blijven staan" in body
    assert "5 mensen houden hun rol hier" in body
    assert "Laatste dag: Deze dag moet nog komen" not in body
    body = send(client, cast.administrator, "schools-close", cast.school.uid, on=(TODAY + DAY).isoformat())
    assert "Deze dag moet nog komen. Kies vandaag of een eerdere dag." in body
    body = send(client, cast.administrator, "schools-close", cast.school.uid, on=TODAY.isoformat())
    assert "Duinmark College is opgeheven." in body
    assert "School heropenen" in body
    assert "Teams toevoegen" not in body
    assert "1 van 2 teams" not in page(client, cast.manager, "school-result", cast.school.uid, round_.uid)
    body = page(client, cast.administrator, "schools-reopen", cast.school.uid)
    assert len(re.findall(r'type="checkbox"[^>]*checked', body)) == 2, "those that closed with it"
    teams = [cast.team.uid]
    body = send(client, cast.administrator, "schools-reopen", cast.school.uid, teams=teams)
    assert "Duinmark College is heropend." in body
    opened = cast.school.teams.filter(closed_on=None)
    assert [team.name for team in opened] == ["Havo 4-5"]


def test_a_school_under_way_says_what_to_do_first(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="LOB 2026")
    for route in ("schools-close", "schools-merge"):
        for body in (
            page(client, cast.administrator, route, cast.school.uid),
            send(client, cast.administrator, route, cast.school.uid),
        ):
            assert "Havo 4-5 doet mee aan de open meting “LOB 2026”" in body
            assert "2 teams, 5 mensen met een rol" in body, "back on the page of the school"


def test_schools_merge(client: Client, cast: Cast) -> None:
    TeamFactory(school=cast.sibling_school, name="Brugklas")
    choose = page(client, cast.administrator, "schools-merge", cast.school.uid)
    assert "In welke school gaat Duinmark College op?" in choose
    assert "Foreign" not in choose
    to = cast.sibling_school.uid
    body = page(client, cast.administrator, "schools-merge", cast.school.uid, naar=to)
    assert "2 teams gaan naar Mbo De Zilte Delta: Brugklas, Havo 4-5." in body
    assert "Nieuwe naam voor Brugklas" in body
    assert "Jürgen Groß: manager" in body
    assert "checked" not in body
    name = f"name-{cast.sibling_team.uid}"
    role = Membership.objects.get(user=cast.manager)
    sent = {"naar": to, name: "brugklas", "roles": [role.uid]}
    body = send(client, cast.administrator, "schools-merge", cast.school.uid, **sent)
    assert "heeft al een team brugklas" in body
    assert Team.objects.get(pk=cast.team.pk).school == cast.school
    sent[name] = "Brugklas Duinmark"
    body = send(client, cast.administrator, "schools-merge", cast.school.uid, **sent)
    assert "Duinmark College is opgegaan in Mbo De Zilte Delta." in body
    assert "Brugklas Duinmark" in body
    assert set(cast.manager.memberships.values_list("school", flat=True)) == {
        cast.school.pk,
        cast.sibling_school.pk,
    }
    body = page(client, cast.administrator, "schools-detail", cast.school.uid)
    assert "opgegaan in Mbo De Zilte Delta. De resultaten van toen blijven staan." in body


@pytest.mark.parametrize("other", ["foreign_school", "school", "closed", "nowhere"])
def test_a_school_that_cannot_be_chosen(client: Client, cast: Cast, other: str) -> None:
    closed = SchoolFactory(board=cast.board, closed_on=TODAY)
    uid = {"closed": closed.uid, "nowhere": uuid4()}.get(other) or getattr(cast, other).uid
    before = [list(model._default_manager.values()) for model in (School, Team, Membership)]
    for route, thing in (("schools-merge", cast.school), ("teams-move", cast.team)):
        body = page(client, cast.administrator, route, thing.uid, naar=uid)
        assert "Deze school kun je niet kiezen." in body
        assert "Foreign" not in body
        body = send(client, cast.administrator, route, thing.uid, naar=uid, name="x")
        assert "Deze school kun je niet kiezen." in body
    assert before == [list(model._default_manager.values()) for model in (School, Team, Membership)]


def test_the_only_school_has_nowhere_to_go(client: Client, cast: Cast) -> None:
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=TODAY)
    assert "Er is geen andere school" in page(client, cast.administrator, "schools-merge", cast.school.uid)
    assert "Er is geen andere school" in page(client, cast.coordinator, "teams-move", cast.team.uid)
    Team.objects.filter(pk=cast.sibling_team.pk).update(closed_on=TODAY)
    assert "Er zijn geen twee teams" in page(client, cast.coordinator, "schools-teams-merge", cast.school.uid)


# --- teams ----------------------------------------------------------------------------------------------------------


def test_teams_are_previewed_before_they_are_made(client: Client, cast: Cast) -> None:
    TeamFactory(school=cast.school, name="Mavo 4", closed_on=TODAY)
    names = "Vwo 6\r\n\r\n  mavo 4 \r\nVWO 6\r\nBRUGKLAS\r\n\u200b"
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names)
    assert "Deze 2 teams worden gemaakt" in body
    assert "<li>Vwo 6</li><li>mavo 4</li>" in body
    assert "Dit team is er al en blijft zoals het is" in body
    assert "Er was al een team met deze naam dat is opgeheven." in body
    assert Team.objects.filter(school=cast.school, closed_on=None).count() == 2
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, back="1")
    assert "mavo 4 VWO 6" in body
    assert "Dit klopt nog niet" not in body
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, sure="1")
    assert "2 teams zijn toegevoegd." in body
    assert Team.objects.filter(school=cast.school, closed_on=None).count() == 4


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("", "Vul minstens één naam in."),
        (" \r\n\u200b", "Vul minstens één naam in."),
        ("havo 4-5\r\nBRUGKLAS", "Al deze teams zijn er al."),
        ("x" * 121, "is te lang"),
        ("\r\n".join(map(str, range(51))), "meer dan 50 teams"),
    ],
)
def test_what_is_wrong_with_new_teams_is_said(client: Client, cast: Cast, names: str, words: str) -> None:
    for more in ({}, {"sure": "1"}):
        body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, **more)
        assert "Dit klopt nog niet" in body
        assert words in body
    assert Team.objects.filter(school=cast.school).count() == 2


def test_a_team_is_changed(client: Client, cast: Cast) -> None:
    body = send(client, cast.coordinator, "teams-change", cast.team.uid, name="Bovenbouw", own_key="B")
    assert "De gegevens zijn gewijzigd." in body
    body = send(client, cast.coordinator, "teams-change", cast.team.uid, name="BRUGKLAS", own_key="")
    assert "Duinmark College heeft al een team BRUGKLAS." in body


def test_the_page_of_a_team(client: Client, cast: Cast) -> None:
    body = page(client, cast.coordinator, "teams-detail", cast.team.uid)
    assert re.search(r"Teamlid</th> <td class=\"r\">1<", body)
    assert reverse("teams-move", args=[cast.team.uid]) in body
    body = page(client, cast.team_coordinator, "teams-detail", cast.team.uid)
    assert reverse("teams-move", args=[cast.team.uid]) not in body
    assert reverse("schools-detail", args=[cast.school.uid]) not in body
    body = page(client, cast.administrator, "teams-detail", TeamFactory(school=cast.school).uid)
    assert "Nog niemand" in body


def test_a_team_moves(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="LOB 2026")
    make_round([cast.team, cast.sibling_team], make_card(), title="Straks", state=RoundState.DRAFT)
    TeamFactory(school=cast.sibling_school, name="Havo 4-5")
    to = cast.sibling_school.uid
    assert "Naar welke school gaat het team?" in page(client, cast.administrator, "teams-move", cast.team.uid)
    body = page(client, cast.administrator, "teams-move", cast.team.uid, naar=to)
    assert "Havo 4-5 hoort voortaan bij Mbo De Zilte Delta." in body
    assert "3 mensen gaan mee met het team." in body
    assert "Dit gaat door zonder: de geplande meting “Straks”." in body
    assert "Het team blijft in de open meting “LOB 2026” zoals die begon: voor Duinmark College." in body
    assert "Geef dit team een andere naam." in body
    body = send(client, cast.administrator, "teams-move", cast.team.uid, naar=to, name="Havo 4-5")
    assert "heeft al een team Havo 4-5" in body
    assert "Dit klopt nog niet" in body
    body = send(client, cast.administrator, "teams-move", cast.team.uid, naar=to, name="Havo Duinmark")
    assert "Havo Duinmark hoort nu bij Mbo De Zilte Delta." in body
    assert Round.objects.get(title="Straks").assessments.get().team == cast.sibling_team
    form = page(client, cast.coordinator, "round-change", Round.objects.get(title="LOB 2026").uid)
    assert "Zilte" not in form, "in the open round it is shown where it was"


def test_a_team_closes_and_opens_again(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="Alleen", state=RoundState.DRAFT)
    body = page(client, cast.coordinator, "teams-close", cast.team.uid)
    assert "Dit verdwijnt, want er doet dan niemand meer mee: de geplande meting “Alleen”." in body
    assert "Er zijn nog geen resultaten." in body
    body = send(client, cast.coordinator, "teams-close", cast.team.uid, on="gisteren")
    assert "Dit is geen datum." in body
    body = send(client, cast.coordinator, "teams-close", cast.team.uid, on=TODAY.isoformat())
    assert "Havo 4-5 is opgeheven." in body
    assert not Round.objects.exists()
    form = page(client, cast.coordinator, "round-plan")
    assert "Havo 4-5" not in form
    assert "Havo 4-5 is heropend." in send(client, cast.coordinator, "teams-reopen", cast.team.uid)


def test_an_ended_team_is_not_changed(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.team.pk).update(closed_on=TODAY)
    for route in ("teams-change", "teams-move", "teams-close"):
        assert "Heropen het team eerst." in page(client, cast.coordinator, route, cast.team.uid)


def test_teams_merge(client: Client, cast: Cast) -> None:
    choose = page(client, cast.coordinator, "schools-teams-merge", cast.school.uid)
    assert "Zorg" not in choose
    choose = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, teams=cast.team.uid)
    assert "Dit klopt nog niet" not in choose
    assert re.search(rf'value="{cast.team.uid}"[^>]*checked', choose)
    asked = {"teams": cast.team.uid, "verder": 1}
    choose = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, **asked)
    assert "Kies minstens twee teams om samen te voegen." in choose
    assert "Zorg &amp; Welzijn" in choose
    assert "Foreign" not in choose
    chosen = {"teams": [cast.team.uid], "elders": [cast.cousin_team.uid]}
    body = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, verder=1)
    assert "Deze teams worden opgeheven: Havo 4-5, Zorg &amp; Welzijn." in body
    assert "3 mensen krijgen bij het nieuwe team dezelfde rol." in body
    body = send(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, name="")
    assert "Vul een naam in." in body
    body = send(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, name="Samen")
    assert "Samen is gemaakt. De oude teams zijn opgeheven." in body
    assert "Ontstaan uit" in body
    new = Team.objects.get(name="Samen")
    body = page(client, cast.administrator, "teams-detail", cast.team.uid)
    assert "samengevoegd tot Samen" in body
    assert reverse("teams-detail", args=[new.uid]) in body


def test_a_team_under_way_does_not_merge(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="LOB 2026")
    chosen = {"teams": [cast.team.uid, cast.sibling_team.uid]}
    for body in (
        page(client, cast.coordinator, "schools-teams-merge", cast.school.uid, **chosen, verder=1),
        send(client, cast.coordinator, "schools-teams-merge", cast.school.uid, **chosen, name="Samen"),
    ):
        assert "Havo 4-5 doet mee aan de open meting “LOB 2026”" in body
    assert not Team.objects.filter(name="Samen").exists()


@pytest.mark.parametrize("other", ["foreign_team", "cousin_team", "closed", "nowhere"])
def test_a_team_that_cannot_be_chosen(client: Client, cast: Cast, other: str) -> None:
    closed = TeamFactory(school=cast.school, closed_on=TODAY)
    uid = {"closed": closed.uid, "nowhere": uuid4()}.get(other) or getattr(cast, other).uid
    before = [list(model._default_manager.values()) for model in (School, Team, Membership)]
    for field in ("teams", "elders"):
        chosen = {"teams": [cast.team.uid, cast.sibling_team.uid]}
        chosen[field] = [*chosen.get(field, []), uid]
        body = send(
            client, cast.board_coordinator, "schools-teams-merge", cast.school.uid, **chosen, name="x"
        )
        if (other, field) != ("cousin_team", "elders"):
            assert "Een van deze teams kun je niet kiezen." in body
            assert "Foreign" not in body
            assert before == [list(model._default_manager.values()) for model in (School, Team, Membership)]


# --- what became of it, on the pages of results ---------------------------------------------------------------------


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
    assert "Deze school is opgeheven" in body
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
