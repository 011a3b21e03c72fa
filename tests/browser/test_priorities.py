"""Putting priorities in order in Chromium: by buttons, with a script and without; the focus stays, and it is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from assessments.models import Assessment, Card
from tests.cast import Cast
from tests.chromium import Faults, OpenPage
from tests.factories import confirm, make_round, set_scores

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def assessment(people: Cast, small_card: Card) -> Assessment:
    found = make_round([people.team], small_card).assessments.get()
    set_scores(found, {"VA1.1": 1, "VA1.2": 2, "VA1.3": 3})
    confirm(found)
    return found


def put_in_order(page: Page, assessment: Assessment) -> None:
    """From the first step, with three chosen, to the second."""
    page.goto(f"/zelfevaluaties/{assessment.uid}/prioriteiten/")
    for code in ("VA1.1", "VA1.2", "VA1.3"):
        page.locator(f"[id='k-{code}']").check()
    page.get_by_role("button", name="Verder naar de volgorde").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wat komt het eerst?")


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def codes(page: Page) -> list[str]:
    return [row.get_attribute("data-code") or "" for row in page.locator("[data-order] li").all()]


def test_by_its_buttons_with_a_script(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator)
    put_in_order(page, assessment)
    said = page.locator("#announce")
    for name in ("VA1.1 omhoog", "VA1.3 omlaag"):
        expect(button(page, name)).to_be_disabled()

    button(page, "VA1.1 omlaag").focus()
    page.keyboard.press("Enter")
    expect(said).to_have_text("VA1.1 staat nu op plaats 2 van 3.")
    expect(button(page, "VA1.1 omlaag")).to_be_focused()
    page.keyboard.press("Enter")
    expect(said).to_have_text("VA1.1 staat nu op plaats 3 van 3.")
    expect(button(page, "VA1.1 omlaag")).to_be_disabled()
    expect(button(page, "VA1.1 omhoog")).to_be_focused()

    button(page, "VA1.3 omhoog").click()
    expect(said).to_have_text("VA1.3 staat nu op plaats 1 van 3.")
    expect(button(page, "VA1.3 omlaag")).to_be_focused()
    assert codes(page) == ["VA1.3", "VA1.2", "VA1.1"]
    expect(page.locator(".prio-n")).to_have_text(["1", "2", "3"])
    page.reload()
    assert codes(page) == ["VA1.3", "VA1.2", "VA1.1"]
    button(page, "Prioriteiten vastleggen").click()
    expect(page.get_by_text("3 prioriteiten vastgelegd.")).to_be_visible()
    assert [one.indicator.code for one in assessment.priorities.all()] == ["VA1.3", "VA1.2", "VA1.1"]
    page.go_back()
    assert codes(page) == ["VA1.3", "VA1.2", "VA1.1"]


def test_without_a_connection_nothing_is_sent_and_nothing_is_lost(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(people.coordinator)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED")
    put_in_order(page, assessment)
    button(page, "VA1.3 omhoog").click()
    page.context.set_offline(True)
    button(page, "Prioriteiten vastleggen").click()
    expect(page.get_by_role("alert")).to_contain_text("Je hebt nu geen verbinding.")
    assert codes(page) == ["VA1.1", "VA1.3", "VA1.2"]
    page.context.set_offline(False)
    expect(page.get_by_role("alert")).to_be_hidden()
    button(page, "Prioriteiten vastleggen").click()
    expect(page.get_by_text("3 prioriteiten vastgelegd.")).to_be_visible()
    assert [one.indicator.code for one in assessment.priorities.all()] == ["VA1.1", "VA1.3", "VA1.2"]


def test_by_its_buttons_without_a_script(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator, javascript=False)
    put_in_order(page, assessment)
    button(page, "VA1.3 omhoog").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".prio-o li").nth(1)).to_have_attribute("data-code", "VA1.3")
    expect(button(page, "VA1.3 omhoog")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".prio-o li").first).to_have_attribute("data-code", "VA1.3")
    expect(button(page, "VA1.3 omhoog")).to_be_disabled()
    expect(button(page, "VA1.3 omlaag")).to_be_focused()
    button(page, "VA1.1 omlaag").click()
    expect(page.locator(".prio-o li").last).to_have_attribute("data-code", "VA1.1")
    button(page, "Prioriteiten vastleggen").click()
    expect(page.get_by_text("3 prioriteiten vastgelegd.")).to_be_visible()
    assert [one.indicator.code for one in assessment.priorities.all()] == ["VA1.3", "VA1.2", "VA1.1"]
