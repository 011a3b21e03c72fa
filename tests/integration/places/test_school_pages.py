"""The pages of a school: what each person reads there, what each deed says before it is done, and refuses."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.enums import RoundState
from assessments.models import Card, Membership, School, Team
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    make_round,
)

from .reading import DAY, TODAY, page, send

pytestmark = [pytest.mark.django_db, pytest.mark.page]


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
