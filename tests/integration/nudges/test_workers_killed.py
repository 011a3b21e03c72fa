"""Real workers on a Monday morning, ended by SIGKILL: what they write by themselves goes out once, and none is lost.

The short form, a kill at each step of the mail server, runs always; the long one, kills at any moment among several
workers, by `make trials`. Both on whichever database is tested.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import connection
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailState, Role, Via, Way
from assessments.models import Board, Card, Mail, Participation, Team
from tests import mail_server
from tests.cast import Cast
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_card,
    make_round,
)
from tests.integration.nudges.days import at
from tests.integration.nudges.test_killed import EXPECTED, a_week, hired, written
from tests.integration.test_workers_killed import database, let_time_pass, wait_for
from tests.mail_server import MailServer
from tests.workers import workers

pytestmark = pytest.mark.django_db(transaction=True)

MONDAY = at(23, 8)
AT_REST = {MailState.SENT, MailState.UNCERTAIN}
KILLS = 100


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


def twice(server: MailServer) -> list[str]:
    taken = Counter(str(message["Message-ID"]) for message in server.taken)
    return [uid for uid, times in taken.items() if times > 1]


def test_a_worker_killed_at_each_step_of_a_monday(server: MailServer, cast: Cast, small_card: Card) -> None:
    hired(cast)
    a_week(cast, small_card)
    steps = ("EHLO", "MAIL", "RCPT", "DATA")
    with workers(database=database(), mail_port=server.port, now=MONDAY) as real:
        for step in steps:
            server.hold(step)
            worker = real.start()
            server.wait_until_held()
            real.kill(worker)
            server.release()
            assert written() == EXPECTED, step
        let_time_pass()
        worker = real.start()
        wait_for(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())
        assert real.stop(worker) == 0
        log = real.log()
    assert written() == EXPECTED
    assert set(Mail.objects.values_list("state", flat=True)) == AT_REST
    assert Mail.objects.filter(state=MailState.UNCERTAIN).count() == len(steps) - 1, "all but the one at EHLO"
    assert twice(server) == []
    assert not Mail.objects.exclude(address="", unsubscribe="").exists()
    assert ".example" not in log


@pytest.mark.trials
def test_many_workers_killed_at_any_moment_of_a_monday(
    server: MailServer, small_card: Card, capsys: pytest.CaptureFixture[str]
) -> None:
    """A board of twenty schools; four workers at any time, each living a moment."""
    expected = a_large_board(small_card)
    chance = random.Random(7)
    server.pause = 0.01
    with workers(
        database=database(), mail_port=server.port, lease=3, forgotten=1, every=0.3, now=MONDAY
    ) as real:
        alive = [real.start() for _worker in range(4)]
        for _kill in range(KILLS):
            time.sleep(chance.uniform(0, 0.5))
            victim = chance.randrange(len(alive))
            real.kill(alive[victim])
            alive[victim] = real.start()
        wait_for(lambda: written() == expected, within=300)
        wait_for(lambda: not Mail.objects.exclude(state__in=AT_REST).exists(), within=300)
        for worker in alive:
            assert real.stop(worker) == 0
    ended = Counter(Mail.objects.order_by().values_list("state", flat=True))
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {KILLS} workers killed on a Monday, {sum(expected.values())} mails: "
            f"{ended[MailState.SENT]} sent, {ended[MailState.UNCERTAIN]} uncertain, {len(twice(server))} twice"
        )
    assert twice(server) == []
    assert written() == expected
    assert ended.total() == sum(expected.values())


def a_large_board(card: Card) -> dict[str, int]:
    """What goes out: a reminder to each teamlid and link, the talk to each school, the week to schools and board."""
    board: Board = BoardFactory.create()
    since = dt.date(2026, 1, 1)
    give_role(UserFactory.create(), Role.COORDINATOR, board, started_on=since)
    teams: list[Team] = []
    for _school in range(20):
        school = SchoolFactory.create(board=board)
        give_role(UserFactory.create(), Role.COORDINATOR, school, started_on=since)
        teams += [TeamFactory.create(school=school) for _team in range(3)]
    for team in teams:
        give_role(UserFactory.create(), Role.MEMBER, team, started_on=since)
    ending = make_round(
        teams, card, starts_on=dt.date(2026, 11, 2), ends_on=at(26).date(), way=Way.INDIVIDUAL
    )
    ended = make_round(
        teams, make_card(), starts_on=dt.date(2026, 11, 2), ends_on=at(22).date(), way=Way.INDIVIDUAL
    )
    for round_ in (ending, ended):
        round_.assessments.update(declared_size=12)
    ended.assessments.update(answering_closed_at=at(23, 0, 1))
    for number, assessment in enumerate(ending.assessments.all()):
        Participation.objects.create(
            assessment=assessment, via=Via.LINK, address=f"gast{number}@school.example"
        )
    return {"herinnering": 2 * len(teams), "gesprek": 20, "overzicht": 21}
