"""The components, seen by a real browser: they fit, are accessible, and work by keyboard, with and without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import User
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import UserFactory

Check = Callable[[Page], None]


@pytest.fixture
def person(transactional_db: None) -> User:
    return UserFactory(name="Fatma Şahin")


def test_every_component_fits_and_is_accessible(
    open_page: OpenPage,
    person: User,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    page = open_page(person)
    page.goto("/onderdelen/")
    at_widths(page, (1280, 390, 360, 320), no_overflow, within_reach, axe)


@pytest.mark.parametrize("javascript", [True, False])
def test_a_choice_shows_its_meaning(open_page: OpenPage, person: User, javascript: bool) -> None:
    page = open_page(person, javascript=javascript)
    page.goto("/onderdelen/")
    indicator = page.locator("#ind-b")
    expect(indicator.get_by_text("Kies het niveau dat het beste past.")).to_be_visible()
    indicator.get_by_role("radio", name="2 In aanzet").focus()
    page.keyboard.press("Space")
    expect(indicator.get_by_text("Er zijn plannen of losse initiatieven")).to_be_visible()
    page.keyboard.press("ArrowRight")
    expect(indicator.get_by_text("We doen dit op sommige plekken")).to_be_visible()
    expect(indicator.get_by_text("Er zijn plannen of losse initiatieven")).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_errors_are_read_first(open_page: OpenPage, person: User, javascript: bool) -> None:
    page = open_page(javascript=javascript)
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen", exact=True).click()
    summary = page.get_by_role("group", name="Dit klopt nog niet")
    expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.locator("#id_login")).to_be_focused()


def test_the_account_menu_opens_without_script_and_closes_with_escape(
    open_page: OpenPage, person: User
) -> None:
    bare = open_page(person, javascript=False)
    bare.goto("/onderdelen/")
    bare.get_by_text("Fatma Şahin").click()
    expect(bare.get_by_role("button", name="Uitloggen")).to_be_visible()
    page = open_page(person)
    page.goto("/onderdelen/")
    page.get_by_text("Fatma Şahin").click()
    expect(page.get_by_role("link", name="Inloggen en beveiliging")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Inloggen en beveiliging")).to_be_hidden()


def test_pages_around_signing_in_are_accessible(
    open_page: OpenPage, person: User, axe: Check, no_overflow: Check, within_reach: Check
) -> None:
    page = open_page(width=360)
    for path in ["/inloggen/", "/wachtwoord/vergeten/", "/wachtwoord/vergeten/verstuurd/"]:
        page.goto(path)
        no_overflow(page)
        within_reach(page)
        axe(page)


def test_axe_sees_what_is_too_pale(open_page: OpenPage, axe: Check) -> None:
    page = open_page()
    page.set_content(
        "<!DOCTYPE html><html lang=nl><title>Proef</title><main><h1>Leesbaar</h1>"
        "<p bgcolor=white><font color='#949494'>Wie ziet dit?</font></p>"
        "<table bgcolor='#767676'><tr><td><font color='#222222'>Wie ziet dit?</font></table></main></html>"
    )
    with pytest.raises(
        AssertionError, match=r"(?s)Found 1 .*color-contrast.*of 3\.03 .*#222222, background color: #767676"
    ):
        axe(page)


ROWS = """() => {
  const rows = {};
  for (const one of document.querySelectorAll(".top-nav a")) {
    const { top } = one.getBoundingClientRect();
    rows[Math.round(top)] = (rows[Math.round(top)] ?? 0) + 1;
  }
  return Object.values(rows);
}"""
IN_LINE = """() => new Set([".wordmark", ".top-find", ".me"].map((one) => {
  const { top, height } = document.querySelector(one).getBoundingClientRect();
  return Math.round(top + height / 2);
})).size"""


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_head_of_a_page_leaves_nothing_alone_on_a_line(
    open_page: OpenPage, cast: Cast, no_overflow: Check, within_reach: Check, language: str
) -> None:
    User.objects.filter(pk=cast.coordinator.pk).update(name="Ontwikkelingscoördinator van den Oudenhoven")
    page = open_page(cast.coordinator)
    page.goto("/hulp/")
    if language == "en":
        page.get_by_role("button", name="English").click()
        page.wait_for_url("**/hulp/")
    for width, rows in ((1280, [6]), (1024, [6]), (768, [6]), (390, [3, 3]), (360, [3, 3]), (320, [3, 3])):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(ROWS) == rows, width
        assert page.evaluate(IN_LINE) == 1, width
        no_overflow(page)
        within_reach(page)
    for person, rows in ((cast.administrator, [3, 2]), (cast.member, [5])):
        page = open_page(person, width=390)
        page.goto("/hulp/")
        assert page.evaluate(ROWS) == rows, person
