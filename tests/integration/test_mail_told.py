"""How a mail went, to whoever asked for it: beside an invitation, and by the command that sends a test."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.template import Context, Template
from django.utils import timezone, translation
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailState
from assessments.models import Mail
from tests import mail_server
from tests.mail_server import HANG_UP, MailServer

ADDRESS = "ict@voorbeeld.example"
DAY = dt.datetime(2026, 11, 23, 23, 30, tzinfo=dt.UTC)


def shown(state: MailState, **changed: Any) -> str:
    """The words beside a mail, without markup."""
    mail = Mail(state=state, finished_at=DAY, **changed)
    text = Template("{% load mail %}{% mail_state mail %}").render(Context({"mail": mail}))
    return " ".join(re.sub("<[^>]*>", " ", text).split())


@pytest.mark.parametrize(
    ("state", "attempts", "words"),
    [
        (MailState.WAITING, 0, "Wacht op versturen"),
        (MailState.WAITING, 2, "Nog niet verstuurd De mailserver nam de mail nog niet aan."),
        (MailState.HANDING_OVER, 1, "Wordt verstuurd"),
        (MailState.SENT, 1, "Verstuurd op 24 november 2026"),
        (MailState.UNCERTAIN, 1, "Onzeker We weten niet of deze mail is aangekomen"),
        (MailState.FAILED, 1, "Niet verstuurd De mailserver nam de mail niet aan."),
        (MailState.WITHDRAWN, 0, "Ingetrokken"),
    ],
)
def test_every_state_has_a_word_and_some_say_what_to_do(state: MailState, attempts: int, words: str) -> None:
    assert shown(state, attempts=attempts).startswith(words)
    with translation.override("en"):
        assert words.split()[0] not in shown(state, attempts=attempts)


# --- the command ----------------------------------------------------------------------------------------------------


@pytest.fixture
def server(db: None, settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server


def test_a_test_mail_goes_the_way_of_all_mail(server: MailServer, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("send_test_mail", " ICT@voorbeeld.example ")
    (message,) = server.taken
    assert (message["To"], message["Subject"]) == (ADDRESS, "Proefbericht van LOB-kwaliteit")
    assert message.get_content_type() == "multipart/alternative"
    said = capsys.readouterr()
    assert f"aan {ADDRESS}, via 127.0.0.1:{server.port}" in said.out
    assert "Aangenomen." in said.out
    assert said.err == ""
    assert Mail.objects.get().state == MailState.SENT


@pytest.mark.parametrize(
    ("step", "answer", "words"),
    [
        (
            "RCPT",
            "550 no",
            r"^Geweigerd \(SMTPRecipientsRefused 550\)\. De server neemt voor dit adres niets aan",
        ),
        ("MAIL", "553 no", r"^Geweigerd \(SMTPSenderRefused 553\)\. .*kijk DEFAULT_FROM_EMAIL na"),
        ("DATA", "451 later", r"^Nu niet gelukt \(SMTPDataError 451\)\..* niet later alsnog"),
        ("EHLO", HANG_UP, r"^Nu niet gelukt \(SMTPServerDisconnected"),
        ("DATA", HANG_UP, r"^Onzeker of het bericht is aangenomen \(SMTPServerDisconnected"),
    ],
)
def test_it_says_what_went_wrong(server: MailServer, step: str, answer: str, words: str) -> None:
    server.answers[step] = answer
    with pytest.raises(CommandError, match=words):
        call_command("send_test_mail", ADDRESS)
    stored = Mail.objects.get()
    assert stored.state != MailState.WAITING
    assert stored.address == ""


def test_it_refuses_what_is_no_address(db: None) -> None:
    with pytest.raises(CommandError, match="geen geldig e-mailadres"):
        call_command("send_test_mail", "ict@")
    assert not Mail.objects.exists()


def test_it_tells_where_no_worker_seems_to_run(
    server: MailServer, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("send_test_mail", ADDRESS)
    DBTaskResult.objects.update(enqueued_at=timezone.now() - dt.timedelta(minutes=2))
    call_command("send_test_mail", ADDRESS)
    assert "Draait er een worker?" in capsys.readouterr().err
