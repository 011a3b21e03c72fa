"""The audit log in Chromium: searched without a script, at every width, and on paper."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from assessments.enums import Role, Verb
from assessments.models import Card
from assessments.services.audit import record
from tests.cast import Cast
from tests.chromium import AtWidths, OpenPage
from tests.factories import give_role, make_round

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

LONG = "Onderwijsbegeleidingsdienstverleningsteam " * 2


def test_the_log_is_searched_and_read(
    open_page: OpenPage,
    cast: Cast,
    small_card: Card,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
    at_widths: AtWidths,
) -> None:
    role = give_role(cast.member, Role.MEMBER, cast.sibling_team)
    round_ = make_round([cast.team], small_card, title=LONG.strip())
    record(Verb.ROUND_OPENED, by=cast.coordinator, thing=round_, board=cast.board)
    record(Verb.ROLE_GIVEN, by=cast.administrator, thing=role, board=cast.board)
    cast.administrator.name = "Bjørn " + "Ångström" * 8
    cast.administrator.save()
    page = open_page(cast.governor, javascript=False)
    page.goto("/logboek/")
    expect(page.get_by_role("heading", name="2 regels")).to_be_visible()
    page.get_by_text("Zoek op dag, persoon, soort of plek").click()
    page.get_by_label("Wat").select_option(label="rol gegeven")
    page.get_by_role("button", name="Tonen").click()
    expect(page.get_by_text("gaf een rol: Şükrü Łukasz, teamlid bij Brugklas")).to_be_visible()
    expect(page.get_by_role("heading", name="1 regel")).to_be_visible()
    expect(page.get_by_label("Wat")).to_have_value("rol.gegeven")
    page.get_by_role("link", name="Alles tonen").click()

    page = open_page(cast.governor)
    for address in ("/logboek/", f"/logboek/{cast.board.uid}/?van=2026-11-24&tot=2026-11-01"):
        page.goto(address)
        at_widths(page, (1280, 390, 320), axe, no_overflow, within_reach)
    page.goto("/logboek/")
    page.emulate_media(media="print")
    expect(page.get_by_role("link", name="Downloaden als CSV")).to_be_hidden()
    expect(page.get_by_text("opende een meting")).to_be_visible()
