"""The list of actions: who sees which, in which order, and what can be asked of it."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, Role
from assessments.models import Action, Card, User
from assessments.views.action_lists import FEW
from tests.cast import Cast
from tests.factories import confirm, give_role, make_action, make_card, make_round, set_scores
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

ADDRESS = "/acties/"
TODAY = timezone.localdate()


def page(user: User, query: str = "") -> str:
    response = signed_in(user).get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    return text_of(response)


def shown(text: str) -> list[str]:
    """The actions of a page in their order."""
    return re.findall(r'<h3><a href="[^"]*"><span>([^<]*)</span></a></h3>', text)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def test_late_ones_come_first_and_it_is_said(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card, what="Later", due_on=TODAY)
    make_action(cast.team, small_card, what="Te laat", due_on=ago(3))
    make_action(cast.school, small_card, what="Eén dag", due_on=ago(1), status=ActionStatus.BUSY)
    text = page(cast.coordinator)
    assert shown(text) == ["Te laat", "Later", "Eén dag"]
    assert "3 dagen te laat" in text
    assert "1 dag te laat" in text
    assert "2 zijn te laat" in text
    assert shown(page(cast.coordinator, "?laat=1")) == ["Te laat", "Eén dag"]


def test_everybody_sees_their_own_and_nobody_anothers(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card, what="Eigen team")
    make_action(cast.sibling_team, small_card, what="Ander team")
    make_action(cast.board, small_card, what="Bestuur")
    make_action(cast.foreign_team, small_card, what="Vreemd")
    assert shown(page(cast.member)) == ["Eigen team"]
    assert shown(page(cast.manager)) == ["Eigen team", "Ander team"]
    assert set(shown(page(cast.governor))) == {"Eigen team", "Ander team", "Bestuur"}


def test_what_is_made_before_confirming_waits_for_it(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.select_related("round__card").get()
    make_action(cast.team, small_card, what="In het gesprek", assessment=assessment)
    assert shown(page(cast.team_coordinator)) == ["In het gesprek"]
    assert "nog niets vastgesteld" in page(cast.member)
    set_scores(assessment, {"VA1.1": 2})
    confirm(assessment)
    assert shown(page(cast.member)) == ["In het gesprek"]


def test_the_menu_leads_there_for_who_sees_any(cast: Cast) -> None:
    for user, there in ((cast.member, True), (cast.governor, True), (cast.administrator, False)):
        assert (f'href="{ADDRESS}"' in text_of(signed_in(user).get("/"))) is there
    assert signed_in(cast.administrator).get(ADDRESS).status_code == 404


def test_buttons_are_there_for_who_may_press_them(cast: Cast, small_card: Card) -> None:
    mine = make_action(cast.team, small_card, what="Van mij", owner=cast.member)
    other = make_action(cast.team, small_card, what="Van de manager", owner=cast.manager)
    moves = {action: reverse("action-move", args=[action.uid]) for action in (mine, other)}
    text = page(cast.member)
    assert moves[mine] in text
    assert moves[other] not in text
    assert reverse("action-new") not in text
    text = page(cast.governor)
    assert moves[mine] not in text
    assert reverse("action-new") not in text
    text = page(cast.manager)
    assert moves[other] in text
    assert reverse("action-new") in text


def test_no_action_yet_says_how_one_comes_about(cast: Cast, small_card: Card) -> None:
    assert "Maak de eerste actie" in page(cast.coordinator)
    assert "nog niets vastgesteld" in page(cast.governor)
    confirm(make_round([cast.team], small_card).assessments.select_related("round__card").get())
    text = page(cast.governor)
    assert "maakt acties, samen met het team" in text
    assert reverse("action-new") not in text


# --- what is asked --------------------------------------------------------------------------------------------------


def test_by_place_with_what_is_below_it(cast: Cast, small_card: Card) -> None:
    for place in (cast.team, cast.school, cast.cousin_team, cast.board):
        make_action(place, small_card, what=place.name)
    user = cast.board_coordinator
    assert set(shown(page(user, f"?plek={cast.school.uid}"))) == {"Havo 4-5", "Duinmark College"}
    assert shown(page(user, f"?plek={cast.team.uid}")) == ["Havo 4-5"]
    assert len(shown(page(user, f"?plek={cast.board.uid}"))) == 4
    assert len(shown(page(user, f"?plek={cast.foreign_team.uid}"))) == 4, "unknown is not asked"


def test_by_who_does_it(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card, what="Van Şükrü", owner=cast.member)
    make_action(cast.team, small_card, what="Van het team", owner_role=Role.MEMBER)
    make_action(cast.sibling_team, small_card, what="Van het andere team", owner_role=Role.MEMBER)
    make_action(cast.team, small_card, what="Van niemand")
    assert shown(page(cast.member, "?wie=ik")) == ["Van Şükrü", "Van het team"]
    assert shown(page(cast.coordinator, f"?wie={cast.member.uid}")) == ["Van Şükrü"]
    assert len(shown(page(cast.coordinator, "?wie=rol-teamlid"))) == 2
    assert shown(page(cast.coordinator, "?wie=ik")) == []


def test_by_indicator_criterion_and_theme_over_editions_of_one_family(cast: Cast) -> None:
    old, new = (make_card(key="lob", edition=edition) for edition in ("2024", "2025"))
    other = make_card(key="anders")
    make_action(cast.team, old, "VA1.1", what="Oud")
    make_action(cast.team, new, "VA2.1 FA1.1", what="Nieuw")
    make_action(cast.team, other, "VA1.1", what="Andere kaart")
    user = cast.coordinator
    assert shown(page(user, "?over=lob:VA1.1")) == ["Oud"]
    assert shown(page(user, "?over=lob:VA2")) == ["Nieuw"]
    assert shown(page(user, "?over=lob:VA")) == ["Oud", "Nieuw"]
    assert shown(page(user, "?over=anders:VA")) == ["Andere kaart"]
    assert shown(page(user, "?over=VA1.1")) == ["Oud", "Andere kaart"], "a code alone is in every family"
    assert 'value="lob:FA1.1"' in page(user)


def test_by_the_round_in_which_it_was_made_and_by_status(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, title="LOB 2026")
    made = round_.assessments.get()
    make_action(cast.team, small_card, what="Uit de meting", assessment=made, status=ActionStatus.BUSY)
    make_action(cast.team, small_card, what="Los")
    user = cast.team_coordinator
    text = page(user, f"?meting={round_.uid}")
    assert shown(text) == ["Uit de meting"]
    assert f'LOB 2026 <a href="{ADDRESS}">' in text, "each thing asked can be left out"
    assert shown(page(user, "?status=gepland")) == ["Los"]
    assert shown(page(user, "?status=onzin")) == ["Los", "Uit de meting"]


def test_nothing_found_leads_back(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card)
    text = page(cast.coordinator, "?laat=1")
    assert "geen acties die hierbij passen" in text
    assert f'<a class="btn btn-2" href="{ADDRESS}">' in text


def test_what_ended_more_than_a_year_ago_is_a_link_away(cast: Cast, small_card: Card) -> None:
    done = {"status": ActionStatus.DONE}
    make_action(cast.team, small_card, what="Pas", ended_on=ago(300), **done)
    make_action(cast.team, small_card, what="Net", ended_on=ago(2), **done)
    make_action(cast.team, small_card, what="Lang geleden", ended_on=ago(400), **done)
    text = page(cast.coordinator)
    assert shown(text) == ["Net", "Pas"]
    assert "Ook ouder dan een jaar (1)" in text
    assert shown(page(cast.coordinator, "?ouder=1")) == ["Net", "Pas", "Lang geleden"]


def test_many_of_a_status_are_a_page_away_and_counted_whole(cast: Cast, small_card: Card) -> None:
    for number in range(FEW + 2):
        make_action(cast.team, small_card, what=f"Actie {number}")
    text = page(cast.coordinator)
    assert len(shown(text)) == FEW
    assert f"Alle {FEW + 2} bekijken" in text
    assert len(shown(page(cast.coordinator, "?status=gepland"))) == FEW + 2


# --- how fast -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_a_fixed_number_of_queries(
    cast: Cast, small_card: Card, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(number):
        for place in (cast.team, cast.school, cast.board):
            make_action(place, small_card, owner=cast.member)
    client: Client = signed_in(cast.board_coordinator)
    client.get(ADDRESS)
    with django_assert_num_queries(8):
        client.get(ADDRESS)
    with django_assert_num_queries(9):
        client.get(f"{ADDRESS}?over=VA1.1&status=gepland")
    assert Action.objects.count() == 3 * number


def test_no_name_stands_in_an_address(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card, owner=cast.member)
    text = page(cast.coordinator, f"?wie={cast.member.uid}")
    assert not re.search(r'href="[^"]*(Şükrü|voorbeeld\.example)', text)


def test_a_role_that_ended_shows_nothing(cast: Cast, small_card: Card) -> None:
    make_action(cast.team, small_card, owner=cast.former_member)
    assert signed_in(cast.former_member).get(ADDRESS).status_code == 404
    give_role(cast.former_member, Role.MEMBER, cast.sibling_team)
    assert shown(page(cast.former_member)) == []
