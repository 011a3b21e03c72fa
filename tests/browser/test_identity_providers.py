"""Signing in by an identity provider in a real browser, under the strict policy, at a provider that is not ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import oidc_provider_mock
import pytest
from allauth.socialaccount.models import SocialAccount
from django.shortcuts import redirect
from django.urls import reverse
from playwright.sync_api import Page, expect

from assessments.enums import Role
from assessments.models import AllowedProvider, Mail, User
from assessments.services import invitations
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage
from tests.integration.identity_providers.steps import mailed_code

Check = Callable[[Page], None]
WIDTHS = (1280, 390)
NOT_OURS = r"net::ERR_\w+ \(https://"
"""The provider's own page asks for a style sheet elsewhere."""

PEOPLE = {
    "bekend": {"schac_home_organization": "noordzoom.nl"},
    "nieuw": {
        "schac_home_organization": "noordzoom.nl",
        "name": "Zoë Brontë",
        "email": "zoe@noordzoom.example",
    },
    "vreemd": {"schac_home_organization": "elders.nl", "name": "Vera", "email": "vera@elders.example"},
}


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    users = [oidc_provider_mock.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    with oidc_provider_mock.run_server_in_thread(user_claims=users, require_nonce=True) as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def provider(issuer: str, cast: Cast, settings: Any) -> str:
    found = {"issuer": issuer, "client_id": "lob", "client_secret": "x", "scopes": "openid profile email"}
    settings.IDENTITY_PROVIDERS = {"surfconext": found}
    AllowedProvider.objects.create(board=cast.board, provider="surfconext", organisation="noordzoom.nl")
    SocialAccount.objects.create(user=cast.manager, provider="surfconext", uid="bekend")
    return issuer


def at_the_provider(page: Page, issuer: str) -> None:
    page.goto("/inloggen/")
    page.get_by_role("button", name="Inloggen met SURFconext").click()
    page.wait_for_url(f"{issuer}/**")


def test_five_people_come_by_the_provider(
    open_page: OpenPage,
    provider: str,
    cast: Cast,
    page_faults: Callable[[Page], Faults],
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    checks = (within_reach, axe, no_overflow)

    def comes(who: str) -> Page:
        page = open_page()
        page_faults(page).allow(NOT_OURS)
        at_the_provider(page, provider)
        page.get_by_role("button", name=who).click()
        return page

    known = comes("bekend")
    expect(known.get_by_role("heading", level=1)).to_have_text("Dag Jürgen")

    new = comes("nieuw")
    expect(new.get_by_role("heading", level=1)).to_have_text("Wil je hier een account?")
    at_widths(new, WIDTHS, *checks)
    new.get_by_role("button", name="Stuur mij een code").click()
    expect(new.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    at_widths(new, WIDTHS, *checks)
    new.get_by_label("Code").fill("0000-0000")
    new.keyboard.press("Enter")
    expect(new.locator("[data-errors]")).to_be_focused()
    at_widths(new, WIDTHS, *checks)
    new.get_by_label("Code").fill(mailed_code())
    new.keyboard.press("Enter")
    expect(new.get_by_role("heading", level=2)).to_have_text("Je hebt nog geen rol")
    assert not User.objects.get(email="zoe@noordzoom.example").memberships.exists()
    new.goto("/account/beveiliging/")
    at_widths(new, WIDTHS, *checks)

    offer = Offer("eva@elders.example", role=Role.MEMBER, place=cast.team)
    invitations.invite(by=cast.administrator, board=cast.board, offer=offer)
    link = re.search(r"/uitnodiging/[\w-]+/", Mail.objects.latest("pk").text)
    assert link
    invited = open_page()
    page_faults(invited).allow(NOT_OURS)
    invited.goto(link[0])
    invited.get_by_role("button", name="Inloggen met SURFconext").click()
    invited.get_by_role("button", name="vreemd").click()
    expect(invited.get_by_text("SURFconext kent je als Vera, vera@elders.example.")).to_be_visible()
    at_widths(invited, WIDTHS, *checks)
    invited.get_by_role("button", name="Dit ben ik niet").click()
    expect(invited.get_by_role("button", name="Inloggen met SURFconext")).to_be_visible()

    unknown = open_page()
    page_faults(unknown).allow(NOT_OURS)
    page_faults(unknown).allow("status of 403")
    at_the_provider(unknown, provider)
    unknown.get_by_role("button", name="vreemd").click()
    expect(unknown.get_by_role("heading", level=1)).to_have_text("Je hebt nog geen account")
    at_widths(unknown, WIDTHS, *checks)

    cancelled = open_page()
    page_faults(cancelled).allow(NOT_OURS)
    at_the_provider(cancelled, provider)
    cancelled.get_by_role("button", name="Deny").click()
    expect(cancelled.get_by_text("Je hebt het inloggen bij SURFconext afgebroken.")).to_be_visible()
    at_widths(cancelled, WIDTHS, *checks)


def test_going_there_without_scripts_and_back_by_the_browser(
    open_page: OpenPage, provider: str, page_faults: Callable[[Page], Faults]
) -> None:
    """The page in between leaves nothing in the history: going back does not lead on once more."""
    page = open_page(javascript=False)
    page_faults(page).allow(NOT_OURS)
    at_the_provider(page, provider)
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Inloggen")


def test_the_page_in_between(
    open_page: OpenPage,
    provider: str,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    page = open_page()
    page.context.route(f"{provider}/**", lambda route: route.fulfill(status=204))
    page.goto("/inloggen/via/surfconext/")
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)
    page.get_by_role("button", name="Naar SURFconext").click()
    expect(page.get_by_role("link", name="Verder naar SURFconext")).to_be_visible()
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)


def test_a_redirect_after_the_form_would_not_arrive(
    open_page: OpenPage,
    provider: str,
    monkeypatch: pytest.MonkeyPatch,
    page_faults: Callable[[Page], Faults],
) -> None:
    """Why there is a page in between: the browser holds the policy against every step after a form."""
    monkeypatch.setattr(
        "assessments.views.sso.render", lambda request, template, context: redirect(context["url"])
    )
    page = open_page()
    page_faults(page).allow("form-action")
    page.goto("/inloggen/")
    with page.expect_console_message(lambda message: "form-action" in message.text):
        page.get_by_role("button", name="Inloggen met SURFconext").click()
    assert not re.match(provider, page.url)


def test_the_page_of_the_beheerder(
    open_page: OpenPage,
    provider: str,
    cast: Cast,
    settings: Any,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    found = settings.IDENTITY_PROVIDERS["surfconext"]
    settings.IDENTITY_PROVIDERS = {"surfconext": found, "entree": found}
    SocialAccount.objects.create(
        user=cast.administrator, provider="entree", uid="x", extra_data={"organisation": "99AA"}
    )
    page = open_page(cast.administrator)
    page.goto(reverse("organisation-providers", args=[cast.board.uid]))
    expect(page.get_by_role("link", name="Naar SURFconext")).to_be_visible()
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)
    page.get_by_role("button", name="Toestaan 99AA").click()
    expect(page.get_by_text("Wie bij 99AA hoort, komt voortaan binnen met Entree Federatie.")).to_be_visible()
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)
