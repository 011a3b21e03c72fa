"""One action: what its page says, keeping how far it is, and deleting one that was made by mistake."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import ActionStatus, Role
from assessments.models import Action, Card, Membership, User
from assessments.services.actions import move_action
from tests.cast import Cast
from tests.factories import make_action, make_round
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()


@pytest.fixture
def action(cast: Cast, small_card: Card) -> Action:
    assessment = make_round([cast.team], small_card, title="LOB 2026").assessments.get()
    return make_action(
        cast.team,
        small_card,
        "VA1.1 VA1.2",
        what="Gastles <b>plannen</b>",
        why="Er is er\ngeen.",
        how_seen="Twee per jaar",
        owner=cast.member,
        assessment=assessment,
    )


def page(user: User, action: Action, status: int = 200) -> str:
    response = signed_in(user).get(reverse("action", args=[action.uid]))
    assert response.status_code == status
    return text_of(response)


def send(user: User, action: Action, **data: Any) -> Any:
    return signed_in(user).post(reverse("action-move", args=[action.uid]), data)


def test_it_says_all_that_was_agreed(cast: Cast, action: Action) -> None:
    text = page(cast.coordinator, action)
    for words in (
        "Gastles &lt;b&gt;plannen&lt;/b&gt;",
        "Er is er geen.",
        "Twee per jaar",
        "Şükrü Łukasz",
        "Havo 4-5 (Duinmark College)",
        "<b>VA1.2</b>",
        "LOB 2026, Havo 4-5",
    ):
        assert words in text, words
    assert '<ul class="act-about" lang="nl">' in text


def test_who_may_not_manage_sees_no_way_to(cast: Cast, action: Action) -> None:
    change, move = (reverse(name, args=[action.uid]) for name in ("action-change", "action-move"))
    text = page(cast.member, action)
    assert change not in text
    assert move in text, "it is their own"
    action.assessment = None
    action.owner = None
    action.save()
    text = page(cast.governor, action)
    assert change not in text
    assert move not in text


def test_the_log_tells_what_changed_newest_first(cast: Cast, action: Action) -> None:
    move_action(by=cast.member, action=action, status=ActionStatus.BUSY, text="Begonnen")
    Action.objects.filter(pk=action.pk).update(due_on=TODAY + dt.timedelta(days=60))
    move_action(by=cast.coordinator, action=action, status=ActionStatus.BUSY, text="Later dan gedacht")
    text = page(cast.coordinator, action)
    words = ("in plaats van", "Later dan gedacht", "Van gepland naar bezig.", "Begonnen", "Gemaakt, klaar op")
    assert sorted(words, key=text.index) == list(words)


def test_that_its_doer_left_is_said_to_who_manages(cast: Cast, action: Action) -> None:
    assert "heeft hier geen rol meer" not in page(cast.coordinator, action)
    Membership.objects.filter(user=cast.member).update(
        started_on=TODAY - dt.timedelta(days=9), ended_on=TODAY - dt.timedelta(days=1)
    )
    assert "Şükrü Łukasz heeft hier geen rol meer" in page(cast.coordinator, action)
    action.assessment = None
    action.save()
    assert "heeft hier geen rol meer" not in page(cast.governor, action)


def test_a_fixed_number_of_queries(
    cast: Cast, action: Action, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(cast.coordinator)
    address = reverse("action", args=[action.uid])
    client.get(address)
    with django_assert_num_queries(10):
        client.get(address)
    move_action(by=cast.member, action=action, status=ActionStatus.BUSY, text="Begonnen")
    with django_assert_num_queries(9):
        client.get(address)


# --- how far --------------------------------------------------------------------------------------------------------


def test_a_button_of_the_list_moves_it_and_comes_back_to_the_same_list(cast: Cast, action: Action) -> None:
    response = send(
        cast.coordinator,
        action,
        status="bezig",
        version="1",
        terug="status=gepland&wie=ik&next=//evil.example",
    )
    assert response.status_code == 302
    assert response.headers["Location"] == f"/acties/?status=gepland&wie=ik#actie-{action.uid}"
    action.refresh_from_db()
    assert action.status == ActionStatus.BUSY


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "\\evil", "%00%ff", "a" * 3000])
def test_no_other_site_is_gone_to(cast: Cast, action: Action, back: str) -> None:
    response = send(cast.coordinator, action, status="bezig", version="1", terug=back)
    assert response.headers["Location"] == f"/acties/#actie-{action.uid}"


def test_what_happened_is_told_on_the_next_page(cast: Cast, action: Action) -> None:
    client = signed_in(cast.member)
    move = reverse("action-move", args=[action.uid])
    response = client.post(move, {"status": "afgerond", "version": "1", "text": "Gelukt"}, follow=True)
    assert "staat nu op afgerond" in text_of(response)
    assert response.redirect_chain[0][0] == reverse("action", args=[action.uid])
    assert "Gelukt" in text_of(response)


def test_nothing_changed_is_said_and_leaves_no_line(cast: Cast, action: Action) -> None:
    client = signed_in(cast.member)
    move = reverse("action-move", args=[action.uid])
    text = text_of(client.post(move, {"status": "gepland", "version": "1", "text": "  "}, follow=True))
    assert "Er is niets opgeslagen" in text
    assert "data-done" in text, "what was sent does not come back as a draft"
    assert "stond al op gepland" in text
    assert "Bijgewerkt" not in text
    assert action.entries.count() == 1
    text = text_of(client.post(move, {"status": "gepland", "version": "1", "text": "Gebeld"}, follow=True))
    assert "Bijgewerkt" in text
    assert action.entries.count() == 2


def test_ending_it_asks_for_words_alone(cast: Cast, action: Action) -> None:
    response = signed_in(cast.member).get(
        reverse("action-move", args=[action.uid]), {"status": "gestopt", "terug": "wie=ik"}
    )
    text = text_of(response)
    assert "<h1>Actie stoppen</h1>" in text
    assert '<input type="hidden" name="status" value="gestopt"' in text
    assert 'name="terug" value="wie=ik"' in text
    assert 'type="radio"' not in text


def test_who_was_overtaken_sees_both_and_chooses(cast: Cast, action: Action) -> None:
    move_action(by=cast.member, action=action, status=ActionStatus.DONE, text="Al gebeurd")
    response = send(cast.coordinator, action, status="bezig", version="1", text="Ik begin", terug="wie=ik")
    assert response.status_code == 409
    text = text_of(response)
    for words in ("Al gebeurd", "afgerond", "Şükrü Łukasz", "Ik begin", "bezig", "Er is niets opgeslagen"):
        assert words in text, words
    action.refresh_from_db()
    assert action.status == ActionStatus.DONE
    assert 'name="version" value="2"' in text
    response = send(cast.coordinator, action, status="bezig", version="2", text="Ik begin", terug="wie=ik")
    assert response.status_code == 302
    action.refresh_from_db()
    assert action.status == ActionStatus.BUSY


def test_too_many_words_are_kept_and_said(cast: Cast, action: Action) -> None:
    text = text_of(send(cast.member, action, status="bezig", version="1", text="x" * 4001))
    assert "Dit klopt nog niet" in text
    assert "x" * 4001 in text
    assert not Action.objects.exclude(status=ActionStatus.PLANNED).exists()


def test_one_of_another_is_not_moved(cast: Cast, action: Action) -> None:
    Action.objects.update(owner=None, owner_role=Role.MANAGER, assessment=None)
    assert send(cast.member, action, status="bezig", version="1").status_code == 403
    assert send(cast.governor, action, status="bezig", version="1").status_code == 403


# --- deleting -------------------------------------------------------------------------------------------------------


def test_one_with_which_nothing_was_done_can_be_deleted(cast: Cast, action: Action) -> None:
    address = reverse("action-delete", args=[action.uid])
    assert address in page(cast.coordinator, action)
    client = signed_in(cast.coordinator)
    assert "per ongeluk" in text_of(client.get(address))
    assert Action.objects.exists()
    assert client.post(address).headers["Location"] == "/acties/"
    assert not Action.objects.exists()


def test_with_any_other_it_is_said_why_not(cast: Cast, action: Action) -> None:
    move_action(by=cast.member, action=action, status=ActionStatus.BUSY)
    address = reverse("action-delete", args=[action.uid])
    assert address not in page(cast.coordinator, action)
    client = signed_in(cast.coordinator)
    for method in (client.get, client.post):
        assert "al iets gebeurd" in text_of(method(address, follow=True))
    assert Action.objects.exists()
