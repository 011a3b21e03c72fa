"""The forms of allauth for a second step, with our own words and limits."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.core import context
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.base import forms as base
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.totp.internal.auth import SECRET_SESSION_KEY
from allauth.mfa.webauthn import forms as webauthn
from django import forms
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.access.guessing import forget_turns, take_turn
from assessments.forms.accounts import OwnWords
from assessments.models import User

WRONG_CODE = _(
    "Deze code klopt niet. Een code uit de app geldt een halve minuut en werkt één keer: neem de nieuwste."
)
TOO_OFTEN = _("Dit was te vaak verkeerd. Wacht vijf minuten en probeer het dan nog een keer.")
NO_PASSKEY = _("Dat is niet gelukt. Probeer het nog een keer, of kies een andere manier.")
UNKNOWN_PASSKEY = _(
    "Deze passkey hoort niet (meer) bij een account. Log in met een code per mail of met je wachtwoord."
)
NONSENSE = (ValueError, TypeError, LookupError, AttributeError, struct.error)
VALID_FOR = 90
"""Seconds that a code from an app is taken, by `MFA_TOTP_TOLERANCE`; the library remembers a used one for thirty."""


def in_our_words(check: Callable[[], Any], wrong: Any) -> Any:
    """Refuse in our words, also what is no credential at all: the library expects the one that a browser makes."""
    try:
        return check()
    except (ValidationError, *NONSENSE) as error:
        raise ValidationError(wrong) from error


def guarded(user: User, check: Callable[[], Any], wrong: Any) -> Any:
    """Count a guess on the second step of `user` before it is looked at; a right one wipes the count."""
    if not take_turn(context.request, "second_factor", user.pk):
        raise ValidationError(TOO_OFTEN)
    result = in_our_words(check, wrong)
    forget_turns(context.request, "second_factor", user.pk)
    return result


class GuardedCode(OwnWords):
    user: User
    authenticator: Authenticator

    def clean_code(self) -> str:
        code: str = guarded(self.user, super().clean_code, WRONG_CODE)  # type: ignore[misc]
        used = f"used-code:{self.user.pk}:{normalize_user_code(code)}"
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(used, 1, VALID_FOR):
            raise ValidationError(WRONG_CODE)
        return code


class CodeForm(GuardedCode, base.AuthenticateForm):
    pass


class ConfirmForm(GuardedCode, base.ReauthenticateForm):
    pass


class PasskeyForm(webauthn.AuthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        found: Authenticator = guarded(self.user, super().clean_credential, NO_PASSKEY)
        return found


class PasskeyConfirmForm(webauthn.ReauthenticateWebAuthnForm):
    def clean_credential(self) -> Authenticator:
        found: Authenticator = guarded(self.user, super().clean_credential, NO_PASSKEY)
        return found


class PasskeySignInForm(webauthn.LoginWebAuthnForm):
    """Not counted per account: there is nothing to guess, and whose it says to be is for the sender to choose."""

    def clean_credential(self) -> Authenticator:
        found: Authenticator = in_our_words(super().clean_credential, UNKNOWN_PASSKEY)
        return found


class AddAppForm(OwnWords, totp.ActivateTOTPForm):
    """The secret stays the same while the page is open: a phone that loads it again after a visit to the app, or
    somebody who goes on in the other language, would otherwise scan in vain.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        session = context.request.session
        shown = session.get(SECRET_SESSION_KEY)
        super().__init__(*args, **kwargs)
        if shown:
            session[SECRET_SESSION_KEY] = self.secret = shown

    def clean_code(self) -> str:
        code: str = guarded(self.user, super().clean_code, WRONG_CODE)
        return code


class AddPasskeyForm(OwnWords, webauthn.AddWebAuthnForm):
    """A passkey always signs in by itself, so it must have asked for a finger, a face or a PIN."""

    passwordless = None
    name = forms.CharField(
        max_length=60,
        required=False,
        help_text=_("Waaraan je hem herkent, zoals “werklaptop” of “telefoon”."),
    )

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        cleaned: dict[str, Any] = in_our_words(super().clean, NO_PASSKEY)
        return cleaned


class NamePasskeyForm(OwnWords, forms.Form):
    name = forms.CharField(max_length=60)
