"""What stands for one assessment: what its team agreed and wrote, why it opened its scores again, what people chose.

Each has a table of its own; they are read as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import DateField, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import TruncDate

from assessments.models import Confirmation, TeamScore

from .marking import Agreed, counted
from .privacy import LEVELS
from .values import Words
from .values.team import Reopening

_SCORE, _PEOPLE, _REOPENED = "score", "people", "reopened"
"""What a line is about."""


@dataclass(frozen=True, slots=True)
class Told:
    """By the code of the indicator, but for the reopenings, which come in the order in which they happened."""

    agreed: dict[str, Agreed]
    words: dict[str, Words]
    people: dict[str, Sequence[int]]
    reopenings: tuple[Reopening, ...]


def told_of(assessment_pk: int, *, with_people: bool) -> Told:
    """Return what stands for an assessment, `with_people` per level where they are above the floor. One query."""
    agreed: dict[str, Agreed] = {}
    words: dict[str, Words] = {}
    people: dict[str, Sequence[int]] = {}
    reopened: dict[int, Reopening] = {}
    for kind, code, choice, number, why, evidence, day, dissent, *levels in _lines(
        assessment_pk, with_people
    ):
        if kind == _REOPENED:
            reopened[number] = Reopening(day, why)
        elif kind == _PEOPLE:
            people[code] = levels
        else:
            agreed[code] = (choice, number)
            if spoken := Words(why, evidence, day, dissent):
                words[code] = spoken
    return Told(agreed, words, people, tuple(one for _number, one in sorted(reopened.items())))


def _lines(assessment_pk: int, with_people: bool) -> QuerySet[Any, Any]:
    """Of each line what it is about, the indicator, the choice, its level (of a reopening its number), why, the
    evidence, a day, the dissent, and people per level.
    """
    none, nobody = Value("", TextField()), [Value(0)] * len(LEVELS)
    no_level, no_day = Value(None, IntegerField()), Value(None, DateField())
    code = "indicator__code"
    words = ("rationale", "evidence", "evidenced_on", "dissent")
    scores = TeamScore.objects.filter(assessment=assessment_pk).order_by()
    lines = scores.values_list(Value(_SCORE), code, "choice", "level", *words, *nobody)
    reopened = Confirmation.objects.reopened().filter(assessment=assessment_pk).order_by()
    why = ("reopen_reason", none, TruncDate("reopened_at"), none)
    others: list[QuerySet[Any, Any]] = [
        reopened.values_list(Value(_REOPENED), none, none, "number", *why, *nobody)
    ]
    if with_people:
        no_words = (none, none, no_day, none)
        tallies = counted([assessment_pk]).order_by()
        others.append(tallies.values_list(Value(_PEOPLE), code, none, no_level, *no_words, *LEVELS))
    return lines.union(*others, all=True)
