"""What workers do by themselves: what the dead left behind, what is old, and each thing apart from the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.core.mail import EmailMultiAlternatives
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail
from assessments.services import delivery, mail, queue
from assessments.tasks import due

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)
DeliverMail = Callable[[], list[EmailMultiAlternatives]]


def put() -> Mail:
    return mail.put(kind=MailKind.TEST, to="lid@voorbeeld.example", subject="x", text="x", html="x")


def age(thing: Mail | DBTaskResult, **ages: dt.timedelta) -> None:
    now = timezone.now()
    type(thing)._default_manager.filter(pk=thing.pk).update(**{name: now - how for name, how in ages.items()})


def test_mail_that_was_being_handed_over_too_long_is_uncertain(settings: Any) -> None:
    lately, long_ago = put(), put()
    Mail.objects.update(state=MailState.HANDING_OVER, handed_over_at=timezone.now())
    age(long_ago, handed_over_at=dt.timedelta(seconds=settings.MAIL_LEASE))
    assert due.due_work()
    lately.refresh_from_db()
    long_ago.refresh_from_db()
    assert (lately.state, lately.address) == (MailState.HANDING_OVER, "lid@voorbeeld.example")
    assert (long_ago.state, long_ago.address) == (MailState.UNCERTAIN, "")


def test_mail_that_waits_without_a_task_gets_one(deliver_mail: DeliverMail) -> None:
    forgotten = put()
    DBTaskResult.objects.all().delete()
    assert delivery.enqueue_forgotten() == 0, "it waits a moment only"
    age(forgotten, not_before=HOUR)
    assert delivery.enqueue_forgotten() == 1
    assert delivery.enqueue_forgotten() == 0
    assert len(deliver_mail()) == 1


def test_mail_that_has_a_task_gets_no_other() -> None:
    """However long the queue is, and also where it waits for its next try."""
    coming, later = put(), put()
    age(coming, not_before=HOUR)
    Mail.objects.filter(pk=later.pk).update(not_before=timezone.now() + HOUR)
    assert delivery.enqueue_forgotten() == 0


def test_a_task_whose_worker_died_runs_again_and_is_given_up_at_last(deliver_mail: DeliverMail) -> None:
    put()
    row = DBTaskResult.objects.get()
    row.claim("worker-1")
    assert queue.revive() == 0, "its worker may live"
    age(row, started_at=HOUR)
    assert queue.revive() == 1
    assert len(deliver_mail()) == 1
    put()
    row = DBTaskResult.objects.get(status="READY")
    for number in range(queue.TIMES):
        row.claim(f"worker-{number}")
        age(row, started_at=HOUR)
        queue.revive()
        row.refresh_from_db()
    assert row.status == "FAILED"


def test_it_can_be_told_that_work_is_left_lying() -> None:
    later = put()
    Mail.objects.filter(pk=later.pk).update(not_before=timezone.now() + HOUR)
    DBTaskResult.objects.update(run_after=timezone.now() + HOUR, enqueued_at=timezone.now() - HOUR)
    put()
    assert not queue.is_stuck()
    age(DBTaskResult.objects.ready().get(), enqueued_at=2 * queue.WAITS)
    assert queue.is_stuck()


def test_what_is_old_is_forgotten(deliver_mail: DeliverMail) -> None:
    old, new, waiting = put(), put(), put()
    deliver_mail()
    Mail.objects.filter(pk=waiting.pk).update(state=MailState.WAITING, finished_at=None)
    age(old, finished_at=delivery.KEPT)
    for row in DBTaskResult.objects.order_by("enqueued_at")[:2]:
        age(row, finished_at=queue.KEPT)
    for name, days in (("old", -1), ("new", 1)):
        moment = timezone.now() + dt.timedelta(days=days)
        Session.objects.create(session_key=name, session_data="", expire_date=moment)
    call_command("due_work")
    assert set(Mail.objects.values_list("pk", flat=True)) == {new.pk, waiting.pk}
    assert DBTaskResult.objects.count() == 1
    assert [session.session_key for session in Session.objects.all()] == ["new"]


def test_what_is_due_daily_is_done_once_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []

    def sweep() -> None:
        done.append("swept")

    monkeypatch.setattr(due, "DAILY", (sweep,))
    due.due_work()
    due.due_work()
    assert done == ["swept"]
    due.due_work(daily_too=True)
    assert done == ["swept", "swept"]


def test_one_that_fails_does_not_keep_the_others(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def broken() -> None:
        raise ValueError("lid@voorbeeld.example")

    monkeypatch.setattr(due, "EVERY_MINUTE", (broken, lambda: done.append("done")))
    with pytest.raises(CommandError, match="Niet alles is gelukt"):
        call_command("due_work")
    assert done == ["done"]
    assert "broken failed: ValueError at " in caplog.text
    assert "lid@voorbeeld.example" not in caplog.text


@task()
def fails(_anything: str) -> None:
    try:
        raise KeyError("lid@voorbeeld.example")
    except KeyError as error:
        raise ValueError("Key (email)=(lid@voorbeeld.example) already exists.") from error


def test_a_task_that_fails_leaves_no_words_of_it(
    deliver_mail: DeliverMail, caplog: pytest.LogCaptureFixture
) -> None:
    fails.enqueue("x")
    deliver_mail()
    row = DBTaskResult.objects.get()
    assert (row.status, row.finished_at is None) == ("FAILED", False)
    assert "ValueError from KeyError at " in row.traceback
    assert "test_due_work.py" in row.traceback
    assert "lid@voorbeeld.example" not in row.traceback + caplog.text
    assert "fails failed: ValueError from KeyError at " in caplog.text
