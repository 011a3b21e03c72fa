"""What every form about a school or team shares."""

from __future__ import annotations

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import sort_key
from assessments.services.places import MAX_NAME, MAX_SORT_NAME
from assessments.services.texts import clean_line

NO_NAME = _("Vul een naam in.")
TOO_LONG = _("Een naam heeft hoogstens 120 tekens.")
NO_SCHOOL = _("Kies een school.")
SCHOOL_NOT_YOURS = _("Deze school kun je niet kiezen.")
TEAM_NOT_YOURS = _("Een van deze teams kun je niet kiezen.")


class PlaceForm(forms.Form):
    """A form whose frame, token and buttons are the page's."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class NameField(forms.CharField):
    """A name of one line."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": NO_NAME, "max_length": TOO_LONG}
        defaults: dict[str, Any] = {"label": _("Naam"), "max_length": MAX_NAME, "error_messages": messages}
        super().__init__(**defaults | kwargs)

    def clean(self, value: Any) -> str:
        name = clean_line(super().clean(value))
        if self.required and not name:
            raise forms.ValidationError(NO_NAME)
        if len(sort_key(name)) > MAX_SORT_NAME:
            raise forms.ValidationError(TOO_LONG)
        return name


class OwnKeyField(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("Eigen sleutel"),
            required=False,
            max_length=40,
            help_text=_(
                "De code in jullie eigen administratie. Hieraan herkent het inlezen van een bestand deze plek."
            ),
            error_messages={"max_length": _("Een eigen sleutel heeft hoogstens 40 tekens.")},
        )

    def clean(self, value: Any) -> str:
        return clean_line(super().clean(value))
