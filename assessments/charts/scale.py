"""The card's levels from left to right: where they stand, their words, the field that is op orde."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.results.values import CardInfo

from .chart import clean, number, text_width

BEYOND = 14.0
"""Px that a track goes on past the highest level."""

TICK = 12.0
"""Px above and below a track that the lines of the levels reach where rows are stacked."""


@dataclass(frozen=True, slots=True)
class Size:
    """The measures of a dot plot, in px. `first` and `last` are where the lowest and the highest level stand.

    `pitch` is the height of a row, `head` what stands above the first. `in_order`, `mean` and `previous` place the
    columns of figures. Where `stacked`, name and figures stand above the track instead of beside it. The strokes of
    parts are up to `rug` long under a track, for which a row gets `more`.
    """

    width: float
    text: float
    small: float
    name_x: float
    name_width: float
    first: float
    last: float
    track: float
    pitch: float
    head: float
    in_order: tuple[float, str]
    mean: float
    previous: float | None
    rug: float
    more: float
    stacked: bool = False


class Scale:
    def __init__(self, card: CardInfo, size: Size, *, below: float = 0) -> None:
        """`below`: px under a track that belong to it as well."""
        self.card, self.size, self.below = card, size, below
        self.levels = range(1, len(card.levels) + 1)
        self.interval = (size.last - size.first) / max(len(card.levels) - 1, 1)
        self.end = size.last + BEYOND
        self.top = size.head - BEYOND

    def x(self, level: Fraction | int) -> float:
        return self.size.first + (float(level) - 1) * self.interval

    def numbers(self) -> list[tuple[str, str]]:
        return [(number(self.x(level)), str(level)) for level in self.levels]

    def labels(self) -> list[tuple[str, str, str]]:
        """The words of the levels: all where they fit side by side, else those of the lowest and the highest."""
        low, high = 0.0, self.size.width if self.size.stacked else self.size.in_order[0] - BEYOND
        placed: list[tuple[str, str, str]] = []
        free, fits = low, True
        for level, x in ((level, self.x(level.number)) for level in self.card.levels):
            label = clean(level.label)
            width = text_width(label, self.size.small)
            middle = min(max(x, low + width / 2), high - width / 2)
            fits = fits and middle - width / 2 >= free
            free = middle + width / 2 + 5
            placed.append((number(middle), "middle", label))
        if fits:
            return placed
        return [
            (number(self.size.track), "start", placed[0][2]),
            (number(min(self.end, high)), "end", placed[-1][2]),
        ]

    def lines(self, levels: Iterable[int], tracks: Sequence[float], bottom: float) -> str:
        """Upright lines at levels: through the whole drawing, or where rows are stacked across each track alone."""
        xs = [number(self.x(level)) for level in levels]
        return "".join(
            f"M{x} {number(start)}V{number(stop)}" for start, stop in self._spans(tracks, bottom) for x in xs
        )

    def field(self, tracks: Sequence[float], bottom: float) -> str:
        """The field from the threshold up, as a path."""
        start, stop = number(self.x(self.card.threshold)), number(self.end)
        spans = self._spans(tracks, bottom)
        return "".join(f"M{start} {number(top)}H{stop}V{number(foot)}H{start}z" for top, foot in spans)

    def foot(self, bottom: float) -> dict[str, str]:
        """The words under the field."""
        start, small = self.x(self.card.threshold), self.size.small
        label = _("op orde vanaf %(level)s") % {"level": self.card.threshold}
        room = self.size.width if self.size.stacked else self.size.in_order[0] - BEYOND
        fits = start + 8 + text_width(label, small) <= room
        return {
            "label": label,
            "x": number(start + 8 if fits else self.end if self.size.stacked else start - 8),
            "y": number(bottom - small * 0.4),
            "anchor": "start" if fits else "end",
        }

    def _spans(self, tracks: Sequence[float], bottom: float) -> list[tuple[float, float]]:
        if self.size.stacked:
            return [(track - TICK, track + max(TICK, self.below)) for track in tracks]
        return [(self.top, bottom)]
