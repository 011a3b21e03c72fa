"""One person's form in a real browser: quick on a phone and by keyboard, and accessible in every state."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect
from playwright.sync_api import Response as HttpResponse

from assessments.enums import Choice, RoundState, Via
from assessments.models import Answer, Assessment, Card, Participation, Receipt, Response
from tests.browser.filling import choose, ind
from tests.cast import Cast
from tests.chromium import AtWidths, Faults, OpenPage, criteria
from tests.factories import confirm, make_individual, make_round, set_scores, take_part

pytestmark = pytest.mark.django_db(transaction=True)

Axe = Callable[[Page], None]
CRITERIA = [6, 4, 4, 4, 5, 3, 4, 6]
"""How many sentences each criterion of the real card has."""


@pytest.fixture
def assessment(people: Cast, real_card: Card) -> Assessment:
    return make_individual(people.team, real_card)


def url(assessment: Assessment, rest: str = "criteria/VA1/") -> str:
    return f"/inbreng/{assessment.uid}/{rest}"


def focused(page: Page) -> str:
    """The sentence in which the focus is, or the words of what else has it."""
    found = page.evaluate(
        "() => document.activeElement.closest('[data-indicator]')?.id ?? document.activeElement.innerText.trim()"
    )
    return str(found)


def is_save(response: HttpResponse) -> bool:
    return response.request.method == "POST"


def is_saved(page: Page) -> None:
    expect(page.locator("#announce")).to_have_text(re.compile(r"Opgeslagen \d\d:\d\d"))


# --- how many actions a whole form takes ------------------------------------------------------------------------


def test_a_whole_form_on_a_phone_takes_36_choices_and_8_times_on(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member, width=390, height=800)
    page.goto(url(assessment))
    choices = on = 0
    values = ["1", "2", "3", "4", "5", "weet-niet", "nvt"]
    for _criterion in criteria(page):
        on += 1
        for fieldset in page.locator("fieldset.ind").all():
            option = fieldset.locator(f".opt:has(input[value='{values[choices % 7]}'])")
            box = option.bounding_box()
            assert box
            assert box["height"] >= 44
            assert box["width"] >= 44
            option.click()
            choices += 1
    assert (choices, on) == (36, 8)
    assert Answer.objects.exclude(choice=Choice.NONE).count() == 36
    assert set(Answer.objects.values_list("version", flat=True)) == {1}
    expect(page.get_by_role("heading", level=1)).to_have_text("Alles is ingevuld. Dank je wel!")


def test_a_whole_form_by_keyboard_alone_takes_as_many_keys(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    for _tab in range(40):
        if focused(page) == "VA1.1":
            break
        page.keyboard.press("Tab")
    keys = 0
    for number, sentences in enumerate(CRITERIA, start=1):
        expect(page.locator(".eyebrow")).to_contain_text(f"criterium {number} van 8")
        for sentence in range(sentences):
            page.keyboard.press("1234501-"[sentence])
            keys += 1
        assert focused(page).startswith(("Verder", "Afronden"))
        page.keyboard.press("Enter")
        keys += 1
        page.wait_for_url("**/klaar/" if number == 8 else re.compile(r"/criteria/(?!.*#).*"))
        if number < 8:
            expect(page.locator(".eyebrow")).to_contain_text(f"criterium {number + 1} van 8")
            expect(page.locator("fieldset.ind [type=radio]").first).to_be_focused()
    assert keys == 36 + 8
    assert Answer.objects.exclude(choice=Choice.NONE).count() == 36
    assert Answer.objects.get(indicator__code="VA1.6").choice == Choice.UNKNOWN


def test_arrows_move_and_what_was_chosen_can_be_changed_and_cleared(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    ind(page, "VA1.1").locator("[type=radio][value='1']").focus()
    page.keyboard.press("4")
    assert focused(page) == "VA1.2"
    page.keyboard.press("ArrowUp")
    assert focused(page) == "VA1.1"
    page.keyboard.press("ArrowRight")
    expect(ind(page, "VA1.1").locator(":checked")).to_have_value("5")
    page.keyboard.press("ArrowDown")
    with page.expect_response(is_save):
        page.keyboard.press("-")
    expect(ind(page, "VA1.2").locator(":checked")).to_have_value("nvt")
    page.keyboard.press("ArrowUp")
    with page.expect_response(is_save):
        page.keyboard.press("Delete")
    expect(ind(page, "VA1.2").locator(":checked")).to_have_count(0)
    assert focused(page) == "VA1.2"
    page.keyboard.press("9")
    assert focused(page) == "VA1.2", "a level that the card does not have is no choice"
    is_saved(page)
    ind(page, "VA1.6").locator("[type=radio][value='1']").focus()
    page.keyboard.press("ArrowDown")
    assert focused(page).startswith("Verder")
    page.keyboard.press("ArrowUp")
    assert focused(page) == "VA1.6"
    expect(page.locator(".pager [data-save-state]")).to_contain_text("Opgeslagen")
    found = dict(Answer.objects.values_list("indicator__code", "level"))
    assert found == {"VA1.1": 5, "VA1.2": None}


def test_digits_in_a_remark_are_a_text(open_page: OpenPage, people: Cast, assessment: Assessment) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    ind(page, "VA1.1").locator("summary").click()
    ind(page, "VA1.1").locator("textarea").press_sequentially("1-2?")
    ind(page, "VA1.1").locator("textarea").blur()
    is_saved(page)
    assert Answer.objects.get().remark == "1-2?"
    assert Answer.objects.get().choice == Choice.NONE


def test_the_keys_are_explained(open_page: OpenPage, people: Cast, assessment: Assessment, axe: Axe) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    page.get_by_role("button", name="Invullen met het toetsenbord").click()
    expect(page.locator("#toetsen dt").first).to_be_visible()
    axe(page)
    page.locator("#toetsen").get_by_role("button", name="Sluiten").click()
    ind(page, "VA1.1").locator("[type=radio][value='1']").focus()
    page.keyboard.press("?")
    expect(page.locator("#toetsen")).to_be_visible()
    page.keyboard.press("Escape")
    assert focused(page) == "VA1.1"


# --- where one was, how far, how long ---------------------------------------------------------------------------


def test_one_comes_back_where_one_was_on_another_device_too(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    phone = open_page(people.member, width=390, height=800)
    phone.goto(url(assessment, "criteria/VA2/"))
    for code in ("VA2.1", "VA2.2"):
        choose(phone, code, "3")
    is_saved(phone)
    take = {f"VA1.{n}": 3 for n in range(1, 7)}
    Answer.objects.bulk_create(
        Answer(response=Response.objects.get(), indicator=indicator, choice=Choice.LEVEL, level=3)
        for indicator in assessment.round.card.indicators.filter(code__in=take)
    )
    laptop = open_page(people.member)
    laptop.goto(url(assessment, ""))
    laptop.get_by_role("link", name="Verder met criterium 2").click()
    expect(laptop).to_have_url(re.compile(r"/criteria/VA2/#VA2\.3$"))
    expect(ind(laptop, "VA2.1").locator(":checked")).to_have_value("3")
    expect(ind(laptop, "VA2.3")).to_be_in_viewport()


def test_progress_and_the_time_that_is_left_are_told(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    expect(page.locator(".clist [data-left]")).to_have_text("nog ongeveer 9 minuten")
    for number in range(1, 7):
        choose(page, f"VA1.{number}", "3")
    expect(page.locator(".cnt")).to_contain_text("6 van 36 ingevuld")
    expect(page.locator(".clist [data-left]")).to_have_text(re.compile(r"nog ongeveer [2-7] minuten"))
    is_saved(page)


def test_last_time_shows_after_ones_own_choice(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    card, day = assessment.round.card, assessment.round.starts_on - dt.timedelta(days=365)
    before = make_round([people.team], card, starts_on=day, state=RoundState.CLOSED).assessments.get()
    set_scores(before, {"VA1.1": 3})
    confirm(before)
    page = open_page(people.member)
    page.goto(url(assessment))
    line = ind(page, "VA1.1").get_by_text("Vorige keer")
    expect(line).to_be_hidden()
    choose(page, "VA1.1", "4")
    expect(line).to_be_visible()
    is_saved(page)


def test_a_remark_is_saved_shortly_after_typing_and_on_leaving_the_field(
    open_page: OpenPage, people: Cast, assessment: Assessment
) -> None:
    page = open_page(people.member)
    page.goto(url(assessment))
    ind(page, "VA1.1").get_by_text("Opmerking toevoegen").click()
    field = ind(page, "VA1.1").get_by_label("Opmerking")
    expect(ind(page, "VA1.1").locator(".hint")).to_contain_text("Je team en Zoë Brontë lezen dit")
    field.press_sequentially("Alleen op de startdag")
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("1")
    field.press_sequentially(", helaas")
    field.blur()
    expect(ind(page, "VA1.1").locator("[name='VA1.1-version']")).to_have_value("2")
    assert Answer.objects.get().remark == "Alleen op de startdag, helaas"
    field.focus()
    field.blur()
    choose(page, "VA1.2", "3")
    expect(ind(page, "VA1.2").locator("[name='VA1.2-version']")).to_have_value("1")
    assert Receipt.objects.count() == 3, "leaving the field again is nothing to send"


def test_without_javascript(
    open_page: OpenPage, people: Cast, assessment: Assessment, page_faults: Callable[[Page], Faults]
) -> None:
    page = open_page(people.member, javascript=False, width=390)
    page_faults(page).allow("409")
    page.goto(url(assessment, ""))
    page.get_by_role("link", name="Beginnen").click()
    choose(page, "VA1.1", "4")
    ind(page, "VA1.1").get_by_text("Opmerking toevoegen").click()
    ind(page, "VA1.1").get_by_label("Opmerking").fill("Zonder script")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    page.wait_for_url("**/criteria/VA2/")
    assert list(Answer.objects.values_list("level", "remark")) == [(4, "Zonder script")]
    page.get_by_role("button", name="Terug naar criterium 1").click()
    Answer.objects.update(level=5, version=2)
    choose(page, "VA1.1", "1")
    page.get_by_role("button", name="Verder naar criterium 2").click()
    expect(
        page.get_by_role("heading", name="Je hebt dit intussen ook op een andere plek ingevuld")
    ).to_be_visible()
    page.get_by_role("button", name="Bewaar mijn antwoord").click()
    assert list(Answer.objects.values_list("level", "version")) == [(1, 3)]
    page.goto(url(assessment, "klaar/"))
    page.get_by_role("link", name="Wis mijn antwoorden").click()
    page.get_by_role("button", name="Wis mijn antwoorden").click()
    expect(page.get_by_text("1 antwoord is gewist.").first).to_be_visible()
    assert not Participation.objects.begun().exists()


# --- every state --------------------------------------------------------------------------------------------


def test_every_page_and_state_is_accessible_and_fits(
    open_page: OpenPage,
    people: Cast,
    assessment: Assessment,
    axe: Axe,
    at_widths: AtWidths,
    no_overflow: Callable[[Page], None],
    within_reach: Callable[[Page], None],
    page_faults: Callable[[Page], Faults],
) -> None:
    answers: dict[str, Any] = {"VA1.1": 5, "VA1.2": "?", "VA1.3": "-", "VA1.4": 2}
    take_part(assessment, answers, via=Via.ACCOUNT, user=people.member)
    Answer.objects.filter(indicator__code="VA1.4").update(remark="Een_woord_zonder_spaties" * 30)
    page = open_page(people.member)
    page_faults(page).allow("ERR_|409|403|422")
    page.on("dialog", lambda dialog: dialog.accept())

    def look() -> None:
        at_widths(page, (1280, 390, 360, 320), no_overflow, within_reach)
        at_widths(page, (1280, 390), axe)

    for rest in ("", "criteria/VA1/", "criteria/VB1/", "klaar/", "wissen/"):
        page.goto(url(assessment, rest))
        look()

    page.goto(url(assessment))  # saving
    held: list[Route] = []
    page.route("**/criteria/**", lambda route: held.append(route))
    choose(page, "VA1.1", "2")
    expect(page.locator(".bar [data-save-state]")).to_have_text("Bezig met opslaan")
    look()
    held[0].continue_()
    page.unroute("**/criteria/**")
    is_saved(page)

    page.context.set_offline(True)  # offline
    choose(page, "VA1.1", "3")
    choose(page, "VA1.2", "3")
    expect(ind(page, "VA1.2").locator("[data-problem]")).to_be_visible()
    look()
    page.context.set_offline(False)
    expect(page.locator("[data-problem]")).to_have_count(0)

    Answer.objects.filter(indicator__code="VA1.3").update(version=9)  # conflict
    choose(page, "VA1.3", "3")
    expect(page.locator(".conflict")).to_be_visible()
    look()
    page.get_by_role("button", name="Laat dit staan").click()
    expect(page.locator(".conflict")).to_have_count(0)

    cookies = page.context.cookies()  # expired
    page.context.clear_cookies(name="sessionid")
    choose(page, "VA1.5", "3")
    expect(ind(page, "VA1.5").get_by_role("alert")).to_contain_text("niet meer ingelogd")
    look()
    page.context.add_cookies(cookies)  # type: ignore[arg-type]
    page.get_by_role("button", name="Probeer opnieuw").click()
    expect(page.locator("[data-problem]")).to_have_count(0)

    Response.objects.all().delete()  # closed
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=timezone.now())
    choose(page, "VA1.6", "3")
    expect(ind(page, "VA1.6").get_by_role("alert")).to_contain_text("gesloten")
    look()
    page.goto(url(assessment))
    expect(page).to_have_url(re.compile(rf"/inbreng/{assessment.uid}/$"))
    expect(page.locator("#unsaved")).to_contain_text("VA1.6")
    look()
