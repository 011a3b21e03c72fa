"""Reading in a file in Chromium: the bar that moves, the preview, saving; with and without a script, at each width."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from assessments.models import OrganisationImport, School
from assessments.services.imports import jobs
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.unit.imports.files import GOOD_SCHOOL, xlsx_of

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = [("Şükrü Łukasz-van ’t Hof", "s@x.example", "", "manager", "duin")]
GOOD = xlsx_of(school=[GOOD_SCHOOL], person=PEOPLE)
WRONG = xlsx_of(
    school=[GOOD_SCHOOL, ("", "", "po", "", "01AB"), ("x", "X" * 119, "vo", "", "")], person=PEOPLE
)


def choose(page: Page, content: bytes) -> OrganisationImport:
    page.goto("/inlezen/")
    file: FilePayload = {
        "name": "organisatie.xlsx",
        "mimeType": "application/octet-stream",
        "buffer": content,
    }
    page.get_by_label("Bestand", exact=True).set_input_files(file)
    page.get_by_role("button", name="Bestand bekijken").click()
    expect(page.get_by_text("Het bestand is ontvangen.")).to_be_visible()
    return OrganisationImport.objects.get()


def test_the_bar_moves_and_the_preview_comes_by_itself(
    open_page: OpenPage, cast: Cast, axe: Check, no_overflow: Check, within_reach: Check, at_widths: AtWidths
) -> None:
    page = open_page(cast.administrator)
    page.goto("/inlezen/")
    at_widths(page, (1280, 390, 320), axe, no_overflow, within_reach)
    thing = choose(page, WRONG)
    rows = OrganisationImport.objects.filter(pk=thing.pk)
    bar = page.get_by_role("progressbar")
    for done in (1250, 2500):
        rows.update(state="leest", done=done, total=5000)
        expect(bar).to_have_js_property("value", done)
        expect(
            page.get_by_text(f"{done // 1000}.{done % 1000} van 5.000 rijen vergeleken").first
        ).to_be_visible()
    at_widths(page, (1280, 320), axe, no_overflow, within_reach)
    rows.update(state="wacht")
    jobs.read_file.call(str(thing.uid))
    expect(page.get_by_role("heading", level=1)).to_have_text("1 rij klopt nog niet")
    at_widths(page, (1280, 390, 320), axe, no_overflow, within_reach)
    page.get_by_role("link", name="Fout 1").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Bestand wissen").click()
    expect(page.get_by_text("Er is niets opgeslagen. Het bestand is gewist.")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_file_is_saved(open_page: OpenPage, cast: Cast, axe: Check, javascript: bool) -> None:
    page = open_page(cast.administrator, javascript=javascript, width=390)
    thing = choose(page, GOOD)
    jobs.read_file.call(str(thing.uid))
    if not javascript:
        page.get_by_role("link", name="Kijk hoe ver het is").click()
    expect(page.get_by_text("2 nieuw")).to_be_visible()
    page.get_by_label("Stuur de uitnodiging meteen").uncheck()
    page.get_by_role("button", name="Opslaan", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bestand wordt opgeslagen")
    jobs.save_file.call(str(thing.uid))
    if not javascript:
        page.get_by_role("link", name="Kijk hoe ver het is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bestand is opgeslagen")
    expect(page.get_by_text("1 uitnodiging staat klaar en is nog niet verstuurd.")).to_be_visible()
    if javascript:
        axe(page)
    assert School.objects.filter(branch_code="01AB00").exists()
