"""The marks of assessments from what is stored: what was agreed, and what remains of what people chose.

Confirming keeps them with the assessment. Here they are made: for that, for a team that is not confirmed yet, and for a
recount of what was kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from django.db.models import QuerySet

from assessments.models import Assessment, Indicator, Tally, TeamScore

from .privacy import LEVELS, above_floor
from .values.marks import mark_of

Key = TypeVar("Key", int, str)
"""What names an indicator: its key, or its code."""

Agreed = tuple[str, int | None]
"""The choice of a team and its level."""

NOTHING: Agreed = ("", None)


def marks_from_scores(assessment_pks: Collection[int]) -> dict[int, str]:
    """Return the marks of these assessments by key, each in the order of its card. Four queries, however many."""
    about = Assessment.objects.filter(pk__in=assessment_pks).values_list("pk", "round__card", "min_group")
    cards = {pk: (card, min_group) for pk, card, min_group in about}
    order = _order({card for card, _ in cards.values()})
    people: dict[int, dict[int, Sequence[int]]] = defaultdict(dict)
    for pk, indicator, *counts in counted(assessment_pks).values_list("assessment", "indicator", *LEVELS):
        people[pk][indicator] = counts
    agreed: dict[int, dict[int, Agreed]] = defaultdict(dict)
    scores = TeamScore.objects.filter(assessment__in=assessment_pks)
    for pk, indicator, choice, level in scores.values_list("assessment", "indicator", "choice", "level"):
        agreed[pk][indicator] = (choice, level)
    return {
        pk: laid(order[card], agreed[pk], people[pk], min_group=min_group)
        for pk, (card, min_group) in cards.items()
    }


def marks_of(assessment: Assessment) -> str:
    """The marks of one assessment as its scores stand now."""
    return marks_from_scores([assessment.pk])[assessment.pk]


def laid(
    order: Iterable[Key],
    agreed: Mapping[Key, Agreed],
    people: Mapping[Key, Sequence[int]],
    *,
    min_group: int,
) -> str:
    """The marks of one assessment, in the `order` of its card: of what was agreed, and of people per level."""
    return "".join(
        mark_of(*agreed.get(key, NOTHING), people.get(key, ()), min_group=min_group) for key in order
    )


def counted(assessment_pks: Collection[int]) -> QuerySet[Tally]:
    """The tallies that stand above the floor: under it there is no median."""
    return Tally.objects.filter(above_floor(), assessment__in=assessment_pks)


def _order(card_pks: Collection[int]) -> dict[int, list[int]]:
    """Per card the keys of its indicators, in its order."""
    order: dict[int, list[int]] = defaultdict(list)
    for card, pk in Indicator.objects.filter(card__in=card_pks).values_list("card", "pk"):
        order[card].append(pk)
    return order
