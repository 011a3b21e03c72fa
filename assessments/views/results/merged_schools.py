"""Schools that merged: what one went on in, and the rounds of those that went on in it, for who may see them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from assessments.access import rows
from assessments.access.permissions import Ability, Person, can
from assessments.models import Assessment, Round, School


class OtherRound(NamedTuple):
    """A round of a school, to go on to."""

    starts_on: dt.date
    round_pk: int
    ends_on: dt.date
    title: str
    round_uid: UUID
    school_uid: UUID
    school_name: str


def successor_url(user: Person, school: School) -> str:
    """Where the results stand of the school that one went on in; empty without one, or for who may not see them."""
    into = school.merged_into
    if into is None or not can(user, Ability.SEE_SCHOOL_RESULTS, into):
        return ""
    return reverse("school-latest", args=[into.uid])


def other_rounds(user: Person, school: School, own: Iterable[Round]) -> list[OtherRound]:
    """These rounds of a school itself and the real ones of its predecessors, latest first. One query.

    A right to a school is none to its predecessors.
    """
    before = (
        Assessment.objects.real().started().filter(school__in=rows.schools(user).filter(merged_into=school))
    )
    columns = ("starts_on", "pk", "ends_on", "title", "uid")
    theirs = before.order_by().values_list(
        *(f"round__{column}" for column in columns), "school__uid", "school_name"
    )
    found = [OtherRound(*values) for values in theirs.distinct()]
    found += [
        OtherRound(one.starts_on, one.pk, one.ends_on, one.title, one.uid, school.uid, school.name)
        for one in own
    ]
    return sorted(found, reverse=True)
