"""Handing over to a real mail server: what it refuses for now is tried again, for good is not, and silence is said."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.mail.backends.smtp import EmailBackend
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail
from assessments.services import delivery, mail
from lobkwaliteit.tooling.load import free_port
from tests import mail_server
from tests.mail_server import HANG_UP, MailServer

pytestmark = pytest.mark.django_db

ADDRESS = "lid@voorbeeld.example"


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def put(**changed: Any) -> Mail:
    return mail.put(
        **{"kind": MailKind.TEST, "to": ADDRESS, "subject": "Proef", "text": "x", "html": "<p>x</p>"}
        | changed
    )


def deliver(stored: Mail) -> MailState:
    delivery.deliver.call(str(stored.uid))
    stored.refresh_from_db()
    return MailState(stored.state)


def next_try(stored: Mail) -> dt.timedelta:
    """How long from now the next try is; the task for it is there."""
    stored.refresh_from_db()
    assert DBTaskResult.objects.filter(status="READY", run_after=stored.not_before).exists()
    return stored.not_before - timezone.now()


def test_a_mail_is_handed_over_once(server: MailServer) -> None:
    stored = put()
    assert deliver(stored) == MailState.SENT
    assert deliver(stored) == MailState.SENT
    (message,) = server.taken
    assert (message["To"], message["Subject"]) == (ADDRESS, "Proef")
    assert message["Message-ID"] == f"<{stored.uid}@lob-kwaliteit.example>"
    assert (stored.address, stored.attempts, stored.fault) == ("", 1, "")


FOR_NOW = [
    ("EHLO", HANG_UP, "SMTPServerDisconnected"),
    ("MAIL", "451 4.3.0 busy", "SMTPSenderRefused 451"),
    ("RCPT", f"450 4.2.0 <{ADDRESS}> greylisted", "SMTPRecipientsRefused 450"),
    ("RCPT", "421 4.7.0 too many", "SMTPRecipientsRefused 421"),
    ("DATA", "452 4.3.1 full", "SMTPDataError 452"),
]
FOR_GOOD = [
    ("MAIL", "553 5.7.1 not you", "SMTPSenderRefused 553"),
    ("RCPT", f"550 5.1.1 <{ADDRESS}> nobody", "SMTPRecipientsRefused 550"),
    ("DATA", f"554 5.7.1 no mail for <{ADDRESS}>", "SMTPDataError 554"),
]
NOBODY_KNOWS = [
    ("MAIL", HANG_UP, "SMTPServerDisconnected"),
    ("RCPT", HANG_UP, "SMTPServerDisconnected"),
    ("DATA", HANG_UP, "SMTPServerDisconnected"),
    ("DATA", "ja hoor", "SMTPDataError -1"),
]


@pytest.mark.parametrize(("step", "answer", "fault"), FOR_NOW)
def test_what_is_refused_for_now_is_tried_again(
    server: MailServer, step: str, answer: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers[step] = answer
    stored = put()
    assert deliver(stored) == MailState.WAITING
    assert (stored.address, stored.attempts, stored.fault) == (ADDRESS, 1, fault)
    assert dt.timedelta(seconds=50) < next_try(stored) <= dt.timedelta(minutes=1)
    assert [record.levelno for record in caplog.records] == [logging.WARNING]
    assert ADDRESS not in caplog.text
    server.answers.clear()
    assert deliver(stored) == MailState.SENT
    assert len(server.taken) == 1
    assert stored.attempts == 2


@pytest.mark.parametrize(("step", "answer", "fault"), FOR_GOOD)
def test_what_is_refused_for_good_is_not_tried_again(
    server: MailServer, step: str, answer: str, fault: str, caplog: pytest.LogCaptureFixture
) -> None:
    server.answers[step] = answer
    stored = put()
    assert deliver(stored) == MailState.FAILED
    assert (stored.address, stored.text, stored.fault) == ("", "", fault)
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
    assert ADDRESS not in caplog.text


@pytest.mark.parametrize(("step", "answer", "fault"), NOBODY_KNOWS)
def test_what_nobody_knows_is_said_so_and_never_tried_again(
    server: MailServer, step: str, answer: str, fault: str
) -> None:
    server.answers[step] = answer
    stored = put()
    assert deliver(stored) == MailState.UNCERTAIN
    assert (stored.address, stored.text, stored.fault) == ("", "", fault)
    server.answers.clear()
    assert deliver(stored) == MailState.UNCERTAIN
    assert len(server.taken) == (step == "DATA" and answer == HANG_UP)


def test_a_server_that_keeps_silent(server: MailServer, settings: Any) -> None:
    """Before it hears of the mail it is tried again; after that nobody knows."""
    settings.EMAIL_TIMEOUT = settings.MAIL_PATIENCE = 0.2
    before, after = put(), put()
    server.hold("EHLO")
    assert deliver(before) == MailState.WAITING
    server.hold("DATA")
    assert deliver(after) == MailState.UNCERTAIN


def test_a_worker_that_lives_is_done_well_before_it_is_taken_for_dead(settings: Any) -> None:
    steps = ("MAIL", "RCPT", "DATA", "the mail", "the answer")
    assert settings.MAIL_PATIENCE * len(steps) <= settings.MAIL_LEASE / 2


def test_no_server_at_all(server: MailServer, settings: Any) -> None:
    settings.EMAIL_PORT = free_port()
    stored = put()
    assert deliver(stored) == MailState.WAITING
    assert stored.fault == "ConnectionRefusedError Connection refused"


def test_a_password_that_is_refused_is_a_matter_of_the_settings(server: MailServer, settings: Any) -> None:
    """It says nothing of this mail, so that waits until the settings are right."""
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "lob", "geheim"
    stored = put()
    assert deliver(stored) == MailState.WAITING
    assert stored.fault == "SMTPNotSupportedError"


def test_after_eight_tries_it_has_failed(server: MailServer) -> None:
    server.answers["RCPT"] = "450 4.2.0 later"
    stored, pauses = put(), []
    with time_machine.travel(dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC), tick=False) as clock:
        while deliver(stored) == MailState.WAITING:
            pauses.append(next_try(stored).total_seconds() / 60)
            clock.shift(pauses[-1] * 60)
    assert pauses == [1, 5, 15, 30, 60, 120, 240]
    assert (stored.attempts, MailState(stored.state)) == (8, MailState.FAILED)
    assert stored.fault == "SMTPRecipientsRefused 450"


def test_what_is_no_use_any_more_is_not_sent(server: MailServer) -> None:
    stored = put(useful_for=dt.timedelta(minutes=3))
    with time_machine.travel(timezone.now() + dt.timedelta(minutes=3)):
        assert deliver(stored) == MailState.FAILED
    assert (stored.address, stored.fault) == ("", "too late")
    assert server.taken == []


def test_it_is_not_tried_again_when_that_would_be_too_late(server: MailServer) -> None:
    server.answers["RCPT"] = "450 4.2.0 later"
    stored = put(useful_for=dt.timedelta(minutes=3))
    assert deliver(stored) == MailState.WAITING
    assert deliver(stored) == MailState.FAILED


def test_of_two_workers_at_once_one_hands_over(server: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other comes between connecting and beginning, of all moments the worst."""
    stored, opened = put(), EmailBackend.open
    others: list[MailState] = []

    def open_late(backend: EmailBackend) -> Any:
        result = opened(backend)
        if not others:
            others.append(MailState.WAITING)
            others.append(deliver(Mail.objects.get(pk=stored.pk)))
        return result

    monkeypatch.setattr(EmailBackend, "open", open_late)
    assert deliver(stored) == MailState.SENT
    assert others == [MailState.WAITING, MailState.SENT]
    assert len(server.taken) == 1


def test_a_fault_of_our_own_while_handing_over_leaves_it_uncertain(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_args: 1 // 0)
    assert deliver(put()) == MailState.UNCERTAIN
    assert "ZeroDivisionError" in caplog.text


def test_who_was_taken_for_dead_can_still_say_that_it_went(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, send = put(), EmailBackend.send_messages

    def send_slowly(backend: EmailBackend, messages: Any) -> int:
        sent = int(send(backend, messages))
        Mail.objects.update(handed_over_at=timezone.now() - dt.timedelta(hours=1))
        assert delivery.mark_uncertain() == 1
        return sent

    monkeypatch.setattr(EmailBackend, "send_messages", send_slowly)
    assert deliver(stored) == MailState.SENT


def test_what_was_withdrawn_while_it_was_refused_does_not_come_back(
    server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored, send = put(), EmailBackend.send_messages

    def withdraw_and_send(backend: EmailBackend, messages: Any) -> int:
        mail.forget(Mail.objects.filter(address=ADDRESS))
        return int(send(backend, messages))

    monkeypatch.setattr(EmailBackend, "send_messages", withdraw_and_send)
    server.answers["RCPT"] = "450 4.2.0 later"
    assert deliver(stored) == MailState.WITHDRAWN
    assert not DBTaskResult.objects.filter(run_after=stored.not_before).exists()
