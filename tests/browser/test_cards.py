"""The card in a real browser: axe finds nothing, nothing sticks out, and its map leads to its parts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Card
from tests.chromium import OpenPage
from tests.factories import UserFactory


@pytest.mark.parametrize("width", [1280, 390, 360])
def test_the_card_reads_well(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    width: int,
) -> None:
    call_command("loaddata", "kwaliteitskaart", verbosity=0)
    page = open_page(UserFactory(), width=width)
    for url in (reverse("card-list"), reverse("card-detail", args=[Card.objects.get().uid])):
        page.goto(url)
        no_overflow(page)
        within_reach(page)
        axe(page)
    page.get_by_role("navigation", name="In één oogopslag").get_by_role("link", name="FA2").click()
    expect(page.locator("#FA2")).to_be_in_viewport()
