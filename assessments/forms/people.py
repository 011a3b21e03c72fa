"""Roles and where they hold: giving one, inviting people to one, looking people up."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Field, Layout
from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access import rows
from assessments.access.permissions import (
    GIVEN_BY_COORDINATOR,
    Ability,
    Person,
    grip_of,
    may_give,
    places_for,
)
from assessments.access.role_words import words_of
from assessments.enums import Role
from assessments.models import Board
from assessments.services.address_list import MAX_NAME, AddressList, read_addresses
from assessments.services.people import role_misfit
from assessments.services.places import Place, is_closed
from assessments.services.texts import clean_line

from .choices import Option
from .ground import PageForm
from .places import by_school, choices_of

AT_ONCE = 200
MAX_PASTED = 40_000
"""Characters: two hundred addresses with long names."""

NO_PLACE = {
    "required": gettext_lazy("Kies waar de rol geldt."),
    "invalid_choice": gettext_lazy("Hier kun je geen rol geven. Kies een plek uit de lijst."),
}
NO_ROLE = {
    "required": gettext_lazy("Kies een rol."),
    "invalid_choice": gettext_lazy("Deze rol kun je niet geven. Kies er een uit de lijst."),
}


def places_of_people(user: Person, *, giving: bool) -> list[Place]:
    """Where somebody manages people: boards, schools each with its teams after it. Three queries.

    With `giving` only where they may give a role now: no closed places, and a board only to its beheerder.
    """
    over = Ability.MANAGE_ORGANISATION if giving else Ability.MANAGE_PEOPLE
    boards = list(Board.objects.filter(pk__in=places_for(user, over).boards))
    schools = rows.schools(user, Ability.MANAGE_PEOPLE)
    teams = rows.teams(user, Ability.MANAGE_PEOPLE).select_related("school__board")
    places: list[Place] = [*boards, *by_school(schools, teams)]
    return [place for place in places if not (giving and is_closed(place))]


class RoleAtPlaceForm(PageForm):
    """A role and where it holds, of those that `user` may give."""

    role = forms.ChoiceField(label=gettext_lazy("Rol"), widget=forms.RadioSelect, error_messages=NO_ROLE)
    place = forms.ChoiceField(label=gettext_lazy("Waar"), error_messages=NO_PLACE)

    def __init__(self, *args: Any, user: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.places = {str(place.uid): place for place in places_of_people(user, giving=True)}
        roles = [role for role in Role if grip_of(user).every_role or role in GIVEN_BY_COORDINATOR]
        self.fields["role"].choices = [(role.value, capfirst(role.label)) for role in roles]  # type: ignore[attr-defined]
        several = [("", _("Kies een plek"))] if len(self.places) > 1 else []
        self.fields["place"].choices = [*several, *choices_of(self.places.values())]  # type: ignore[attr-defined]
        self.helper.layout = Layout(*self.layout())

    def layout(self) -> list[Any]:
        return [Field("role", template="people/role_choices.html"), "place"]

    def role_options(self) -> list[Option]:
        chosen = self["role"].value()
        field: forms.ChoiceField = self.fields["role"]  # type: ignore[assignment]
        return [
            Option(
                id=f"id_role_{number}",
                value=value,
                label=label,
                words=" ".join(words_of(Role(value))),
                checked=value == chosen,
            )
            for number, (value, label) in enumerate(field.choices)  # type: ignore[arg-type]
        ]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])

    def clean_place(self) -> Place:
        return self.places[self.cleaned_data["place"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        role, place = data.get("role"), data.get("place")
        if role and place:
            if reason := role_misfit(role, place):
                self.add_error("place", reason)
            elif not may_give(self.user, role, place):
                self.add_error("place", _("Deze rol kun je hier niet geven. Kies een andere plek."))
        return data


class InviteForm(RoleAtPlaceForm):
    """Addresses as pasted, the role they are invited to, and in which language."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mailadressen"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        max_length=MAX_PASTED,
        help_text=gettext_lazy(
            "Plak er zoveel je wilt, hoogstens 200. Met komma’s, puntkomma’s of regels ertussen; namen mogen erbij, "
            "zoals in Outlook: Jan Jansen <jan@school.nl>."
        ),
        error_messages={
            "required": gettext_lazy("Vul minstens één e-mailadres in."),
            "max_length": gettext_lazy("Dit is te lang. Nodig hoogstens 200 mensen tegelijk uit."),
        },
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Taal van de uitnodiging"), choices=settings.LANGUAGES, initial="nl"
    )

    field_order = ["addresses", "role", "place", "language"]
    read: AddressList = AddressList()

    def layout(self) -> list[Any]:
        return ["addresses", *super().layout(), "language"]

    def clean_addresses(self) -> str:
        text: str = self.cleaned_data["addresses"]
        self.read = read_addresses(text)
        if not self.read.entries and not self.read.bad:
            raise forms.ValidationError(_("Vul minstens één e-mailadres in."))
        if len(self.read.entries) > AT_ONCE:
            raise forms.ValidationError(
                _("Dit zijn %(n)s adressen. Nodig hoogstens 200 mensen tegelijk uit.")
                % {"n": len(self.read.entries)}
            )
        return text


class SuccessorForm(PageForm):
    """Who takes over a role, and whether the old one ends at once."""

    address = forms.CharField(
        label=gettext_lazy("E-mailadres van de opvolger"),
        max_length=400,
        help_text=gettext_lazy(
            "Wie je hier al kent, krijgt de rol meteen. Ieder ander krijgt een uitnodiging per mail."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": gettext_lazy("Vul het e-mailadres van de opvolger in.")},
    )
    name = forms.CharField(
        label=gettext_lazy("Naam"),
        required=False,
        max_length=MAX_NAME,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=gettext_lazy("Voor de aanhef van de uitnodiging."),
    )
    end = forms.ChoiceField(
        label=gettext_lazy("Wanneer stopt de oude rol?"),
        widget=forms.RadioSelect,
        choices=[
            ("nu", gettext_lazy("Vandaag")),
            ("later", gettext_lazy("Later: ik beëindig die rol zelf, als de opvolger binnen is")),
        ],
        initial="nu",
        error_messages={"invalid_choice": gettext_lazy("Kies een van de twee.")},
    )

    def clean_name(self) -> str:
        return clean_line(self.cleaned_data["name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if text := data.get("address"):
            found = read_addresses(text)
            if len(found.entries) != 1 or found.bad:
                self.add_error("address", _("Dit is geen e-mailadres. Schrijf het zoals naam@school.nl."))
            else:
                entry = found.entries[0]
                data |= {"address": entry.address, "name": data.get("name") or entry.name}
        return data
