"""The reminder before answering closes: who gets it, when, and each of those who do not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from assessments.enums import MailKind, MailState, Role, RoundState, Verb, Via, Way
from assessments.models import Assessment, AuditEvent, Mail, MailOff, Participation, Round, User
from assessments.services import closing, participations, people, reminders
from assessments.services.nudges.before_closing import due, remind_before_closing
from tests.cast import Cast
from tests.factories import UserFactory, give_role, take_part
from tests.integration.nudges.days import LAST_DAY, addresses, at

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
DeliverMail = Callable[[], list[Any]]


def link(assessment: Assessment, name: str = "gast", **fields: Any) -> Participation:
    address = f"{name}@school.example"
    return Participation.objects.create(assessment=assessment, via=Via.LINK, address=address, **fields)


def reminded() -> list[str]:
    remind_before_closing()
    return addresses(MailKind.REMINDER)


def test_who_has_not_begun_gets_the_way_to_their_own_form(
    cast: Cast, team: Assessment, deliver_mail: DeliverMail
) -> None:
    begun = UserFactory(email="klaar@voorbeeld.example")
    give_role(begun, Role.MEMBER, cast.team)
    take_part(team, {"VA1.1": 3}, via=Via.ACCOUNT, user=begun)
    take_part(team, {})
    link(team)
    assert remind_before_closing() == 2
    by_account, by_link = sorted(deliver_mail(), key=lambda mail: "gast" in mail.to[0])
    assert [by_account.to, by_link.to] == [["member@voorbeeld.example"], ["gast@school.example"]]
    assert by_account.subject == "Herinnering: vul voor Havo 4-5 in tot en met 27 november"
    assert "Nog 3 dagen, dan sluit het invullen" in by_account.body
    assert "Invullen kan tot en met 27 november 2026." in by_account.body
    assert f"/inbreng/{team.uid}/" in by_account.body
    assert "/meedoen/" in by_link.body
    assert list(AuditEvent.objects.values_list("verb", "actor")) == [(Verb.ANSWERING_REMINDED, None)]
    assert not due().exists()
    assert remind_before_closing() == 0


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        (at(23, 12), False),
        (at(24, 0), False),
        (at(24, 6, 59), False),
        (at(24, 7), True),
        (at(25, 23, 59), True),
        (at(26, 7), False),
        (at(27, 7), False),
    ],
    ids=lambda value: value.strftime("%a %H.%M") if isinstance(value, dt.datetime) else "",
)
def test_it_comes_by_day_with_two_or_three_days_to_go(
    team: Assessment, clock: time_machine.Traveller, moment: dt.datetime, comes: bool
) -> None:
    clock.move_to(moment)
    assert bool(reminded()) is comes


def test_who_was_reminded_is_left_alone_for_two_days(
    cast: Cast, team: Assessment, clock: time_machine.Traveller
) -> None:
    for name, days in (("today", 0), ("yesterday", 1), ("before", 2)):
        link(team, name, reminded_on=timezone.localdate() - days * DAY)
    Participation.objects.create(
        assessment=team, via=Via.ACCOUNT, user=cast.member, reminded_on=timezone.localdate() - DAY
    )
    assert reminded() == ["before"]
    clock.move_to(at(25))
    assert reminded() == ["before", "member", "yesterday"]


def test_a_coordinator_does_not_remind_the_same_day(cast: Cast, team: Assessment) -> None:
    assert reminded() == ["member"]
    assert reminders.remind(by=cast.coordinator, assessment=team) == 0


def _change(thing: Any, **fields: Any) -> None:
    type(thing)._default_manager.filter(pk=thing.pk).update(**fields)


GONE: dict[str, Callable[[Cast, Assessment], object]] = {
    "the round is a trial": lambda cast, team: _change(team.round, is_trial=True),
    "the round is closed": lambda cast, team: _change(
        team.round, state=RoundState.CLOSED, closed_at=timezone.now()
    ),
    "the round is planned": lambda cast, team: _change(team.round, state=RoundState.DRAFT, opened_at=None),
    "they fill in together": lambda cast, team: _change(team, way=Way.TOGETHER),
    "answering is closed": lambda cast, team: _change(team, answering_closed_at=timezone.now()),
    "the team is full": lambda cast, team: _change(team, declared_size=1),
    "they left": lambda cast, team: _change(
        cast.member.memberships.get(), ended_on=timezone.localdate(), started_on=dt.date(2026, 1, 1)
    ),
    "they are not active": lambda cast, team: _change(cast.member, is_active=False),
    "they switched it off": lambda cast, team: (
        MailOff.objects.create(user=cast.member, kind=MailKind.REMINDER) and None
    ),
}


@pytest.mark.parametrize("happens", GONE.values(), ids=GONE)
def test_nobody_gets_it_where(
    cast: Cast, team: Assessment, happens: Callable[[Cast, Assessment], object]
) -> None:
    take_part(team, {"VA1.1": 3})
    happens(cast, team)
    assert not due().exists()
    assert reminded() == []


def test_who_switched_off_the_first_mail_alone_is_reminded(cast: Cast, team: Assessment) -> None:
    MailOff.objects.create(user=cast.member, kind=MailKind.ANSWERING)
    assert reminders.waiting(team).unwilling == 1
    assert reminded() == ["member"]


def test_a_link_without_reminders_gets_none(cast: Cast, team: Assessment) -> None:
    link(team, no_reminders=True)
    assert reminded() == ["member"]
    assert reminders.remind(by=cast.coordinator, assessment=team) == 0


def test_what_was_mailed_about_this_last_day_is_not_mailed_again(team: Assessment) -> None:
    """Whatever else says: a round that was moved away and back, a day that was not kept."""
    reminded()
    Participation.objects.update(reminded_on=None)
    assert due().exists()
    assert remind_before_closing() == 0
    assert Mail.objects.count() == 1


def test_another_last_day_is_another_reminder(team: Assessment, clock: time_machine.Traveller) -> None:
    reminded()
    Round.objects.update(ends_on=LAST_DAY + 14 * DAY)
    assert reminded() == ["member"]
    clock.shift(14 * DAY)
    assert remind_before_closing() == 1


def test_who_leaves_before_it_is_delivered_gets_nothing(
    cast: Cast, team: Assessment, deliver_mail: DeliverMail
) -> None:
    guest = link(team)
    remind_before_closing()
    people.end_role(by=cast.coordinator, membership=cast.member.memberships.get())
    guest.refresh_from_db()
    participations.withdraw(by=cast.coordinator, participation=guest)
    assert deliver_mail() == []
    assert set(Mail.objects.values_list("state", flat=True)) == {MailState.WITHDRAWN}


def test_closing_stops_what_waits(cast: Cast, team: Assessment, deliver_mail: DeliverMail) -> None:
    link(team, no_reminders=True, began_on=timezone.localdate())
    remind_before_closing()
    closing.close_answering(by=cast.coordinator, assessment=team)
    assert deliver_mail() == []
    assert list(Participation.objects.values_list("no_reminders", flat=True)) == [False]


def test_finding_whom_to_remind_costs_one_query(
    cast: Cast, team: Assessment, django_assert_num_queries: Any
) -> None:
    User.objects.update(is_active=False)
    with django_assert_num_queries(1):
        assert remind_before_closing() == 0
