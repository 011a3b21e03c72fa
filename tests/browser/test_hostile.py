"""The quick and the curious in Chromium: a double click, and going back after somebody signed out."""

from __future__ import annotations

import datetime as dt
import time

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Request, Route, expect

from assessments.models import Card, Round
from tests.cast import Cast
from tests.chromium import OpenPage
from tests.factories import make_round, set_scores

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()


def fill_in(page: Page, title: str) -> None:
    page.goto("/metingen/nieuw/")
    page.get_by_label("Naam").fill(title)
    page.get_by_label("Eerste dag").fill(TODAY.isoformat())
    page.get_by_label("Laatste dag").fill((TODAY + dt.timedelta(days=20)).isoformat())
    page.get_by_label("Alle teams van deze school").check()


def click_twice(page: Page, button: str) -> list[Request]:
    """Click, and again while the answer is under way; return what was sent."""
    sent: list[Request] = []

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            sent.append(route.request)
            time.sleep(0.4)
        route.continue_()

    page.wait_for_load_state()
    page.route("**/metingen/**", slowly)
    twice = "button => { button.click(); setTimeout(() => button.click(), 150); }"
    page.get_by_role("button", name=button).evaluate(twice)
    return sent


def test_a_double_click_does_it_once(open_page: OpenPage, cast: Cast, small_card: Card) -> None:
    page = open_page(cast.coordinator)
    fill_in(page, "LOB voorjaar")
    sent = click_twice(page, "Meting plannen")
    expect(page.get_by_role("heading", level=1)).to_have_text("LOB voorjaar")
    assert len(sent) == Round.objects.count() == 1
    page.get_by_role("link", name="Meting openen").click()
    sent = click_twice(page, "Meting openen")
    expect(page.get_by_role("status").filter(has_text="De meting is open")).to_be_visible()
    assert len(sent) == 1
    expect(page.get_by_text("Deze meting is al geopend")).to_be_hidden()


def test_a_form_can_be_sent_again_after_going_back(open_page: OpenPage, cast: Cast, small_card: Card) -> None:
    page = open_page(cast.coordinator)
    fill_in(page, "")
    page.get_by_label("Naam").evaluate("field => { field.required = false; }")
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.get_by_role("alert").or_(page.locator("[data-errors]")).first).to_be_visible()
    page.get_by_label("Naam").fill("LOB voorjaar")
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LOB voorjaar")
    fill_in(page, "LOB najaar")
    page.get_by_role("button", name="Meting plannen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("LOB najaar")
    assert Round.objects.count() == 2


def test_going_back_after_signing_out_shows_nothing(
    open_page: OpenPage, cast: Cast, small_card: Card
) -> None:
    own = make_round([cast.team], small_card).assessments.get()
    set_scores(own, {"VA1.1": 4}, rationale="Alleen voor ons")
    page = open_page(cast.coordinator)
    page.goto(f"/resultaten/teams/{own.uid}/")
    expect(page.get_by_text("Alleen voor ons").first).to_be_visible()
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("Je bent uitgelogd.")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")
    expect(page.get_by_text("Alleen voor ons")).to_have_count(0)
