"""What people chose for one indicator: a cell per answer, holding its level; of many, segments with their counts."""

from __future__ import annotations

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import palette
from assessments.results.privacy import Spread
from assessments.results.values import CardInfo, Summary

from .bars import segments
from .chart import Chart, clean, draw, number
from .tiles import FIGURE, MOST_TILES, PITCH, SIDE, Tile, groups_of

WIDTH = MOST_TILES * PITCH - 2
"""Px of a drawing, whichever of the two: bars under each other are as wide."""

COUNTS = FIGURE * 1.3
"""Px above segments, for their counts: inside they would be read as levels."""


def spread_bar(spread: Spread, card: CardInfo, *, key: str, name: str) -> Chart:
    """Draw a spread from low to high, without a level last. `name` is the code of the indicator.

    The title tells all of it; a table beside it has the numbers.
    """
    title = _title(spread, card, clean(name))
    if spread.people > MOST_TILES:
        return Chart(key, _segments(spread, card, key, title), title)
    shown = [
        (level.step, str(level.number))
        for level, people in zip(card.levels, spread.levels, strict=True)
        for _person in range(people)
    ]
    shown += [(0, "?")] * spread.unknown + [(0, "×")] * spread.not_applicable
    tiles: list[Tile] = [(place * PITCH, 0.0, step, text) for place, (step, text) in enumerate(shown)]
    svg = draw(
        "tiles",
        key=key,
        title=title,
        width=WIDTH,
        height=SIDE,
        size=number(FIGURE),
        weight="600",
        groups=groups_of(tiles, side=SIDE, size=FIGURE, dash="3 2"),
    )
    return Chart(key, svg, title)


def _segments(spread: Spread, card: CardInfo, key: str, title: str) -> SafeString:
    scored = sum(spread.levels)
    summary = Summary(
        total=spread.people,
        scored=scored,
        in_order=sum(spread.levels[card.threshold - 1 :]),
        unknown=spread.unknown,
        not_applicable=spread.not_applicable,
        empty=0,
        distribution=spread.levels,
        mean=None,
        mean_from=0,
    )
    bars, _start, _end = segments(summary, card, width=WIDTH, top=COUNTS, bar=SIDE, counts=FIGURE)
    for bar in bars:
        bar |= {"baseline": number(FIGURE), "text": palette.INK, "weight": "400"}
    return draw(
        "distribution",
        key=key,
        title=title,
        width=WIDTH,
        height=COUNTS + SIDE,
        bars=bars,
        y=number(COUNTS + 0.5),
        bar_height=number(SIDE - 1),
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
