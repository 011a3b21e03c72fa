"""Editions of a card that differ in what they ask, in what order, on which scale."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from assessments.models import Actor, Board, Card, Criterion, Indicator, Level, Theme

CODES = [
    *("VA1.1", "VA1.2", "VA1.3", "VA1.10"),
    *("VA2.1", "VA2.2", "VA3.1"),
    *("FA1.1", "FA1.2", "FA1.3", "FA2.1", "FA2.2"),
    *("VB1.1", "VB1.2"),
]


@dataclass(frozen=True)
class Edition:
    """A card: how many levels, from which op orde holds, which of `CODES` it leaves out, and in what order."""

    levels: int
    threshold: int
    without: frozenset[str]
    order: int
    family: str


def make_edition(edition: Edition, number: int, owner: Board | None = None) -> Card:
    """Make a card in which themes, criteria and indicators stand in an order of their own."""
    chance = Random(edition.order)
    card = Card.objects.create(
        owner=owner,
        key=edition.family,
        edition=str(number),
        title="Proefkaart",
        question="?",
        threshold=edition.threshold,
    )
    Level.objects.bulk_create(
        Level(card=card, number=n, label=f"Niveau {n}", meaning="…") for n in range(1, edition.levels + 1)
    )
    actors = Actor.objects.bulk_create(
        Actor(card=card, code=code, name=code, position=n)
        for n, code in enumerate(("bestuur", "team", "ouders"))
    )
    codes = [code for code in CODES if code not in edition.without]
    if edition.order:
        chance.shuffle(codes)
    themes: dict[str, Theme] = {}
    criteria: dict[str, Criterion] = {}
    for place, code in enumerate(codes):
        within, letters = code.split(".")[0], code[:2]
        if letters not in themes:
            themes[letters] = Theme.objects.create(card=card, code=letters, name=letters, position=place)
        if within not in criteria:
            criteria[within] = Criterion.objects.create(
                card=card, theme=themes[letters], code=within, text=within, short_name=within, position=place
            )
    indicators = Indicator.objects.bulk_create(
        Indicator(card=card, criterion=criteria[code.split(".")[0]], code=code, text=code, position=place)
        for place, code in enumerate(codes)
    )
    acts = Indicator.actors.through
    acts.objects.bulk_create(
        acts(indicator_id=indicator.pk, actor_id=actor.pk)
        for indicator in indicators
        for actor in chance.sample(actors, chance.choice((0, 1, 1, 2)))
    )
    return card
