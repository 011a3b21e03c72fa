"""Nothing that was filled in is lost, arrives twice or is seen by another: counted before and after, each time."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Dialog, Locator, Page, Route, expect

from assessments.enums import Role
from assessments.models import Answer, Assessment, Card, Participation, Receipt, Response, TeamScore
from assessments.services.joining import make_team_link
from tests.browser.filling import choose, ind
from tests.cast import Cast
from tests.chromium import Faults, OpenPage, sign_in
from tests.factories import UserFactory, confirm, give_role, make_individual, make_round

pytestmark = pytest.mark.django_db(transaction=True)

AllowFaults = Callable[[Page], Faults]


@dataclass
class Form:
    """One of the two forms: where it is, and what of it the database holds."""

    assessment: Assessment
    place: str
    rows: Any
    words: str

    def url(self, rest: str = "criteria/VA1/") -> str:
        return f"/{self.place}/{self.assessment.uid}/{rest}"

    def count(self) -> int:
        return int(self.rows.objects.count())

    def standing(self, code: str) -> tuple[int | None, str, int]:
        row = self.rows.objects.get(indicator__code=code)
        return row.level, getattr(row, self.words), row.version


@pytest.fixture(params=["each for themselves", "together"])
def form(request: pytest.FixtureRequest, people: Cast, real_card: Card) -> Form:
    if request.param == "together":
        return Form(
            make_round([people.team], real_card).assessments.get(), "zelfevaluaties", TeamScore, "rationale"
        )
    return individual_form(people, real_card)


def individual_form(people: Cast, card: Card) -> Form:
    return Form(make_individual(people.team, card), "inbreng", Answer, "remark")


@pytest.fixture
def own_form(people: Cast, real_card: Card) -> Form:
    return individual_form(people, real_card)


def chosen(page: Page, code: str) -> Locator:
    return ind(page, code).locator("input[type=radio]:checked")


def problem(page: Page, code: str) -> Locator:
    return ind(page, code).locator("[data-problem]")


def write(page: Page, code: str, text: str) -> None:
    if ind(page, code).locator("details:not([open])").count():
        ind(page, code).locator("summary").click()
    ind(page, code).locator("textarea").first.fill(text)


def all_saved(page: Page) -> None:
    expect(page.locator("[data-problem]")).to_have_count(0)
    expect(page.locator(".pager [data-save-state]")).to_contain_text("Opgeslagen")
    page.wait_for_function("() => !Object.keys(localStorage).length")


def kept(page: Page) -> list[str]:
    return list(page.evaluate("() => Object.keys(localStorage)"))


def agree(page: Page) -> None:
    page.on("dialog", lambda dialog: dialog.accept())


# --- the line, the server, the page -----------------------------------------------------------------------------


def test_the_network_is_cut_and_restored(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED")
    page.goto(form.url())
    choose(page, "VA1.1", "4")
    all_saved(page)
    assert form.count() == 1

    page.context.set_offline(True)
    choose(page, "VA1.2", "2")
    choose(page, "VA1.1", "5")
    write(page, "VA1.3", "Zonder verbinding")
    expect(problem(page, "VA1.2")).to_contain_text("je hebt geen verbinding")
    expect(problem(page, "VA1.1")).to_be_visible()
    expect(problem(page, "VA1.3")).to_be_visible()
    expect(page.locator(".pager [data-save-state]")).to_have_text("Nog niet opgeslagen")
    assert form.count() == 1, "before"

    page.context.set_offline(False)
    all_saved(page)
    assert form.count() == 3, "after"
    assert form.standing("VA1.1") == (5, "", 2)
    assert form.standing("VA1.2") == (2, "", 1)
    assert form.standing("VA1.3") == (None, "Zonder verbinding", 1)


@pytest.mark.parametrize("then", ["nothing", "another choice"])
def test_the_answer_arrived_and_the_browser_never_heard(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults, then: str
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_FAILED")
    page.goto(form.url())
    assert form.count() == 0

    away = [True]

    def swallow(route: Route) -> None:
        if away:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/criteria/**", swallow)
    choose(page, "VA1.1", "4")
    expect(problem(page, "VA1.1")).to_contain_text("Nog niet opgeslagen")
    assert form.standing("VA1.1") == (4, "", 1)
    if then == "another choice":
        choose(page, "VA1.1", "2")
    away.clear()
    problem(page, "VA1.1").get_by_role("button", name="Probeer opnieuw").click()
    all_saved(page)
    assert form.count() == 1, "after"
    assert form.standing("VA1.1") == ((2, "", 2) if then == "another choice" else (4, "", 1))
    assert Receipt.objects.count() == form.standing("VA1.1")[2], "one receipt for each write that arrived"


def test_a_dead_server_and_a_page_that_is_loaded_again(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("502")
    agree(page)
    page.goto(form.url())

    def dead(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=502, body="Bad Gateway")
        else:
            route.continue_()

    page.route("**/criteria/**", dead)
    choose(page, "VA1.1", "4")
    write(page, "VA1.2", "Half getyp")
    expect(problem(page, "VA1.1")).to_contain_text("we proberen het steeds opnieuw")
    page.reload()
    expect(chosen(page, "VA1.1")).to_have_value("4")
    expect(ind(page, "VA1.2").locator("textarea").first).to_have_value("Half getyp")
    expect(problem(page, "VA1.1")).to_be_visible()
    assert form.count() == 0, "before"

    page.unroute("**/criteria/**")
    page.reload()
    all_saved(page)
    assert form.count() == 2, "after"
    assert form.standing("VA1.1") == (4, "", 1)
    assert form.standing("VA1.2") == (None, "Half getyp", 1)


def test_a_server_that_never_answers_and_a_page_that_is_left(
    open_page: OpenPage, people: Cast, form: Form
) -> None:
    page = open_page(people.member)
    agree(page)
    page.goto(form.url())
    silent, held = [True], []

    def hold(route: Route) -> None:
        if silent:
            held.append(route)
        else:
            route.continue_()

    page.route("**/criteria/**", hold)
    choose(page, "VA1.1", "4")
    page.wait_for_function("() => Object.keys(localStorage).length === 1")
    assert form.count() == 0, "before"
    silent.clear()
    page.goto("/metingen/")
    page.wait_for_function("() => !Object.keys(localStorage).length")
    assert form.count() == 1, "after"
    assert form.standing("VA1.1") == (4, "", 1)


def test_a_closed_tab_is_sent_from_the_next_page_of_the_same_person(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED")
    page.goto(form.url())
    context = page.context
    context.set_offline(True)
    choose(page, "VA1.1", "4")
    write(page, "VA1.1", "Net voor de bel")
    page.close()
    assert form.count() == 0, "before"

    context.set_offline(False)
    page = context.new_page()
    page.goto("/")
    expect(page.locator("#unsaved")).to_contain_text("is nu opgeslagen")
    assert form.count() == 1, "after"
    assert form.standing("VA1.1")[:2] == (4, "Net voor de bel")
    assert kept(page) == []


# --- sessions ---------------------------------------------------------------------------------------------------


def test_a_session_that_is_over_halfway(
    open_page: OpenPage, people: Cast, form: Form, live_server: Any
) -> None:
    page = open_page(people.member)
    agree(page)
    page.goto(form.url())
    page.context.clear_cookies(name="sessionid")
    choose(page, "VA1.1", "4")
    expect(problem(page, "VA1.1")).to_contain_text("Je bent niet meer ingelogd")
    page.goto("/inloggen/")
    assert len(kept(page)) == 1
    assert form.count() == 0, "before"

    sign_in(page.context, people.member, live_server.url)
    page.goto(form.url())
    all_saved(page)
    assert form.count() == 1, "after"
    assert form.standing("VA1.1") == (4, "", 1)


def test_another_person_at_the_same_computer_neither_sees_nor_sends_it(
    open_page: OpenPage, people: Cast, form: Form, live_server: Any, page_faults: AllowFaults
) -> None:
    colleague = UserFactory()
    give_role(colleague, Role.MEMBER, people.team)
    page = open_page(people.member)
    page_faults(page).allow("403")
    agree(page)
    page.goto(form.url())
    page.context.clear_cookies()
    sign_in(page.context, colleague, live_server.url)
    other = page.context.new_page()
    other.goto("/")

    choose(page, "VA1.1", "4")
    write(page, "VA1.1", "Van mij alleen")
    expect(problem(page, "VA1.1")).to_contain_text("iemand anders ingelogd")
    other.goto(form.url())
    expect(chosen(other, "VA1.1")).to_have_count(0)
    expect(ind(other, "VA1.1").locator("textarea").first).to_have_value("")
    choose(other, "VA1.2", "1")
    expect(other.locator("#announce")).to_have_text(re.compile("Opgeslagen"))
    expect(other.locator("#unsaved")).to_be_hidden()
    assert form.count() == 1, "of the colleague alone"
    assert form.standing("VA1.2")[0] == 1

    page.context.clear_cookies()
    sign_in(page.context, people.member, live_server.url)
    other.goto("/")
    expect(other.locator("#unsaved")).to_contain_text("is nu opgeslagen")
    assert form.count() == 2, "after"
    assert form.standing("VA1.1")[:2] == (4, "Van mij alleen")


# --- tabs, people, devices --------------------------------------------------------------------------------------


def test_two_tabs_of_one_person_are_one_form(open_page: OpenPage, people: Cast, form: Form) -> None:
    first = open_page(people.member)
    first.goto(form.url())
    second = first.context.new_page()
    second.goto(form.url())
    choose(first, "VA1.1", "4")
    all_saved(first)
    expect(chosen(second, "VA1.1")).to_have_value("4")
    choose(second, "VA1.1", "2")
    all_saved(second)
    expect(chosen(first, "VA1.1")).to_have_value("2")
    choose(first, "VA1.2", "5")
    choose(second, "VA1.3", "5")
    all_saved(first)
    all_saved(second)
    assert form.count() == 3
    assert form.standing("VA1.1") == (2, "", 2)


def test_two_people_each_for_themselves(open_page: OpenPage, people: Cast, own_form: Form) -> None:
    colleague = UserFactory()
    give_role(colleague, Role.MEMBER, people.team)
    first, second = open_page(people.member), open_page(colleague)
    for page, level in ((first, "4"), (second, "2")):
        page.goto(own_form.url())
        choose(page, "VA1.1", level)
    all_saved(first)
    all_saved(second)
    first.reload()
    expect(chosen(first, "VA1.1")).to_have_value("4")
    assert sorted(Answer.objects.values_list("level", "version")) == [(2, 1), (4, 1)]
    assert Participation.objects.begun().count() == 2


@pytest.mark.parametrize("whose", ["mine", "theirs"])
def test_phone_then_laptop_then_a_stale_phone(
    open_page: OpenPage, people: Cast, own_form: Form, page_faults: AllowFaults, whose: str
) -> None:
    phone, laptop = open_page(people.member, width=390, height=800), open_page(people.member)
    page_faults(phone).allow("409")
    phone.goto(own_form.url())
    choose(phone, "VA1.1", "4")
    all_saved(phone)
    laptop.goto(own_form.url())
    expect(chosen(laptop, "VA1.1")).to_have_value("4")
    choose(laptop, "VA1.1", "5")
    all_saved(laptop)
    assert own_form.standing("VA1.1") == (5, "", 2)

    choose(phone, "VA1.1", "2")
    expect(
        phone.get_by_role("heading", name="Je hebt dit intussen ook op een andere plek ingevuld")
    ).to_be_visible()
    expect(phone.locator(".conflict-side").nth(0)).to_contain_text("Geborgd")
    expect(phone.locator(".conflict-side").nth(1)).to_contain_text("In aanzet")
    assert own_form.standing("VA1.1") == (5, "", 2), "nothing is overwritten"
    if whose == "mine":
        phone.get_by_role("button", name="Bewaar mijn antwoord").click()
        all_saved(phone)
        assert own_form.standing("VA1.1") == (2, "", 3)
    else:
        phone.get_by_role("button", name="Laat dit staan").click()
        expect(chosen(phone, "VA1.1")).to_have_value("5")
        all_saved(phone)
        assert own_form.standing("VA1.1") == (5, "", 2)
    assert own_form.count() == 1


# --- signing out on a shared computer ---------------------------------------------------------------------------


def sign_out(page: Page) -> None:
    page.locator("details.menu.me summary").click()
    page.get_by_role("button", name="Uitloggen").click()


def test_signing_out_leaves_nothing_behind(open_page: OpenPage, people: Cast, form: Form) -> None:
    page = open_page(people.member)
    page.goto(form.url())
    choose(page, "VA1.1", "4")
    all_saved(page)
    page.goto("/")
    sign_out(page)
    page.wait_for_url("**/inloggen/**")
    assert kept(page) == []
    assert page.evaluate("() => sessionStorage.length") == 0
    page.go_back()
    expect(page).to_have_url(re.compile("/inloggen/"))
    assert form.count() == 1


def test_signing_out_with_unsaved_answers_asks_first(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults, axe: Callable[[Page], None]
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("502")
    agree(page)

    def dead(route: Route) -> None:
        if route.request.method == "POST":
            route.fulfill(status=502, body="Bad Gateway")
        else:
            route.continue_()

    page.goto(form.url())
    page.context.route("**/criteria/**", dead)
    choose(page, "VA1.1", "4")
    expect(problem(page, "VA1.1")).to_be_visible()
    page.goto("/")
    expect(page.locator("#unsaved")).to_contain_text(
        "Nog niet opgeslagen, maar wel bewaard in deze browser: VA1.1"
    )
    axe(page)
    sign_out(page)
    question = page.get_by_role("dialog", name="Niet alles is opgeslagen")
    expect(question).to_contain_text("VA1.1")
    axe(page)
    question.get_by_role("button", name="Blijf hier").click()
    expect(question).to_be_hidden()
    assert len(kept(page)) == 1

    sign_out(page)
    question.get_by_role("button", name="Ga weg en wis ze").click()
    page.wait_for_url("**/inloggen/**")
    assert kept(page) == []
    assert form.count() == 0


def test_signing_out_waits_for_what_can_be_saved(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_INTERNET_DISCONNECTED")
    page.goto("/")
    menu_page = page
    filling = page.context.new_page()
    filling.goto(form.url())
    filling.context.set_offline(True)
    choose(filling, "VA1.1", "4")
    filling.close()
    assert form.count() == 0, "before"
    menu_page.context.set_offline(False)
    sign_out(menu_page)
    menu_page.wait_for_url("**/inloggen/**")
    assert form.count() == 1, "after"
    assert kept(menu_page) == []


def test_a_number_on_a_shared_phone_leaves_nothing_for_the_next(
    open_page: OpenPage, people: Cast, own_form: Form, page_faults: AllowFaults, axe: Callable[[Page], None]
) -> None:
    token = make_team_link(by=people.coordinator, assessment=own_form.assessment)
    page = open_page(width=390, height=800)
    page_faults(page).allow("502")
    agree(page)
    page.goto(f"/meedoen/{token}/")
    page.get_by_role("button", name="Beginnen als nummer").click()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    choose(page, "VA1.1", "4")
    all_saved(page)
    assert own_form.count() == 1
    page.context.route("**/criteria/**", lambda route: route.fulfill(status=502, body="Bad Gateway"))
    choose(page, "VA1.2", "2")
    expect(problem(page, "VA1.2")).to_be_visible()

    page.goto(f"/meedoen/{token}/")
    page.get_by_role("button", name="Ik ben iemand anders").click()
    question = page.get_by_role("dialog", name="Niet alles is opgeslagen")
    expect(question).to_contain_text("VA1.2")
    axe(page)
    question.get_by_role("button", name="Ga weg en wis ze").click()
    expect(page.get_by_role("heading", name="Dit apparaat is vrij")).to_be_visible()
    assert kept(page) == []

    page.context.unroute_all()
    page.get_by_role("link", name="De volgende kan beginnen").click()
    page.get_by_role("button", name="Beginnen als nummer").click()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    expect(page.locator("input[type=radio]:checked")).to_have_count(0)
    choose(page, "VA1.1", "1")
    all_saved(page)
    assert sorted(Answer.objects.values_list("level", "response__participation__number")) == [(1, 2), (4, 1)]


def test_a_number_whose_device_forgot_them_goes_on_with_the_code(
    open_page: OpenPage, people: Cast, own_form: Form, page_faults: AllowFaults
) -> None:
    token = make_team_link(by=people.coordinator, assessment=own_form.assessment)
    page = open_page(width=390, height=800)
    page_faults(page).allow("404|403")
    agree(page)
    page.goto(f"/meedoen/{token}/")
    page.get_by_role("button", name="Beginnen als nummer").click()
    code = page.get_by_role("code").inner_text()
    page.get_by_role("link", name="Verder").click()
    page.get_by_role("link", name="Beginnen").click()
    choose(page, "VA1.1", "4")
    all_saved(page)
    page.context.clear_cookies()
    choose(page, "VA1.2", "2")
    expect(problem(page, "VA1.2")).to_contain_text("Dit apparaat weet niet meer wie je bent")
    assert own_form.count() == 1, "before"

    page.goto("/meedoen/")
    page.get_by_label("Je code").fill(code)
    page.get_by_role("button", name="Verder").click()
    expect(page.locator("#unsaved")).to_contain_text("is nu opgeslagen")
    assert own_form.count() == 2, "after"
    assert own_form.standing("VA1.2") == (2, "", 1)


# --- too late ---------------------------------------------------------------------------------------------------


def test_closed_meanwhile_is_told_and_what_was_meant_is_shown_until_one_lets_it_go(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults, axe: Callable[[Page], None]
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("403")
    agree(page)
    page.goto(form.url())
    if form.rows is TeamScore:
        confirm(form.assessment)
    else:
        Response.objects.all().delete()
        Assessment.objects.update(answering_closed_at=timezone.now())
    choose(page, "VA1.1", "4")
    write(page, "VA1.1", "Te laat")
    expect(ind(page, "VA1.1").get_by_role("alert")).to_contain_text("Niet opgeslagen.")
    axe(page)
    page.goto(form.url())
    lost = page.locator("#unsaved")
    expect(lost).to_contain_text("het kon niet worden opgeslagen")
    expect(lost).to_contain_text("VA1.1 · 4 · Te laat")
    axe(page)
    lost.get_by_role("button", name="Wis dit uit deze browser").click()
    expect(lost).to_be_hidden()
    assert kept(page) == []
    assert form.count() == 0


def test_a_browser_that_keeps_nothing_asks_before_the_page_is_closed(
    open_page: OpenPage, people: Cast, form: Form, page_faults: AllowFaults
) -> None:
    page = open_page(people.member)
    page_faults(page).allow("ERR_FAILED")
    page.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') }"
    )
    page.goto(form.url())
    page.route("**/criteria/**", lambda route: route.abort())
    choose(page, "VA1.1", "4")
    expect(problem(page, "VA1.1")).to_be_visible()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.close(run_before_unload=True)
    page.unroute("**/criteria/**")
    problem(page, "VA1.1").get_by_role("button", name="Probeer opnieuw").click()
    expect(page.locator("[data-problem]")).to_have_count(0)
    assert asked == ["beforeunload"]
    assert form.count() == 1
