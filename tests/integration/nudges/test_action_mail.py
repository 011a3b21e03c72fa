"""An action that is given to somebody: told once, to who wants it, with the way to it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.access import rows
from assessments.enums import ActionStatus, MailKind, Role
from assessments.models import Action, Card, Indicator, Mail, MailOff, User
from assessments.services import people
from assessments.services.action_mail import ALL_ACTIONS, ONE_ACTION
from assessments.services.actions import Draft, change_action, delete_action, make_action, move_action
from tests.cast import Cast
from tests.factories import UserFactory, give_role

pytestmark = pytest.mark.django_db

DeliverMail = Callable[[], list[Any]]


@pytest.fixture
def draft(cast: Cast, small_card: Card) -> Draft:
    return Draft(
        what="Bedrijven uitnodigen",
        due_on=timezone.localdate() + dt.timedelta(days=30),
        indicators=(Indicator.objects.filter(card=small_card)[0],),
        owner=cast.member,
    )


def give(cast: Cast, draft: Draft, *, by: User | None = None) -> Action:
    return make_action(by=by or cast.coordinator, place=cast.team, draft=draft)


def told() -> list[str]:
    found = Mail.objects.filter(kind=MailKind.ACTION).exclude(address="").order_by("pk")
    return [address.partition("@")[0] for address in found.values_list("address", flat=True)]


def test_who_is_given_an_action_is_led_to_it(cast: Cast, draft: Draft, deliver_mail: DeliverMail) -> None:
    action = give(cast, draft)
    (mail,) = deliver_mail()
    assert mail.to == [cast.member.email]
    assert mail.subject == "Een actie voor jou: Bedrijven uitnodigen"
    assert reverse("action", args=[action.uid]) in mail.body
    assert "Fatma Şahin (Stichting De Noordzoom) vraagt jou" in mail.body
    assert rows.actions(cast.member).filter(pk=action.pk).exists(), "the link leads somewhere"


def test_once_however_the_action_changes(cast: Cast, draft: Draft) -> None:
    action = give(cast, draft)
    action = change_action(
        by=cast.coordinator, action=action, draft=replace(draft, what="Bedrijven bellen"), version=1
    )
    move_action(by=cast.coordinator, action=action, status=ActionStatus.BUSY)
    assert told() == ["member"]


def test_another_who_does_it_is_told_instead(cast: Cast, draft: Draft) -> None:
    action = give(cast, draft)
    other = UserFactory.create(email="ander@voorbeeld.example")
    give_role(other, Role.MEMBER, cast.team)
    change_action(by=cast.coordinator, action=action, draft=replace(draft, owner=other), version=1)
    assert told() == ["ander"]


def test_nobody_is_told_what_they_decided_themselves(cast: Cast, draft: Draft) -> None:
    give(cast, replace(draft, owner=cast.coordinator))
    give(cast, replace(draft, owner=None, owner_role=Role.MEMBER))
    give(cast, replace(draft, owner=None))
    assert told() == []


def test_who_switched_it_off_is_not_told(cast: Cast, draft: Draft) -> None:
    MailOff.objects.create(user=cast.member, kind=MailKind.ACTION)
    give(cast, draft)
    assert told() == []


STOPS: dict[str, Callable[[Cast, Action], object]] = {
    "it was a mistake": lambda cast, action: delete_action(by=cast.coordinator, action=action),
    "they leave": lambda cast, action: people.end_role(
        by=cast.coordinator, membership=cast.member.memberships.get()
    ),
}


@pytest.mark.parametrize("happens", STOPS.values(), ids=STOPS)
def test_it_is_not_delivered_any_more_where(
    cast: Cast, draft: Draft, deliver_mail: DeliverMail, happens: Callable[[Cast, Action], object]
) -> None:
    happens(cast, give(cast, draft))
    assert deliver_mail() == []


def test_who_is_given_an_action_over_and_over_is_left_alone(cast: Cast, draft: Draft) -> None:
    """Whoever means harm, or has a script, fills nobody's mailbox."""
    action = give(cast, draft)
    for version in range(1, 11, 2):
        nobody = replace(draft, owner=None)
        action = change_action(by=cast.coordinator, action=action, draft=nobody, version=version)
        action = change_action(by=cast.coordinator, action=action, draft=draft, version=version + 1)
    about_one = Mail.objects.filter(kind=MailKind.ACTION).count()
    for _n in range(ALL_ACTIONS.most + 1):
        give(cast, draft)
    assert (about_one, Mail.objects.filter(kind=MailKind.ACTION).count()) == (
        ONE_ACTION.most,
        ALL_ACTIONS.most,
    )
