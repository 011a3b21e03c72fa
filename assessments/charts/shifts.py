"""How many teams or scores are op orde: before an open dot, now a filled one, on an axis from none to all."""

from __future__ import annotations

from itertools import count
from typing import Literal

from django.utils.translation import ngettext

from .chart import Chart, clean, draw, number

WIDTH, FIRST, LAST = 150.0, 12.0, 138.0
"""Px: the whole, and where none and all of them are."""

MOST_TICKS = 12
"""So many ticks at most: one each, or every fifth, tenth, fiftieth and so on."""

SEEN = 5.0
"""Px between the two dots at least: one of hundreds is a smaller step, which the filled dot would hide."""


def shift(
    before: int, now: int, of: int, *, key: str, name: str, parts: Literal["teams", "scores"] = "teams"
) -> Chart:
    """Draw a shift from `before` to `now`, both out of `of` (at least 1): teams, or scores given both times."""
    if parts == "teams":
        title = ngettext(
            "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s team",
            "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s teams",
            of,
        )
    else:
        title = ngettext(
            "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s score die je kunt vergelijken",
            "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s scores die je kunt vergelijken",
            of,
        )
    title %= {"name": clean(name), "before": before, "now": now, "of": of}

    def x(part: int) -> float:
        return FIRST + (LAST - FIRST) * part / of

    end = x(now)
    start = (
        min(x(before), end - SEEN) if before < now else max(x(before), end + SEEN) if before > now else end
    )
    svg = draw(
        "shift",
        key=key,
        title=title,
        width=WIDTH,
        height=24,
        axis=f"M{number(FIRST)} 12H{number(LAST)}",
        ticks="".join(f"M{number(x(part))} 8v8" for part in _ticks(of)),
        line="" if before == now else f"M{number(start)} 12H{number(end)}",
        before=number(start),
        now=number(end),
    )
    return Chart(key, svg, title)


def _ticks(of: int) -> list[int]:
    """From none to all at even steps; one that would stand close before the last is left out."""
    steps = (size * 10**power for power in count() for size in (1, 5))
    apart = next(step for step in steps if of <= step * MOST_TICKS)
    return [*(part for part in range(0, of, apart) if part == 0 or (of - part) * 2 >= apart), of]
