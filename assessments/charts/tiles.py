"""Squares with a level in them; a whole card of them, one per indicator, on the cover of a report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from assessments import palette
from assessments.results.values import CardInfo, CriterionAcross, CriterionResult, GroupResult, TeamResult
from assessments.templatetags.results import sign

from .chart import Attributes, Chart, clean, draw, number, text_width, wrapped

COVER_WIDTH, COVER_HEIGHT, COVER_PITCH, COVER_THEME_GAP, COVER_LABEL = 640.0, 620.0, 73.0, 18.0, 15.0
"""Px of the cover; the pitch of its squares is at most this and shrinks for a larger card."""

LEAST_FIGURE = 8.0
"""Px; a smaller figure is left out."""

Tile = tuple[float, float, int, str]
"""Left, top, colour step and what is shown."""


def groups_of(tiles: Sequence[Tile], *, side: float, size: float, dash: str) -> list[dict[str, object]]:
    """The squares of each colour step as one path, with their figures."""
    found: list[dict[str, object]] = []
    edge = number(side - 1)
    for step in sorted({tile[2] for tile in tiles}):
        same = [tile for tile in tiles if tile[2] == step]
        corners = [f"M{number(x + 0.5)} {number(y + 0.5)}" for x, y, *_rest in same]
        found.append(
            {
                "path": "".join(f"{corner}h{edge}v{edge}h-{edge}z" for corner in corners),
                "fill": palette.FILL[step],
                "line": palette.LINE[step],
                "text": palette.TEXT[step],
                "dash": "" if step else dash,
                "figures": [
                    (number(x + side / 2), number(y + side / 2 + size * 0.34), shown)
                    for x, y, _step, shown in same
                    if size >= LEAST_FIGURE
                ],
            }
        )
    return found


def fitting(texts: Iterable[str], size: float, side: float) -> float:
    """The size at which the widest of the figures fits its square."""
    widest = max((text_width(text, size) for text in texts), default=0)
    return min(size, size * (side - 4) / max(widest, 1))


def squares(result: TeamResult | GroupResult, *, key: str, name: str) -> Chart:
    """Draw a square per indicator, a row per criterion.

    For a team it holds the level; for a school or a board how many teams have it op orde, on the colour of their mean.
    """
    summary, card = result.summary, result.card
    words = {"in_order": summary.in_order, "scored": summary.scored, "name": clean(name)}
    if isinstance(result, TeamResult):
        title = _("%(in_order)s van %(scored)s indicatoren van %(name)s zijn op orde") % words
    else:
        title = _("%(in_order)s van %(scored)s scores van %(name)s zijn op orde") % words
    longest = max(len(criterion.indicators) for criterion in card.criteria)
    gaps = COVER_THEME_GAP * (len(card.themes) - 1)
    pitch = min(
        COVER_PITCH, (COVER_WIDTH - 16 - 178) / longest, (COVER_HEIGHT - gaps) / max(len(card.criteria), 1)
    )
    side = pitch - max(pitch * 0.07, 1)
    tiles: list[Tile] = []
    rules: list[Attributes] = []
    labels: list[tuple[str, str, str]] = []
    y = 0.0
    for theme in result.themes:
        for criterion in theme.criteria:
            rules.append({"y": number(y), "height": number(side), "fill": palette.theme_hue(theme.info.hue)})
            steps = _steps(criterion, card)
            tiles += [(16 + i * pitch, y, step, shown) for i, (step, shown) in enumerate(steps)]
            labels += _label(criterion.info.short_name, 16 + len(steps) * pitch + 8, y + side / 2)
            y += pitch
        y += COVER_THEME_GAP
    size = fitting((shown for *_place, shown in tiles), side * 0.39, side)
    svg = draw(
        "tiles",
        key=key,
        title=title,
        width=COVER_WIDTH,
        height=max(y - COVER_THEME_GAP - pitch + side, 1),
        size=number(size),
        weight="400",
        groups=groups_of(tiles, side=side, size=size, dash="4 3"),
        rules=rules,
        labels=labels,
    )
    return Chart(key, svg, title)


def _steps(criterion: CriterionResult | CriterionAcross, card: CardInfo) -> list[tuple[int, str]]:
    if isinstance(criterion, CriterionResult):
        return [(card.step_of(one.cell.value), sign(one.cell)) for one in criterion.indicators]
    return [
        (
            card.step_of(one.summary.mean),
            f"{one.summary.in_order}/{one.summary.scored}" if one.summary.scored else "–",
        )
        for one in criterion.indicators
    ]


def _label(text: str, x: float, middle: float) -> list[tuple[str, str, str]]:
    lines = wrapped(clean(text), COVER_WIDTH - x, COVER_LABEL, lines=2)
    first = middle + COVER_LABEL * 0.34 - (len(lines) - 1) * COVER_LABEL * 0.6
    return [(number(x), number(first + i * COVER_LABEL * 1.2), line) for i, line in enumerate(lines)]
