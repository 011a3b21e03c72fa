"""The card in a real browser: axe finds nothing, nothing sticks out, and its map leads to its parts."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.models import Card
from tests.chromium import AtWidths, OpenPage
from tests.factories import UserFactory


def test_the_card_reads_well(
    open_page: OpenPage,
    real_card: Card,
    at_widths: AtWidths,
    axe: Callable[[Page], None],
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
) -> None:
    page = open_page(UserFactory())
    for url in (reverse("card-list"), reverse("card-detail", args=[real_card.uid])):
        page.goto(url)
        at_widths(page, (1280, 390, 360), no_overflow, within_reach, axe)
    page.get_by_role("navigation", name="In één oogopslag").get_by_role("link", name="FA2").click()
    expect(page.locator("#FA2")).to_be_in_viewport()
