"""Mail on its way out: written here in the transaction of the deed it tells of, handed over by a worker."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models, transaction
from django.template.loader import render_to_string, select_template
from django.utils import timezone, translation

from assessments.enums import MailKind, MailState
from assessments.models import Board, Mail, User, normalise_email

from . import delivery

SIGNATURE = "\n-- \n"
"""What stands before the signature of a text; many programs for mail know it."""


class Words(NamedTuple):
    """A mail as it reads."""

    subject: str
    text: str
    html: str


def written(name: str, *, language: str, context: dict[str, Any]) -> Words:
    """Write a mail from the templates `<name>_subject.txt`, `<name>.txt` and `<name>.html`.

    Where there is no HTML of its own, it is made of the text, in the same frame.
    """
    stem = name.removesuffix("_message")  # as allauth names them
    with translation.override(language):
        context = context | {"site_url": settings.SITE_URL, "site_name": urlsplit(settings.SITE_URL).netloc}
        subject = " ".join(render_to_string(f"{stem}_subject.txt", context).split())
        text = render_to_string(f"{name}.txt", context).strip() + "\n"
        body = text.partition(SIGNATURE)[0]
        context |= {"subject": subject, "body": body}
        html = select_template([f"{name}.html", "mail/from_text.html"]).render(context)
    return Words(subject, text, html)


@transaction.atomic
def post(
    *,
    kind: MailKind,
    to: str,
    language: str,
    context: dict[str, Any],
    sender: User | None = None,
    board: Board | None = None,
    useful_for: dt.timedelta | None = None,
) -> Mail:
    """Write a mail in the reader's language, from the templates `mail/<kind>` (see `written`).

    `sender` asked for it and can see how it went. After `useful_for` it is not sent any more.
    """
    words = written(f"mail/{kind.value}", language=language, context=context)
    return put(
        kind=kind,
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        sender=sender,
        board=board,
        useful_for=useful_for,
    )


@transaction.atomic
def put(
    *,
    kind: MailKind,
    to: str,
    subject: str,
    text: str,
    html: str,
    sender: User | None = None,
    board: Board | None = None,
    useful_for: dt.timedelta | None = None,
) -> Mail:
    """Store a mail whose words are ready, for a worker to hand over."""
    now = timezone.now()
    mail = Mail.objects.create(
        kind=kind,
        board=board,
        sender=sender,
        address=normalise_email(to),
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        created_at=now,
        not_before=now,
        useful_until=now + useful_for if useful_for else None,
    )
    delivery.enqueue(mail)
    return mail


def withdraw(mail: Mail) -> bool:
    """Stop a mail that waits. False where it is too late: it went, or is going."""
    return bool(_withdraw(Mail.objects.filter(pk=mail.pk)))


def forget(mails: models.QuerySet[Mail]) -> int:
    """Stop those that wait, and erase the words of those on their way. Return how many were stopped.

    A worker that is handing one over has the words in hand, and writes down itself how that went.
    """
    keys = list(mails.values_list("pk", flat=True))  # what is erased may no longer answer the condition
    meant = Mail.objects.filter(pk__in=keys)
    number = _withdraw(meant)
    meant.filter(state=MailState.HANDING_OVER).update(**delivery.ERASED)
    return number


def _withdraw(mails: models.QuerySet[Mail]) -> int:
    return mails.filter(state=MailState.WAITING).update(
        state=MailState.WITHDRAWN, fault="", finished_at=timezone.now(), **delivery.ERASED
    )
