"""Workers killed at every step of sending: nothing goes out twice, nothing is lost, and what nobody knows is said so.

Real processes ended by SIGKILL, against a real mail server. The short form, each step once, runs always; the long one,
hundreds of kills at any moment among several workers, by `make trials`. Both on whichever database is tested.
"""

from __future__ import annotations

import datetime as dt
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.db.models import F
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail
from assessments.services import mail
from tests import mail_server
from tests.mail_server import PATIENCE, MailServer
from tests.workers import workers

pytestmark = pytest.mark.django_db(transaction=True)

KILLS = 300


def put(name: str) -> Mail:
    address = f"{name}@voorbeeld.example"
    return mail.put(kind=MailKind.INVITATION, to=address, subject=name, text="Hallo", html="<p>Hallo</p>")


def wait_for(happened: Callable[[], bool], *, within: float = PATIENCE) -> None:
    deadline = time.monotonic() + within
    while not happened():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)


def states(*mails: Mail) -> list[str]:
    found = dict(Mail.objects.values_list("uid", "state"))
    return [MailState(found[one.uid]).name for one in mails]


def let_time_pass() -> None:
    """As if an hour went by: leases are over, and no worker came."""
    hour = dt.timedelta(hours=1)
    for model, names in ((Mail, ("not_before", "handed_over_at")), (DBTaskResult, ("started_at",))):
        for name in names:
            rows = model._default_manager.exclude(**{name: None})
            rows.update(**{name: F(name) - hour})


@contextmanager
def nobody_writes(stored: Mail) -> Iterator[None]:
    """Hold up whoever wants to write about this mail."""
    with transaction.atomic():
        Mail.objects.filter(pk=stored.pk).update(kind=stored.kind)
        yield
        if connection.vendor == "postgresql":  # it would still carry out what the dead had asked it
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND state <> 'idle' AND pid <> pg_backend_pid()"
                )


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server.running() as server:
        yield server


def database() -> str:
    return str(connection.settings_dict["NAME"])


def test_a_worker_killed_at_each_step(server: MailServer) -> None:
    killed: dict[str, Mail] = {}
    with workers(database=database(), mail_port=server.port) as real:

        def kill_at(step: str) -> None:
            server.hold(step)
            killed[step] = put(step)
            worker = real.start()
            server.wait_until_held()
            if step == "QUIT":
                wait_for(lambda: states(killed[step]) == ["SENT"])
            real.kill(worker)
            server.release()

        for step in ("EHLO", "MAIL", "RCPT", "DATA", "QUIT"):
            kill_at(step)

        server.hold("DATA")
        killed["taken"] = put("taken")
        worker = real.start()
        server.wait_until_held()
        with nobody_writes(killed["taken"]):
            server.release()
            server.wait_until_answered()
            real.kill(worker)

        assert dict(zip(killed, states(*killed.values()), strict=True)) == {
            "EHLO": "WAITING",
            "MAIL": "HANDING_OVER",
            "RCPT": "HANDING_OVER",
            "DATA": "HANDING_OVER",
            "QUIT": "SENT",
            "taken": "HANDING_OVER",
        }
        assert DBTaskResult.objects.filter(status="RUNNING").count() == 6
        let_time_pass()
        late = put("late")
        worker = real.start()
        wait_for(lambda: not DBTaskResult.objects.exclude(status="SUCCESSFUL").exists())
        assert real.stop(worker) == 0
        log = real.log()

    assert dict(zip(killed, states(*killed.values()), strict=True)) == {
        "EHLO": "SENT",
        "MAIL": "UNCERTAIN",
        "RCPT": "UNCERTAIN",
        "DATA": "UNCERTAIN",
        "QUIT": "SENT",
        "taken": "UNCERTAIN",
    }
    assert states(late) == ["SENT"]
    taken = Counter(str(message["Subject"]) for message in server.taken)
    assert taken == {"DATA": 1, "QUIT": 1, "taken": 1, "EHLO": 1, "late": 1}
    assert not Mail.objects.exclude(address="", subject="", text="", html="").exists()
    assert "4 mails are UNCERTAIN" in log
    assert "@voorbeeld.example" not in log


def test_a_worker_that_is_asked_to_stop_ends_what_it_began(server: MailServer) -> None:
    with workers(database=database(), mail_port=server.port) as real:
        server.hold("DATA")
        first, second = put("first"), put("second")
        worker = real.start()
        server.wait_until_held()
        stopping = threading.Thread(target=real.stop, args=(worker,))
        stopping.start()
        server.release()
        stopping.join(PATIENCE)
        assert not stopping.is_alive()
    assert states(first, second) == ["SENT", "WAITING"]


@pytest.mark.trials
def test_hundreds_of_workers_killed_at_any_moment(
    server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """Four at work at any time. Each step of the mail server takes a moment, so that many die there."""
    chance = random.Random(3)
    server.pause = 0.01
    mails: list[Mail] = []
    with workers(database=database(), mail_port=server.port, lease=3, forgotten=1, every=0.5) as real:
        alive = [real.start() for _worker in range(4)]
        for kill in range(KILLS):
            mails += [put(f"{kill}-{number}") for number in range(chance.randint(1, 4))]
            time.sleep(chance.uniform(0, 0.6))
            victim = chance.randrange(len(alive))
            real.kill(alive[victim])
            alive[victim] = real.start()
        at_rest = {MailState.SENT, MailState.UNCERTAIN}
        wait_for(lambda: not Mail.objects.exclude(state__in=at_rest).exists(), within=300)
        for worker in alive:
            assert real.stop(worker) == 0
        log = real.log()

    taken = Counter(str(message["Message-ID"]).strip("<>").partition("@")[0] for message in server.taken)
    ended = Counter(states(*mails))
    twice = [uid for uid, times in taken.items() if times > 1]
    unsure = Mail.objects.filter(state=MailState.UNCERTAIN)
    arrived = sum(str(one.uid) in taken for one in unsure)
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {KILLS} workers killed, {len(mails)} mails: {ended['SENT']} sent, "
            f"{ended['UNCERTAIN']} uncertain (of which {arrived} had arrived), {len(twice)} twice"
        )
    assert twice == []
    assert all(taken[str(one.uid)] == 1 for one in Mail.objects.filter(state=MailState.SENT))
    assert ended["SENT"] + ended["UNCERTAIN"] == len(mails)
    assert ended["UNCERTAIN"] <= KILLS
    assert "@voorbeeld.example" not in log
