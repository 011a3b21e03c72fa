"""How allauth behaves here: accounts are made by invitation, never by signing up; and it speaks in our words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal.ratelimit import RateLimitUsage, truncate_ip
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.access.guessing import forget_turns, here, take_turn
from assessments.access.limits import key_of_address
from assessments.enums import MailKind
from assessments.forms.accounts import CODE_GONE
from assessments.models import User, normalise_email
from assessments.services import invitations, mail, signing_in
from assessments.services.addresses import link_to
from assessments.views import confirmation

USEFUL_FOR: dict[str, Callable[[], dt.timedelta | None]] = {
    "account/email/login_code": lambda: dt.timedelta(seconds=app_settings.LOGIN_BY_CODE_TIMEOUT),
    "account/email/password_reset_key": lambda: dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT),
}
"""How long what is in a mail works. Later it is not sent any more."""

UNKNOWN = "account/email/unknown_account"
AT_ONCE_TOO_LATE = dt.timedelta(microseconds=1)
"""For a mail too many: it is written like any other, so that nobody sees a difference, and no worker sends it."""

ADDED = {"mfa/email/totp_activated", "mfa/email/webauthn_added"}
REMOVED = {"mfa/email/totp_deactivated", "mfa/email/webauthn_removed"}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Dit account staat uit. Vraag het de beheerder van je bestuur."),
        "email_password_mismatch": _(
            "Dit e-mailadres en wachtwoord horen niet bij elkaar. Kijk ze na en probeer het nog een keer."
        ),
        "enter_current_password": _("Dit is niet je huidige wachtwoord."),
        "incorrect_password": _("Dit is niet je wachtwoord."),
        "too_many_login_attempts": _(
            "Dit was te vaak verkeerd. Log in met een code per mail, of wacht vijf minuten en probeer het nog een keer."
        ),
        "rate_limited": _("Dit ging te vaak achter elkaar. Wacht vijf minuten en probeer het nog een keer."),
    }
    _turn: RateLimitUsage | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """What failures on one account are counted under. The library's own key holds the Host header, port and all:
        with another port each time one could guess on without end. Nor is it the address itself: a cache names nobody.
        """
        return key_of_address(str(credentials.get("email", "")))

    def get_client_ip(self, request: HttpRequest) -> str:
        """A stand-in for where a visitor comes from: the same for the same address, which is itself kept nowhere.

        The library counts by it, and writes it beside each session. It has the form of a private IPv6 network.
        """
        address = truncate_ip(super().get_client_ip(request))
        digest = salted_hmac("assessments.address", address, algorithm="sha256").digest()
        return str(IPv6Address(b"\xfd" + digest[:7] + bytes(8)))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        account = self._get_login_attempts_cache_key(request, **credentials)
        self._turn = take_turn(request, "password", account, here(request))
        if self._turn is None:
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)

    def _rollback_login_failed_rl_usage(self) -> None:
        super()._rollback_login_failed_rl_usage()
        if self._turn:
            self._turn.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        super()._delete_login_attempts_cached_email(request, **credentials)
        account = self._get_login_attempts_cache_key(request, **credentials)
        forget_turns(request, "password", account, here(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Whichever way somebody signed in: who came with an invitation sees it again."""
        if invitations.pending(request.session):
            return reverse("invitation-offer")
        return super().get_login_redirect_url(request)

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, *, email: str | None, **kwargs: Any
    ) -> HttpResponse | None:
        """Let nobody in by what was mailed to an address that is no longer theirs: it may be why they changed it."""
        assert isinstance(user, User)  # noqa: S101
        if email and normalise_email(email) != user.email:
            clear_login(request)
            messages.error(request, CODE_GONE)
            return redirect("account_request_login_code")
        response: HttpResponse | None = super().pre_login(request, user, email=email, **kwargs)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("security")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        return not confirmation.is_recent(self.request)

    def get_reauthentication_methods(self, user: AbstractBaseUser | AnonymousUser) -> list[dict[str, Any]]:
        return confirmation.methods_of(user)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """The library comes here whenever a password or a second step was changed: record it, and tell its owner."""
        assert isinstance(user, User)  # noqa: S101
        request = self.request
        here_now = request.session.session_key if request.user == user else None
        signing_in.way_changed(by=user, here=here_now)
        if template_prefix in ADDED:
            confirmation.record_second_factor(request, user)
        elif template_prefix in REMOVED:
            confirmation.forget_second_factor(request, user)
        elif template_prefix == "account/email/password_reset":
            self._delete_login_attempts_cached_email(request, email=user.email)
        self.send_mail(
            template_prefix, user.email, {"name": user.name, "at": timezone.now(), **(context or {})}
        )

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Leave a mail for the worker, in the reader's language. An address that nobody has costs the same work as
        one that somebody has, and the mail server has no part in the answer: neither tells who has an account.
        """
        reader = User.objects.filter(email=normalise_email(email)).first()
        useful_for = USEFUL_FOR.get(template_prefix, lambda: None)()
        is_unknown = template_prefix == UNKNOWN
        turn = take_turn(
            self.request, "unknown_account", is_unknown, here(self.request)
        )  # for both: the same work
        words = mail.written(
            f"{template_prefix}_message",
            language=reader.language if reader else get_language() or settings.LANGUAGE_CODE,
            context={**context, "useful_for": useful_for},
        )
        mail.put(
            kind=MailKind.ACCOUNT,
            to=email,
            sender=reader,
            useful_for=AT_ONCE_TOO_LATE if is_unknown and turn is None else useful_for,
            **words._asdict(),
        )

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The link in the mail. The library takes the host that the request names: any that we answer to."""
        person, _dash, token = key.partition("-")
        return link_to("account_reset_password_from_key", person, token)
