"""How many teams have an indicator op orde: before an open dot, now a filled one, on an axis from none to all."""

from __future__ import annotations

from django.utils.translation import ngettext

from .chart import Chart, clean, draw, number

WIDTH, FIRST, LAST = 150.0, 12.0, 138.0
"""Px: the whole, and where none and all of the teams are."""

EVERY_TICK = 12
"""Up to so many teams each has a tick; above that every fifth or tenth."""


def shift(before: int, now: int, of: int, *, key: str, name: str) -> Chart:
    """Draw a shift from `before` to `now`, both out of `of` teams (at least 1)."""
    title = ngettext(
        "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s team",
        "%(name)s: op orde van %(before)s naar %(now)s, van %(of)s teams",
        of,
    ) % {"name": clean(name), "before": before, "now": now, "of": of}

    def x(teams: int) -> str:
        return number(FIRST + (LAST - FIRST) * teams / of)

    apart = 1 if of <= EVERY_TICK else 5 if of <= 5 * EVERY_TICK else 10
    ticks = [*range(0, of, apart), of]
    svg = draw(
        "shift",
        key=key,
        title=title,
        width=WIDTH,
        height=24,
        axis=f"M{number(FIRST)} 12H{number(LAST)}",
        ticks="".join(f"M{x(teams)} 8v8" for teams in ticks),
        line="" if before == now else f"M{x(before)} 12H{x(now)}",
        before=x(before),
        now=x(now),
    )
    return Chart(key, svg, title)
