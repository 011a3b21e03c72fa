"""Stored cards as results, forms and pages know them: values, in order, in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from assessments.models import Card, Indicator, Level

from .values import ActorInfo, CardInfo, CriterionInfo, IndicatorInfo, LevelInfo, ThemeInfo

Acting = dict[int, list[tuple[int, ActorInfo]]]
"""Per key of an indicator who acts in it, each with their place on the card."""


def colour_step(number: int, levels: int, threshold: int) -> int:
    """Return the colour step 1-5 of a level: under the threshold spread over 1-3, from it over 4-5, evenly.

    With five levels and threshold 4 the step is the level itself.
    """
    low, high = (1, 3) if number < threshold else (4, 5)
    first, last = (1, threshold - 1) if number < threshold else (threshold, levels)
    if first == last:
        return (low + high + 1) // 2
    return low + round((number - first) * (high - low) / (last - first))


def load_card(card_pk: int, language: str = "nl", *, actors: bool = False) -> CardInfo:
    """Return one card in two queries, three with who acts; translations in `language` where the card has them."""
    return load_cards([card_pk], language, actors=actors)[card_pk]


def load_cards(card_pks: Iterable[int], language: str = "nl", *, actors: bool = False) -> dict[int, CardInfo]:
    """Return cards by key in two queries, three with who acts, however many there are.

    Raises `Card.DoesNotExist` for a card that is not there, or has no levels or no indicators.
    """
    wanted = set(card_pks)
    levels = defaultdict(list)
    for level in Level.objects.filter(card__in=wanted).select_related("card").order_by("card", "number"):
        levels[level.card_id].append(level)
    indicators = defaultdict(list)
    for indicator in Indicator.objects.filter(card__in=wanted).select_related("criterion__theme"):
        indicators[indicator.card_id].append(indicator)
    if missing := wanted - levels.keys() | wanted - indicators.keys():
        raise Card.DoesNotExist(f"no card with contents: {sorted(missing)}")
    acting = _acting(wanted, language) if actors else {}
    return {pk: _card_info(levels[pk], indicators[pk], language, acting) for pk in wanted}


def _acting(card_pks: Iterable[int], language: str) -> Acting:
    links = Indicator.actors.through.objects.filter(indicator__card__in=card_pks).order_by("actor__position")
    fields = ("indicator", "actor__position", "actor__code", "actor__name", "actor__translations")
    acting: Acting = defaultdict(list)
    for pk, position, code, name, translations in links.values_list(*fields):
        acting[pk].append((position, ActorInfo(code, name, _translated(translations, language, "name"))))
    return acting


def _translated(translations: dict[str, Any], language: str, key: str) -> str:
    return str(translations.get(language, {}).get(key, ""))


def _card_info(levels: list[Level], indicators: list[Indicator], language: str, acting: Acting) -> CardInfo:
    card = levels[0].card
    themes = groupby(indicators, key=lambda indicator: indicator.criterion.theme)
    return CardInfo(
        pk=card.pk,
        uid=card.uid,
        owner_pk=card.owner_id,
        key=card.key,
        title=card.title,
        edition=card.edition,
        question=card.question,
        threshold=card.threshold,
        levels=tuple(
            LevelInfo(
                number=level.number,
                label=level.label,
                meaning=level.meaning,
                step=colour_step(level.number, len(levels), card.threshold),
                in_order=level.number >= card.threshold,
                translation=level.translations.get(language, {}),
            )
            for level in levels
        ),
        themes=tuple(
            ThemeInfo(
                code=theme.code,
                name=theme.name,
                number=number,
                criteria=_criteria(within, language, acting),
                translation=_translated(theme.translations, language, "name"),
            )
            for number, (theme, within) in enumerate(themes, start=1)
        ),
        actors=_actors(indicators, acting),
    )


def _actors(indicators: Iterable[Indicator], acting: Acting) -> tuple[ActorInfo, ...]:
    """Who acts in any of these, in the card's order."""
    found = {position: actor for indicator in indicators for position, actor in acting.get(indicator.pk, ())}
    return tuple(actor for _position, actor in sorted(found.items(), key=lambda pair: pair[0]))


def _criteria(indicators: Iterable[Indicator], language: str, acting: Acting) -> tuple[CriterionInfo, ...]:
    return tuple(
        CriterionInfo(
            code=criterion.code,
            text=criterion.text,
            short_name=criterion.short_name,
            indicators=tuple(
                IndicatorInfo(
                    pk=indicator.pk,
                    code=indicator.code,
                    text=indicator.text,
                    actors=tuple(actor.code for _position, actor in acting.get(indicator.pk, ())),
                    translation=_translated(indicator.translations, language, "text"),
                )
                for indicator in within
            ),
            translation=_translated(criterion.translations, language, "text"),
            short_name_translation=_translated(criterion.translations, language, "short_name"),
        )
        for criterion, within in groupby(indicators, key=lambda indicator: indicator.criterion)
    )
