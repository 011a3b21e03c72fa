"""Criteria on the card's scale, one per row: a filled dot is the mean now, an open one last time, a line between.

A ring around the dot says unchanged. The field from the threshold up is tinted; each theme has its rule at the left.
Where a row is the mean of parts, strokes under its track are the means of those: longer where more are the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from typing import Literal

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from assessments import palette
from assessments.results.rounding import one_decimal
from assessments.results.values import CardInfo, CriterionAcross, CriterionResult
from assessments.templatetags.numbers import decimal

from .chart import Chart, clean, draw, for_both_screens, number, wrapped
from .scale import Scale, Size

Row = CriterionResult | CriterionAcross

WIDE = Size(
    width=880, text=16, small=14, name_x=18, name_width=182, first=218, last=594, track=204, pitch=44, head=60,
    in_order=(652, "start"), mean=796, previous=880, rug=14, more=10,
)  # fmt: skip
PAPER = Size(
    width=627, text=12.5, small=10.5, name_x=18, name_width=130, first=164, last=417, track=150, pitch=25, head=60,
    in_order=(461, "start"), mean=565, previous=627, rug=7, more=7,
)  # fmt: skip
NARROW = Size(
    width=358, text=16, small=14, name_x=12, name_width=222, first=28, last=340, track=12, pitch=62, head=56,
    in_order=(318, "end"), mean=358, previous=None, rug=14, more=12, stacked=True,
)  # fmt: skip

THEME_GAP = 12.0
NOW, BEFORE, RING = "8", "6", "11.5"
"""Radii in px."""

RUG_TOP = 12.5
"""Px under a track where its strokes begin: clear of the dot and its ring."""

STROKE = 3.0
"""Px from one stroke to the next at least; closer means are one stroke."""

EACH = 6.0
"""Px of the length of a stroke for each part, less where so many are the same that they would not fit."""

Means = Mapping[str, Sequence[Fraction]]
"""Per criterion code the mean of each part that has one: of each team of a school, each school of a board."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the baselines of its name, that of its figures, and the height of its track. In px."""

    row: Row
    names: list[tuple[float, str]]
    figures: float
    track: float


def dot_plot(
    rows: Sequence[Row],
    card: CardInfo,
    *,
    key: str,
    name: str,
    previous: str | None,
    means: Means | None = None,
    parts: Literal["teams", "schools"] = "teams",
    paper: bool = False,
) -> Chart:
    """Draw the criteria of `name`; without a `previous` round there are no open dots and no column for them."""
    shown = {code: some for code, some in (means or {}).items() if len(some) > 1}
    title = _title(rows, clean(name)) + _apart(rows, shown, parts)
    compared = previous is not None and any(row.previous for row in rows)
    if paper:
        return Chart(key, _drawn(rows, card, PAPER, key, title, shown, compared=compared), title)
    wide = _drawn(rows, card, WIDE, key, title, shown, compared=compared)
    narrow = _drawn(rows, card, NARROW, f"{key}-narrow", title, shown, compared=compared)
    return Chart(key, for_both_screens(wide, narrow), title)


def _title(rows: Sequence[Row], name: str) -> str:
    means = [(row.summary.mean, _named(row)) for row in rows if row.summary.mean is not None]
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


def _named(row: Row) -> str:
    return clean(row.info.short_name_translation or row.info.short_name)


def _apart(rows: Sequence[Row], means: Means, parts: Literal["teams", "schools"]) -> str:
    """Where the parts differ most, to follow on the rest of the title; nothing where there is nothing to tell apart."""
    ranges = [
        (min(means[code], key=float), max(means[code], key=float), row)  # floats are quicker to compare
        for row in rows
        if (code := row.info.code) in means
    ]
    if not ranges:
        return ""
    low, high, row = max(ranges, key=lambda one: one[1] - one[0])
    words = {"criterion": _named(row), "low": decimal(low), "high": decimal(high)}
    if words["low"] == words["high"]:
        alike = _("de teams staan overal gelijk") if parts == "teams" else _("de scholen staan overal gelijk")
        return f"; {alike}"
    if parts == "teams":
        most = _("de teams verschillen het meest bij %(criterion)s (van %(low)s tot %(high)s)")
    else:
        most = _("de scholen verschillen het meest bij %(criterion)s (van %(low)s tot %(high)s)")
    return f"; {most % words}"


def _drawn(
    rows: Sequence[Row], card: CardInfo, size: Size, key: str, title: str, means: Means, *, compared: bool
) -> SafeString:
    scale = Scale(card, size, below=RUG_TOP + size.rug if means else 0)
    places, themes, end = _places(rows, card, size, more=size.more if means else 0)
    bottom = end + size.small * 1.7
    tracks = [place.track for place in places]
    return draw(
        "dot_plot",
        key=key,
        title=title,
        width=size.width,
        height=bottom,
        size=number(size.text),
        small=number(size.small),
        numbers_y=number(size.text),
        words_y=number(size.text + size.small * 1.3),
        numbers=scale.numbers(),
        labels=scale.labels(),
        field=scale.field(tracks, bottom),
        grid=scale.lines(scale.levels, tracks, bottom),
        threshold=scale.lines([card.threshold], tracks, bottom),
        foot=scale.foot(bottom),
        themes=themes,
        name_x=number(size.name_x),
        names=[(number(y), line) for place in places for y, line in place.names],
        tracks="".join(f"M{number(size.track)} {number(y)}H{number(scale.end)}" for y in tracks),
        strokes=_strokes(places, scale, means),
        columns=_columns(places, size, compared=compared),
        **_dots(places, scale, compared=compared),
    )


def _places(
    rows: Sequence[Row], card: CardInfo, size: Size, *, more: float
) -> tuple[list[Place], list[dict[str, str]], float]:
    """Stack the rows by theme, each with `more` px under it; return also the themes' rules, and where the last ends."""
    of = {item.code: (theme.number, theme.hue) for theme in card.themes for item in theme.criteria}
    leading, lift = size.text * 1.2, size.text * 0.34
    places: list[Place] = []
    themes: list[dict[str, str]] = []
    y = size.head
    for (_number, hue), group in groupby(rows, key=lambda row: of[row.info.code]):
        y += THEME_GAP if themes else 0
        start = y
        for row in group:
            lines = wrapped(clean(row.info.short_name), size.name_width, size.text)
            wrap = (len(lines) - 1) * leading
            height = size.pitch + wrap if size.stacked else max(size.pitch, wrap + leading * 1.25)
            first = y + leading if size.stacked else y + height / 2 + lift - wrap / 2
            track = first + wrap + leading * 1.15 if size.stacked else y + height / 2
            names = [(first + i * leading, line) for i, line in enumerate(lines)]
            places.append(Place(row, names, first if size.stacked else track + lift, track))
            y += height + more
        themes.append(
            {"y": number(start + 2), "height": number(y - start - 4), "fill": palette.theme_hue(hue)}
        )
    return places, themes, y


def _dots(places: Sequence[Place], scale: Scale, *, compared: bool) -> dict[str, object]:
    now_dots, before_dots, moved = [], [], []
    for place in places:
        y, row = number(place.track), place.row
        now, before = row.summary.mean, row.previous.mean if compared and row.previous else None
        if now is not None:
            now_dots.append((number(scale.x(now)), y))
        if now is None or before is None:
            if before is not None:
                before_dots.append((number(scale.x(before)), y, BEFORE))
        elif one_decimal(now) == one_decimal(before):
            before_dots.append((number(scale.x(now)), y, RING))
        else:
            before_dots.append((number(scale.x(before)), y, BEFORE))
            moved.append(f"M{number(scale.x(before))} {y}H{number(scale.x(now))}")
    return {"now": now_dots, "before": before_dots, "moved": "".join(moved)}


def _strokes(places: Sequence[Place], scale: Scale, means: Means) -> str:
    """The parts of each row as a path: an upright stroke per mean, twice as long where two have it."""
    found = [
        (place, Counter(round(scale.x(mean) / STROKE) for mean in means.get(place.row.info.code, ())))
        for place in places
    ]
    most = max((count for _place, strokes in found for count in strokes.values()), default=1)
    each = min(EACH, scale.size.rug / most)
    return "".join(
        f"M{number(at * STROKE)} {number(place.track + RUG_TOP)}v{number(max(count * each, 1))}"
        for place, strokes in found
        for at, count in sorted(strokes.items())
    )


def _columns(places: Sequence[Place], size: Size, *, compared: bool) -> list[dict[str, object]]:
    """The figures beside the dots; on a narrow screen without headings, and last time in the table alone."""
    in_order_x, in_order_anchor = size.in_order

    def column(
        x: float, anchor: str, heading: str, weight: str, fill: str, texts: list[str]
    ) -> dict[str, object]:
        ys = [number(place.figures) for place in places]
        return {
            "x": number(x),
            "anchor": anchor,
            "heading": "" if size.stacked else heading,
            "weight": weight,
            "fill": fill,
            "texts": list(zip(ys, texts, strict=True)),
        }

    counts = [
        _("%(in_order)s van %(scored)s") % {"in_order": summary.in_order, "scored": summary.scored}
        if summary.scored
        else "–"
        for summary in (place.row.summary for place in places)
    ]
    means = [decimal(place.row.summary.mean) for place in places]
    columns = [
        column(in_order_x, in_order_anchor, _("op orde"), "600", palette.INK, counts),
        column(size.mean, "end", _("gemiddelde"), "400", palette.INK, means),
    ]
    if size.previous is not None and compared:
        earlier = [decimal(place.row.previous.mean if place.row.previous else None) for place in places]
        columns.append(column(size.previous, "end", _("vorige keer"), "400", palette.SOFT, earlier))
    return columns
