"""Asking people to answer by a personal link, and letting more of a team answer than was said."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import MAX_TEXT
from assessments.services.address_list import AddressList, read_addresses
from assessments.services.participations import AT_ONCE
from assessments.services.score_edits import TOO_LONG
from assessments.services.texts import clean_text
from assessments.services.ways import MOST_SIZE, NO_REASON, NOT_LARGER, OUT_OF_BOUNDS

from .ground import PageForm
from .people import MAX_PASTED

NO_ADDRESS = gettext_lazy("Vul minstens één e-mailadres in.")


class InviteToAnswerForm(PageForm):
    """Addresses as pasted, and in which language they are written to."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mailadressen"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        max_length=MAX_PASTED,
        help_text=gettext_lazy("Met komma’s, puntkomma’s of regels ertussen. Plakken uit Outlook kan ook."),
        error_messages={
            "required": NO_ADDRESS,
            "max_length": gettext_lazy("Dit is te lang. Nodig hoogstens 200 mensen tegelijk uit."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Taal van de mail"), choices=settings.LANGUAGES, initial="nl"
    )
    read: AddressList = AddressList()

    def clean_addresses(self) -> list[str]:
        self.read = read_addresses(self.cleaned_data["addresses"])
        if self.read.bad:
            raise forms.ValidationError(
                _("Dit is geen e-mailadres: %(bad)s. Schrijf het zoals naam@school.nl, of haal het weg.")
                % {"bad": ", ".join(self.read.bad[:5])}
            )
        if not self.read.entries:
            raise forms.ValidationError(NO_ADDRESS)
        if len(self.read.entries) > AT_ONCE:
            raise forms.ValidationError(
                _("Dit zijn %(n)s adressen. Nodig hoogstens 200 mensen tegelijk uit.")
                % {"n": len(self.read.entries)}
            )
        return [entry.address for entry in self.read.entries]


class RaiseForm(PageForm):
    """The new size of a team, and why it is larger than was said."""

    size = forms.IntegerField(
        label=gettext_lazy("Hoeveel mensen doen mee?"),
        max_value=MOST_SIZE,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_BOUNDS),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    reason = forms.CharField(
        label=gettext_lazy("Waarom?"),
        max_length=MAX_TEXT,
        help_text=gettext_lazy("Bijvoorbeeld: de twee stagebegeleiders horen er ook bij. Noem geen namen."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": NO_REASON, "max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, now: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now

    def clean_size(self) -> int:
        size: int = self.cleaned_data["size"]
        if size <= self.now:
            raise forms.ValidationError(NOT_LARGER)
        return size

    def clean_reason(self) -> str:
        reason = clean_text(self.cleaned_data["reason"])
        if not reason:
            raise forms.ValidationError(NO_REASON)
        return reason
