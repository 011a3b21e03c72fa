"""The conversation in a real browser: on the big screen, by keyboard, followed on other screens, and on paper."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from pypdf import PdfReader

from assessments.enums import RoundState
from assessments.models import Assessment, Card, Conversation, Indicator, Remark, TeamScore
from assessments.services.conversation import go_to
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage
from tests.factories import confirm, make_individual, make_round, set_scores, tally

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], None]

FOLLOWS = 2_000
"""Milliseconds within which another screen follows."""

KINDS = {
    "five people": ["12345", "44444", "3333"],
    "twelve people": ["12222344445?", "4444444444--"],
    "fourteen people": ["2" * 7 + "4" * 7, "4" * 14],
    "fifteen people": ["2" * 7 + "4" * 8, "4" * 15],
    "forty people": ["1" * 3 + "2" * 12 + "3" * 9 + "4" * 14 + "??", "-" * 40],
    "nobody knows": ["?" * 8],
    "nothing applies": ["-" * 8],
    "nothing answered": [],
}
FULLEST, EMPTIEST = "forty people", "nothing answered"
"""Looked at on every screen, with the overview, as who leads and as who looks on. What else was answered changes the
spread alone: of the others that is looked at, on the widest and the narrowest."""


def answered(people: Cast, card: Card, answers: list[str]) -> Assessment:
    """The real card, with these answers in turn, and what was agreed a year ago."""
    before = timezone.localdate() - dt.timedelta(days=365)
    last = make_round([people.team], card, title="Najaar", state=RoundState.CLOSED, starts_on=before)
    codes = [indicator.code for indicator in card.indicators.all()]
    set_scores(last.assessments.get(), dict.fromkeys(codes, 2))
    confirm(last.assessments.get())
    made = make_individual(people.team, card, size=40, answering_closed_at=timezone.now())
    if answers:
        tally(made, {code: answers[number % len(answers)] for number, code in enumerate(codes)})
        for text in ("Vooral in de onderbouw.", "Dit gebeurt eigenlijk nooit."):
            first = Indicator.objects.get(card=card, code=codes[0])
            Remark.objects.create(assessment=made, indicator=first, text=text)
    return made


@pytest.fixture
def assessment(people: Cast, real_card: Card) -> Assessment:
    return answered(people, real_card, KINDS["twelve people"])


def url(assessment: Assessment, rest: str = "") -> str:
    return f"/zelfevaluaties/{assessment.uid}/gesprek/{rest}"


def begin(page: Page, assessment: Assessment) -> None:
    page.goto(url(assessment))
    page.get_by_role("button", name="Begin het gesprek").click()
    expect(page.locator(".talk-where")).to_contain_text("indicator 1 van 36")


def number(page: Page, expected: int) -> None:
    expect(page.locator(".talk-where")).to_contain_text(f"indicator {expected} van 36")


def ready(page: Page, expected: int) -> None:
    """Wait until this indicator is on the screen, and the page listens to keys."""
    number(page, expected)
    expect(page.locator("[data-keys]")).to_be_visible()


# --- by keyboard ------------------------------------------------------------------------------------------------


def test_the_whole_card_by_keyboard(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator, width=1920, height=1080)
    begin(page, assessment)
    for step in range(1, 37):
        ready(page, step)
        page.keyboard.press({0: "0", 1: "-"}.get(step % 12, "4"))
        page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Nakijken en vaststellen")).to_be_visible()
    assert TeamScore.objects.filter(assessment=assessment, level=4).count() == 30
    assert TeamScore.objects.filter(assessment=assessment).exclude(choice="niveau").count() == 6


def test_keys_do_what_the_buttons_do(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator)
    begin(page, assessment)
    ready(page, 1)
    remark = page.get_by_text("Vooral in de onderbouw.", exact=True)
    expect(remark).to_be_hidden()
    page.keyboard.press("o")
    expect(remark).to_be_visible()
    expect(page.locator("#announce")).to_contain_text("Vooral in de onderbouw.")
    page.keyboard.press("o")
    expect(remark).to_be_hidden()
    page.keyboard.press("?")
    expect(page.get_by_text("kies een niveau", exact=True)).to_be_visible()
    expect(page.get_by_text("Toetsen", exact=True)).to_be_focused()
    page.keyboard.press("?")
    page.keyboard.press("ArrowRight")
    ready(page, 2)
    page.keyboard.press("PageUp")
    ready(page, 1)
    page.keyboard.press("3")
    expect(page.get_by_role("button", name="Leg 3 vast en ga verder")).to_be_visible()
    page.keyboard.press("t")
    page.keyboard.type("1 van ons zegt: w en n")
    page.keyboard.press("Control+Enter")
    ready(page, 2)
    told = "vastgelegd: 3, gedeeltelijk. Vorige keer (Najaar): 2, in aanzet."
    expect(page.locator(".talk-h").get_by_role("status")).to_contain_text(told)
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.level, score.rationale) == (3, "1 van ons zegt: w en n")
    page.keyboard.press("l")
    ready(page, 3)


def test_single_keys_can_be_put_off(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator)
    begin(page, assessment)
    page.get_by_text("Toetsen", exact=True).click()
    page.get_by_label("Letters en cijfers als toetsen gebruiken").uncheck()
    page.reload()
    page.keyboard.press("3")
    expect(page.locator(".say :checked")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    ready(page, 2)
    page.evaluate("localStorage.clear()")


def test_by_tab_and_arrows_alone(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator)
    begin(page, assessment)
    page.locator(".say input").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("button", name="Leg 2 vast en ga verder")).to_be_visible()
    ready(page, 1)
    page.keyboard.press("Enter")
    ready(page, 2)


# --- other screens ----------------------------------------------------------------------------------------------


def test_a_screen_asks_often_enough_to_follow_within_two_seconds() -> None:
    """By its own clock: how long it takes on a busy machine says nothing about the code."""
    script = finders.find("assessments/js/conversation.js")
    assert script
    every = re.search(r"const ASK_EVERY = ([\d_]+);", Path(script).read_text())
    assert every
    assert int(every[1]) <= FOLLOWS * 3 / 4


def test_another_screen_follows(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    lead, member, second = (open_page(who) for who in (people.coordinator, people.member, people.coordinator))
    lead.goto(url(assessment))
    for screen in (member, second):
        screen.goto(url(assessment))
    lead.get_by_role("button", name="Begin het gesprek").click()
    ready(lead, 1)
    for screen in (member, second):
        expect(screen.locator(".talk-where")).to_contain_text("indicator 1 van 36")
    expect(member.locator("textarea")).to_have_count(0)
    lead.keyboard.press("4")
    lead.keyboard.press("Enter")
    for screen in (member, second):
        expect(screen.locator(".talk-where")).to_contain_text("indicator 2 van 36")
    now = member.locator("h1").inner_text()
    expect(member.locator("#announce")).to_have_text(f"Het gesprek is verdergegaan. {now}")
    lead.keyboard.press("ArrowLeft")
    expect(member.locator(".talk-agreed")).to_contain_text("Grotendeels")
    confirm(assessment)
    expect(member.get_by_role("link", name="Bekijk het resultaat")).to_be_visible()


def test_a_hidden_screen_asks_nothing(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    go_to(by=people.coordinator, assessment=assessment, code="VA1.1")
    page = open_page(people.member)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "stand/" in request.url else None)
    with page.expect_request("**/stand/"):
        page.goto(url(assessment))
    page.evaluate(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    page.wait_for_load_state("networkidle")
    asked.clear()
    page.wait_for_timeout(FOLLOWS)
    assert asked == []
    with page.expect_request("**/stand/"):
        page.evaluate(
            "Object.defineProperty(document, 'hidden', {value: false});"
            "document.dispatchEvent(new Event('visibilitychange'))"
        )


def test_who_is_busy_is_told_and_not_interrupted(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.coordinator)
    begin(page, assessment)
    ready(page, 1)
    page.keyboard.press("3")
    go_to(by=people.team_coordinator, assessment=assessment, code="VA1.4")
    note = page.get_by_role("link", name="Op een ander scherm is het gesprek verdergegaan. Ga mee.")
    expect(note).to_be_visible()
    ready(page, 1)
    note.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("koppelt LOB")


def test_two_screens_write_one_indicator(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults], axe: Axe
) -> None:
    page = open_page(people.coordinator)
    page_faults(page).allow("409")
    begin(page, assessment)
    ready(page, 1)
    page.keyboard.press("3")
    set_scores(assessment, {"VA1.1": 5}, updated_by=people.team_coordinator)
    page.keyboard.press("Enter")
    conflict = page.get_by_role("group", name="Zoë Brontë heeft dit intussen ook ingevuld")
    expect(conflict).to_be_visible()
    expect(conflict).to_be_focused()
    expect(page.get_by_text("Zoë Brontë heeft dit intussen ook ingevuld")).to_have_count(1)
    axe(page)
    conflict.get_by_role("button", name="Bewaar mijn antwoord").click()
    ready(page, 2)
    assert TeamScore.objects.get(assessment=assessment).level == 3


# --- nothing is lost --------------------------------------------------------------------------------------------


def test_words_are_kept_while_typing_and_there_a_week_later(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.coordinator)
    begin(page, assessment)
    page.get_by_label("Waarom kiezen jullie dit niveau?").fill("Halverwege de vergadering")
    expect(page.locator("[data-words-state]")).to_have_text(re.compile(r"Woorden opgeslagen \d\d:\d\d"))
    page.close()
    begun = timezone.now() - dt.timedelta(days=7)
    Conversation.objects.update(begun_at=begun)
    TeamScore.objects.update(updated_at=begun)
    again = open_page(people.team_coordinator)
    again.goto(url(assessment))
    ready(again, 1)
    expect(again.get_by_label("Waarom kiezen jullie dit niveau?")).to_have_value("Halverwege de vergadering")


def test_words_stay_where_the_line_is_cut(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(people.coordinator)
    page_faults(page).allow("ERR_")
    begin(page, assessment)
    ready(page, 1)
    cut: Callable[[Route], None] = lambda route: route.abort()  # noqa: E731
    page.route("**/gesprek/**", cut)
    words = page.get_by_label("Waarom kiezen jullie dit niveau?")
    words.fill("Getypt zonder lijn")
    expect(page.locator("[data-words-state]")).to_contain_text("nog niet opgeslagen")
    page.unroute("**/gesprek/**")
    page.reload()
    expect(words).to_have_value("Getypt zonder lijn")
    expect(page.locator("[data-words-state]")).to_contain_text("Woorden opgeslagen")
    ready(page, 1)
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    ready(page, 2)
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.level, score.rationale) == (2, "Getypt zonder lijn")


# --- how it looks -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_it_fits_and_axe_is_silent(
    open_page: OpenPage, people: Cast, real_card: Card, axe: Axe, at_widths: AtWidths, kind: str
) -> None:
    assessment = answered(people, real_card, KINDS[kind])
    page = open_page(people.coordinator, width=1920, height=1080)
    if kind in {FULLEST, EMPTIEST}:
        page.goto(url(assessment))
        at_widths(page, [1280, 320], axe)
        page.set_viewport_size({"width": 1920, "height": 1080})
    begin(page, assessment)
    longest = max(real_card.indicators.all(), key=lambda indicator: len(indicator.text))
    for code in ("VA1.1", longest.code):
        go_to(by=people.coordinator, assessment=assessment, code=code)
        page.goto(url(assessment))
        height = page.evaluate("document.documentElement.scrollHeight")
        assert height <= 1080, f"one has to scroll on the big screen at {code}: {height}"
    page.keyboard.press("3")
    at_widths(page, [1920, 320], axe)
    if kind in {FULLEST, EMPTIEST}:
        at_widths(page, [1280, 390], axe)
        go_to(by=people.coordinator, assessment=assessment, code="VA1.1")
        member = open_page(people.member)
        member.goto(url(assessment))
        at_widths(member, [1280, 320], axe)


def test_what_all_agree_on_at_once(
    open_page: OpenPage, people: Cast, real_card: Card, axe: Axe, at_widths: AtWidths
) -> None:
    assessment = answered(people, real_card, KINDS["fourteen people"])
    page = open_page(people.coordinator)
    page.goto(url(assessment))
    page.get_by_role("link", name="Bekijk en leg samen vast").click()
    at_widths(page, [1280, 320], axe)
    page.get_by_role("checkbox").first.uncheck()
    page.get_by_role("button", name="Leg deze niveaus vast").click()
    expect(page.get_by_text("17 niveaus zijn vastgelegd.")).to_be_visible()
    assert TeamScore.objects.filter(assessment=assessment, level=4).count() == 17


def test_the_agenda_prints_on_one_page(open_page: OpenPage, people: Cast, real_card: Card) -> None:
    """Also with the five longest sentences of the card."""
    assessment = answered(people, real_card, [])
    longest = sorted(real_card.indicators.all(), key=lambda indicator: -len(indicator.text))[:5]
    tally(assessment, {indicator.code: "1" * 20 + "5" * 20 for indicator in longest})
    page = open_page(people.coordinator)
    page.goto(url(assessment, "agenda/"))
    reader = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Bespreek eerst deze vijf" in text
    assert all(indicator.code in text for indicator in longest)


def test_without_javascript(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.coordinator, javascript=False)
    begin(page, assessment)
    expect(page.get_by_text("Toetsen", exact=True)).to_be_hidden()
    page.locator(".say input[value='3']").check()
    page.get_by_label("Waarom kiezen jullie dit niveau?").fill("Zo is het")
    page.get_by_text("Bewijs, of een andere mening").first.click()
    page.get_by_label("Wie ziet het anders, en waarom?").fill("Een 2 kan ook")
    page.get_by_role("button", name="Leg vast en ga verder").click()
    number(page, 2)
    page.get_by_role("button", name="Later bespreken").click()
    number(page, 3)
    page.get_by_role("button", name="Vorige indicator").click()
    number(page, 2)
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.level, score.rationale, score.dissent) == (3, "Zo is het", "Een 2 kan ook")
    member = open_page(people.member, javascript=False)
    member.goto(url(assessment))
    expect(member.locator("noscript p")).to_have_text(
        "Je kijkt mee. Laad de pagina opnieuw om verder te gaan."
    )


def test_a_choice_that_is_not_agreed_yet_is_there_after_making_an_action(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.coordinator)
    page.goto(url(assessment))
    page.get_by_role("button", name="Begin het gesprek").click()
    heading = page.get_by_role("heading", level=1)
    about = heading.inner_text()
    page.locator(".say input[value='2']").check()
    page.get_by_role("link", name="Maak er een actie van").click()
    page.get_by_role("link", name="Toch niet").click()
    expect(heading).to_have_text(about)
    expect(page.locator(".say input[value='2']")).to_be_checked()
    page.get_by_role("button", name="Leg 2 vast en ga verder").click()
    expect(heading).not_to_have_text(about)
    assert TeamScore.objects.get(assessment=assessment).level == 2
    expect(page.locator(".say input:checked")).to_have_count(0)
