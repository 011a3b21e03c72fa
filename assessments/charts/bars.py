"""The stacked bar: how many scores at each level, with a bracket over op orde; what has no score stands apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import palette
from assessments.results.values import CardInfo, Summary

from .chart import Attributes, Chart, clean, draw, for_both_screens, number, text_width

APART = 10.0
"""Px between the scores and what has no score."""

BESIDE = 4.0
"""Px between a count and the sides of its segment, or the next count."""

LEAST = 3.0
"""Px of the thinnest segment: one of hundreds is still seen, at the cost of the others."""


@dataclass(frozen=True, slots=True)
class Size:
    """Px. `counts` is the size of the figures in the bar, `label` that of the words above it."""

    width: float
    bar: float
    counts: float
    label: float


WIDE = Size(width=880, bar=48, counts=20, label=16)
NARROW = Size(width=358, bar=48, counts=16, label=16)
PAPER = Size(width=627, bar=34, counts=14, label=12.5)


def distribution(summary: Summary, card: CardInfo, *, key: str, name: str, paper: bool = False) -> Chart:
    """Draw how the scores of `name` are spread; on `paper` for the width of a page of a report.

    A count that does not fit its segment is left out: the table beside the chart has it.
    """
    title = _title(summary, clean(name))
    if paper:
        return Chart(key, _drawn(summary, card, PAPER, key, title), title)
    wide = _drawn(summary, card, WIDE, key, title)
    return Chart(key, for_both_screens(wide, _drawn(summary, card, NARROW, f"{key}-narrow", title)), title)


def _title(summary: Summary, name: str) -> str:
    words = {
        "name": name,
        "in_order": summary.in_order,
        "scored": summary.scored,
        "without": summary.without_score,
    }
    if not summary.scored:
        return (
            _("%(name)s: geen scores") if summary.applicable else _("%(name)s: niets van toepassing")
        ) % words
    if summary.without_score:
        return _("%(name)s: %(in_order)s van %(scored)s op orde, %(without)s zonder score") % words
    return _("%(name)s: %(in_order)s van %(scored)s op orde") % words


def _drawn(summary: Summary, card: CardInfo, size: Size, key: str, title: str) -> SafeString:
    top = 2 * size.label
    bars, start, end = segments(summary, card, width=size.width, top=top, bar=size.bar, counts=size.counts)
    for bar in bars:
        if text_width(bar["count"], size.counts) + BESIDE > float(bar["width"]):
            bar["count"] = ""
    return draw(
        "distribution",
        key=key,
        title=title,
        width=size.width,
        height=top + size.bar,
        bars=bars,
        y=number(top + 0.5),
        bar_height=number(size.bar - 1),
        bracket=_bracket(card, size, start, end, top) if summary.in_order else None,
    )


def segments(
    summary: Summary, card: CardInfo, *, width: float, top: float, bar: float, counts: float
) -> tuple[list[Attributes], float, float]:
    """Return the segments from left to right, and where those op orde start and end."""
    parts = [
        (level.step, count) for level, count in zip(card.levels, summary.distribution, strict=True) if count
    ]
    if summary.without_score or not summary.total:
        parts.append((0, summary.without_score))
    room = width - 1 - (APART if summary.scored and summary.without_score else 0)
    lengths = _lengths([count for _step, count in parts], room)
    bars: list[Attributes] = []
    x, start, end = 0.5, width, 0.0
    for (step, count), length in zip(parts, lengths, strict=True):
        x += APART if step == 0 and summary.scored else 0
        if step >= palette.IN_ORDER:
            start, end = min(start, x), x + length
        bars.append(
            {
                "x": number(x),
                "width": number(length),
                "fill": palette.FILL[step],
                "line": palette.LINE[step],
                "dash": "" if step else "dash",
                "text": palette.TEXT[step],
                "weight": "600" if step else "400",
                "size": number(counts),
                "count": str(count or ""),
                "middle": number(x + length / 2),
                "baseline": number(top + bar / 2 + counts * 0.34),
            }
        )
        x += length
    return bars, start, end


def counted(
    summary: Summary, card: CardInfo, *, key: str, title: str, width: float, bar: float, counts: float
) -> SafeString:
    """Draw segments with their counts above them, where a count inside would be read as a level.

    A count that would touch that of a larger segment is left out: the table beside the chart has it.
    """
    top = counts * 1.3
    bars, _start, _end = segments(summary, card, width=width, top=top, bar=bar, counts=counts)
    taken: list[tuple[float, float]] = []
    for one in sorted(bars, key=lambda one: -float(one["width"])):
        half = text_width(one["count"], counts) / 2
        middle = min(max(float(one["middle"]), half), width - half)
        low, high = middle - half, middle + half
        if any(low < right + BESIDE and left < high + BESIDE for left, right in taken):
            one["count"] = ""
        taken.append((low, high))
        one |= {"middle": number(middle), "baseline": number(counts), "text": palette.INK, "weight": "400"}
    return draw(
        "distribution",
        key=key,
        title=title,
        width=width,
        height=top + bar,
        bars=bars,
        y=number(top + 0.5),
        bar_height=number(bar - 1),
    )


def _lengths(counts: Sequence[int], room: float) -> list[float]:
    total = sum(counts)
    if not total:
        return [room] * len(counts)
    thin = [count for count in counts if room * count < LEAST * total]
    rest = (room - LEAST * len(thin)) / max(total - sum(thin), 1)
    return [LEAST if room * count < LEAST * total else rest * count for count in counts]


def _bracket(card: CardInfo, size: Size, start: float, end: float, top: float) -> Attributes:
    label = in_order_label(card)
    width = text_width(label, size.label)
    anchor, x = "start", start
    if start + width > size.width:
        anchor, x = ("end", end) if end >= width else ("end", size.width)
    down, up = number(top - 4), number(top - 4 - size.label / 2)
    return {
        "path": f"M{number(start)} {down}V{up}H{number(end)}V{down}",
        "label": label,
        "anchor": anchor,
        "x": number(x),
        "y": number(size.label * 0.75),
        "size": number(size.label),
    }


def in_order_label(card: CardInfo) -> str:
    """Which levels are op orde, in words."""
    first, last = card.threshold, len(card.levels)
    words = {"first": first, "last": last}
    if first == last:
        return _("op orde: niveau %(first)s") % words
    if first + 1 == last:
        return _("op orde: niveau %(first)s of %(last)s") % words
    return _("op orde: niveau %(first)s of hoger") % words
