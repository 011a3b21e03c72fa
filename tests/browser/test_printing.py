"""All reports of a board in Chromium: the bar that moves, and the file that comes by itself once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Card, PrintJob
from assessments.services.printing import hands
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import confirm, make_round, set_scores
from tests.integration.imports.doing import run_queue

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

BUTTON = "Download alle rapporten (ZIP)"


@pytest.fixture
def _board(cast: Cast, small_card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.reports.engine.print_pdf", lambda *args: b"%PDF-")
    round_ = make_round([cast.team, cast.cousin_team], small_card)
    for assessment in round_.assessments.all():
        set_scores(assessment, {"VA1.1": 4})
        confirm(assessment)


@pytest.mark.usefixtures("_board")
def test_the_file_comes_by_itself_once(
    open_page: OpenPage, cast: Cast, axe: Check, no_overflow: Check, within_reach: Check, at_widths: AtWidths
) -> None:
    page = open_page(cast.governor)
    page.goto(f"/resultaten/besturen/{cast.board.uid}/")
    page.get_by_role("button", name=BUTTON).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "We maken alle rapporten van Stichting De Noordzoom"
    )
    at_widths(page, (1280, 320), axe, no_overflow, within_reach)
    job = PrintJob.objects.get()
    bar = page.get_by_role("progressbar")
    for done in (1, 2):
        hands.print_next.call(str(job.uid))
        expect(bar).to_have_js_property("value", done * 200)
        expect(page.get_by_text(f"{done} van 5 rapporten klaar").first).to_be_visible()
    expect(page.locator("#announce")).to_have_text("2 van 5 rapporten klaar")
    with page.expect_download() as download:
        run_queue()
    assert download.value.suggested_filename.startswith("lob-rapporten-stichting-de-noordzoom-")
    expect(page.get_by_role("heading", level=1)).to_contain_text("staan klaar")
    at_widths(page, (1280, 390, 320), axe, no_overflow, within_reach)
    downloads: list[object] = []
    page.on("download", lambda one: downloads.append(one))
    page.reload()
    with page.expect_download():
        page.get_by_role("link", name="Download de rapporten (ZIP)").click()
    assert len(downloads) == 1, "the button alone, not the page by itself again"
