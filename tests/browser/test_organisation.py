"""Managing schools and teams in Chromium: without a script, on a phone, and by the deeds that ask first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.models import Team
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import SchoolFactory, TeamFactory

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390, 320)


def test_from_an_empty_school_to_a_merged_team_without_a_script(open_page: OpenPage, cast: Cast) -> None:
    SchoolFactory(board=cast.board, name="Leeg College")
    page = open_page(cast.administrator, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Teams toevoegen").click()
    page.get_by_label("Namen van de teams").fill("Éerste\nTweede\n\nTweede")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="Deze 2 teams worden gemaakt")).to_be_visible()
    page.get_by_role("button", name="2 teams toevoegen").click()
    expect(page.get_by_text("2 teams zijn toegevoegd.")).to_be_visible()
    page.get_by_role("link", name="Éerste").click()
    page.get_by_role("link", name="Samenvoegen").click()
    page.get_by_label("Tweede").check()
    page.get_by_role("button", name="Verder").click()
    page.get_by_label("Naam van het nieuwe team").fill("Samen")
    page.get_by_role("button", name="Teams samenvoegen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Samen")
    assert Team.objects.filter(merged_into__name="Samen").count() == 2


def test_the_pages_are_accessible_and_fit(
    open_page: OpenPage,
    cast: Cast,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    gone = timezone.localdate() - dt.timedelta(days=30)
    closed = SchoolFactory(board=cast.board, name="Oud College", closed_on=gone, merged_into=cast.school)
    TeamFactory(school=cast.sibling_school, name="Brugklas")
    for number in range(9):
        TeamFactory(school=SchoolFactory(board=cast.board, name=f"Vestiging {number}"), name="Économie")
    page = open_page(cast.administrator)
    school, team = f"/organisatie/scholen/{cast.school.uid}/", f"/organisatie/teams/{cast.team.uid}/"
    to = f"?naar={cast.sibling_school.uid}"
    for path in (
        "/organisatie/",
        "/organisatie/?q=economie",
        school,
        f"{school}wijzigen/",
        f"{school}samenvoegen/{to}",
        f"{school}teams/samenvoegen/?teams={cast.team.uid}&verder=1",
        f"{school}opheffen/",
        f"/organisatie/scholen/{closed.uid}/",
        f"/organisatie/scholen/{closed.uid}/heropenen/",
        team,
        f"{team}verplaatsen/",
        f"{team}verplaatsen/{to}",
    ):
        page.goto(path)
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)
