"""What people chose for one indicator: a cell per answer, holding its level; of many, segments with their counts."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.results.privacy import Spread
from assessments.results.values import CardInfo, Summary

from .bars import counted
from .chart import Chart, clean
from .strips import FIGURE, MOST_TILES, PITCH, SIDE, signs, squared

WIDTH = MOST_TILES * PITCH - 2
"""Px of a drawing, whichever of the two: bars under each other are as wide."""


def spread_bar(spread: Spread, card: CardInfo, *, key: str, name: str) -> Chart:
    """Draw a spread from low to high, without a level last. `name` is the code of the indicator.

    The title tells all of it; a table beside it has the numbers.
    """
    title = _title(spread, card, clean(name))
    if spread.people > MOST_TILES:
        svg = counted(
            _summary(spread, card), card, key=key, title=title, width=WIDTH, bar=SIDE, counts=FIGURE
        )
    else:
        shown = signs(spread.levels, (spread.unknown, spread.not_applicable, 0), card)
        svg = squared(shown, key=key, title=title, across=MOST_TILES, width=WIDTH)
    return Chart(key, svg, title)


def _summary(spread: Spread, card: CardInfo) -> Summary:
    return Summary(
        total=spread.people,
        scored=sum(spread.levels),
        in_order=sum(spread.levels[card.threshold - 1 :]),
        unknown=spread.unknown,
        not_applicable=spread.not_applicable,
        empty=0,
        distribution=spread.levels,
        mean=None,
        mean_from=0,
    )


def _title(spread: Spread, card: CardInfo, name: str) -> str:
    """All numbers in words: "VA1.1: 11 mensen antwoordden. Niveau 3: 4, niveau 4: 6, weet ik niet: 1."."""
    parts = [
        _("niveau %(level)s: %(people)s") % {"level": level.number, "people": people}
        for level, people in zip(card.levels, spread.levels, strict=True)
        if people
    ]
    if spread.unknown:
        parts.append(_("weet ik niet: %(people)s") % {"people": spread.unknown})
    if spread.not_applicable:
        parts.append(_("niet van toepassing: %(people)s") % {"people": spread.not_applicable})
    answered = ngettext(
        "%(name)s: %(people)s mens antwoordde", "%(name)s: %(people)s mensen antwoordden", spread.people
    )
    return f"{answered % {'name': name, 'people': spread.people}}; {', '.join(parts)}"
