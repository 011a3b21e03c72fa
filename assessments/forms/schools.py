"""A school: its particulars, and what is asked before it closes, opens again or merges; which school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from crispy_forms.layout import Div, Layout
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.enums import Sector
from assessments.models import Board, Membership, School, Team, sort_key
from assessments.models.school_codes import BRANCH_CODE, BRIN, brin_of, codes_differ, school_code
from assessments.services.teams import taken
from assessments.services.texts import clean_line

from .ground import PageForm
from .places import (
    NO_SCHOOL,
    SCHOOL_NOT_YOURS,
    TEAM_NOT_YOURS,
    NameField,
    OwnKeyField,
)
from .rounds import DateInput


class SchoolForm(PageForm):
    name = NameField(help_text=_("De naam zoals iedereen bij jullie die kent."))
    sector = forms.ChoiceField(
        label=_("Sector"),
        choices=Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Kies een sector."), "invalid_choice": _("Kies een sector.")},
    )
    brin = forms.CharField(
        label=_("BRIN"),
        required=False,
        help_text=_("Twee cijfers en twee letters, bijvoorbeeld 01AB."),
    )
    branch_code = forms.CharField(
        label=_("Vestigingscode"),
        required=False,
        help_text=_("Het BRIN met het nummer van de vestiging, bijvoorbeeld 01AB00."),
    )
    own_key = OwnKeyField()

    def __init__(self, *args: Any, board: Board, school: School | None = None, **kwargs: Any) -> None:
        if school:
            fields = ("name", "sector", "brin", "branch_code", "own_key")
            kwargs["initial"] = {name: getattr(school, name) for name in fields}
        super().__init__(*args, **kwargs)
        others = board.schools.all()
        self.others = list(others.exclude(pk=school.pk) if school else others)
        self.helper.layout = Layout("name", "sector", Div("brin", "branch_code", css_class="pair"), "own_key")

    def clean_brin(self) -> str:
        return self._code("brin", BRIN, _("Een BRIN heeft twee cijfers en twee letters, zoals 01AB."))

    def clean_branch_code(self) -> str:
        return self._code(
            "branch_code",
            BRANCH_CODE,
            _("Een vestigingscode is een BRIN met twee cijfers erachter, zoals 01AB00."),
        )

    def _code(self, field: str, pattern: re.Pattern[str], words: Any) -> str:
        code = school_code(clean_line(self.cleaned_data[field]))
        if code and not pattern.fullmatch(code):
            raise forms.ValidationError(words)
        return code

    def clean(self) -> dict[str, Any]:
        """Hold the codes against each other and against those of the other schools; the names of open ones too."""
        data = super().clean() or {}
        brin, branch = data.get("brin", ""), data.get("branch_code", "")
        if codes_differ(brin, branch):
            self.add_error(
                "branch_code", _("Deze vestigingscode hoort bij een ander BRIN. Kijk beide codes na.")
            )
        elif branch and "brin" in data:
            data["brin"] = brin_of(branch)
        for field, words in (
            ("branch_code", _("%(school)s heeft al deze vestigingscode. Kijk de code na.")),
            ("own_key", _("%(school)s heeft al deze sleutel. Kies een andere.")),
        ):
            code = data.get(field)
            same = [school for school in self.others if code and getattr(school, field) == code]
            if same:
                self.add_error(field, words % {"school": same[0].name})
        key = sort_key(data.get("name", ""))
        for school in self.others:
            told_apart = branch and school.branch_code
            if key and school.sort_name == key and school.closed_on is None and not told_apart:
                words = _(
                    "Er is al een school met deze naam. Kies een andere naam, of vul bij beide de vestigingscode in."
                )
                self.add_error("name", words)
                break
        return data


class CloseForm(PageForm):
    on = forms.DateField(
        label=_("Laatste dag"),
        initial=timezone.localdate,
        widget=DateInput(),
        help_text=_("Vandaag of eerder."),
        error_messages={"required": _("Kies een dag."), "invalid": _("Dit is geen datum.")},
    )


class ReopenSchoolForm(PageForm):
    """`teams` are its closed teams; those that closed with it are ticked."""

    teams = forms.MultipleChoiceField(
        label=_("Welke teams gaan mee open?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": TEAM_NOT_YOURS},
    )

    def __init__(self, *args: Any, school: School, teams: Iterable[Team], **kwargs: Any) -> None:
        self.known = {str(team.uid): team for team in teams}
        together = [uid for uid, team in self.known.items() if team.closed_on == school.closed_on]
        super().__init__(*args, initial={"teams": together}, **kwargs)
        if self.known:
            choices = [(uid, team.name) for uid, team in self.known.items()]
            self.fields["teams"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["teams"]

    def chosen(self) -> list[Team]:
        return [self.known[uid] for uid in self.cleaned_data.get("teams", ())]


class SchoolChoiceForm(PageForm):
    """Which school; sent by GET, so that the page that says what will happen has an address of its own."""

    naar = forms.ChoiceField(
        label=_("School"), error_messages={"required": NO_SCHOOL, "invalid_choice": SCHOOL_NOT_YOURS}
    )

    def __init__(self, *args: Any, schools: Iterable[School], label: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = {str(school.uid): school for school in schools}
        self.fields["naar"].label = label
        choices = [("", _("Kies een school")), *((uid, school.name) for uid, school in self.known.items())]
        self.fields["naar"].choices = choices  # type: ignore[attr-defined]

    def clean_naar(self) -> School:
        return self.known[self.cleaned_data["naar"]]


class MergeSchoolForm(PageForm):
    """Another name for every team whose name is taken at the new school, and who gets the same role there."""

    def __init__(
        self, *args: Any, into: School, clashing: Iterable[Team], roles: Iterable[Membership], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.into = into
        self.clashing = {f"name-{team.uid}": team for team in clashing}
        self.roles = {str(role.uid): role for role in roles}
        for field, team in self.clashing.items():
            label = _("Nieuwe naam voor %(team)s") % {"team": team.name}
            help_text = _("%(school)s heeft al een team met deze naam.") % {"school": into.name}
            self.fields[field] = NameField(label=label, help_text=help_text)
        if self.roles:
            self.fields["roles"] = forms.MultipleChoiceField(
                label=_("Wie krijgt dezelfde rol bij %(school)s?") % {"school": into.name},
                required=False,
                help_text=_(
                    "Wie je aanvinkt, ziet ook de eerdere resultaten van die school. De rol bij de oude school blijft."
                ),
                widget=forms.CheckboxSelectMultiple,
                choices=[
                    (uid, f"{role.user}: {role.get_role_display()}") for uid, role in self.roles.items()
                ],
                error_messages={"invalid_choice": _("Een van deze rollen kun je niet kiezen.")},
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for field in self.clashing:
            if (name := data.get(field)) and (reason := taken(self.into, name)):
                self.add_error(field, reason)
        return data

    def names(self) -> Mapping[int, str]:
        return {team.pk: self.cleaned_data[field] for field, team in self.clashing.items()}

    def chosen(self) -> list[Membership]:
        return [self.roles[uid] for uid in self.cleaned_data.get("roles", ())]
