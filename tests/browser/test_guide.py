"""A coordinator's first time in Chromium: from an organisation that is there to a running round that people know of."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.enums import Role
from assessments.models import Card, Mail, Round
from tests.cast import Cast
from tests.chromium import OpenPage
from tests.factories import UserFactory, give_role

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

MOST_CLICKS = 8
"""Over planning, saying how and with how many, opening and asking; nothing has to be typed."""


def test_from_nothing_to_a_running_round(
    open_page: OpenPage, cast: Cast, small_card: Card, axe: Check
) -> None:
    for team in (cast.team, cast.sibling_team):
        for number in range(6):
            give_role(UserFactory(name=f"Teamlid {number}"), Role.MEMBER, team)
    page, clicks = open_page(cast.coordinator), 0

    def click(role: str, name: str) -> None:
        nonlocal clicks
        axe(page)
        page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]
        clicks += 1

    page.goto("/")
    click("link", "Meting plannen")
    click("radio", "Eerst ieder voor zich")
    click("button", "Meting plannen")
    click("button", "Manier van invullen opslaan")
    expect(page.get_by_role("heading", name="Start je eerste meting")).to_be_visible()
    expect(page.locator("[aria-current=step]")).to_contain_text("Open de meting")

    page = open_page(cast.coordinator, width=390)  # another device: nothing was kept on the first
    page.goto("/")
    click("link", "Meting openen")
    click("button", "Meting openen")
    expect(page.get_by_role("status").filter(has_text="De meting is open")).to_be_visible()
    click("link", "Mensen vragen")
    click("button", "Mail sturen")
    expect(page.get_by_role("heading", name="Je bent gestart")).to_be_visible()
    axe(page)
    assert clicks <= MOST_CLICKS
    assert Round.objects.get().is_open
    assert Mail.objects.count() == 6 + 6 + 1, "each teamlid once; one of the cast is in a team"
    page.get_by_role("link", name="Naar Vandaag").click()
    expect(page.get_by_role("heading", name="Starten")).to_be_hidden()
