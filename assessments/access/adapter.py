"""How allauth behaves here: accounts are made by invitation, never by signing up; and it speaks in our words."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


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
        with another port each time one could guess on without end.
        """
        return str(credentials.get("email", "")).strip().lower()
