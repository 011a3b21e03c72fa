"""Criteria on the card's scale, one per row: a filled dot is the mean now, an open one last time, a line between.

A ring around the dot says unchanged. The field from the threshold up is tinted; each theme has its rule at the left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments.results.rounding import one_decimal
from assessments.results.values import CardInfo, CriterionAcross, CriterionResult

from . import palette
from .chart import Attributes, Chart, clean, decimal, draw, for_both_screens, number, text_width, wrapped

Rows = Sequence[CriterionResult | CriterionAcross]


@dataclass(frozen=True, slots=True)
class Size:
    """Px. `first` and `last` are where the lowest and the highest level are; `pitch` is the height of a row.

    Where `stacked` is set, name and figures stand above the track, which lies that much under the middle of the row.
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
    gap: float
    head: float
    in_order_x: float
    in_order_anchor: str
    mean_x: float
    previous_x: float | None
    stacked: float = 0


WIDE = Size(
    width=880, text=16, small=14, name_x=18, name_width=182, first=218, last=594, track=204, pitch=44, gap=12, head=60,
    in_order_x=652, in_order_anchor="start", mean_x=796, previous_x=880,
)  # fmt: skip
PAPER = Size(
    width=627, text=12.5, small=10.5, name_x=18, name_width=130, first=164, last=417, track=150, pitch=25, gap=12,
    head=60, in_order_x=461, in_order_anchor="start", mean_x=565, previous_x=627,
)  # fmt: skip
NARROW = Size(
    width=358, text=16, small=14, name_x=12, name_width=222, first=28, last=340, track=12, pitch=64, gap=12, head=52,
    in_order_x=318, in_order_anchor="end", mean_x=358, previous_x=None, stacked=18,
)  # fmt: skip

BEYOND = 14.0
"""Px that the track goes on past the highest level."""


def dot_plot(
    rows: Rows, card: CardInfo, *, key: str, name: str, previous: str | None, paper: bool = False
) -> Chart:
    """Draw the criteria of `name`; without a `previous` round there are no open dots and no column for them."""
    title = _title(rows, clean(name))
    if paper:
        return Chart(key, _drawn(rows, card, PAPER, key, title, previous), title)
    wide = _drawn(rows, card, WIDE, key, title, previous)
    narrow = _drawn(rows, card, NARROW, f"{key}-narrow", title, previous)
    return Chart(key, for_both_screens(wide, narrow), title)


def _title(rows: Rows, name: str) -> str:
    means = [(row.summary.mean, clean(row.info.short_name)) for row in rows if row.summary.mean is not None]
    if not means:
        return _("%(name)s: nog geen gemiddelden") % {"name": name}
    high, low = max(mean for mean, _name in means), min(mean for mean, _name in means)
    words = {
        "name": name,
        "highest": next(criterion for mean, criterion in means if mean == high),
        "lowest": next(criterion for mean, criterion in means if mean == low),
        "high": decimal(high),
        "low": decimal(low),
    }
    if high == low:
        return _("%(name)s: gemiddeld %(high)s bij elk criterium") % words
    return _("%(name)s: %(highest)s staat het hoogst (%(high)s), %(lowest)s het laagst (%(low)s)") % words


def _drawn(rows: Rows, card: CardInfo, size: Size, key: str, title: str, previous: str | None) -> SafeString:
    scale = _Scale(card, size)
    hues = {criterion.code: theme.hue for theme in card.themes for criterion in theme.criteria}
    y = size.head
    themes: list[Attributes] = []
    drawn: list[dict[str, object]] = []
    for hue, group in groupby(rows, key=lambda row: hues[row.info.code]):
        y += size.gap if themes else 0
        start = y
        for row in group:
            lines = wrapped(clean(row.info.short_name), size.name_width, size.text)
            extra = (len(lines) - 1) * size.text * 1.2
            height = size.pitch + (extra if size.stacked else max(0, extra - size.pitch + size.text * 1.8))
            drawn.append(_row(row, lines, y, height, scale, with_previous=previous is not None))
            y += height
        themes.append(
            {"y": number(start + 2), "height": number(y - start - 4), "fill": palette.theme_hue(hue)}
        )
    bottom = y + size.small * 1.7
    return draw(
        "dot_plot",
        key=key,
        title=title,
        width=size.width,
        height=bottom,
        size=number(size.text),
        small=number(size.small),
        name_x=number(size.name_x),
        field=scale.field(bottom),
        grid="".join(f"M{number(scale.x(n))} {number(scale.top)}V{number(bottom)}" for n in scale.numbers),
        threshold=f"M{number(scale.x(card.threshold))} {number(scale.top)}V{number(bottom)}",
        heading={"numbers": number(size.text), "words": number(size.text + size.small * 1.3)},
        levels=scale.levels(),
        columns=_columns(size, with_previous=previous is not None),
        themes=themes,
        rows=drawn,
    )


class _Scale:
    """The card's levels from left to right."""

    def __init__(self, card: CardInfo, size: Size) -> None:
        self.card, self.size = card, size
        self.numbers = range(1, len(card.levels) + 1)
        self.interval = (size.last - size.first) / max(len(card.levels) - 1, 1)
        self.top = size.head - BEYOND
        self.end = size.last + BEYOND

    def x(self, level: Fraction | int) -> float:
        return self.size.first + float(level - 1) * self.interval

    def levels(self) -> list[Attributes]:
        """Every level has its number; all have their label where these fit side by side, else the outermost alone."""
        small = self.size.small
        labels = [clean(level.label) for level in self.card.levels]
        all_fit = all(text_width(label, small) + 6 <= self.interval for label in labels)
        found = []
        for n, label in zip(self.numbers, labels, strict=True):
            x, anchor = self.x(n), "middle"
            if not all_fit and n == 1:
                x, anchor = self.size.track, "start"
            elif not all_fit:
                x, anchor = self.end, "end"
            shown = label if all_fit or n in (1, len(labels)) else ""
            found.append(
                {
                    "number": str(n),
                    "x": number(self.x(n)),
                    "label": shown,
                    "label_x": number(x),
                    "anchor": anchor,
                }
            )
        return found

    def field(self, bottom: float) -> Attributes:
        """The tinted field from the threshold up, with its words at the foot."""
        start = self.x(self.card.threshold)
        label = _("op orde vanaf %(level)s") % {"level": self.card.threshold}
        fits = start + 8 + text_width(label, self.size.small) <= self.end
        return {
            "x": number(start),
            "y": number(self.top),
            "width": number(self.end - start),
            "height": number(bottom - self.top),
            "label": label,
            "label_x": number(start + 8 if fits else start - 8),
            "label_y": number(bottom - self.size.small * 0.4),
            "anchor": "start" if fits else "end",
        }


def _columns(size: Size, *, with_previous: bool) -> list[Attributes]:
    if size.stacked:
        return []
    columns: list[Attributes] = [
        {"x": number(size.in_order_x), "anchor": size.in_order_anchor, "label": _("op orde")},
        {"x": number(size.mean_x), "anchor": "end", "label": _("gemiddelde")},
    ]
    if size.previous_x is not None and with_previous:
        columns.append({"x": number(size.previous_x), "anchor": "end", "label": _("vorige keer")})
    return columns


def _row(
    row: CriterionResult | CriterionAcross,
    lines: Sequence[str],
    top: float,
    height: float,
    scale: _Scale,
    *,
    with_previous: bool,
) -> dict[str, object]:
    size = scale.size
    middle = top + height / 2
    track = top + height - size.pitch / 2 + size.stacked if size.stacked else middle
    leading = size.text * 1.2
    baseline = middle + size.text * 0.34 - (len(lines) - 1) * leading / 2
    if size.stacked:
        baseline = top + size.text * 1.5
    now = row.summary.mean
    before = row.previous.mean if with_previous and row.previous else None
    unchanged = now is not None and before is not None and one_decimal(now) == one_decimal(before)
    now_x = "" if now is None else number(scale.x(now))
    before_x = "" if before is None else now_x if unchanged else number(scale.x(before))
    return {
        "y": number(track),
        "track": f"M{number(size.track)} {number(track)}H{number(scale.end)}",
        "lines": [{"y": number(baseline + i * leading), "text": line} for i, line in enumerate(lines)],
        "now": now_x,
        "before": before_x,
        "before_r": "11.5" if unchanged else "6",
        "moved": f"M{before_x} {number(track)}H{now_x}" if now_x and before_x and not unchanged else "",
        "figures": _figures(row, size, before, with_previous=with_previous),
        "figures_y": number(baseline if size.stacked else middle + size.text * 0.34),
    }


def _figures(
    row: CriterionResult | CriterionAcross, size: Size, before: Fraction | None, *, with_previous: bool
) -> list[Attributes]:
    count = _("%(in_order)s van %(scored)s") % {
        "in_order": row.summary.in_order,
        "scored": row.summary.scored,
    }
    ink, soft = palette.INK, palette.SOFT
    figures = [
        {
            "x": number(size.in_order_x),
            "anchor": size.in_order_anchor,
            "weight": "600",
            "fill": ink,
            "text": count,
        },
        {
            "x": number(size.mean_x),
            "anchor": "end",
            "weight": "400",
            "fill": ink,
            "text": decimal(row.summary.mean),
        },
    ]
    if size.previous_x is not None and with_previous:
        figures.append(
            {
                "x": number(size.previous_x),
                "anchor": "end",
                "weight": "400",
                "fill": soft,
                "text": decimal(before),
            }
        )
    return figures
