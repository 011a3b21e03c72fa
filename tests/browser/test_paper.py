"""Typing in paper forms in Chromium: the whole form by keyboard, without a script, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, Assessment, Card
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage, sign_in
from tests.factories import make_individual

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card)


def address(assessment: Assessment) -> str:
    return f"/zelfevaluaties/{assessment.uid}/papier/"


def test_two_forms_are_typed_by_keyboard_alone(
    open_page: OpenPage, cast: Cast, assessment: Assessment
) -> None:
    page = open_page(cast.coordinator)
    page.goto(address(assessment))
    for signs in ("4w3n215", "5555555"):
        expect(page.locator("[data-flow]")).to_be_visible()  # the script listens
        page.locator("#VA1\\.1-choice").focus()
        for sign in signs:
            page.keyboard.press(sign)
        expect(page.get_by_text("7 van 7 zinnen")).to_be_visible()
        expect(page.get_by_role("button", name="Opslaan en volgende formulier")).to_be_focused()
        number = assessment.participations.count() + 1
        page.keyboard.press("Enter")
        expect(page.get_by_role("status").filter(has_text=f"Opgeslagen als nummer {number}.")).to_be_visible()
        expect(page.locator("#VA1\\.1-choice")).to_be_focused()
        expect(page.locator("#VA1\\.1-choice")).to_have_value("")
    assert Answer.objects.count() == 14


def test_what_a_sign_means_is_said_and_one_walks_through_the_boxes(
    open_page: OpenPage, cast: Cast, assessment: Assessment
) -> None:
    page = open_page(cast.coordinator)
    page.goto(address(assessment))
    first, second = page.locator("#VA1\\.1-choice"), page.locator("#VA1\\.2-choice")
    first.focus()
    page.keyboard.press("4")
    expect(page.get_by_text("Grotendeels")).to_be_visible()
    expect(second).to_be_focused()
    page.keyboard.press("Backspace")
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("9")
    expect(second).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("1")
    expect(page.get_by_text("Nog niet", exact=True)).to_be_visible()
    expect(second).to_be_focused()


def test_nothing_typed_is_lost_where_the_server_is_away_or_the_session_is_over(
    open_page: OpenPage, cast: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(cast.coordinator)
    page_faults(page).allow("ERR_")
    page.goto(address(assessment))
    expect(page.locator("[data-flow]")).to_be_visible()
    page.locator("#VA1\\.1-choice").focus()
    page.keyboard.type("4w3n215")
    save = page.get_by_role("button", name="Opslaan en stoppen")
    page.route("**/papier/**", lambda route: route.abort())
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("de server geeft geen antwoord")
    page.unroute("**/papier/**")
    page.context.clear_cookies(name="sessionid")
    save.click()
    expect(page.get_by_role("alert")).to_contain_text("je bent niet meer ingelogd")
    expect(page.locator("#VA1\\.1-choice")).to_have_value("4")
    assert not assessment.participations.exists()
    page.context.clear_cookies()  # signing in again gives other tokens
    sign_in(page.context, cast.coordinator, page.url)
    save.click()
    expect(page.get_by_text("Opgeslagen als nummer 1.")).to_be_visible()
    assert Answer.objects.count() == 7
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_without_a_script_a_stray_enter_saves_nothing(
    open_page: OpenPage, cast: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(cast.coordinator, javascript=False)
    page_faults(page).allow("422")
    page.goto(address(assessment))
    page.locator("#VA1\\.1-choice").fill("4")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bij 6 zinnen staat niets")).to_be_visible()
    page.locator("#VA1\\.2-choice").fill("5")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Bij 5 zinnen staat niets")).to_be_visible()
    assert not assessment.participations.exists()
    page.get_by_role("button", name="Klopt: opslaan en volgende formulier").click()
    expect(page.get_by_text("Opgeslagen als nummer 1.")).to_be_visible()
    assert Answer.objects.exclude(choice="").count() == 2


def test_every_state_is_accessible_at_every_width(
    open_page: OpenPage,
    cast: Cast,
    assessment: Assessment,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
    at_widths: AtWidths,
    page_faults: Callable[[Page], Faults],
) -> None:
    page = open_page(cast.coordinator)
    page_faults(page).allow("422")
    page.goto(address(assessment))
    at_widths(page, (1280, 360, 320), no_overflow, within_reach, axe)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_text("Opmerkingen bij VA1").click()
    page.locator("#VA1\\.1-choice").fill("9")
    page.get_by_role("button", name="Opslaan en volgende formulier").click()
    expect(page.get_by_role("heading", name="Dit klopt nog niet")).to_be_visible()
    at_widths(page, (1280, 360), no_overflow, within_reach, axe)
    page.locator("#VA1\\.1-choice").fill("3")
    page.get_by_role("button", name="Opslaan en stoppen").click()
    expect(page.get_by_role("heading", name="Bij 6 zinnen staat niets")).to_be_visible()
    at_widths(page, (1280, 360), no_overflow, within_reach, axe)
    page.get_by_role("button", name="Klopt: opslaan en stoppen").click()
    expect(page.get_by_text("Opgeslagen als nummer 1.")).to_be_visible()
    page.goto(address(assessment))
    page.get_by_role("link", name="Bekijken of wijzigen").click()
    axe(page)
    page.get_by_role("link", name="Dit formulier weghalen").click()
    axe(page)
