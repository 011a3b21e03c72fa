"""Who was invited and is new here: a name, a language, and a password for who wants one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import User
from assessments.services.address_list import MAX_NAME
from assessments.services.texts import clean_line

from .ground import PageForm


class NewPersonForm(PageForm):
    name = forms.CharField(
        label=gettext_lazy("Je naam"),
        max_length=MAX_NAME,
        help_text=gettext_lazy("Zo zien je collega’s je."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": gettext_lazy("Vul je naam in."),
            "max_length": gettext_lazy("Je naam is langer dan 120 tekens. Kort hem in."),
        },
    )
    language = forms.ChoiceField(label=gettext_lazy("Taal"), choices=settings.LANGUAGES)
    password = forms.CharField(
        label=gettext_lazy("Wachtwoord"),
        required=False,
        strip=False,
        max_length=500,
        help_text=gettext_lazy(
            "Zonder wachtwoord log je in met een code die we je mailen. Kies je er een: minstens 12 tekens, niet "
            "alleen cijfers, en niet je naam of e-mailadres."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.address = address

    def clean_name(self) -> str:
        name = clean_line(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError(_("Vul je naam in."))
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if password := data.get("password"):
            try:
                validate_password(password, User(email=self.address, name=data.get("name", "")))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return data
