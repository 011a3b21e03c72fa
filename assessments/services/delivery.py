"""Handing mail over to the mail server: at most once, and honest about what nobody knows.

    WAITING ─ connected ─► HANDING_OVER ─ taken ──────────► SENT
       ▲                        ├─ refused for good ──────► FAILED
       └─ refused for now ──────┤
                                └─ silence, or we died ───► UNCERTAIN

The step to HANDING_OVER is one conditional update, committed before the server hears of the mail: of several workers
one makes it, and who dies after it leaves a mail that nobody sends again by itself.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from assessments.enums import MailKind, MailState
from assessments.models import Mail

logger = logging.getLogger(__name__)

PAUSES = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 30, 60, 120, 240)]
"""How long to wait after each time that the server could not be reached or refused for now; then it has failed."""

FIRST = 50
"""Priority of mail that somebody is waiting for at their screen; the rest has 0."""

ERASED = {"address": "", "subject": "", "text": "", "html": "", "unsubscribe": ""}


def enqueue(mail: Mail, *, after: dt.datetime | None = None) -> None:
    """Let a worker deliver a mail, after a moment or at once. The queue holds its key, nothing of its words."""
    first = FIRST if mail.kind == MailKind.ACCOUNT else 0
    deliver.using(priority=first, run_after=after).enqueue(str(mail.uid))


@task()
def deliver(uid: str) -> None:
    """Try once to hand over a mail that waits. Any number of tasks for the same mail do no harm."""
    mail = Mail.objects.filter(uid=uid, state=MailState.WAITING).first()
    if mail is None:  # withdrawn, or somebody else was first
        return
    if mail.useful_until and mail.useful_until <= timezone.now():
        _end(mail, MailState.FAILED, "too late")
        return
    try:
        message = message_of(mail)
        message.message()
    except ValueError as error:  # an address or header that cannot be written
        _end(mail, MailState.FAILED, why(error))
        return
    connection = get_connection()
    try:
        _open(connection)
    except (OSError, UnicodeError) as error:  # the server's own answers are OSErrors too
        _postpone(mail, why(error))
    else:
        if _claim(mail):
            _hand_over(mail, message, connection)
    finally:
        with contextlib.suppress(OSError):
            connection.close()


def _open(connection: BaseEmailBackend) -> None:
    """Come so far that only the mail itself is left to say."""
    connection.open()
    server = getattr(connection, "connection", None)
    if isinstance(server, smtplib.SMTP) and server.sock:
        server.ehlo_or_helo_if_needed()
        server.sock.settimeout(settings.MAIL_PATIENCE)


def _claim(mail: Mail) -> bool:
    """Begin handing over, unless somebody else did, or it was withdrawn. Committed when this returns."""
    with transaction.atomic(durable=True):
        mine = Mail.objects.filter(pk=mail.pk, state=MailState.WAITING, attempts=mail.attempts)
        claimed = mine.update(
            state=MailState.HANDING_OVER, attempts=F("attempts") + 1, handed_over_at=timezone.now()
        )
    if claimed:
        mail.state = MailState.HANDING_OVER
        mail.attempts += 1
    return bool(claimed)


def _hand_over(mail: Mail, message: EmailMultiAlternatives, connection: BaseEmailBackend) -> None:
    try:
        connection.send_messages([message])
    except (
        Exception
    ) as error:  # whatever it is: once begun, only a clear answer tells that the mail was not taken
        code = code_of(error)
        if isinstance(error, UnicodeError | smtplib.SMTPNotSupportedError) or 500 <= code < 600:
            _end(mail, MailState.FAILED, why(error))
        elif 400 <= code < 500:
            _postpone(mail, why(error))
        else:
            _end(mail, MailState.UNCERTAIN, why(error))
    else:
        _end(mail, MailState.SENT, "")


def _end(mail: Mail, state: MailState, fault: str) -> None:
    """Put a mail at rest, without its address and words. Who was called dead by mistake can still say that it went."""
    from_states = [mail.state, MailState.UNCERTAIN] if state == MailState.SENT else [mail.state]
    ended = Mail.objects.filter(pk=mail.pk, state__in=from_states).update(
        state=state, fault=fault[:120], finished_at=timezone.now(), **ERASED
    )
    if ended and state != MailState.SENT:
        logger.error("Mail %s is %s: %s", mail.uid, state.name, fault)


@transaction.atomic
def _postpone(mail: Mail, fault: str) -> None:
    """Try again later; give up after the last pause, or where it would have no use any more by then."""
    attempts = mail.attempts if mail.state == MailState.HANDING_OVER else mail.attempts + 1
    moment = timezone.now() + PAUSES[min(attempts, len(PAUSES)) - 1]
    if attempts > len(PAUSES) or (mail.useful_until and mail.useful_until <= moment):
        _end(mail, MailState.FAILED, fault)
        return
    mine = Mail.objects.filter(pk=mail.pk, state=mail.state)
    if mail.state == MailState.WAITING:
        mine = mine.filter(attempts=mail.attempts)  # of two that could not connect one counts
    if mine.exclude(address="").update(
        state=MailState.WAITING, attempts=attempts, not_before=moment, fault=fault[:120], handed_over_at=None
    ):
        logger.warning("Mail %s waits after attempt %d: %s", mail.uid, attempts, fault)
        enqueue(mail, after=moment)
    elif mail.state == MailState.HANDING_OVER:
        _end(mail, MailState.WITHDRAWN, "")


def message_of(mail: Mail) -> EmailMultiAlternatives:
    """The mail as it goes out. Its Message-ID stays the same, however often it is tried."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    headers = {"Message-ID": f"<{mail.uid}@{domain}>", "Auto-Submitted": "auto-generated"}
    if mail.unsubscribe:
        headers["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
    message = EmailMultiAlternatives(mail.subject, mail.text, to=[mail.address], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    return message


def code_of(error: Exception) -> int:
    """What the mail server answered, as a number; 0 where it did not."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _words in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


def why(error: Exception) -> str:
    """Say what went wrong, without the words of the mail server: they often hold the address."""
    name = type(error).__name__
    if code := code_of(error):
        return f"{name} {code}"
    return f"{name} {getattr(error, 'strerror', None) or ''}".strip()


# --- what is due by itself ------------------------------------------------------------------------------------------

KEPT = dt.timedelta(days=30)


def mark_uncertain() -> int:
    """Of mail that was being handed over too long, the worker died: nobody knows whether it went."""
    now = timezone.now()
    begun = Mail.objects.filter(
        state=MailState.HANDING_OVER, handed_over_at__lte=now - dt.timedelta(seconds=settings.MAIL_LEASE)
    )
    number = begun.update(state=MailState.UNCERTAIN, fault="no answer known", finished_at=now, **ERASED)
    if number:
        logger.error("%d mails are UNCERTAIN: the worker that was handing them over is gone", number)
    return number


def give_up_waiting(why: str) -> int:
    """Make mail that is on its way uncertain: in a restored backup nobody knows whether it went since."""
    waiting = Mail.objects.filter(state__in=[MailState.WAITING, MailState.HANDING_OVER])
    return waiting.update(state=MailState.UNCERTAIN, fault=why, finished_at=timezone.now(), **ERASED)


def enqueue_forgotten() -> int:
    """Mail that waits though nobody will come for it: its task died with a worker."""
    long_ago = timezone.now() - dt.timedelta(seconds=settings.MAIL_FORGOTTEN)
    mails = list(Mail.objects.filter(state=MailState.WAITING, not_before__lte=long_ago).only("uid", "kind"))
    if not mails:
        return 0
    ready = DBTaskResult.objects.filter(task_path=deliver.module_path, status=TaskResultStatus.READY)
    coming = {arguments["args"][0] for arguments in ready.values_list("args_kwargs", flat=True)}
    forgotten = [mail for mail in mails if str(mail.uid) not in coming]
    for mail in forgotten:
        enqueue(mail)
    return len(forgotten)


def prune() -> int:
    """Forget how mail went after a month."""
    old = Mail.objects.filter(finished_at__lte=timezone.now() - KEPT)
    number, _per_model = old.delete()
    return number
