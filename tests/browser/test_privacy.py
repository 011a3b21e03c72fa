"""Pages about one's own data and about keeping, in a real browser: axe is silent, nothing sticks out, it prints."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from assessments.models import User
from tests.cast import make_cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import UserFactory
from tests.integration.test_own_data import proven


def proven_page(open_page: OpenPage, user: User, live_server: LiveServer, *, javascript: bool = True) -> Page:
    """A page of somebody who just said who they are."""
    page = open_page(javascript=javascript)
    value = proven(user).cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])
    return page


def test_pages_about_ones_own_data(
    open_page: OpenPage,
    live_server: LiveServer,
    at_widths: AtWidths,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
) -> None:
    cast = make_cast()
    page = proven_page(open_page, cast.administrator, live_server)
    for url in (
        reverse("own-data"),
        reverse("own-email"),
        reverse("own-mail"),
        reverse("privacy"),
        reverse("guides"),
        reverse("guide", args=["coordinator"]),
        reverse("person-remove", args=[cast.member.uid]),
        reverse("retention-settings", args=[cast.board.uid]),
    ):
        page.goto(url)
        at_widths(page, (1280, 320), no_overflow, within_reach, axe)


def test_removing_oneself_without_a_script(open_page: OpenPage, live_server: LiveServer) -> None:
    user = UserFactory(name="Şükrü Łukasz")
    page = proven_page(open_page, user, live_server, javascript=False)
    page.goto(reverse("own-data"))
    page.get_by_role("link", name="Mijn account verwijderen").click()
    page.get_by_role("button", name="Mijn account verwijderen").click()
    expect(page.get_by_role("link", name=re.compile("Zet een vinkje"))).to_be_visible()
    page.get_by_label("Ik weet dat dit niet terug te draaien is.").check()
    page.get_by_role("button", name="Mijn account verwijderen").click()
    expect(page.get_by_text("Je account is verwijderd.")).to_be_visible()
    user.refresh_from_db()
    assert user.removed_on


def test_the_privacy_page_prints_on_three_sheets(open_page: OpenPage) -> None:
    page = open_page()
    page.goto(reverse("privacy"))
    for language in ("nl", "en"):
        expect(page.locator("html")).to_have_attribute("lang", language)
        assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) <= 3
        if language == "nl":
            page.get_by_role("button", name="English").first.click()


def test_the_longest_guide_prints_on_one_sheet(open_page: OpenPage, live_server: LiveServer) -> None:
    page = proven_page(open_page, make_cast().coordinator, live_server)
    page.goto(reverse("guide", args=["coordinator"]))
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))) == 1
