"""Each way of signing in, walked in Chromium under the strict CSP; each page and its states by axe, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assessments.models import User
from tests.cast import Cast, make_cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import PASSWORD, UserFactory
from tests.signing_in import App, Deliver, code_in

pytestmark = pytest.mark.django_db(transaction=True)

Check = Callable[[Page], None]
WIDTHS = (1280, 390)


@pytest.fixture
def person(transactional_db: None) -> User:
    user: User = UserFactory(name="Zoë Brontë")
    return user


@pytest.fixture
def looked_at(at_widths: AtWidths, axe: Check, no_overflow: Check, within_reach: Check) -> Check:
    """Check the state that a page is in, at both widths; it ends wide."""

    def check(page: Page) -> None:
        at_widths(page, WIDTHS, no_overflow, within_reach, axe)
        page.set_viewport_size({"width": 1280, "height": 900})

    return check


@pytest.fixture
def with_passkeys() -> Iterator[Callable[[Page], None]]:
    """Give a page's browser an authenticator inside, which says yes to everything."""
    sessions: list[tuple[Any, str]] = []

    def give(page: Page) -> None:
        devtools = page.context.new_cdp_session(page)
        devtools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        sessions.append((devtools, made["authenticatorId"]))

    yield give
    for devtools, authenticator in sessions:
        devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})


def by_code(page: Page) -> Any:
    return page.get_by_role("region", name="Met een code per mail")


def sign_out(page: Page) -> None:
    page.goto("/uitloggen/")
    page.locator(".hero-f").get_by_role("button", name="Uitloggen").click()
    expect(page.get_by_text("Je bent uitgelogd.")).to_be_visible()


def sign_in_by_password(page: Page, person: User) -> None:
    page.goto("/inloggen/")
    way = page.get_by_role("region", name="Met je wachtwoord")
    way.get_by_label("E-mailadres").fill(person.email)
    way.get_by_label("Wachtwoord", exact=True).fill(PASSWORD)
    way.get_by_role("button", name="Inloggen").click()


def is_home(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text("Dag Zoë")


def test_by_a_code_by_mail_an_app_and_a_recovery_code(
    open_page: OpenPage, person: User, deliver_mail: Deliver, looked_at: Check
) -> None:
    page = open_page()
    page.goto("/inloggen/")
    looked_at(page)
    by_code(page).get_by_label("E-mailadres").fill("zoë")
    by_code(page).get_by_role("button", name="Stuur mij een code").click()
    expect(page.get_by_role("group", name="Dit klopt nog niet")).to_be_focused()
    looked_at(page)
    by_code(page).get_by_label("E-mailadres").fill(person.email)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
    page.get_by_label("Code").fill("1234 5678")
    page.keyboard.press("Enter")
    expect(page.get_by_role("group", name="Dit klopt nog niet")).to_be_focused()
    looked_at(page)
    page.get_by_label("Code").fill(code_in(deliver_mail()[0]))
    page.get_by_role("button", name="Inloggen").click()
    is_home(page)

    page.get_by_text(person.name).click()
    page.get_by_role("link", name="Inloggen en beveiliging").click()
    page.get_by_role("link", name="App instellen").click()
    page.get_by_text("Scannen lukt niet").click()
    looked_at(page)
    app = App(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="App instellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewaar deze herstelcodes")
    looked_at(page)
    codes = page.locator(".recovery code").all_inner_texts()
    assert len(codes) == 10
    with page.expect_download() as download:
        page.get_by_role("link", name="Codes downloaden").click()
    assert codes[9] in download.value.path().read_text()

    sign_out(page)
    sign_in_by_password(page, person)
    expect(page.get_by_role("heading", level=1)).to_have_text("Nog één stap")
    page.get_by_label("Code").fill(app.wrong_code())
    page.get_by_role("button", name="Verder").click()
    looked_at(page)
    page.get_by_label("Code").fill(app.code())
    page.get_by_role("button", name="Verder").click()
    is_home(page)
    sign_out(page)
    sign_in_by_password(page, person)
    page.get_by_label("Code").fill(codes[0])
    page.get_by_role("button", name="Verder").click()
    is_home(page)
    page.goto("/account/beveiliging/")
    expect(page.get_by_text("Nog 9 over")).to_be_visible()


def test_by_a_passkey(
    open_page: OpenPage, person: User, looked_at: Check, with_passkeys: Callable[[Page], None]
) -> None:
    page = open_page()
    with_passkeys(page)
    sign_in_by_password(page, person)
    is_home(page)
    page.goto("/account/beveiliging/")
    looked_at(page)
    page.get_by_role("link", name="Passkey toevoegen").click()
    looked_at(page)
    page.get_by_label("Naam").fill("Laptop van Zoë")
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bewaar deze herstelcodes")
    page.get_by_role("link", name="Ik heb ze bewaard").click()
    looked_at(page)
    page.get_by_role("link", name="Passkey toevoegen").click()
    page.get_by_role("button", name="Passkey maken").click()
    expect(page.get_by_role("alert")).to_contain_text("Op dit apparaat staat al een passkey van jou.")
    looked_at(page)
    page.goto("/account/beveiliging/")
    page.get_by_role("link", name="Andere naam voor Laptop van Zoë").click()
    page.get_by_label("Naam").fill("Werklaptop")
    page.get_by_role("button", name="Naam opslaan").click()
    expect(page.get_by_text("De passkey heeft een nieuwe naam.")).to_be_visible()

    sign_out(page)
    page.goto("/inloggen/?next=/resultaten/")
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Resultaten")
    sign_out(page)
    sign_in_by_password(page, person)
    looked_at(page)
    page.get_by_role("button", name="Verder met je passkey").click()
    is_home(page)
    page.goto("/account/beveiliging/")
    page.get_by_role("link", name="Verwijderen Werklaptop").click()
    looked_at(page)
    page.get_by_role("button", name="Passkey verwijderen").click()
    expect(page.get_by_text("Je hebt nog geen passkey.")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Inloggen met een passkey").click()
    expect(page.get_by_text("hoort niet (meer) bij een account")).to_be_visible()


def test_what_is_required_what_is_too_late_and_without_a_script(
    open_page: OpenPage, transactional_db: None, deliver_mail: Deliver, looked_at: Check, settings: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    people: Cast = make_cast()
    page = open_page(people.governor)
    page.goto("/resultaten/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Stel een tweede stap in")
    looked_at(page)
    page.get_by_role("link", name="App instellen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bevestig dat jij het bent")
    looked_at(page)
    page.get_by_role("link", name="Met een code per mail").click()
    page.get_by_role("button", name="Stuur mij een code").click()
    looked_at(page)
    page.get_by_label("Code").fill(code_in(deliver_mail()[0]))
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("App instellen")

    bare = open_page(width=390, javascript=False)
    bare.goto("/inloggen/")
    expect(bare.get_by_role("button", name="Inloggen met een passkey")).to_be_hidden()
    by_code(bare).get_by_label("E-mailadres").fill(people.member.email)
    by_code(bare).get_by_role("button", name="Stuur mij een code").click()
    settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT = -1
    bare.get_by_label("Code").fill(code_in(deliver_mail()[1]))
    bare.get_by_role("button", name="Inloggen").click()
    expect(bare.get_by_text("Deze code werkt niet meer")).to_be_visible()
