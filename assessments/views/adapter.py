"""How allauth behaves here: accounts are made by invitation, never by signing up; and it speaks in our words."""

from __future__ import annotations

import logging
from smtplib import SMTPException, SMTPRecipientsRefused
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.access.limits import key_of_address

logger = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dit account staat uit. Vraag het de beheerder van je bestuur."),
        "email_password_mismatch": _(
            "Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na en probeer het nog een keer."
        ),
        "enter_current_password": _("Dit is niet je huidige wachtwoord."),
        "incorrect_password": _("Dit is niet je wachtwoord."),
        "too_many_login_attempts": _(
            "Het wachtwoord was te vaak verkeerd. Wacht vijf minuten en probeer het nog een keer."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failures on one account are counted under. The library's own key holds the Host header, port and all:
        with another port each time one could guess on without end. Nor is it the address itself: a cache names nobody.
        """
        return key_of_address(str(credentials.get("email", "")))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail; where that fails the log says so, and the visitor gets the page that any visitor gets.
        An error page would tell who has an account: only they are sent mail.
        """
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, UnicodeError) as error:
            logger.error("A mail was not sent (%s): %s.", template_prefix, why(error))


def why(error: Exception) -> str:
    """Say what went wrong, without the words of the mail server: they often hold the address."""
    name = type(error).__name__
    if isinstance(error, SMTPRecipientsRefused):
        return " ".join([name, *(str(code) for code, _words in error.recipients.values())])
    if isinstance(error, SMTPException):
        return f"{name} {getattr(error, 'smtp_code', '')}".strip()
    return f"{name} {getattr(error, 'strerror', None) or ''}".strip()
