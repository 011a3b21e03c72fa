"""Scoring in a real browser: with and without JavaScript, by keyboard, on a phone, with two people at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from assessments.enums import Choice, RoundState
from assessments.models import Assessment, Card, Indicator, TeamScore
from tests.browser.filling import choose, ind
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage, sign_in
from tests.factories import confirm, make_round, set_scores

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], None]


@pytest.fixture
def assessment(people: Cast, real_card: Card) -> Assessment:
    """The real card, for one team."""
    return make_round([people.team], real_card).assessments.get()


def url(assessment: Assessment, rest: str = "criteria/VA1/") -> str:
    return f"/zelfevaluaties/{assessment.uid}/{rest}"


def saved(page: Page) -> None:
    """Wait until the page says that everything is saved."""
    expect(page.locator("#announce")).to_have_text(re.compile(r"Opgeslagen \d\d:\d\d"))
    expect(page.locator(".pager [data-save-state]")).to_have_text(re.compile(r"Opgeslagen"))


def standing(assessment: Assessment, code: str) -> tuple[str, int | None, str, str]:
    score = TeamScore.objects.get(assessment=assessment, indicator__code=code)
    return score.choice, score.level, score.rationale, score.evidence


# --- with JavaScript ------------------------------------------------------------------------------------------


def test_words_are_saved_while_typing_and_on_leaving_the_field(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    choose(page, "VA1.1", "5")
    expect(ind(page, "VA1.1").get_by_text("Noem er bewijs bij")).to_be_visible()
    ind(page, "VA1.1").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.1").get_by_label("Waarom dit niveau?").press_sequentially("Regel één\nen <b>twee</b>")
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("2")
    ind(page, "VA1.1").get_by_label("Bewijs").fill("Schoolplan 2025")
    ind(page, "VA1.1").get_by_label("Bewijs").blur()
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("3")
    assert standing(assessment, "VA1.1") == (Choice.LEVEL, 5, "Regel één\nen <b>twee</b>", "Schoolplan 2025")
    page.reload()
    expect(ind(page, "VA1.1").get_by_label("Waarom dit niveau?")).to_have_value("Regel één\nen <b>twee</b>")


def test_what_is_chosen_before_the_script_is_there_is_saved(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/scoring.js", hold)
    page.goto(url(assessment), wait_until="commit")
    choose(page, "VA1.1", "4")
    ind(page, "VA1.2").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.2").get_by_label("Waarom dit niveau?").fill("Snel getypt")
    held[0].continue_()
    expect(page.locator(".cnt")).to_have_text("1 van 36 ingevuld")
    for code in ("VA1.1", "VA1.2"):
        expect(ind(page, code).locator(f"[name='{code}-version']")).to_have_value("1")
    assert standing(assessment, "VA1.1")[1] == 4
    assert standing(assessment, "VA1.2")[2] == "Snel getypt"


def test_a_link_waits_for_what_was_just_typed(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    ind(page, "VA1.1").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.1").get_by_label("Waarom dit niveau?").fill("Net op tijd")
    page.get_by_role("link", name="Sturingsinstrumenten").click()
    page.wait_for_url("**/criteria/VA2/")
    assert standing(assessment, "VA1.1")[2] == "Net op tijd"


@pytest.mark.parametrize(("name", "there"), [("Stoppen en later verder", "/"), ("English", "/criteria/VA1/")])
def test_a_form_beside_the_answers_waits_for_them(
    open_page: OpenPage, people: Cast, assessment: Assessment, name: str, there: str
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    ind(page, "VA1.1").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.1").get_by_label("Waarom dit niveau?").fill("Net op tijd")
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    assert page.url.endswith(there)
    assert standing(assessment, "VA1.1")[2] == "Net op tijd"
    assert page.locator("html").get_attribute("lang") == ("en" if name == "English" else "nl")


@pytest.mark.parametrize("name", ["Stoppen en later verder", "English", "Verder naar criterium 2"])
def test_a_form_beside_the_answers_stays_where_they_are_not_saved(
    open_page: OpenPage,
    people: Cast,
    assessment: Assessment,
    page_faults: Callable[[Page], Faults],
    name: str,
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_FAILED")
    page.goto(url(assessment))
    page.route("**/criteria/**", lambda route: route.abort())
    ind(page, "VA1.1").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.1").get_by_label("Waarom dit niveau?").fill("Nog niet")
    page.get_by_role("button", name=name).click()
    expect(ind(page, "VA1.1").get_by_role("alert")).to_contain_text("Nog niet opgeslagen")
    expect(ind(page, "VA1.1").get_by_label("Waarom dit niveau?")).to_have_value("Nog niet")
    assert page.url.endswith(url(assessment))
    page.close(run_before_unload=False)


def test_a_choice_is_taken_back(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    choose(page, "VA1.1", "4")
    saved(page)
    ind(page, "VA1.1").get_by_role("button", name="Keuze wissen").click()
    expect(page.locator(".cnt")).to_have_text("0 van 36 ingevuld")
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("2")
    expect(ind(page, "VA1.1").locator("[type=radio][value='1']")).to_be_focused()
    assert standing(assessment, "VA1.1")[:2] == (Choice.NONE, None)


def test_last_time_shows_after_ones_own_choice(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    card, day = assessment.round.card, assessment.round.starts_on.replace(year=2025)
    before = make_round([people.team], card, starts_on=day, state=RoundState.CLOSED).assessments.get()
    set_scores(before, {"VA1.1": 3})
    confirm(before)
    page = open_page(people.member)
    page.goto(url(assessment))
    line = ind(page, "VA1.1").get_by_text("Vorige keer")
    expect(line).to_be_hidden()
    choose(page, "VA1.1", "4")
    expect(line).to_be_visible()


# --- two people at once ---------------------------------------------------------------------------------------


@pytest.fixture
def clash(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> tuple[Page, Page]:
    """Two people on one page: the coordinator chose 4, the member meant 2 and sees both."""
    first, second = open_page(people.coordinator), open_page(people.member)
    page_faults(second).allow("409")
    for page in (first, second):
        page.goto(url(assessment))
    choose(first, "VA1.1", "4")
    saved(first)
    choose(second, "VA1.1", "2")
    expect(
        ind(second, "VA1.1").get_by_role("heading", name="Fatma Şahin heeft dit intussen ook ingevuld")
    ).to_be_visible()
    expect(second.locator(".conflict")).to_be_focused()
    expect(second.locator(".pager [data-save-state]")).to_contain_text("Nog niet opgeslagen")
    return first, second


def test_a_conflict_shows_both_and_overwrites_nothing(
    clash: tuple[Page, Page], assessment: Assessment, axe: Axe
) -> None:
    page = clash[1]
    expect(page.locator(".conflict-side").nth(0)).to_contain_text("Grotendeels")
    expect(page.locator(".conflict-side").nth(1)).to_contain_text("In aanzet")
    assert standing(assessment, "VA1.1")[1] == 4
    axe(page)


def test_a_conflict_is_settled_for_what_stands(clash: tuple[Page, Page], assessment: Assessment) -> None:
    page = clash[1]
    page.get_by_role("button", name="Laat dit staan").click()
    expect(page.locator(".conflict")).to_have_count(0)
    expect(ind(page, "VA1.1").locator("[type=radio][value='4']")).to_be_checked()
    expect(ind(page, "VA1.1").locator("[type=radio][value='4']")).to_be_focused()
    expect(page.locator(".pager [data-save-state]")).to_contain_text("Opgeslagen")
    assert TeamScore.objects.get(assessment=assessment).version == 1
    choose(page, "VA1.1", "5")
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("2")


def test_a_conflict_is_settled_for_ones_own(clash: tuple[Page, Page], assessment: Assessment) -> None:
    page = clash[1]
    page.get_by_role("button", name="Bewaar mijn antwoord").click()
    expect(page.locator(".conflict")).to_have_count(0)
    expect(ind(page, "VA1.1").locator("[type=radio][value='2']")).to_be_focused()
    assert standing(assessment, "VA1.1")[1] == 2


# --- when it does not work --------------------------------------------------------------------------------------


def test_what_could_not_be_saved_says_so_and_can_be_tried_again(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults], axe: Axe
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_FAILED")
    page.goto(url(assessment))

    def fail(route: Route) -> None:
        route.abort()

    page.route("**/criteria/**", fail)
    choose(page, "VA1.1", "4")
    expect(ind(page, "VA1.1").get_by_role("alert")).to_contain_text("Nog niet opgeslagen")
    expect(ind(page, "VA1.1").locator("[type=radio][value='4']")).to_be_checked()
    axe(page)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(".pager .btn").click()
    page.close(run_before_unload=True)
    page.unroute("**/criteria/**", fail)
    ind(page, "VA1.1").get_by_role("button", name="Probeer opnieuw").click()
    expect(ind(page, "VA1.1").get_by_role("alert")).to_have_count(0)
    saved(page)
    assert asked == ["beforeunload"], "going on stays here; closing the page is asked"
    assert standing(assessment, "VA1.1")[1] == 4


def test_signed_out_is_told_and_saved_after_signing_in_again(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    page.context.clear_cookies(name="sessionid")
    choose(page, "VA1.1", "4")
    expect(ind(page, "VA1.1").get_by_role("alert")).to_contain_text("Je bent niet meer ingelogd")
    assert TeamScore.objects.count() == 0
    sign_in(page.context, people.member, page.url)
    ind(page, "VA1.1").get_by_role("button", name="Probeer opnieuw").click()
    saved(page)
    assert standing(assessment, "VA1.1")[1] == 4


def test_confirmed_meanwhile_is_refused_in_words(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("403")
    page.goto(url(assessment))
    confirm(assessment)
    choose(page, "VA1.1", "4")
    expect(ind(page, "VA1.1").get_by_role("alert")).to_contain_text(
        "Niet opgeslagen. Deze teamscores zijn vastgesteld"
    )
    assert TeamScore.objects.count() == 0
    page.close(run_before_unload=False)


# --- by keyboard, without JavaScript, on a phone --------------------------------------------------------------


def test_by_keyboard_alone(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))

    def tab_to(locator: Locator) -> None:
        for _step in range(60):
            page.keyboard.press("Tab")
            if locator.evaluate("(element) => element === document.activeElement"):
                return
        raise AssertionError("never reached")

    radio = ind(page, "VA1.1").locator("[type=radio][value='1']")
    tab_to(radio)
    page.keyboard.press("Space")
    for _level in range(3):
        page.keyboard.press("ArrowRight")
    expect(ind(page, "VA1.1").locator("[type=radio][value='4']")).to_be_checked()
    saved(page)
    tab_to(ind(page, "VA1.1").locator("summary"))
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Met het toetsenbord")
    tab_to(ind(page, "VA1.2").locator("[type=radio][value='1']"))
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(ind(page, "VA1.2").locator("[name='VA1.2-version']")).to_have_value("1")
    tab_to(page.locator(".pager .btn"))
    page.keyboard.press("Enter")
    page.wait_for_url("**/criteria/VA2/")
    assert standing(assessment, "VA1.1")[1:3] == (4, "Met het toetsenbord")
    assert standing(assessment, "VA1.2")[1] == 1


def test_without_javascript(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(people.coordinator, javascript=False, width=390)
    page_faults(page).allow("409")
    page.goto(url(assessment))
    expect(page.locator("noscript .note")).to_be_visible()
    choose(page, "VA1.1", "4")
    ind(page, "VA1.1").get_by_text("Onderbouwing toevoegen").click()
    ind(page, "VA1.1").get_by_label("Waarom dit niveau?").fill("Zonder script")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    page.wait_for_url("**/criteria/VA2/")
    assert standing(assessment, "VA1.1")[1:3] == (4, "Zonder script")
    page.get_by_role("button", name="Terug naar criterium 1").click()
    expect(ind(page, "VA1.1").locator("[type=radio][value='4']")).to_be_checked()
    ind(page, "VA1.1").get_by_role("button", name="Keuze wissen").click()
    expect(ind(page, "VA1.1").locator("input:checked")).to_have_count(0)

    set_scores(assessment, {"VA1.2": 5}, version=3, updated_by=people.member)
    choose(page, "VA1.2", "1")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    expect(page.get_by_role("heading", name="Şükrü Łukasz heeft dit intussen ook ingevuld")).to_be_visible()
    page.get_by_role("button", name="Bewaar mijn antwoord").click()
    expect(page.locator(".conflict")).to_have_count(0)
    assert standing(assessment, "VA1.2")[1] == 1

    choose(page, "VA1.2", "3")
    page.get_by_role("button", name="Stoppen en later verder").click()
    page.wait_for_url("/")
    assert standing(assessment, "VA1.2")[1] == 3

    page.goto(url(assessment, "vaststellen/"))
    page.get_by_label("Ik stel vast met 35 open indicatoren").check()
    page.get_by_role("button", name="Teamscores vaststellen").click()
    assessment.refresh_from_db()
    assert assessment.is_confirmed
    page.goto(url(assessment))
    page.get_by_role("link", name="Heropen de teamscores").click()
    page.get_by_label("Waarom heropen je de scores?").fill("VA1.3 vergeten")
    page.get_by_role("button", name="Teamscores heropenen").click()
    expect(page.get_by_role("link", name="Verder met criterium 1")).to_be_visible()


def test_on_a_phone(
    open_page: OpenPage, people: Cast, assessment: Assessment, axe: Axe, no_overflow: Callable[[Page], None]
) -> None:
    page = open_page(people.member, width=390, height=800)
    page.goto(url(assessment))
    choose(page, "VA1.1", "weet-niet")
    bar = page.locator(".bar")
    expect(bar).to_contain_text("1 van 36")
    expect(bar).to_contain_text("Opgeslagen")
    bar.get_by_role("button", name="Uitleg niveaus").click()
    expect(page.locator(".pop").get_by_text("Het hoort bij hoe we werken")).to_be_visible()
    axe(page)
    page.locator(".pop").get_by_role("button", name="Sluiten").click()
    no_overflow(page)


def test_every_state_is_accessible_and_fits(
    open_page: OpenPage,
    people: Cast,
    assessment: Assessment,
    axe: Axe,
    at_widths: AtWidths,
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    page_faults: Callable[[Page], Faults],
) -> None:
    set_scores(assessment, {"VA1.1": 5, "VA1.2": "?", "VA1.3": "-"}, updated_by=people.member)
    set_scores(
        assessment,
        {"VA1.4": 2},
        rationale="Een_woord_zonder_spaties" * 30,
        evidence="https://voorbeeld.example/" * 9,
    )
    page = open_page(people.coordinator)
    page_faults(page).allow("422")

    def look(rest: str = "", then: Callable[[], Any] = lambda: None) -> None:
        page.goto(url(assessment, rest))
        then()
        at_widths(page, (1280, 390, 360, 320), no_overflow, within_reach)
        at_widths(page, (1280, 390), axe)

    for rest in ("", "criteria/VA1/", "criteria/VB1/", "vaststellen/"):
        look(rest)
    look("vaststellen/", page.get_by_role("button", name="Teamscores vaststellen").click)
    scored = TeamScore.objects.filter(assessment=assessment).exclude(version=0).values("indicator")
    left = Indicator.objects.filter(card=assessment.round.card).exclude(pk__in=scored)
    set_scores(assessment, dict.fromkeys(left.values_list("code", flat=True), 3))
    look("vaststellen/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles is ingevuld")
    confirm(assessment)
    for rest in ("", "criteria/VA1/", "criteria/VB1/", "heropenen/"):
        look(rest)
    look("heropenen/", page.get_by_role("button", name="Teamscores heropenen").click)
