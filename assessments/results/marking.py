"""The marks of assessments from what is stored: what was agreed, and what remains of what people chose.

Confirming keeps them with the assessment. Here they are made: for that, for a team that is not confirmed yet, and for a
recount of what was kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from assessments.models import Assessment, Indicator, Tally, TeamScore

from .privacy import LEVELS, above_floor
from .values.marks import EMPTY, mark_of


def marks_from_scores(assessment_pks: Collection[int]) -> dict[int, str]:
    """Return the marks of these assessments by key, each in the order of its card. Four queries, however many."""
    about = {
        pk: (card, min_group)
        for pk, card, min_group in Assessment.objects.filter(pk__in=assessment_pks).values_list(
            "pk", "round__card", "min_group"
        )
    }
    places = _places({card for card, _ in about.values()})
    marks = {pk: [EMPTY] * len(places[card]) for pk, (card, _) in about.items()}
    people = _people(assessment_pks)
    agreed = TeamScore.objects.filter(assessment__in=assessment_pks)
    choices = {
        (pk, indicator): (choice, level)
        for pk, indicator, choice, level in agreed.values_list("assessment", "indicator", "choice", "level")
    }
    for key in choices.keys() | people.keys():
        pk, indicator = key
        card, min_group = about[pk]
        choice, level = choices.get(key, ("", None))
        marks[pk][places[card][indicator]] = mark_of(choice, level, people.get(key, ()), min_group=min_group)
    return {pk: "".join(found) for pk, found in marks.items()}


def marks_of(assessment: Assessment) -> str:
    """The marks of one assessment as its scores stand now."""
    return marks_from_scores([assessment.pk])[assessment.pk]


def _places(card_pks: Collection[int]) -> dict[int, dict[int, int]]:
    """Per card the place of each of its indicators, from 0, by their keys."""
    places: dict[int, dict[int, int]] = defaultdict(dict)
    for card, pk in Indicator.objects.filter(card__in=card_pks).values_list("card", "pk"):
        places[card][pk] = len(places[card])
    return places


def _people(assessment_pks: Collection[int]) -> dict[tuple[int, int], Sequence[int]]:
    """People per level where a tally stands above the floor: under it there is no median."""
    found = Tally.objects.filter(above_floor(), assessment__in=assessment_pks)
    return {
        (pk, indicator): counts
        for pk, indicator, *counts in found.values_list("assessment", "indicator", *LEVELS)
    }
