"""What somebody wants to see of the audit log. Sent by GET: keys in the address, never a name."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import Verb
from assessments.results.audit_log import Place, Wanted
from assessments.results.audit_words import GROUPS, verbs_of

from .places import choices_of
from .rounds import DateInput

SERVER = "server"
NO_DATE = {"invalid": gettext_lazy("Dit is geen datum. Kies er een, of laat dit leeg.")}
NO_CHOICE = {"invalid_choice": gettext_lazy("Kies iets uit de lijst.")}


CENTURY = [
    MinValueValidator(dt.date(2000, 1, 1), NO_DATE["invalid"]),
    MaxValueValidator(dt.date(2099, 12, 31), NO_DATE["invalid"]),
]
"""Days of which the day before and the day after exist in every time zone."""


class AuditForm(forms.Form):
    """Every field may stay empty. `actors` are keys with names, `teams` those of the board with their school."""

    van = forms.DateField(
        label=gettext_lazy("Vanaf"),
        required=False,
        widget=DateInput(),
        error_messages=NO_DATE,
        validators=CENTURY,
    )
    tot = forms.DateField(
        label=gettext_lazy("Tot en met"),
        required=False,
        widget=DateInput(),
        error_messages=NO_DATE,
        validators=CENTURY,
    )
    wie = forms.ChoiceField(label=gettext_lazy("Wie"), required=False, error_messages=NO_CHOICE)
    wat = forms.ChoiceField(label=gettext_lazy("Wat"), required=False, error_messages=NO_CHOICE)
    waar = forms.ChoiceField(label=gettext_lazy("Waar"), required=False, error_messages=NO_CHOICE)

    def __init__(
        self, *args: Any, actors: Iterable[tuple[UUID | None, str]], places: Iterable[Place], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.places = {str(place.uid): place for place in places}
        self._offer("wie", _("iedereen"), [(str(key) if key else SERVER, name) for key, name in actors])
        self._offer("wat", _("alles"), _kinds())
        self._offer("waar", _("overal"), choices_of(self.places.values()))
        for name in self.fields:
            self.fields[name].widget.attrs["autocomplete"] = "off"

    def _offer(self, name: str, nothing: str, choices: list[Any]) -> None:
        self.fields[name].choices = [("", nothing), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("van") and data.get("tot") and data["tot"] < data["van"]:
            self.add_error("tot", _("Dit ligt voor “vanaf”. Kies een latere dag."))
        return data

    def wanted(self) -> Wanted:
        """What was asked, once it is valid."""
        data = self.cleaned_data
        wat, wie = data["wat"], data["wie"]
        return Wanted(
            since=data["van"],
            until=data["tot"],
            verbs=() if not wat else tuple(verbs_of(wat)) if wat in GROUPS else (Verb(wat),),
            actor=UUID(wie) if wie not in {"", SERVER} else None,
            server=wie == SERVER,
            place=self.places.get(data["waar"]),
        )

    def asked(self) -> dict[str, str]:
        """The fields that were filled in, for the address of another page of the same."""
        return {name: self.data[name] for name in self.fields if self.data.get(name)}


def _kinds() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (
            str(title),
            [
                (group, _("alles over %(group)s") % {"group": str(title).lower()}),
                *((verb.value, str(verb.label)) for verb in verbs_of(group)),
            ],
        )
        for group, (title, _prefixes) in GROUPS.items()
    ]
