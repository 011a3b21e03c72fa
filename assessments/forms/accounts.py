"""The forms of allauth with our own labels and limits; what a field asks stands beside it, not in it."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.core import context
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from assessments.access.guessing import here, take_turn
from assessments.access.limits import key_of_address

LABELS = {
    "login": _("E-mailadres"),
    "email": _("E-mailadres"),
    "password": _("Wachtwoord"),
    "oldpassword": _("Huidig wachtwoord"),
    "password1": _("Nieuw wachtwoord"),
    "password2": _("Nieuw wachtwoord, nog een keer"),
    "code": _("Code"),
    "name": _("Naam"),
}
EMPTY = {
    "login": _("Vul je e-mailadres in."),
    "email": _("Vul je e-mailadres in."),
    "password": _("Vul je wachtwoord in."),
    "oldpassword": _("Vul het wachtwoord in dat je nu hebt."),
    "password1": _("Kies een wachtwoord."),
    "password2": _("Vul het nieuwe wachtwoord nog een keer in."),
    "code": _("Typ de code over."),
    "name": _("Vul een naam in."),
}
NO_ADDRESS = _("Vul een e-mailadres in, zoals naam@school.nl.")
WRONG_CODE = _("Deze code klopt niet. Kijk of je de nieuwste mail hebt, en typ de code over.")
TOO_MANY_LINKS = _(
    "We hebben al een paar links gestuurd. Kijk in je mail, ook bij ongewenste mail. Elke link werkt drie dagen of "
    "tot je inlogt, ook als een ander hem vroeg."
)
TOO_MANY_CODES = _(
    "We hebben al een paar codes gestuurd. Kijk in je mail, ook bij ongewenste mail. "
    "Vraag over vijf minuten een nieuwe, of log in met je wachtwoord. Een nieuw wachtwoord kiezen kan altijd."
)
ENOUGH_CODES = _("Je hebt al een paar codes gevraagd. Wacht vijf minuten en probeer het weer.")
CODE_GONE = _(
    "Deze code werkt niet meer: hij is ouder dan een kwartier, of er is drie keer een verkeerde code ingevuld. "
    "Vraag een nieuwe code aan."
)
TOO_OFTEN = _("Dit was te vaak verkeerd. Vraag een nieuwe code aan.")


class OwnWords:
    """Put our labels, and what to do about an empty field, on the form it is mixed into."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in EMPTY:
                field.error_messages["required"] = EMPTY[name]
            if name in {"login", "email"}:
                field.error_messages["invalid"] = NO_ADDRESS
            if name == "code":
                field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}
                field.max_length = 40


class SignInForm(OwnWords, account.LoginForm):
    pass


class AskCodeForm(OwnWords, account.RequestLoginCodeForm):
    def clean_email(self) -> str:
        request: HttpRequest = context.request
        account = key_of_address(self.cleaned_data["email"])
        if not take_turn(request, "ask_code", account, here(request)):
            raise ValidationError(TOO_MANY_CODES)
        try:
            email: str = super().clean_email()
        except ValidationError as error:
            raise ValidationError(TOO_MANY_CODES) from error
        return email


class CodeForm(OwnWords, account.ConfirmLoginCodeForm):
    """The code from a mail. A hundred guesses at once are counted before any is compared."""

    def clean_code(self) -> str:
        request: HttpRequest = context.request
        # An address that nobody has was sent no code: there each time it was asked counts, as each code does. That
        # such an attempt comes this far, is the work of `views.entrance`.
        asked = self.expected_code or request.session[LOGIN_SESSION_KEY]["initiated_at"]
        turn = take_turn(request, "mailed_code", request.session.session_key, asked)
        if turn is None:
            raise ValidationError(TOO_OFTEN)
        try:
            code: str = super().clean_code()
        except ValidationError as error:
            raise ValidationError(WRONG_CODE) from error
        return code


class ChangePasswordForm(OwnWords, account.ChangePasswordForm):
    pass


class SetPasswordForm(OwnWords, account.SetPasswordForm):
    pass


class ForgottenPasswordForm(OwnWords, account.ResetPasswordForm):
    def clean_email(self) -> str:
        request: HttpRequest = context.request
        account = key_of_address(self.cleaned_data["email"])
        is_asked_too_often = not (
            take_turn(request, "ask_reset", account, here(request))
            and take_turn(request, "ask_reset_anywhere", account)
        )
        if is_asked_too_often:
            raise ValidationError(TOO_MANY_LINKS)
        email: str = super().clean_email()
        return email


class NewPasswordForm(OwnWords, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(OwnWords, account.ReauthenticateForm):
    pass
