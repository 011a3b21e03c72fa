"""A code that somebody types: of their number, or of the team's link."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .ground import PageForm

WRONG = _(
    "Deze code kennen we niet. Kijk of je hem goed hebt overgenomen. Een code werkt tot het invullen sluit, en tot je "
    "een nieuwe maakt."
)
TOO_OFTEN = _("Dit was te vaak verkeerd. Wacht vijf minuten en probeer het dan nog een keer.")


class CodeForm(PageForm):
    code = forms.CharField(
        label=_("Je code"),
        max_length=60,
        help_text=_("Hoofdletters, streepjes en spaties maken niet uit."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        error_messages={
            "required": _("Typ je code."),
            "max_length": _("Dit is langer dan een code. Typ alleen de code."),
        },
    )
