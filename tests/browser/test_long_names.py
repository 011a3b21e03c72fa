"""Names of one long word stay within the page on a phone: of a team, school or round, and in what two people wrote."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from assessments.enums import ActionStatus, RoundState
from assessments.models import Card, School, Team
from assessments.services.actions import move_action
from tests.cast import Cast
from tests.chromium import Faults, OpenPage
from tests.factories import confirm, make_action, make_round, set_scores

pytestmark = pytest.mark.django_db(transaction=True)

WORD = "Loopbaanbegeleidingscoördinatorenoverleggroepvoorzittersvereniging"
TODAY = timezone.localdate()

Check = Callable[[Page], None]


@pytest.fixture
def people(cast: Cast) -> Cast:
    for model in (School, Team):
        for one in model.objects.all():
            one.name = f"{WORD} {one.pk}"
            one.save()
    return cast


def test_of_places_and_rounds(
    open_page: OpenPage, people: Cast, small_card: Card, no_overflow: Check
) -> None:
    team = Team.objects.get(pk=people.team.pk)
    first = TODAY - dt.timedelta(days=300)
    before = make_round(
        [team], small_card, starts_on=first, ends_on=first, state=RoundState.CLOSED, title=WORD
    ).assessments.get()
    now = make_round([team], small_card, title=WORD).assessments.get()
    for assessment in (before, now):
        set_scores(assessment, dict.fromkeys(("VA1.1", "VA1.2", "VA1.3", "VA2.1"), 3))
        confirm(assessment)
    page = open_page(people.board_coordinator, width=390)
    for path in (
        "/",
        "/organisatie/",
        f"/resultaten/teams/{now.uid}/",
        f"/resultaten/scholen/{people.school.uid}/",
        f"/resultaten/besturen/{people.board.uid}/",
        f"/zelfevaluaties/{now.uid}/prioriteiten/",
    ):
        page.goto(path)
        expect(page.get_by_text(WORD).first).to_be_attached()
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 800})
            no_overflow(page)


def test_in_what_two_people_wrote(
    open_page: OpenPage,
    people: Cast,
    small_card: Card,
    no_overflow: Check,
    page_faults: Callable[[Page], Faults],
) -> None:
    action = make_action(people.team, small_card, owner=people.member)
    page = open_page(people.coordinator, width=390)
    page_faults(page).allow("409")
    page.goto(f"/acties/{action.uid}/")
    move_action(by=people.member, action=action, status=ActionStatus.BUSY, text=WORD * 2)
    page.get_by_label("Wat gebeurde er?").fill(WORD * 3)
    page.get_by_role("button", name="Stand opslaan").click()
    expect(page.get_by_role("group", name="Iemand anders wijzigde deze actie intussen")).to_be_visible()
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        no_overflow(page)
