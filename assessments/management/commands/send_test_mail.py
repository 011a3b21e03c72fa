"""Send one mail the way every mail goes, and say what the mail server made of it."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from assessments.enums import MailKind, MailState
from assessments.models import Mail, normalise_email
from assessments.services import delivery, mail, queue
from assessments.services.mail_hints import hint

SMTP = "django.core.mail.backends.smtp.EmailBackend"


class Command(BaseCommand):
    help = "Verstuur een proefbericht, zoals elke mail gaat, en zeg wat de mailserver ermee deed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="het e-mailadres dat het proefbericht krijgt")

    def handle(self, *args: Any, address: str, **options: Any) -> None:
        address = normalise_email(address)
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"“{address}” is geen geldig e-mailadres. Er is niets verstuurd.") from error
        stored = mail.post(kind=MailKind.TEST, to=address, language=settings.LANGUAGE_CODE, context={})
        self.stdout.write(f"Van {settings.DEFAULT_FROM_EMAIL} aan {address}, via {_server()} …")
        outcome = _outcome(stored)
        self._warn_without_worker()
        _report(outcome)
        self.stdout.write(
            "Aangenomen. Kijk of het bericht aankomt, ook bij ongewenste mail."
            if settings.EMAIL_BACKEND == SMTP
            else "Geschreven. Deze installatie verstuurt geen mail."
        )

    def _warn_without_worker(self) -> None:
        if queue.is_stuck():
            self.stderr.write(
                "Let op: er wacht werk dat al langer dan een minuut klaarstaat. Draait er een worker?"
            )


def _server() -> str:
    if settings.EMAIL_BACKEND == SMTP:
        return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return f"de map {settings.EMAIL_FILE_PATH}" if settings.EMAIL_FILE_PATH else "geen mailserver"


def _outcome(stored: Mail) -> Mail:
    """Deliver it here, or wait for the worker that was first. What is refused for now is not tried again later."""
    delivery.deliver.call(str(stored.uid))
    stored.refresh_from_db()
    while stored.state == MailState.HANDING_OVER:
        time.sleep(0.2)
        stored.refresh_from_db()
    mail.withdraw(stored)
    return stored


def _report(stored: Mail) -> None:
    """Fail in words unless it was sent."""
    fault = stored.fault
    if stored.state == MailState.UNCERTAIN:
        raise CommandError(f"Onzeker of het bericht is aangenomen ({fault}). Kijk of het aankomt.")
    if stored.state == MailState.WAITING:
        raise CommandError(
            f"Nu niet gelukt ({fault}). {hint(fault)} Dit proefbericht gaat niet later alsnog weg."
        )
    if stored.state != MailState.SENT:
        raise CommandError(f"Geweigerd ({fault}). {hint(fault)}")
