"""Rounds in a row: a dot is the share op orde of all that was scored in a round, a line what happened between two.

A line is drawn only over what both rounds scored. So it may begin or end beside a dot, with a small tick there: other
teams or indicators were scored then. Without anything to compare there is no line; over little of it a dashed one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .chart import Chart, clean, draw, for_both_screens, number, text_width, wrapped


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A round: `in_order` of the `scored` scores given in it. Without scores its place stays empty."""

    label: str
    date: dt.date
    in_order: int
    scored: int


@dataclass(frozen=True, slots=True)
class TrendStep:
    """From one round to the next: `then` and `now` op orde, both of the `matched` scores given in both."""

    then: int
    now: int
    matched: int


NO_STEP = TrendStep(0, 0, 0)
"""Nothing to compare."""

Word = tuple[str, str, str]
"""Middle, baseline and text."""


@dataclass(frozen=True, slots=True)
class Size:
    """Px. Words at the left end before `axis`; the first and the last round stand at `first` and `last`.

    `plot` is the height from none to all. The words under a round are `least` to `most` wide.
    """

    width: float
    text: float
    small: float
    axis: float
    first: float
    last: float
    plot: float
    least: float
    most: float


WIDE = Size(
    width=880, text=16, small=14, axis=72, first=140, last=812, plot=168, least=60, most=136,
)  # fmt: skip
PAPER = Size(
    width=627, text=12.5, small=10.5, axis=56, first=104, last=576, plot=116, least=45, most=102,
)  # fmt: skip
NARROW = Size(
    width=358, text=16, small=15, axis=60, first=86, last=322, plot=144, least=56, most=100,
)  # fmt: skip

RADIUS = 7.0
APART = 2 * RADIUS + 4
"""Px between two rounds at least, also where their dates are closer."""

BETWEEN = 8.0
"""Px between the words under two rounds."""

END_TICK = 5.0
"""Px that the tick at the end of a line goes up and down."""


def trend(
    points: Sequence[TrendPoint], steps: Sequence[TrendStep], *, key: str, name: str, paper: bool = False
) -> Chart:
    """Draw the rounds of `name` from old to new (at least one), with the step between each two of them."""
    title = _title(points, steps, clean(name))
    if paper:
        return Chart(key, _drawn(points, steps, PAPER, key, title), title)
    wide = _drawn(points, steps, WIDE, key, title)
    return Chart(key, for_both_screens(wide, _drawn(points, steps, NARROW, f"{key}-narrow", title)), title)


def _title(points: Sequence[TrendPoint], steps: Sequence[TrendStep], name: str) -> str:
    scored = [point for point in points if point.scored]
    if not scored:
        return _("%(name)s: geen scores") % {"name": name}
    first, last = scored[0], scored[-1]
    words = {
        "name": name,
        "in_order": last.in_order,
        "scored": last.scored,
        "round": clean(last.label),
        "first_in_order": first.in_order,
        "first_scored": first.scored,
        "first_round": clean(first.label),
    }
    if first is last:
        return _("%(name)s: %(in_order)s van %(scored)s op orde (%(round)s)") % words
    title = (
        _(
            "%(name)s: eerst %(first_in_order)s van %(first_scored)s op orde (%(first_round)s), "
            "het laatst %(in_order)s van %(scored)s (%(round)s)"
        )
        % words
    )
    step = steps[-1]
    if not step.matched:
        return title
    since = ngettext(
        "sinds de vorige keer van %(then)s naar %(now)s, van %(matched)s score die je kunt vergelijken",
        "sinds de vorige keer van %(then)s naar %(now)s, van %(matched)s scores die je kunt vergelijken",
        step.matched,
    ) % {"then": step.then, "now": step.now, "matched": step.matched}
    return f"{title}; {since}"


def _drawn(
    points: Sequence[TrendPoint], steps: Sequence[TrendStep], size: Size, key: str, title: str
) -> SafeString:
    top = size.small * 2.2
    foot = top + size.plot

    def y(part: int, whole: int) -> str:
        return number(foot - size.plot * part / whole)

    xs = _places(points, size)
    grid = [(y(2, 2), _("alles")), (y(1, 2), _("de helft")), (y(0, 2), _("niets"))]
    figures, labels, height = _words(points, xs, size, foot + size.text * 1.75)
    return draw(
        "trend",
        key=key,
        title=title,
        width=size.width,
        height=height,
        size=number(size.text),
        small=number(size.small),
        heading=_("op orde"),
        heading_y=number(size.small * 0.8),
        radius=number(RADIUS),
        grid=[(at, number(float(at) + size.small * 0.34), word) for at, word in grid],
        axis=number(size.axis),
        uprights=_uprights([x for x, point in zip(xs, points, strict=True) if point.scored], top, foot),
        empty=_uprights([x for x, point in zip(xs, points, strict=True) if not point.scored], top, foot),
        dots=[
            (number(x), y(point.in_order, point.scored))
            for x, point in zip(xs, points, strict=True)
            if point.scored
        ],
        figures=figures,
        labels=labels,
        **_lines(points, steps, xs, y),
    )


def _places(points: Sequence[TrendPoint], size: Size) -> list[float]:
    """Where the rounds stand: by date, yet so far apart that their dots do not touch. One alone in the middle."""
    if len(points) == 1:
        return [(size.first + size.last) / 2]
    days = [(point.date - points[0].date).days for point in points]
    room, span = size.last - size.first, max(days[-1], 1)
    apart = min(APART, room / (len(points) - 1))
    xs = [size.first + room * day / span for day in days]
    for i in range(1, len(xs)):
        xs[i] = max(xs[i], xs[i - 1] + apart)
    xs[-1] = min(xs[-1], size.last)
    for i in reversed(range(len(xs) - 1)):
        xs[i] = min(xs[i], xs[i + 1] - apart)
    return xs


def _uprights(xs: Sequence[float], top: float, foot: float) -> str:
    return "".join(f"M{number(x)} {number(top)}V{number(foot)}" for x in xs)


def _lines(
    points: Sequence[TrendPoint],
    steps: Sequence[TrendStep],
    xs: Sequence[float],
    y: Callable[[int, int], str],
) -> dict[str, str]:
    """The lines over all or most of the later round, those over little of it, and the ticks at ends beside a dot."""
    lines, partial, ends = "", "", ""
    rounds = [(number(x), point) for x, point in zip(xs, points, strict=True)]
    for ((start, before), (stop, after)), step in zip(pairwise(rounds), steps, strict=True):
        if not step.matched:
            continue
        then, now = y(step.then, step.matched), y(step.now, step.matched)
        line = f"M{start} {then}L{stop} {now}"
        if step.matched * 2 < after.scored:
            partial += line
        else:
            lines += line
        for x, end, point in ((start, then, before), (stop, now, after)):
            if end != y(point.in_order, point.scored):
                ends += f"M{x} {number(float(end) - END_TICK)}v{number(2 * END_TICK)}"
    return {"lines": lines, "partial": partial, "ends": ends}


@dataclass(frozen=True, slots=True)
class Caption:
    """The words under a round, from `low` to `high` across."""

    low: float
    high: float
    figures: list[str]
    label: list[str]


def _words(
    points: Sequence[TrendPoint], xs: Sequence[float], size: Size, first: float
) -> tuple[list[Word], list[Word], float]:
    """Under each round its figure and its label, and where they end; the first baseline is at `first`.

    They are as wide as leaves room for the most of them. What would touch others is left out: the table beside the
    chart has it.
    """
    captions: list[Caption] = []
    for tight in range(4):
        found = _captions(points, xs, size, size.most - tight * (size.most - size.least) / 3)
        if len(found) > len(captions):
            captions = found
        if len(found) == len(points):
            break
    leading, lines = size.small * 1.3, max(len(one.figures) for one in captions)
    second = first + (lines - 1) * size.text * 1.2 + leading * 1.1
    figures: list[Word] = [
        (number((one.low + one.high) / 2), number(first + row * size.text * 1.2), line)
        for one in captions
        for row, line in enumerate(one.figures)
    ]
    labels: list[Word] = [
        (number((one.low + one.high) / 2), number(second + row * leading), line)
        for one in captions
        for row, line in enumerate(one.label)
    ]
    rows = max(len(one.label) for one in captions)
    return figures, labels, second + (rows - 1) * leading + size.small * 0.4


def _captions(points: Sequence[TrendPoint], xs: Sequence[float], size: Size, room: float) -> list[Caption]:
    """Those that do not touch: the last round before the first, and then back from the last."""
    shown: dict[int, Caption] = {}
    figures = _figures(points, size, room)
    for i in dict.fromkeys([len(points) - 1, 0, *range(len(points) - 2, 0, -1)]):
        label = wrapped(clean(points[i].label), room, size.small)
        width = max(
            *(text_width(line, size.text) for line in figures[i]),
            *(text_width(line, size.small) for line in label),
        )
        low = min(max(xs[i] - width / 2, 0), size.width - width)
        one = Caption(low, low + width, figures[i], label)
        if all(
            one.high + BETWEEN <= other.low or other.high + BETWEEN <= one.low for other in shown.values()
        ):
            shown[i] = one
    return [shown[i] for i in sorted(shown)]


def _figures(points: Sequence[TrendPoint], size: Size, room: float) -> list[list[str]]:
    """ "61 van 88" on one line where all of them fit so, else on two."""
    words = [{"in_order": point.in_order, "scored": point.scored} for point in points]
    lines = [_("%(in_order)s van %(scored)s") % one if one["scored"] else "–" for one in words]
    if all(text_width(line, size.text) <= room for line in lines):
        return [[line] for line in lines]
    return [[str(one["in_order"]), _("van %(scored)s") % one] if one["scored"] else ["–"] for one in words]
