"""Mail on its way: written in the transaction of the deed, handed over by a worker, in words and at rest empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail
from assessments.services import mail

pytestmark = pytest.mark.django_db

ADDRESS = "zoë@voorbeeld.example"
DeliverMail = Callable[[], list[EmailMultiAlternatives]]


def put(**changed: Any) -> Mail:
    """A mail of somebody to somebody."""
    words: dict[str, Any] = {
        "kind": MailKind.INVITATION,
        "to": "lid@voorbeeld.example",
        "subject": "Doe je mee?",
        "text": "Kom erbij.",
        "html": "<p>Kom erbij.</p>",
    }
    return mail.put(**words | changed)


def state_of(stored: Mail) -> MailState:
    stored.refresh_from_db()
    return MailState(stored.state)


def try_again(stored: Mail) -> None:
    """Let the pause be over."""
    Mail.objects.filter(pk=stored.pk).update(not_before=timezone.now())
    DBTaskResult.objects.filter(status="READY").update(run_after=timezone.now())


def test_a_mail_waits_until_a_worker_hands_it_over(deliver_mail: DeliverMail) -> None:
    stored = put()
    assert state_of(stored) == MailState.WAITING
    (message,) = deliver_mail()
    assert (message.to, message.subject, message.body) == (
        ["lid@voorbeeld.example"],
        "Doe je mee?",
        "Kom erbij.",
    )
    assert state_of(stored) == MailState.SENT
    assert (stored.address, stored.subject, stored.text, stored.html) == ("", "", "", "")
    assert deliver_mail() == [message]
    assert "lid@" not in str(list(DBTaskResult.objects.values()))
