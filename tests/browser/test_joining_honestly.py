"""What a browser kept finds its way when a number made way, was given another code or was taken back; axe is silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Answer, Assessment, Card, Participation
from assessments.services import participations
from assessments.services.joining import make_team_link, renew_code
from tests.browser.test_joining import WIDTHS, scan, url
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage
from tests.factories import make_individual
from tests.integration.test_joining_honestly import by_mail


@pytest.fixture
def assessment(transactional_db: None, cast: Cast, small_card: Card) -> Assessment:
    found = make_individual(cast.team, small_card, size=6)
    found.team_token = make_team_link(by=cast.coordinator, assessment=found)
    return found


@pytest.fixture
def checks(
    axe: Callable[[Page], None], no_overflow: Callable[[Page], None], within_reach: Callable[[Page], None]
) -> tuple[Callable[[Page], None], ...]:
    return no_overflow, within_reach, axe


def begin(page: Page, assessment: Assessment) -> None:
    scan(page, assessment)
    page.get_by_role("button", name="Beginnen als nummer").click()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()


def choose(page: Page, code: str) -> None:
    page.get_by_role("group", name=code).get_by_role("radio").first.check(force=True)


def keep_offline(page: Page, code: str) -> None:
    """Choose without a connection, so that it stays in this browser."""
    page.route("**/criteria/**", lambda route: route.abort())
    choose(page, code)
    expect(page.locator("[data-save-state]").first).to_contain_text("Nog niet opgeslagen")
    page.unroute_all()


def test_what_was_filled_in_offline_arrives_after_the_number_made_way(
    open_page: OpenPage, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(width=390)
    page_faults(page).allow("Failed to load")
    begin(page, assessment)
    keep_offline(page, "VA1.1")
    Participation.objects.all().delete()
    page.goto(url("join-start", assessment))
    expect(
        page.get_by_text("Wat je eerder invulde en nog niet was opgeslagen, is nu opgeslagen.")
    ).to_be_visible()
    assert Answer.objects.count() == 1
    assert page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('lob.unsaved'))") == []


@pytest.mark.parametrize("why", ["replaced", "withdrawn"])
def test_a_device_that_no_longer_takes_part_says_so_and_shows_what_it_kept(
    open_page: OpenPage,
    assessment: Assessment,
    cast: Cast,
    at_widths: AtWidths,
    checks: tuple[Callable[[Page], None], ...],
    page_faults: Callable[[Page], Faults],
    why: str,
) -> None:
    page = open_page(width=390)
    page_faults(page).allow("Failed to load|403")
    begin(page, assessment)
    choose(page, "VA1.1")
    expect(page.locator("[data-save-state]").first).to_contain_text("Opgeslagen")
    number = Participation.objects.get()
    if why == "replaced":
        code = renew_code(participation=number).code
        words = "hoort niet meer bij je nummer"
    else:
        participations.withdraw(by=cast.coordinator, participation=number, with_answers=True)
        words = "Je deelname is stopgezet"
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    choose(page, "VA1.2")
    expect(page.get_by_role("group", name="VA1.2").locator("[data-problem]")).to_contain_text(words)
    at_widths(page, WIDTHS, *checks)
    assert len(sent) == 1, "it is not tried for ever"
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(url("join-start", assessment))
    expect(page.locator("#unsaved")).to_contain_text("VA1.2 · 1")
    expect(page.locator("p.lead")).to_contain_text(words)
    at_widths(page, WIDTHS, *checks)
    if why == "replaced":
        page.get_by_label("Je code").fill(code)
        page.get_by_role("button", name="Verder").click()
        expect(page.get_by_text("is nu opgeslagen")).to_be_visible()
        assert Answer.objects.count() == 2
        assert Participation.objects.count() == 1
    else:
        page.get_by_role("button", name="Klaar op dit apparaat").click()
        page.get_by_role("dialog").get_by_role("button", name="Ga weg en wis ze").click()
        expect(page.get_by_role("heading", name="Dit apparaat is vrij")).to_be_visible()
        assert not Answer.objects.exists()


def test_a_personal_link_says_for_whom_and_asks_first_on_a_device_in_use(
    open_page: OpenPage,
    assessment: Assessment,
    cast: Cast,
    at_widths: AtWidths,
    checks: tuple[Callable[[Page], None], ...],
) -> None:
    page = open_page(width=390)
    begin(page, assessment)
    choose(page, "VA1.1")
    expect(page.locator("[data-save-state]").first).to_contain_text("Opgeslagen")
    page.goto(reverse("join-link", args=[by_mail(cast, assessment)]))
    expect(page.get_by_role("heading", name="Op dit apparaat is al begonnen als nummer 1")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.get_by_role("button", name="Verder met de link die je opende").click()
    expect(page.get_by_text("Deze link is voor f…@school.example.")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    page.get_by_role("link", name="Beginnen").click()
    expect(page.get_by_text("Deze link is voor f…@school.example.")).to_be_visible()
    at_widths(page, WIDTHS, *checks)
    choose(page, "VA1.1")
    expect(page.locator("[data-save-state]").first).to_contain_text("Opgeslagen")
    page.goto(url("join-start", assessment))
    expect(page.get_by_text("Met deze link is iets ingevuld sinds")).to_be_visible()
    at_widths(page, WIDTHS, *checks)


def test_without_a_script_a_page_of_the_person_before_is_shown_and_not_saved(
    open_page: OpenPage,
    assessment: Assessment,
    at_widths: AtWidths,
    checks: tuple[Callable[[Page], None], ...],
    page_faults: Callable[[Page], Faults],
) -> None:
    page = open_page(width=390, javascript=False)
    page_faults(page).allow("409")
    begin(page, assessment)
    choose(page, "VA1.1")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    expect(page.get_by_role("group", name="VA2.1")).to_be_visible()
    page.go_back()
    other = page.context.new_page()
    scan(other, assessment)
    other.get_by_role("button", name="Ik ben iemand anders").click()
    other.get_by_role("link", name="De volgende kan beginnen").click()
    other.get_by_role("button", name="Beginnen als nummer").click()
    choose(page, "VA1.2")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    expect(page.get_by_role("alert")).to_contain_text("Er is niets opgeslagen.")
    expect(page.get_by_role("group", name="VA1.2").get_by_role("radio").first).to_be_checked()
    at_widths(page, WIDTHS, *checks[:2])
    assert list(Answer.objects.values_list("response__participation__number", "indicator__code")) == [
        (1, "VA1.1")
    ]
