"""How allauth behaves here: accounts are made by invitation, never by signing up; and it speaks in our words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.access.limits import key_of_address
from assessments.enums import MailKind
from assessments.models import User, normalise_email
from assessments.services import mail
from assessments.services.addresses import link_to

USEFUL_FOR: dict[str, Callable[[], dt.timedelta | None]] = {
    "account/email/login_code": lambda: dt.timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
    "account/email/password_reset_key": lambda: dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}
"""How long what is in a mail works. Later it is not sent any more."""


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
        """Leave a mail for the worker, in the reader's language. An address that nobody has costs the same work as
        one that somebody has, and the mail server has no part in the answer: neither tells who has an account.
        """
        reader = User.objects.filter(email=normalise_email(email)).values_list("language", flat=True).first()
        useful_for = USEFUL_FOR.get(template_prefix, lambda: None)()
        words = mail.written(
            f"{template_prefix}_message",
            language=reader or get_language() or settings.LANGUAGE_CODE,
            context={**context, "useful_for": useful_for},
        )
        mail.put(kind=MailKind.ACCOUNT, to=email, useful_for=useful_for, **words._asdict())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail. The library takes the host that the request names: any that we answer to."""
        person, _dash, token = key.partition("-")
        return link_to("account_reset_password_from_key", person, token)
