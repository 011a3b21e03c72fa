"""Closing answering in Chromium: what is told beforehand, with and without a script, on a phone and by keyboard."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.models import Answer, Assessment, Card
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import make_individual, take_part

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 390, 320)


def begun(cast: Cast, card: Card, people: int) -> Assessment:
    assessment = make_individual(cast.team, card)
    for _number in range(people):
        take_part(assessment, {"VA1.1": 3})
    return assessment


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_coordinator_closes_answering(
    open_page: OpenPage, cast: Cast, small_card: Card, javascript: bool
) -> None:
    assessment = begun(cast, small_card, 6)
    page = open_page(cast.coordinator, javascript=javascript)
    page.goto(f"/zelfevaluaties/{assessment.uid}/invullen-sluiten/")
    expect(page.get_by_text("Dit kan maar één keer.")).to_be_visible()
    expect(page.get_by_role("heading", name="Te weinig mensen")).to_have_count(0)
    page.get_by_role("button", name="Invullen sluiten").press("Enter")
    expect(page.get_by_text("Het gesprek kan beginnen.")).to_be_visible()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("people", [6, 3], ids=["enough", "too few"])
def test_the_page_is_accessible_and_fits(
    open_page: OpenPage,
    cast: Cast,
    small_card: Card,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
    people: int,
) -> None:
    assessment = begun(cast, small_card, people)
    page = open_page(cast.coordinator)
    page.goto(f"/zelfevaluaties/{assessment.uid}/invullen-sluiten/")
    at_widths(page, WIDTHS, axe, no_overflow, within_reach)
