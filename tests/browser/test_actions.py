"""Actions in Chromium: moving one by hand, by keys and by dragging; what is typed is kept; every page is in reach."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from assessments.enums import ActionStatus, Role, RoundState
from assessments.models import Action, Card, Criterion, Example
from assessments.services.actions import move_action
from assessments.services.priorities import choose_priorities
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage, sign_in
from tests.factories import confirm, make_action, make_round, set_scores

Check = Callable[[Page], None]

pytestmark = pytest.mark.django_db(transaction=True)

TODAY = timezone.localdate()
LONG = "Ångström Łukasz-Şükrü’s gesprekken " * 5 + "met Zoë Brontë en alle leerjaren"


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=re.compile(f"^{name}"))


def status_of(action: Action) -> str:
    action.refresh_from_db()
    return action.status


def test_by_keys_by_dragging_and_by_buttons(
    open_page: OpenPage, people: Cast, small_card: Card, live_server: object
) -> None:
    action = make_action(people.team, small_card, what="Gastles plannen", owner=people.member)
    page = open_page(people.member)
    page.goto("/acties/?wie=ik")
    title = page.get_by_role("link", name="Gastles plannen", exact=True)
    title.focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(column(page, "Bezig").get_by_role("link", name="Gastles plannen", exact=True)).to_be_focused()
    expect(page.locator("#announce")).to_have_text("“Gastles plannen” staat nu op bezig.")
    assert status_of(action) == ActionStatus.BUSY

    title.drag_to(column(page, "Gepland").get_by_role("heading", level=2))
    expect(column(page, "Gepland").get_by_role("link", name="Gastles plannen", exact=True)).to_be_focused()
    assert status_of(action) == ActionStatus.PLANNED

    # what ends it asks for a word first, and comes back to the same list
    title.drag_to(column(page, "Afgerond").get_by_role("heading", level=2))
    expect(page.get_by_role("heading", level=1)).to_have_text("Actie afronden")
    assert status_of(action) == ActionStatus.PLANNED
    page.get_by_label("Wat gebeurde er?").fill("Twee bedrijven kwamen")
    page.get_by_role("button", name="Actie afronden").click()
    expect(page).to_have_url(re.compile(r"/acties/\?wie=ik#actie-"))
    expect(column(page, "Afgerond").get_by_role("link", name="Gastles plannen", exact=True)).to_be_visible()
    assert action.entries.last().text == "Twee bedrijven kwamen"  # type: ignore[union-attr]
    expect(page.locator(f"#actie-{action.uid}")).to_be_focused()
    page.keyboard.press("Tab")
    expect(title).to_be_focused()
    page.keyboard.press("Shift+ArrowLeft")
    expect(column(page, "Bezig").get_by_role("link", name="Gastles plannen", exact=True)).to_be_focused()


def test_what_is_not_saved_never_looks_so(
    open_page: OpenPage,
    people: Cast,
    small_card: Card,
    page_faults: Callable[[Page], Faults],
    live_server: object,
) -> None:
    action = make_action(people.team, small_card, what="Gastles plannen")
    page = open_page(people.coordinator)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED|status of (403|409)")
    page.goto("/acties/")
    planned = column(page, "Gepland")
    busy = planned.get_by_role("button", name="bezig")

    page.context.set_offline(True)
    busy.click()
    expect(planned.get_by_role("alert")).to_contain_text("er is geen verbinding")
    page.context.set_offline(False)

    page.context.clear_cookies(name="sessionid")
    busy.click()
    expect(planned.get_by_role("alert")).to_contain_text("niet meer ingelogd")
    assert status_of(action) == ActionStatus.PLANNED

    # signed in again in another tab; meanwhile a colleague was before
    sign_in(page.context, people.coordinator, page.evaluate("location.origin"))
    move_action(by=people.manager, action=action, status=ActionStatus.DONE, text="Al gedaan")
    busy.click()
    conflict = page.get_by_role("group", name="Iemand anders wijzigde deze actie intussen")
    expect(conflict).to_be_focused()
    expect(conflict).to_contain_text("Al gedaan")
    assert status_of(action) == ActionStatus.DONE
    conflict.get_by_role("button", name="Sla dit toch op").click()
    expect(column(page, "Bezig").get_by_role("link", name="Gastles plannen", exact=True)).to_be_visible()
    assert status_of(action) == ActionStatus.BUSY


def test_from_nothing_to_done_without_a_script(open_page: OpenPage, people: Cast, small_card: Card) -> None:
    make_round([people.team], small_card)
    criterion = Criterion.objects.get(card=small_card, code="VA1")
    Example.objects.create(
        criterion=criterion, position=1, what="Oud-leerlingen vragen", how_seen="Er komen er drie"
    )
    page = open_page(people.team_coordinator, javascript=False)
    page.goto("/")
    page.get_by_role("link", name="Acties", exact=True).click()
    page.get_by_role("link", name="Maak de eerste actie").click()
    page.get_by_role("complementary").locator("summary").click()
    page.get_by_role("button", name="Begin hiermee").click()
    expect(page.get_by_label("Wat gaan jullie doen?")).to_have_value("Oud-leerlingen vragen")
    expect(page.get_by_label("Wat gaan jullie doen?")).to_be_focused()
    page.get_by_role("button", name="Actie maken").click()
    page.get_by_role("link", name=re.compile("Kies minstens één indicator")).click()
    page.get_by_role("checkbox", name=re.compile("VA1.1")).check()
    page.get_by_label("Wie doet het?").select_option(label="Şükrü Łukasz")
    page.get_by_label("Wanneer is het klaar?").fill((TODAY + dt.timedelta(days=9)).isoformat())
    page.get_by_role("button", name="Actie maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Oud-leerlingen vragen")
    page.get_by_role("link", name="Acties", exact=True).first.click()
    # what repeats for each action says of which
    column(page, "Gepland").get_by_role("button", name="bezig Oud-leerlingen vragen", exact=True).click()
    column(page, "Bezig").get_by_role("link", name="afgerond Oud-leerlingen vragen", exact=True).click()
    page.get_by_role("button", name="Actie afronden").click()
    expect(
        column(page, "Afgerond").get_by_role("link", name="Oud-leerlingen vragen", exact=True)
    ).to_be_visible()


def test_what_was_typed_is_there_again(
    open_page: OpenPage, people: Cast, small_card: Card, page_faults: Callable[[Page], Faults]
) -> None:
    make_round([people.team], small_card)
    page = open_page(people.team_coordinator)
    page.goto("/acties/nieuw/")
    what = page.get_by_label("Wat gaan jullie doen?")
    what.fill("Half af")
    page.locator("summary", has_text="VA2").click()
    page.get_by_role("checkbox", name=re.compile("VA2.1")).check()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("/acties/")
    page.goto("/acties/nieuw/")
    expect(page.get_by_text("Dit typte je eerder.")).to_be_visible()
    expect(what).to_have_value("Half af")
    expect(page.get_by_role("checkbox", name=re.compile("VA2.1"))).to_be_checked()

    # the session ends meanwhile: nothing is lost on the way through signing in
    page.get_by_label("Wanneer is het klaar?").fill((TODAY + dt.timedelta(days=9)).isoformat())
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Actie maken").click()
    expect(page).to_have_url(re.compile("/inloggen/"))
    sign_in(page.context, people.team_coordinator, page.evaluate("location.origin"))
    page.goto("/acties/nieuw/")
    expect(what).to_have_value("Half af")
    page.get_by_role("button", name="Actie maken").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Half af")
    # the page that says it was saved holds the form again: nothing waits there
    page.get_by_role("radio", name="Bezig").check()
    page.get_by_role("button", name="Stand opslaan").click()
    expect(page.get_by_text("staat nu op bezig")).to_be_visible()
    page.wait_for_load_state()
    expect(page.get_by_text("Dit typte je eerder.")).to_be_hidden()
    page.goto("/acties/nieuw/")
    expect(what).to_have_value("")

    # signing out in another tab leaves nothing of it in this one
    what.fill("Gesprek met Fatma over haar rol")
    other = page.context.new_page()
    other.goto("/")
    other.locator("details.menu.me summary").click()
    other.get_by_role("button", name="Uitloggen").click()
    expect(other).to_have_url(re.compile("/inloggen/"))
    page.wait_for_function("() => !Object.keys(sessionStorage).some((name) => name.startsWith('lob.draft'))")


def test_all_is_in_reach(
    open_page: OpenPage,
    people: Cast,
    small_card: Card,
    at_widths: AtWidths,
    axe: Check,
    no_overflow: Check,
    within_reach: Check,
) -> None:
    made = make_round([people.team], small_card).assessments.get()
    page = open_page(people.coordinator)

    def check() -> None:
        at_widths(page, [1280, 390, 320], axe, no_overflow, within_reach)

    page.goto("/acties/")
    check()
    action = make_action(
        people.team, small_card, "VA1.1 VA2.1", what=LONG[:200], owner=people.member, why=LONG
    )
    make_action(people.sibling_team, small_card, what="Te laat", due_on=TODAY - dt.timedelta(days=3))
    make_action(people.school, small_card, owner_role=Role.MANAGER, status=ActionStatus.BUSY, assessment=None)
    make_action(people.school, small_card, what="x" * 200, status=ActionStatus.DONE)
    move_action(by=people.member, action=action, status=ActionStatus.BUSY, text=LONG)
    page.goto("/acties/")
    check()
    page.goto("/acties/?wie=ik&laat=1")
    check()
    page.goto(f"/acties/{action.uid}/")
    check()
    page.goto(f"/acties/nieuw/?assessment={made.uid}&indicator=VA1.1")
    check()
    page.get_by_role("button", name="Actie maken").click()
    expect(page.get_by_role("group", name="Dit klopt nog niet")).to_be_focused()
    check()


def test_one_word_of_two_hundred_letters_stays_within_every_page(
    open_page: OpenPage, people: Cast, small_card: Card, no_overflow: Check
) -> None:
    word, late = "W" * 200, TODAY - dt.timedelta(days=3)
    first = TODAY - dt.timedelta(days=300)
    before = make_round(
        [people.team], small_card, starts_on=first, ends_on=first, state=RoundState.CLOSED
    ).assessments.get()
    now = make_round([people.team], small_card).assessments.get()
    for assessment in (before, now):
        set_scores(assessment, {"VA1.1": 2})
    confirm(before)
    choose_priorities(by=people.coordinator, assessment=before, codes=["VA1.1"], seen=[])
    past = timezone.now() - dt.timedelta(days=200)
    action = make_action(people.team, small_card, what=word, owner=people.member, due_on=late, made_at=past)
    page = open_page(people.coordinator)
    page.set_viewport_size({"width": 390, "height": 800})
    for path in (
        "/",
        f"/acties/{action.uid}/bijwerken/",
        f"/zoeken/?q={word[:100]}",
        f"/kaarten/{small_card.uid}/VA1.1/",
        f"/resultaten/teams/{before.uid}/",
        f"/zelfevaluaties/{now.uid}/",
        f"/zelfevaluaties/{now.uid}/criteria/VA1/",
    ):
        page.goto(path)
        expect(page.get_by_text(re.compile("W{20}")).first).to_be_attached()
        no_overflow(page)
