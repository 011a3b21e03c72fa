"""Examples of actions to begin from, per criterion of a card."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass

from django.utils.translation import get_language

from assessments.models import Example as Stored
from assessments.results.values import CardInfo


@dataclass(frozen=True, slots=True)
class Example:
    """`key` is its criterion and its number there: VA1-2."""

    key: str
    what: str
    how_seen: str

    @property
    def criterion(self) -> str:
        return self.key.rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class CriterionExamples:
    """`is_about`: an indicator of this criterion is what the action is about so far."""

    code: str
    name: str
    examples: tuple[Example, ...]
    is_about: bool


def examples_of(card: CardInfo, about: Container[str]) -> list[CriterionExamples]:
    """The examples per criterion that has any, in card order, in the language of now; `about` are codes of indicators.
    One query.
    """
    language = get_language() or "nl"
    found: dict[str, list[Example]] = {}
    for one in Stored.objects.filter(criterion__card=card.pk).select_related("criterion"):
        words = one.translations.get(language, {})
        key = f"{one.criterion.code}-{one.position}"
        example = Example(key, words.get("what", one.what), words.get("how_seen", one.how_seen))
        found.setdefault(one.criterion.code, []).append(example)
    return [
        CriterionExamples(
            one.code,
            one.short_name,
            tuple(found[one.code]),
            any(indicator.code in about for indicator in one.indicators),
        )
        for one in card.criteria
        if one.code in found
    ]


def example_of(examples: Iterable[CriterionExamples], key: str) -> Example | None:
    """The example that is asked for; none where there is no such."""
    return next((one for group in examples for one in group.examples if one.key == key), None)
