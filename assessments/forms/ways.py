"""How each team of a round answers, and how many people it is: one row per team."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import Way
from assessments.models import Assessment
from assessments.services.ways import MOST_SIZE, NO_SIZE, OUT_OF_BOUNDS, Chosen

PROPOSED = "voorgesteld"


@dataclass(frozen=True, slots=True)
class People:
    """Of a team: its teamleden, who was invited to become one, and how many it was the last time; 0 where unknown."""

    members: int
    invited: int
    before: int

    @property
    def expected(self) -> int:
        """How many will take part, as far as is known; 0 where nothing is."""
        return max(self.members + self.invited, self.before)


@dataclass(frozen=True, slots=True)
class WayRow:
    """A team on the page. `is_fixed`: it has begun. `proposed`: fewer people than the floor, so *samen* is proposed."""

    assessment: Assessment
    way: forms.BoundField
    size: forms.BoundField
    people: People
    is_fixed: bool
    proposed: int


class SizeField(forms.IntegerField):
    """A number of people; whatever else is written gets one sentence that says so."""

    def __init__(self) -> None:
        super().__init__(
            required=False,
            min_value=1,
            max_value=MOST_SIZE,
            error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), OUT_OF_BOUNDS),
            widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        )


class WaysForm(forms.Form):
    """Made with the assessments of one round, in order; `people` counts those of each, `fixed` have begun.

    Who chooses *eerst ieder voor zich* for fewer people than the floor is proposed *samen*, once, with the reason: what
    they then choose stands.
    """

    def __init__(
        self,
        sent: QueryDict | None = None,
        *,
        assessments: Iterable[Assessment],
        people: Mapping[int, People],
        fixed: Iterable[Assessment],
        needs_size: bool,
    ) -> None:
        self.assessments = list(assessments)
        self.people, self.needs_size = people, needs_size
        self._fixed = {assessment.pk for assessment in fixed}
        self._proposed_before = set(sent.getlist(PROPOSED)) if sent else set()
        self.proposed: set[str] = set()
        self._sent = sent
        super().__init__(sent)
        for assessment in self.assessments:
            way, size = self._names(assessment)
            self.fields[way] = forms.ChoiceField(
                choices=[(one.value, capfirst(one.label)) for one in Way],
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice"), gettext_lazy("Kies een van de twee manieren.")
                ),
            )
            self.fields[size] = SizeField()
            for name, value in ((way, assessment.way), (size, self._first_size(assessment))):
                self.fields[name].initial = value
                self.fields[name].disabled = assessment.pk in self._fixed

    @staticmethod
    def _names(assessment: Assessment) -> tuple[str, str]:
        return f"{assessment.uid}-manier", f"{assessment.uid}-mensen"

    def _first_size(self, assessment: Assessment) -> int | None:
        """What was said, or else how many are expected; to be looked at and corrected."""
        return assessment.declared_size or self.people[assessment.pk].expected or None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for assessment in self.assessments:
            way, size = self._names(assessment)
            if assessment.pk in self._fixed or way in self.errors or size in self.errors:
                continue
            if data[way] == Way.INDIVIDUAL and data[size] is None and self.needs_size:
                self.add_error(size, NO_SIZE)
            elif self._is_to_propose(assessment, data[way], data[size]):
                self.proposed.add(str(assessment.uid))
        if self.errors:
            self.proposed.clear()  # first what is wrong
        return data

    def _is_to_propose(self, assessment: Assessment, way: str, size: int | None) -> bool:
        if way != Way.INDIVIDUAL or size is None or size >= assessment.min_group:
            return False
        stands = (assessment.way, assessment.declared_size) == (way, size)
        return not stands and str(assessment.uid) not in self._proposed_before

    def with_proposals(self) -> WaysForm:
        """The same form with *samen* chosen where that is proposed."""
        data = (self._sent or QueryDict()).copy()
        for assessment in self.assessments:
            if str(assessment.uid) in self.proposed:
                data[self._names(assessment)[0]] = Way.TOGETHER.value
        data.setlist(PROPOSED, sorted(self.proposed | self._proposed_before))
        form = WaysForm(
            data,
            assessments=self.assessments,
            people=self.people,
            fixed=[one for one in self.assessments if one.pk in self._fixed],
            needs_size=self.needs_size,
        )
        form.proposed = self.proposed
        return form

    def chosen(self) -> dict[UUID, Chosen]:
        """What to write, by the uid of the assessment. A size without use is left as it was."""
        found = {}
        for assessment in self.assessments:
            if assessment.pk not in self._fixed:
                way, size = (self.cleaned_data[name] for name in self._names(assessment))
                together = way == Way.TOGETHER
                found[assessment.uid] = Chosen(Way(way), assessment.declared_size if together else size)
        return found

    def rows(self) -> list[tuple[str, list[WayRow]]]:
        """The rows as they stand now, per school."""
        schools = groupby(self.assessments, key=lambda one: (one.school_id, one.school_name))
        return [(name, [self._row(one) for one in group]) for (_pk, name), group in schools]

    def _row(self, assessment: Assessment) -> WayRow:
        way, size = (self[name] for name in self._names(assessment))
        return WayRow(
            assessment,
            way,
            size,
            self.people[assessment.pk],
            assessment.pk in self._fixed,
            assessment.min_group if str(assessment.uid) in self.proposed else 0,
        )

    def problems(self) -> list[tuple[str, str]]:
        """What is wrong, for the summary: where, and in words."""
        found = [("", str(error)) for error in self.non_field_errors()]
        for assessment in self.assessments:
            for name in self._names(assessment):
                found += [
                    (
                        self[name].auto_id,
                        _("%(team)s: %(error)s") % {"team": assessment.team_name, "error": error},
                    )
                    for error in self.errors.get(name, [])
                ]
        return found
