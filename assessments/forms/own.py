"""What somebody corrects about themselves, and the last question before they go."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from assessments.services.own_account import NO_NAME

from .ground import PageForm


class OwnDetailsForm(PageForm):
    name = forms.CharField(
        label=_("Naam"),
        max_length=120,
        help_text=_("Zoals collega’s je kennen."),
        error_messages={
            "required": NO_NAME,
            "max_length": _("Je naam is langer dan 120 tekens. Kort hem in."),
        },
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        label=_("Taal"),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Voor de mail die je krijgt, en voor de pagina’s in deze browser."),
        error_messages={"required": _("Kies een taal."), "invalid_choice": _("Kies een taal uit de lijst.")},
    )


class AddressForm(PageForm):
    email = forms.EmailField(
        label=_("Nieuw e-mailadres"),
        help_text=_("We sturen er een code naartoe. Pas als je die invult, verandert er iets."),
        error_messages=dict.fromkeys(
            ("required", "invalid", "max_length"), _("Vul een e-mailadres in, zoals naam@school.nl.")
        ),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class RemoveForm(PageForm):
    sure = forms.BooleanField(
        label=_("Ik weet dat dit niet terug te draaien is."),
        error_messages={"required": _("Zet een vinkje om te laten zien dat je dit weet.")},
    )
