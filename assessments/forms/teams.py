"""Teams: new ones, a name, and which of them become one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.models import School, Team, sort_key
from assessments.services.places import MAX_NAME, MAX_SORT_NAME
from assessments.services.texts import clean_line, clean_text

from .ground import PageForm
from .places import (
    TEAM_NOT_YOURS,
    NameField,
    OwnKeyField,
)

MOST_TEAMS = 50
"""So many teams can be made at once; a whole organisation comes in as a file."""


class TeamForm(PageForm):
    name = NameField()
    own_key = OwnKeyField()

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": team.name, "own_key": team.own_key}, **kwargs)


class TeamNameForm(PageForm):
    """The name of a team where it will be."""

    name = NameField()


class TeamsForm(PageForm):
    """New teams, one name a line."""

    names = forms.CharField(
        label=_("Namen van de teams"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Eén team per regel. Je kunt een lijst plakken."),
        error_messages={"required": _("Vul minstens één naam in.")},
    )

    def __init__(self, *args: Any, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing: list[str] = []
        """Names among those given that the school has already; they are left as they are."""
        rows = school.teams.filter(closed_on__isnull=True).values_list("sort_name", "name")
        self._taken = dict(rows)

    def clean_names(self) -> list[str]:
        """Return the names to make, each once, in the order given."""
        wanted: dict[str, str] = {}
        for line in clean_text(self.cleaned_data["names"]).split("\n"):
            name = clean_line(line)
            key = sort_key(name)
            if len(name) > MAX_NAME or len(key) > MAX_SORT_NAME:
                words = _("“%(name)s …” is te lang: een naam heeft hoogstens 120 tekens.")
                raise forms.ValidationError(words % {"name": name[:30]})
            if key:
                wanted.setdefault(key, name)
        if not wanted:
            raise forms.ValidationError(self.fields["names"].error_messages["required"])
        self.existing = [self._taken[key] for key in wanted if key in self._taken]
        names = [name for key, name in wanted.items() if key not in self._taken]
        if not names:
            raise forms.ValidationError(_("Al deze teams zijn er al. Vul een andere naam in."))
        if len(names) > MOST_TEAMS:
            raise forms.ValidationError(
                _("Dit zijn meer dan 50 teams. Maak ze in delen, of lees een bestand in.")
            )
        return names


class ChosenTeamsField(forms.MultipleChoiceField):
    """One of two lists to choose from: none from this one is no mistake by itself, but nor is it called optional."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class TeamsChoiceForm(PageForm):
    """Which teams become one; sent by GET. `own` are of the school itself, `others` of other schools of the board."""

    teams = ChosenTeamsField(
        label=_("Teams"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": TEAM_NOT_YOURS},
    )
    elders = ChosenTeamsField(
        label=_("Teams van andere scholen"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": TEAM_NOT_YOURS},
    )

    def __init__(self, *args: Any, own: Iterable[Team], others: Iterable[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = {str(team.uid): team for team in own}
        self.others = {str(team.uid): team for team in others}
        self.fields["teams"].choices = [(uid, team.name) for uid, team in self.own.items()]  # type: ignore[attr-defined]
        groups: dict[str, list[tuple[str, str]]] = {}
        for uid, team in self.others.items():
            groups.setdefault(team.school.name, []).append((uid, team.name))
        self.fields["elders"].choices = list(groups.items())  # type: ignore[attr-defined]
        if not groups:
            del self.fields["elders"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = [self.own[uid] for uid in data.get("teams", ())]
        chosen += [self.others[uid] for uid in data.get("elders", ())]
        if len(chosen) < 2 and not self.errors:
            self.add_error("teams", _("Kies minstens twee teams om samen te voegen."))
        return {**data, "chosen": chosen}
