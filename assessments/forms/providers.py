"""Allowing an organisation at an identity provider to come in."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from assessments.access.identities import Kind


class AllowForm(forms.Form):
    """One organisation, as one kind of provider names it. Several forms stand on a page."""

    organisation = forms.CharField(max_length=120, strip=True)

    def __init__(self, data: Any = None, *, kind: Kind) -> None:
        super().__init__(data, prefix=kind.id)
        self.kind = kind
        field = self.fields["organisation"]
        field.label = str(kind.label)
        field.help_text = gettext("Bijvoorbeeld: %(example)s") % {"example": kind.example}
        field.error_messages["required"] = _("Vul in welke organisatie binnen mag komen.")
        field.error_messages["max_length"] = _("Dit is langer dan 120 tekens.")
        field.widget.attrs.update({"autocomplete": "off", "spellcheck": "false"})
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
