"""Who takes part, and how teams answer, in Chromium: without a script, by keyboard, on a phone; nothing for axe."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.enums import Role, RoundState, Via, Way
from assessments.models import Assessment, Card, Participation, Round
from assessments.services import participations, ways
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import UserFactory, give_role, make_card, make_individual, make_round, take_part

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WIDTHS = (1280, 390, 320)


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    """Somebody on every way in, begun and not begun, in a team that was made larger."""
    assessment = make_individual(cast.team, small_card, size=9)
    give_role(UserFactory(name="Ayşe van den Berg-Öztürk"), Role.MEMBER, cast.team)
    take_part(assessment, {"VA1.1": 3}, via=Via.ACCOUNT, user=cast.member)
    participations.invite(
        by=cast.coordinator,
        assessment=assessment,
        addresses=["een.heel.lange.naam.van.iemand@loopbaan.duinmark-college.example", "ib@school.example"],
    )
    Participation.objects.filter(address="ib@school.example").update(began_on=TODAY)
    take_part(assessment, {"VA1.1": 2})
    take_part(assessment, {"VA1.1": 2}, via=Via.PAPER, number=2)
    ways.raise_size(by=cast.coordinator, assessment=assessment, size=10, reason="De stagebegeleiders.")
    return assessment


@pytest.fixture
def draft(cast: Cast) -> Round:
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    return make_round(
        teams,
        make_card(),
        title="LOB straks",
        state=RoundState.DRAFT,
        starts_on=TODAY,
        ends_on=TODAY + 9 * DAY,
        way=Way.INDIVIDUAL,
    )


def test_the_pages_are_accessible_and_fit(
    open_page: OpenPage,
    cast: Cast,
    team: Assessment,
    draft: Round,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    begun = Participation.objects.get(address="ib@school.example")
    asked = Participation.objects.exclude(address="").get(began_on=None)
    pages = [
        ("response", team.uid),
        ("response-invite", team.uid),
        ("response-raise", team.uid),
        ("participation-withdraw", begun.uid),
        ("participation-withdraw", asked.uid),
        ("participation-resend", asked.uid),
        ("round-ways", draft.uid),
        ("round-ways", team.round.uid),
        ("round-open", draft.uid),
        ("round-detail", draft.uid),
        ("round-detail", team.round.uid),
        ("team-result", team.uid),
    ]
    page = open_page(cast.board_coordinator)
    for route, uid in pages:
        page.goto(reverse(route, args=[uid]))
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)
    page.goto("/")
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)


def test_home_and_the_floor_are_accessible_and_fit(
    open_page: OpenPage,
    cast: Cast,
    team: Assessment,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    for person, path in (
        (cast.member, "/"),
        (cast.team_manager, "/"),
        (cast.manager, reverse("school-result", args=[cast.school.uid, team.round.uid])),
        (cast.administrator, reverse("organisation-floor", args=[cast.board.uid])),
    ):
        page = open_page(person)
        page.goto(path)
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_round_in_which_everybody_answers_first(
    open_page: OpenPage, cast: Cast, small_card: Card, javascript: bool, axe: Check
) -> None:
    """From planning to inviting and reminding; a small team is proposed samen, and keeps its own choice."""
    page = open_page(cast.coordinator, javascript=javascript)
    page.goto(reverse("round-plan"))
    page.get_by_label("Naam").fill("LOB voorjaar")
    page.get_by_label("Eerste dag").fill(TODAY.isoformat())
    page.get_by_label("Laatste dag").fill((TODAY + 20 * DAY).isoformat())
    page.get_by_label("Eerst ieder voor zich").check()
    page.get_by_label("Havo 4-5").check()
    page.get_by_role("button", name="Meting plannen").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Manier van invullen")
    size = page.get_by_label("Hoeveel mensen doen mee? Havo 4-5")
    expect(size).to_have_value("1")
    size.fill("0")
    save = page.get_by_role("button", name="Manier van invullen opslaan")
    save.click()
    expect(page.get_by_role("link", name="Havo 4-5: Vul een heel getal in")).to_be_visible()
    if javascript:
        axe(page)
    size.fill("4")
    save.click()
    way = page.get_by_label("Manier van invullen van Havo 4-5")
    expect(page.get_by_role("heading", name="Voor 1 klein team stellen we samen voor")).to_be_visible()
    expect(way).to_have_value("samen")
    if javascript:
        axe(page)
    way.select_option("individueel")
    save.click()
    expect(page.get_by_text("Eerst ieder voor zich, 4 mensen")).to_be_visible()

    page.get_by_role("link", name="Meting openen").click()
    page.get_by_role("button", name="Meting openen").click()
    page.get_by_role("link", name="Bekijk deelname").click()
    page.get_by_role("link", name="Mensen een link sturen").click()
    page.get_by_label("E-mailadressen").fill("Jan <jan@school.example>; ib@school.example")
    page.get_by_role("button", name="Links versturen").click()
    expect(page.get_by_text("2 links gaan op weg.")).to_be_visible()
    page.get_by_role("button", name="1 persoon vragen om in te vullen").click()
    expect(page.get_by_text("Er gaat mail naar 1 persoon.")).to_be_visible()
    expect(page.get_by_text("Morgen kun je weer een herinnering sturen.")).to_be_visible()
    page.get_by_role("button", name="Opnieuw sturen jan@school.example").click()
    expect(page.get_by_text("De oude link werkt niet meer.")).to_be_visible()
    page.get_by_role("link", name="Intrekken jan@school.example").click()
    page.get_by_role("button", name="Deelname intrekken").click()
    expect(page.get_by_text("De deelname is ingetrokken.")).to_be_visible()
    assert Participation.objects.filter(via=Via.LINK).get().address == "ib@school.example"
