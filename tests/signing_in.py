"""Signing in as people do it: what a phone's app shows, the code in a mail, a session that went the whole way."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.mail import EmailMultiAlternatives
from django.test import Client
from django.urls import reverse

from assessments.models import User
from tests.factories import PASSWORD

CODE_ENTER = "account_confirm_login_code"
Deliver = Callable[[], list[EmailMultiAlternatives]]


class App:
    """The app on somebody's phone."""

    def __init__(self, secret: str) -> None:
        self.secret = secret

    def code(self, periods: int = 0) -> str:
        """The code of now, or of so many half minutes from now."""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // 30 + periods))

    def wrong_code(self) -> str:
        right = {self.code(n) for n in range(-2, 4)}
        return next(code for code in ("000000", "111111", "222222", "333333") if code not in right)


def give_app(user: User) -> App:
    """Let somebody have an app as second step, with recovery codes."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return App(secret)


def recovery_codes(user: User) -> list[str]:
    stored = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    codes: list[str] = stored.wrap().get_unused_codes()
    return codes


def code_in(mail: EmailMultiAlternatives) -> str:
    """The code in a mail, which stands in its subject, its text and its HTML alike."""
    found = re.search(r"\b\d{4}-\d{4}\b", str(mail.subject))
    assert found, mail.subject
    html = str(mail.alternatives[0][0])
    assert found.group() in str(mail.body)
    assert found.group() in html
    return found.group()


def by_password(user: User, client: Client | None = None, **more: str) -> Client:
    """Sign in by password, and by nothing more where somebody has a second step."""
    client = client or Client()
    data = {"login": user.email, "password": PASSWORD, **more}
    assert client.post(reverse("account_login"), data).status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return client.get("/").status_code == 200


def ask_code(address: str, client: Client | None = None, **more: str) -> Client:
    client = client or Client()
    client.post(reverse("account_request_login_code"), {"email": address, **more})
    return client


def enter(client: Client, code: str, **more: str) -> Any:
    """Type a code from a mail."""
    return client.post(reverse(CODE_ENTER), {"code": code, **more})


def words_of(response: Any) -> str:
    return " ".join(response.content.decode().split())
