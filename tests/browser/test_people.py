"""People and roles in Chromium: inviting, coming in on a phone, handing over a role."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.core.mail import EmailMultiAlternatives
from playwright.sync_api import Page, expect

from assessments.enums import Role
from assessments.models import Invitation, User
from assessments.services import tokens
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage
from tests.factories import give_role, make_invitation

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

WIDTHS = (1280, 360, 320)
LONG = "Wilhelmina van der Heijden-Van Oldenbarnevelt Schimmelpenninck"


def test_two_are_invited_and_one_comes_in_on_a_phone(
    open_page: OpenPage, cast: Cast, deliver_mail: Callable[[], list[EmailMultiAlternatives]], axe: Check
) -> None:
    page = open_page(cast.administrator)
    page.goto("/")
    page.get_by_role("link", name="Organisatie", exact=True).click()
    page.get_by_role("link", name="Mensen en rollen").click()
    page.get_by_role("link", name="Mensen uitnodigen").click()
    page.get_by_label("E-mailadressen").fill("Łukasz, Şükrü <sukru@x.example>; els@x.example")
    page.get_by_label("Teamlid").check()
    page.get_by_label("Waar").select_option(label="Brugklas")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", name="2 uitnodigingen")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Uitnodigingen versturen").click()
    expect(page.get_by_text("2 uitnodigingen gaan op weg.")).to_be_visible()
    mail = {one.to[0]: str(one.body) for one in deliver_mail()}
    assert set(mail) == {"sukru@x.example", "els@x.example"}
    page.goto("/mensen/uitnodigingen/")
    expect(page.get_by_text("Verstuurd op").first).to_be_visible()

    found = re.search(r"/uitnodiging/[\w-]+/", mail["sukru@x.example"])
    assert found
    phone = open_page(width=360, height=700)
    phone.goto(found[0])
    expect(phone).to_have_url(re.compile("/uitnodiging/$"))
    expect(phone.get_by_label("Je naam")).to_have_value("Şükrü Łukasz")
    phone.get_by_role("button", name="Uitnodiging aannemen").click()
    expect(phone.get_by_role("status").filter(has_text="Welkom!")).to_be_visible()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Dag Şükrü")
    assert User.objects.get(email="sukru@x.example").memberships.get().place == cast.sibling_team


def test_a_coordinator_hands_over_without_a_script(open_page: OpenPage, cast: Cast) -> None:
    page = open_page(cast.administrator, javascript=False)
    page.goto("/mensen/")
    page.get_by_label("Naam of e-mailadres").fill("sahin")
    page.get_by_role("main").get_by_role("button", name="Zoeken").click()
    page.get_by_role("link", name="Fatma Şahin").click()
    page.get_by_role("link", name="Vervangen").click()
    page.get_by_label("E-mailadres van de opvolger").fill("nergens")
    page.get_by_role("button", name="Vervangen").click()
    page.get_by_role("link", name="E-mailadres van de opvolger: Dit is geen e-mailadres.").click()
    expect(page.get_by_label("E-mailadres van de opvolger")).to_be_focused()
    page.get_by_label("E-mailadres van de opvolger").fill(cast.manager.email)
    page.get_by_role("button", name="Vervangen").click()
    expect(
        page.get_by_text("Jürgen Groß heeft nu deze rol. De rol van Fatma Şahin is beëindigd.")
    ).to_be_visible()
    assert cast.manager.memberships.filter(role=Role.COORDINATOR, school=cast.school).exists()


def test_the_pages_are_accessible_and_fit(
    open_page: OpenPage,
    cast: Cast,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
    page_faults: Callable[[Page], Faults],
) -> None:
    User.objects.filter(pk=cast.member.pk).update(name=LONG)
    give_role(cast.member, Role.MANAGER, cast.sibling_school)
    address = f"een-heel-lang-adres-{'x' * 30}@een-lange-naam-van-een-school.example"
    invitation = make_invitation(cast.team, address=address, name=LONG, invited_by=cast.coordinator)
    held = cast.member.memberships.order_by("pk")[0]
    page = open_page(cast.administrator)
    for path in (
        "/mensen/",
        "/mensen/uitnodigen/",
        "/mensen/uitnodigingen/",
        f"/mensen/{cast.member.uid}/",
        f"/mensen/{cast.member.uid}/rol-geven/",
        f"/mensen/rollen/{held.uid}/beeindigen/",
        f"/mensen/rollen/{held.uid}/vervangen/",
        f"/mensen/uitnodigingen/{invitation.uid}/intrekken/",
    ):
        page.goto(path)
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)
    page.goto("/mensen/uitnodigen/")
    page.get_by_label("E-mailadressen").fill(
        f"{address}, nieuw@x.example, kapot, {cast.member.email}, {cast.manager.email}"
    )
    page.get_by_label("Waar").select_option(label="Havo 4-5")
    page.get_by_role("button", name="Verder").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Klopt dit?")
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)

    token = "voor-deze-proef"
    Invitation.objects.filter(pk=invitation.pk).update(token_hash=tokens.hashed(token))
    for user in (None, cast.manager):
        page = open_page(user)
        page.goto(f"/uitnodiging/{token}/")
        at_widths(page, WIDTHS, within_reach, axe, no_overflow)
    page_faults(page).allow("410")
    page.goto("/uitnodiging/onzin/")
    at_widths(page, WIDTHS, within_reach, axe, no_overflow)
