"""A stored card as results, forms and pages know it: values, in order, in four queries."""

from __future__ import annotations

from typing import Any

from assessments.models import Card

from .values import CardInfo, CriterionInfo, IndicatorInfo, LevelInfo, ThemeInfo


def colour_step(number: int, levels: int, threshold: int) -> int:
    """Return the colour step 1-5 of a level: under the threshold spread over 1-3, from it over 4-5, evenly.

    With five levels and threshold 4 the step is the level itself.
    """
    low, high = (1, 3) if number < threshold else (4, 5)
    first, last = (1, threshold - 1) if number < threshold else (threshold, levels)
    if first == last:
        return (low + high + 1) // 2
    return low + round((number - first) * (high - low) / (last - first))


def _translated(translations: dict[str, Any], language: str, key: str) -> str:
    return str(translations.get(language, {}).get(key, ""))


def card_info(card: Card, language: str = "nl") -> CardInfo:
    """Return the values of a card loaded `with_contents`; translations in `language` where the card has them."""
    levels = list(card.levels.all())

    def indicator_info(indicator: Any) -> IndicatorInfo:
        return IndicatorInfo(
            pk=indicator.pk,
            code=indicator.code,
            text=indicator.text,
            actors=tuple(actor.code for actor in indicator.actors.all()),
            translation=_translated(indicator.translations, language, "text"),
        )

    def criterion_info(criterion: Any) -> CriterionInfo:
        return CriterionInfo(
            code=criterion.code,
            text=criterion.text,
            short_name=criterion.short_name,
            indicators=tuple(indicator_info(indicator) for indicator in criterion.indicators.all()),
            translation=_translated(criterion.translations, language, "text"),
            short_name_translation=_translated(criterion.translations, language, "short_name"),
        )

    return CardInfo(
        pk=card.pk,
        uid=card.uid,
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
                hue=hue,
                criteria=tuple(criterion_info(criterion) for criterion in theme.criteria.all()),
                translation=_translated(theme.translations, language, "name"),
            )
            for hue, theme in enumerate(card.themes.all(), start=1)
        ),
    )
