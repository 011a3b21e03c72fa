"""Planning a round and the page of today in Chromium: with and without a script, by keyboard, on a phone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.enums import Role, RoundState
from assessments.models import Card, Round, Team
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import TeamFactory, confirm, make_action, make_card, make_round, set_scores

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()

WIDTHS = (1280, 360, 320)


def fill_in(page: Page) -> None:
    page.get_by_label("Naam").fill("LOB voorjaar")
    page.get_by_label("Eerste dag").fill(TODAY.isoformat())
    page.get_by_label("Laatste dag").fill((TODAY + dt.timedelta(days=20)).isoformat())


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_round_from_planning_to_closing(
    open_page: OpenPage, cast: Cast, small_card: Card, javascript: bool
) -> None:
    page = open_page(cast.coordinator, javascript=javascript)
    page.goto("/metingen/")
    page.get_by_role("link", name="Meting plannen").click()
    fill_in(page)
    page.get_by_label("Alle teams van deze school").check()
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LOB voorjaar")
    page.get_by_role("link", name="Meting openen").click()
    page.get_by_role("button", name="Meting openen").click()
    expect(page.get_by_role("status").filter(has_text="De meting is open")).to_be_visible()
    page.get_by_role("link", name="Meting sluiten").click()
    expect(page.get_by_role("listitem").filter(has_text="Havo 4-5 (Duinmark College)")).to_be_visible()
    page.get_by_role("button", name="Meting sluiten").click()
    expect(page.get_by_text("De meting is gesloten.")).to_be_visible()
    round_ = Round.objects.get()
    assert round_.is_closed
    assert round_.assessments.count() == 2


def test_a_school_and_its_teams_stay_in_step(open_page: OpenPage, cast: Cast, small_card: Card) -> None:
    page = open_page(cast.coordinator)
    page.goto("/metingen/nieuw/")
    school, team = page.get_by_label("Alle teams van deze school"), page.get_by_label("Havo 4-5")
    school.check()
    expect(team).to_be_checked()
    team.uncheck()
    expect(school).not_to_be_checked()
    assert school.evaluate("box => box.indeterminate")
    team.check()
    expect(school).to_be_checked()
    expect(page.get_by_label("Zoek een team of school")).to_be_hidden()


def test_one_team_among_many_is_found(open_page: OpenPage, cast: Cast, small_card: Card, axe: Check) -> None:
    for number in range(40):
        TeamFactory(school=cast.school, name=f"Économie {number}")
    page = open_page(cast.board_coordinator, width=390)
    page.goto("/metingen/nieuw/")
    fill_in(page)
    search = page.get_by_label("Zoek een team of school")
    search.fill("economie 37")
    search.press("Enter")
    expect(page.locator("[data-team]:visible")).to_have_count(1)
    expect(page.get_by_role("group", name="Mbo De Zilte Delta")).to_be_hidden()
    page.get_by_label("Économie 37").check()
    expect(page.get_by_text("1 van 44 teams gekozen")).to_be_visible()
    axe(page)
    search.fill("niets")
    expect(page.get_by_text("Geen team gevonden.")).to_be_visible()
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LOB voorjaar")
    assert Round.objects.get().assessments.get().team_name == "Économie 37"


def test_by_keyboard_alone(open_page: OpenPage, cast: Cast, small_card: Card) -> None:
    page = open_page(cast.coordinator)
    page.goto("/metingen/nieuw/")
    page.get_by_label("Naam").focus()
    page.keyboard.type("Met toetsen")
    page.get_by_label("Eerste dag").fill(TODAY.isoformat())
    page.get_by_label("Laatste dag").fill(TODAY.isoformat())
    page.get_by_label("Brugklas").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Met toetsen")


def test_what_is_wrong_takes_the_focus(open_page: OpenPage, cast: Cast, small_card: Card, axe: Check) -> None:
    page = open_page(cast.coordinator)
    page.goto("/metingen/nieuw/")
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.locator("[data-errors]")).to_be_focused()
    axe(page)
    page.get_by_role("link", name="Teams: Kies minstens één team dat meedoet.").click()
    expect(page.locator("#id_teams_0")).to_be_focused()


@pytest.fixture
def three_rounds(cast: Cast, small_card: Card) -> tuple[Round, Round, Round]:
    """A closed round, an open one with one team confirmed, and a trial that is still a draft."""
    teams: list[Team] = [cast.team, cast.sibling_team, cast.cousin_team]
    old = make_round(
        teams, small_card, state=RoundState.CLOSED, starts_on=dt.date(2024, 11, 4), title="LOB 2024"
    )
    round_ = make_round(teams, small_card)
    draft = make_round(teams, make_card(), state=RoundState.DRAFT, starts_on=TODAY, is_trial=True)
    for assessment in (*old.assessments.all(), round_.assessments.get(team=cast.team)):
        set_scores(assessment, {"VA1.1": 4, "VA1.2": 2, "VA1.3": 5, "VA2.1": 3})
        confirm(assessment)
    return old, round_, draft


def test_the_pages_are_accessible_and_fit(
    open_page: OpenPage,
    cast: Cast,
    three_rounds: tuple[Round, Round, Round],
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    old, round_, draft = three_rounds
    page = open_page(cast.board_coordinator)
    for path in (
        "/",
        "/metingen/",
        f"/metingen/{old.uid}/",
        f"/metingen/{round_.uid}/",
        f"/metingen/{round_.uid}/wijzigen/",
        f"/metingen/{round_.uid}/sluiten/",
        f"/metingen/{draft.uid}/",
        f"/metingen/{draft.uid}/openen/",
        f"/metingen/{draft.uid}/weggooien/",
    ):
        page.goto(path)
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)


def test_home_is_accessible_and_fits_for_everyone(
    open_page: OpenPage,
    cast: Cast,
    three_rounds: tuple[Round, Round, Round],
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    late = TODAY - dt.timedelta(days=9)
    make_action(cast.team, three_rounds[0].card, what="Poster " * 20, owner=cast.member, due_on=late)
    make_action(cast.school, three_rounds[0].card, owner_role=Role.MANAGER, due_on=late)
    for person in (
        cast.coordinator,
        cast.member,
        cast.manager,
        cast.team_manager,
        cast.governor,
        cast.administrator,
        cast.stranger,
    ):
        page = open_page(person)
        page.goto("/")
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)
