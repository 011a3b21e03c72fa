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

    `sender` asked for it and can see how it went. After `useful_for` it is not sent any more. Mail that its reader can
    have no more of has in its `context` an `off_url`: at its foot, and where programs for mail look for it.
    """
    words = written(f"mail/{kind.value}", language=language, context=context)
    return put(
        kind=kind,
        to=to,
        **words._asdict(),
        sender=sender,
        board=board,
        useful_for=useful_for,
        unsubscribe=context.get("off_url", ""),
    )


@transaction.atomic
def put(*, useful_for: dt.timedelta | None = None, **fields: Any) -> Mail:
    """Store a mail whose words are ready, for a worker to hand over. `fields` as in `_made`."""
    mail = _made(useful_for=useful_for, **fields)
    mail.save(force_insert=True)
    delivery.enqueue(mail)
    return mail


@transaction.atomic
def post_once(
    once: str,
    *,
    kind: MailKind,
    to: str,
    language: str,
    context: dict[str, Any],
    board: Board | None,
    useful_for: dt.timedelta | None = None,
    sender: User | None = None,
) -> Mail | None:
    """Write a mail unless there was one about the same before, as one that goes out by itself: then return None.

    `once` says what it is about, in opaque ids, and is stored with the mail, in this transaction: of several workers at
    the same moment one writes it, and who dies halfway leaves neither the mail nor the key. The key is forgotten with
    the mail, after a month (`delivery.KEPT`): what it is about must be over by then.
    """
    words = written(f"mail/{kind.value}", language=language, context=context)
    mail = _made(
        kind=kind,
        to=to,
        **words._asdict(),
        sender=sender,
        board=board,
        useful_for=useful_for,
        unsubscribe=context.get("off_url", ""),
        once=once,
    )
    Mail.objects.bulk_create(
        [mail], ignore_conflicts=True
    )  # a conflict would be an error in PostgreSQL's log
    stored = Mail.objects.filter(uid=mail.uid).first()
    if stored is not None:
        delivery.enqueue(stored)
    return stored


def _made(
    *,
    kind: MailKind,
    to: str,
    subject: str,
    text: str,
    html: str,
    sender: User | None = None,
    board: Board | None = None,
    useful_for: dt.timedelta | None = None,
    unsubscribe: str = "",
    once: str | None = None,
) -> Mail:
    now = timezone.now()
    return Mail(
        kind=kind,
        board=board,
        sender=sender,
        address=normalise_email(to),
        subject=" ".join(subject.split())[:200],
        text=text,
        html=html,
        unsubscribe=unsubscribe,
        once=once,
        created_at=now,
        not_before=now,
        useful_until=now + useful_for if useful_for else None,
    )


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
