"""Who writes mail that nobody asked for dies at every single step: it goes out once, and none of it is lost.

What a process had not committed when it died is as if it never was. So here each statement in turn is the last one, and
another worker does it all again. Real processes, killed while a mail server takes their mail, are in
`test_workers_killed.py` beside this; what happens to any mail once it is written, step by step, is in
`integration/test_workers_killed.py`.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.db import connection
from django_tasks_db.models import DBTaskResult

from assessments.enums import Role, Via, Way
from assessments.models import Assessment, Card, Mail, Participation
from assessments.services import delivery
from assessments.services.nudges.before_closing import remind_before_closing
from assessments.services.nudges.digest import send_digests
from assessments.services.nudges.talks import tell_of_talks
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_card, make_round, take_part
from tests.integration.nudges.days import at

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(BaseException):
    """A process that is gone handles nothing."""


def killed_at(step: int, work: Callable[[], Any]) -> bool:
    """Do some work as a process that dies before its statement number `step`; False where it needs fewer."""
    left = step

    def count(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal left
        left -= 1
        if left < 0:
            raise Killed
        return execute(*told)

    try:
        with connection.execute_wrapper(count):
            work()
    except Killed:
        connection.close()
        return True
    return False


def a_week(cast: Cast, card: Card) -> None:
    """On this Monday one round has its last day in three days, and another one had it yesterday."""
    ending = make_round(
        [cast.team, cast.sibling_team],
        card,
        starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 11, 26),
        way=Way.INDIVIDUAL,
    )
    ended = make_round(
        [cast.team],
        make_card(),
        starts_on=dt.date(2026, 11, 2),
        ends_on=dt.date(2026, 11, 22),
        way=Way.INDIVIDUAL,
    )
    Assessment.objects.update(declared_size=12)
    Assessment.objects.filter(round=ended).update(answering_closed_at=at(23, 0, 1))
    other = UserFactory(email="ander@voorbeeld.example")
    give_role(other, Role.MEMBER, cast.sibling_team, started_on=dt.date(2026, 1, 1))
    for number, assessment in enumerate(ending.assessments.select_related("round")):
        Participation.objects.create(
            assessment=assessment, via=Via.LINK, address=f"gast{number}@school.example"
        )
        take_part(assessment, {})


EXPECTED = {"herinnering": 4, "gesprek": 1, "overzicht": 3}
"""Two teamleden and two links; the coordinator of the team; those of team, school and board."""


def write() -> None:
    for work in (remind_before_closing, tell_of_talks, send_digests):
        work()


def written() -> dict[str, int]:
    return dict(Counter(Mail.objects.order_by().values_list("kind", flat=True)))


def hired(cast: Cast) -> None:
    """They hold their roles since before that week."""
    for user in (cast.member, cast.coordinator, cast.team_coordinator, cast.board_coordinator):
        user.memberships.update(started_on=dt.date(2026, 1, 1))


@pytest.fixture
def week(cast: Cast, small_card: Card) -> None:
    hired(cast)
    a_week(cast, small_card)


@pytest.mark.usefixtures("week")
def test_killed_before_each_statement_and_begun_again(mailoutbox: list[Any]) -> None:
    """One life after another, each dying one statement later than the one before, until one lives."""
    with time_machine.travel(at(23, 7), tick=False):
        step = 0
        while killed_at(step, write):
            step += 1
            assert len(set(Mail.objects.values_list("once", flat=True))) == Mail.objects.count()
            assert Mail.objects.count() == DBTaskResult.objects.count(), "each has the task that delivers it"
        assert step > 20
        assert written() == EXPECTED
        write()
        assert written() == EXPECTED
        for uid in Mail.objects.values_list("uid", flat=True):
            delivery.deliver.call(str(uid))
            delivery.deliver.call(str(uid))
    assert len(mailoutbox) == sum(EXPECTED.values())


@pytest.mark.trials
@pytest.mark.usefixtures("week")
def test_killed_before_each_statement_from_the_very_beginning() -> None:
    """Each time nothing is there yet: whatever was half done, the next one completes it."""
    with time_machine.travel(at(23, 7), tick=False):
        step, alive = 0, False
        while not alive:
            alive = not killed_at(step, write)
            write()
            assert written() == EXPECTED, step
            Mail.objects.all().delete()
            Participation.objects.filter(via=Via.ACCOUNT).delete()
            Participation.objects.update(reminded_on=None, mail=None)
            step += 1


@pytest.mark.usefixtures("week")
def test_several_workers_at_the_same_moment_write_it_once() -> None:
    with time_machine.travel(at(23, 7), tick=False):
        at_once(*[write] * 4)
        assert written() == EXPECTED
