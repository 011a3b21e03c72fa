"""What every form about a school or team shares."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import Board, School, Team, sort_key
from assessments.services.places import MAX_NAME, MAX_SORT_NAME, Place
from assessments.services.texts import clean_line

NO_NAME = _("Vul een naam in.")
TOO_LONG = _("Een naam heeft hoogstens 120 tekens.")
NO_SCHOOL = _("Kies een school.")
SCHOOL_NOT_YOURS = _("Deze school kun je niet kiezen.")
TEAM_NOT_YOURS = _("Een van deze teams kun je niet kiezen.")


Choices = list[tuple[str, list[tuple[str, str]]]]


def by_school(schools: Iterable[School], teams: Iterable[Team]) -> list[School | Team]:
    """Schools and teams in the order of a list to choose from: each school with its teams after it."""
    lines: list[tuple[School, School | Team]] = [
        *((school, school) for school in schools),
        *((team.school, team) for team in teams),
    ]
    lines.sort(key=lambda line: (line[0].sort_name, line[0].pk, isinstance(line[1], Team), line[1].sort_name))
    return [place for _school, place in lines]


def choices_of(places: Iterable[Place]) -> Choices:
    """Places as the groups of a list to choose from: the board, then each school with its teams."""

    def school_of(place: Place) -> Place:
        return place.school if isinstance(place, Team) else place

    def label(place: Place) -> str:
        if isinstance(place, Team):
            return place.name
        words = _("%(name)s (hele bestuur)") if isinstance(place, Board) else _("%(name)s (hele school)")
        return words % {"name": place.name}

    return [
        (group.name, [(str(place.uid), label(place)) for place in members])
        for group, members in groupby(places, key=school_of)
    ]


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
