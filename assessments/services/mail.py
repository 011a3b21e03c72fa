"""Mail on its way out: written here in the transaction of the deed it tells of, handed over by a worker."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from assessments.enums import MailKind
from assessments.models import Board, Mail, User, normalise_email


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
    """Write a mail in the reader's language, from `templates/mail/<kind>_subject.txt`, `.txt` and `.html`.

    `sender` asked for it and can see how it went. After `useful_for` it is not sent any more.
    """
    with translation.override(language):
        name = f"mail/{kind.value}"
        subject = " ".join(render_to_string(f"{name}_subject.txt", context).split())
        text = render_to_string(f"{name}.txt", context).strip() + "\n"
        html = render_to_string(f"{name}.html", context)
    return put(
        kind=kind,
        to=to,
        subject=subject,
        text=text,
        html=html,
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
    return Mail.objects.create(
        kind=kind,
        board=board,
        sender=sender,
        address=normalise_email(to),
        subject=subject[:200],
        text=text,
        html=html,
        created_at=now,
        not_before=now,
        useful_until=now + useful_for if useful_for else None,
    )
