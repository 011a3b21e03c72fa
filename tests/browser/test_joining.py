"""Taking part without an account, in a real browser: axe is silent, nothing sticks out, it works without a script."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from assessments.models import Answer, Assessment, Card
from assessments.services.joining import make_team_link
from assessments.views.joined import LINK
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage
from tests.factories import make_individual, take_part

WIDTHS = (1280, 390, 320)


@pytest.fixture
def assessment(transactional_db: None, cast: Cast, small_card: Card) -> Assessment:
    found = make_individual(cast.team, small_card, size=6)
    found.team_token = make_team_link(by=cast.coordinator, assessment=found)
    return found


def url(route: str, assessment: Assessment) -> str:
    return reverse(route, args=[assessment.uid])


def scan(page: Page, assessment: Assessment) -> None:
    page.goto(reverse("join-link", args=[assessment.team_token]))


def test_every_page(
    open_page: OpenPage,
    assessment: Assessment,
    cast: Cast,
    at_widths: AtWidths,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    page_faults: Callable[[Page], Faults],
) -> None:
    checks = (no_overflow, within_reach, axe)
    page = open_page()
    page_faults(page).allow("404|410|422")
    scan(page, assessment)
    at_widths(page, WIDTHS, *checks)  # where one begins
    page.get_by_role("button", name="Beginnen als nummer").click()
    expect(page.get_by_role("heading", name="Je bent nummer 1")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.goto(url("join-number", assessment))
    at_widths(page, WIDTHS, *checks)
    scan(page, assessment)
    expect(page.get_by_role("heading", name="Op dit apparaat is al begonnen")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.goto(url("join-leave", assessment) + "?klaar")
    at_widths(page, WIDTHS, *checks)
    page.get_by_role("button", name="Klaar op dit apparaat").click()
    expect(page.get_by_role("heading", name="Dit apparaat is vrij")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.goto(reverse("join-code"))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("link", name=re.compile("Typ je code"))).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.goto(reverse("join-link", args=["van-niemand"]))
    at_widths(page, WIDTHS, *checks)
    for _person in range(6):
        take_part(assessment, {"VA1.1": 4})
    scan(page, assessment)
    expect(page.get_by_text("Er hebben al zoveel mensen ingevuld")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page = open_page(cast.member)
    scan(page, assessment)
    expect(page.get_by_text("Naar je eigen formulier")).to_be_visible()
    at_widths(page, WIDTHS, *checks)


def test_the_coordinator_makes_shows_prints_and_withdraws_the_link(
    open_page: OpenPage,
    assessment: Assessment,
    cast: Cast,
    at_widths: AtWidths,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
) -> None:
    Assessment.objects.update(team_token=None)
    checks = (no_overflow, within_reach, axe)
    page = open_page(cast.coordinator)
    page.goto(url("team-link", assessment))
    at_widths(page, WIDTHS, *checks)
    page.get_by_role("button", name="Teamlink maken").click()
    expect(page.get_by_role("img", name="QR-code van de teamlink")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    assessment.refresh_from_db()
    printed = PdfReader(io.BytesIO(page.pdf(format="A4", print_background=True)))
    (sheet,) = printed.pages
    words = sheet.extract_text()
    assert str(assessment.team_token) in words
    assert "Nieuwe link maken" not in words
    page.get_by_role("link", name="Op het grote scherm tonen").click()
    at_widths(page, WIDTHS, *checks)
    page.get_by_role("link", name="Sluiten").click()
    page.get_by_role("button", name="Link intrekken").click()
    expect(page.get_by_text("De link is ingetrokken.")).to_be_visible()
    expect(page.get_by_role("button", name="Teamlink maken")).to_be_visible()


def test_a_shared_device_without_a_script(open_page: OpenPage, assessment: Assessment) -> None:
    page = open_page(width=390, javascript=False)
    scan(page, assessment)
    page.get_by_role("button", name="Beginnen als nummer").click()
    code = page.get_by_role("code").inner_text()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    page.get_by_role("group", name="VA1.1").get_by_role("radio").first.check(force=True)
    page.get_by_role("button", name="Verder naar criterium 2").click()
    expect(page.get_by_role("group", name="VA2.1")).to_be_visible()
    scan(page, assessment)
    page.get_by_role("button", name="Ik ben iemand anders").click()
    page.get_by_role("link", name="De volgende kan beginnen").click()
    page.get_by_role("button", name="Beginnen als nummer").click()
    expect(page.get_by_role("heading", name="Je bent nummer 2")).to_be_visible()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    page.goto(reverse("join-code"))
    page.get_by_label("Je code").fill(code.lower())
    page.get_by_role("button", name="Verder").click()
    page.get_by_role("link", name="Verder met criterium 1").click()
    expect(page.locator("input[type=radio]:checked")).to_have_count(1)


def test_leaving_a_device_asks_first_and_then_nothing_stays(
    open_page: OpenPage, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    """Of three answers one is chosen without a connection: it is kept, named, and gone with who leaves."""
    page = open_page(width=390)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED|Failed to load")
    scan(page, assessment)
    page.get_by_role("button", name="Beginnen als nummer").click()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    for code in ("VA1.1", "VA1.2"):
        page.get_by_role("group", name=code).get_by_role("radio").first.check(force=True)
    expect(page.locator("[data-save-state]").first).to_contain_text("Opgeslagen")
    page.goto(url("join-leave", assessment) + "?klaar")
    expect(page.get_by_role("heading", name="Stoppen, en later verder?")).to_be_visible()
    page.get_by_role("link", name="Verder als nummer 1").click()
    page.get_by_role("link", name="Verder met criterium 1").click()
    page.route("**/criteria/**", lambda route: route.abort())
    page.get_by_role("group", name="VA1.3").get_by_role("radio").first.check(force=True)
    expect(page.locator("[data-save-state]").first).to_contain_text("Nog niet opgeslagen")
    page.goto(url("join-leave", assessment))
    page.get_by_role("button", name="Ik ben iemand anders").click()
    dialog = page.get_by_role("dialog", name="Niet alles is opgeslagen")
    expect(dialog).to_contain_text("VA1.3")
    dialog.get_by_role("button", name="Ga weg en wis ze").click()
    expect(page.get_by_role("heading", name="Dit apparaat is vrij")).to_be_visible()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert {cookie["name"] for cookie in page.context.cookies()} == {"csrftoken", LINK}
    assert Answer.objects.count() == 2
