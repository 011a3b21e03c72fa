"""The forms of allauth with our own labels; what a field asks stands beside it, not in it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from django.utils.translation import gettext_lazy as _

LABELS = {
    "login": _("E-mailadres"),
    "email": _("E-mailadres"),
    "password": _("Wachtwoord"),
    "oldpassword": _("Huidig wachtwoord"),
    "password1": _("Nieuw wachtwoord"),
    "password2": _("Nieuw wachtwoord, nog een keer"),
}


class OwnWords:
    """Put our labels on the fields of the form it is mixed into."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)


class SignInForm(OwnWords, account.LoginForm):
    pass


class ChangePasswordForm(OwnWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(OwnWords, account.SetPasswordForm):
    pass


class ForgottenPasswordForm(OwnWords, account.ResetPasswordForm):
    pass


class NewPasswordForm(OwnWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OwnWords, account.ReauthenticateForm):
    pass
