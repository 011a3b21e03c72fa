"""The main job from sign-in to PDF, by the people who do it, in Chromium; one figure is the same wherever it shows."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Download, Page, expect
from pypdf import PdfReader

from assessments.models import Assessment, AuditEvent, Card, Round
from tests.cast import Cast
from tests.chromium import Faults, OpenPage, criteria
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db(transaction=True)

PATTERN = ["4", "2", "5", "3", "4", "weet-niet", "nvt", "1", "4"]
"""Four times these nine make 36: 16 of 28 op orde, four weet ik niet, four n.v.t., mean 23/7."""

FIGURE = "16 van 28"
MEAN = "3,3"


@pytest.fixture
def people(cast: Cast, real_card: Card) -> Cast:
    return cast


def sign_in_by_form(page: Page, email: str) -> None:
    page.goto("/")
    by_password = page.get_by_role("region", name="Met je wachtwoord")
    by_password.get_by_label("E-mailadres").fill(email)
    by_password.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    by_password.get_by_role("button", name="Inloggen").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dag")


def plan_and_open(page: Page) -> None:
    """From the home page of a coordinator who has nothing yet."""
    today = timezone.localdate()
    page.locator(".next .btn").click()
    page.get_by_label("Naam").fill("LOB <najaar> & meer")
    page.get_by_label("Eerste dag").fill(today.isoformat())
    page.get_by_label("Laatste dag").fill((today + dt.timedelta(days=30)).isoformat())
    page.get_by_label("Havo 4-5").check()
    page.get_by_label("Brugklas").check()
    page.get_by_role("button", name="Meting plannen").click()
    page.get_by_role("link", name="Meting openen").click()
    page.get_by_role("button", name="Meting openen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Je bent gestart")


def choose(page: Page, code: str, value: str) -> None:
    page.locator(f"[id='{code}'] input[type=radio][value='{value}']").check()


def version(page: Page, code: str, number: int) -> None:
    expect(page.locator(f"[name='{code}-version']")).to_have_value(str(number))


def score_all(page: Page) -> None:
    """Go through the criteria in order; what is chosen already stays, and one choice meets a conflict."""
    number = 0
    for _criterion in criteria(page):
        for fieldset in page.locator("fieldset.ind").all():
            code = fieldset.get_attribute("id") or ""
            choose(page, code, PATTERN[number % len(PATTERN)])
            number += 1
            if code != "VA1.1":
                version(page, code, 1)
            else:
                # A colleague chose 2 in the meantime: both values are shown, and the coordinator's is kept.
                conflict = page.locator("[data-conflict]")
                expect(conflict).to_contain_text("In aanzet")
                expect(conflict).to_contain_text("Grotendeels")
                conflict.locator("button").last.click()
                version(page, code, 2)
            expect(page.locator(".cnt")).to_have_text(f"{number} van 36 ingevuld")
    assert number == 36


def pdf_text(download: Download) -> str:
    content = Path(download.path()).read_bytes()
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub(r"\s+", " ", text)


def test_from_sign_in_to_report(
    open_page: OpenPage, people: Cast, page_faults: Callable[[Page], Faults]
) -> None:
    coordinator = open_page()
    page_faults(coordinator).allow("409")
    sign_in_by_form(coordinator, people.coordinator.email)
    plan_and_open(coordinator)
    assessment = Assessment.objects.get(team=people.team)

    # The coordinator has the form open while a member chooses first.
    member = open_page(people.member, width=390)
    member.goto("/")
    member.locator(".next .btn").click()
    member.get_by_role("link", name="Beginnen").click()
    coordinator.goto(f"/zelfevaluaties/{assessment.uid}/criteria/VA1/")
    choose(member, "VA1.1", "2")
    version(member, "VA1.1", 1)
    score_all(coordinator)
    expect(coordinator.get_by_role("heading", level=1)).to_have_text("Alles is ingevuld")
    coordinator.get_by_role("button", name="Teamscores vaststellen").click()
    expect(coordinator.get_by_text("zijn vastgesteld").first).to_be_visible()
    coordinator.goto(f"/resultaten/teams/{assessment.uid}/")
    expect(coordinator.locator(".fig")).to_have_text(re.compile(r"16\s+van 28 op orde"))
    expect(coordinator.locator(".facts")).to_contain_text(MEAN)

    # The manager reads the dashboard.
    manager = open_page()
    sign_in_by_form(manager, people.manager.email)
    manager.get_by_role("link", name="Resultaten").first.click()
    manager.get_by_role("link", name="Duinmark College").first.click()
    expect(manager.locator(".fig")).to_have_text(re.compile(r"16\s+van 28 op orde"))
    expect(manager.get_by_role("row", name=re.compile(f"Havo 4-5 {FIGURE}"))).to_be_visible()
    expect(manager.get_by_text("1 van 2 teams").first).to_be_visible()

    # The bestuur sees it of all schools, takes it along as figures, and downloads both reports.
    governor = open_page()
    sign_in_by_form(governor, people.governor.email)
    governor.goto(f"/resultaten/besturen/{people.board.uid}/")
    expect(governor.locator(".fig")).to_have_text(re.compile(r"16\s+van 28 op orde"))
    with governor.expect_download() as figures:
        governor.get_by_role("link", name="Scholen en criteria").click()
    assert f"Duinmark College;LOB <najaar> & meer;1;2;16;28;{MEAN};" in Path(figures.value.path()).read_text()
    governor.get_by_role("link", name="Bekijk het verloop").click()
    expect(governor.locator("main table").first).to_contain_text(FIGURE)
    governor.goto(f"/resultaten/scholen/{people.school.uid}/")
    with governor.expect_download() as school_report:
        governor.get_by_role("link", name=re.compile("Download het rapport")).first.click()
    governor.goto(f"/resultaten/teams/{assessment.uid}/")
    with governor.expect_download() as team_report:
        governor.get_by_role("link", name=re.compile("Download het rapport")).first.click()
    for text, name in (
        (pdf_text(team_report.value), "Havo 4-5"),
        (pdf_text(school_report.value), "Duinmark College"),
    ):
        assert FIGURE in text
        assert MEAN in text
        assert name in text
        assert "LOB <najaar> & meer" in text
        assert "ussenstand" in text

    round_ = Round.objects.get()
    verbs = list(
        AuditEvent.objects.filter(board=people.board.uid).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        "meting.gepland",
        "meting.geopend",
        "teamscore.vastgesteld",
        "cijfers.gedownload",
        "rapport.gedownload",
        "rapport.gedownload",
    ]
    assert round_.is_open
