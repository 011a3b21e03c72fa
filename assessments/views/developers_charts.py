"""Charts for the developers' page of components: few and many of everything, and what is missing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from itertools import pairwise
from typing import Literal
from uuid import UUID

from assessments.charts import (
    NO_STEP,
    Chart,
    TrendPoint,
    TrendStep,
    count_strip,
    dot_plot,
    shift,
    spread_bar,
    trend,
)
from assessments.results.privacy import Spread
from assessments.results.values import (
    CardInfo,
    CriterionAcross,
    CriterionInfo,
    LevelInfo,
    Summary,
    ThemeInfo,
)

CRITERIA = {
    "Verankeren": [
        "Bestuur draagt LOB uit",
        "Sturingsinstrumenten",
        "Blijvende aandacht",
        "Kennis onderhouden",
    ],
    "Faciliteren": ["Werk goed kunnen doen", "Kennis en vaardigheden", "Banden met partners"],
    "Verbeteren": ["Voortdurend verbeteren"],
}
CARD = CardInfo(
    pk=0,
    uid=UUID(int=0),
    owner_pk=None,
    key="",
    title="",
    edition="",
    question="",
    threshold=4,
    levels=tuple(
        LevelInfo(number, label, "", number, number >= 4)
        for number, label in enumerate(
            ["Nog niet", "In aanzet", "Gedeeltelijk", "Grotendeels", "Geborgd"], start=1
        )
    ),
    themes=tuple(
        ThemeInfo(
            theme[:2],
            theme,
            number,
            tuple(CriterionInfo(f"{theme[:2]}{name}", "", name, ()) for name in names),
        )
        for number, (theme, names) in enumerate(CRITERIA.items(), start=1)
    ),
)


def _point(year: int, month: int, in_order: int, scored: int) -> TrendPoint:
    season = "najaar" if month > 6 else "voorjaar"
    return TrendPoint(f"LOB {season} {year}", dt.date(year, month, 1), in_order, scored)


SCHOOL = [
    _point(2023, 11, 31, 84),
    _point(2024, 11, 44, 80),
    _point(2025, 11, 52, 91),
    _point(2026, 11, 61, 88),
]
SKIPPED = [
    _point(2022, 11, 410, 1250),
    _point(2023, 11, 0, 0),
    _point(2024, 11, 1310, 2600),
    _point(2025, 3, 1204, 2530),
    _point(2026, 11, 2188, 2716),
]
TWELVE = [_point(2021 + n // 2, 4 + n % 2 * 7, 30 + 5 * n - n % 3 * 9, 96 + n % 2) for n in range(12)]
TRENDS = {
    "Vier metingen": (SCHOOL, [TrendStep(27, 40, 76), TrendStep(40, 46, 78), TrendStep(46, 53, 80)]),
    "Een lege meting, en een waarin weinig te vergelijken is": (
        SKIPPED,
        [NO_STEP, NO_STEP, TrendStep(1180, 1160, 2480), TrendStep(400, 620, 900)],
    ),
    "Twaalf metingen": (
        TWELVE,
        [TrendStep(one.in_order, two.in_order, 96) for one, two in pairwise(TWELVE)],
    ),
    "Eén meting": (SCHOOL[:1], []),
}


def _summary(levels: tuple[int, ...], without: tuple[int, int, int] = (0, 0, 0)) -> Summary:
    scored = sum(levels)
    halves = sum(2 * level * count for level, count in enumerate(levels, start=1))
    return Summary(
        total=scored + sum(without),
        scored=scored,
        in_order=sum(levels[3:]),
        unknown=without[0],
        not_applicable=without[1],
        empty=without[2],
        distribution=levels,
        mean=Fraction(halves, 2 * scored),
        mean_from=scored,
    )


STRIPS = {
    "Veertien teams": _summary((1, 2, 4, 3, 1), (2, 1, 0)),
    "Veertig teams": _summary((2, 9, 14, 8, 3), (3, 1, 0)),
    "450 teams": _summary((1, 61, 148, 170, 22), (31, 5, 12)),
    "450 teams, op één na gelijk": _summary((0, 0, 1, 449, 0)),
}
SHIFTS: dict[str, tuple[int, int, int, Literal["teams", "scores"]]] = {
    "Teams": (1, 3, 5, "teams"),
    "Scores": (198, 251, 450, "scores"),
    "Eén van honderden": (251, 250, 450, "scores"),
    "Gelijk": (251, 251, 450, "scores"),
}
SPREADS = {
    "Elf antwoorden": Spread((1, 3, 4, 1, 0), 2, 0),
    "Veertig antwoorden": Spread((2, 9, 14, 8, 3), 3, 1),
    "Iedereen gelijk": Spread((0, 0, 0, 6, 0), 0, 0),
}


def _rows() -> list[CriterionAcross]:
    levels = [(2, 8, 14, 12, 4), (9, 14, 12, 4, 1), (3, 9, 14, 10, 4), (4, 11, 13, 9, 2)]
    levels += [(0, 1, 6, 20, 23), (3, 11, 10, 5, 1), (2, 9, 13, 11, 5), (8, 16, 20, 12, 4)]
    before = [*levels[1:4], levels[0], levels[4], *levels[6:], levels[0]]
    return [
        CriterionAcross(info, _summary(now), _summary(then), None, (), ())
        for info, now, then in zip(CARD.criteria, levels, before, strict=True)
    ]


def _means(parts: int) -> dict[str, list[Fraction]]:
    """Per criterion around its mean: close together and far apart, some the same, one criterion with one part."""
    low, high = Fraction(1), Fraction(5)
    means = {}
    for place, row in enumerate(_rows()):
        middle = row.summary.mean or low
        away = [Fraction((n * n * 7 + n * 11 + place * 5) % 25 - 12, 6 + 3 * place) for n in range(parts)]
        means[row.info.code] = [min(max(middle + one, low), high) for one in away]
    return means | {CARD.criteria[3].code: [Fraction(3)]}


def drawn() -> dict[str, list[tuple[str, Chart]]]:
    """Per kind of chart its examples, each with its name."""
    rows = _rows()
    return {
        "trends": [
            (name, trend(points, steps, key=f"trend-{number}", name="Duinmark College"))
            for number, (name, (points, steps)) in enumerate(TRENDS.items())
        ],
        "plots": [
            (
                f"Acht criteria, {parts} teams",
                dot_plot(
                    rows,
                    CARD,
                    key=f"plot-{parts}",
                    name="Duinmark College",
                    previous="2025",
                    means=_means(parts),
                ),
            )
            for parts in (5, 60)
        ],
        "strips": [
            (name, count_strip(counts, CARD, key=f"strip-{number}", name="VA1.2"))
            for number, (name, counts) in enumerate(STRIPS.items())
        ],
        "shifts": [
            (name, shift(before, now, of, key=f"shift-{number}", name="VA1", parts=parts))
            for number, (name, (before, now, of, parts)) in enumerate(SHIFTS.items())
        ],
        "spreads": [
            (name, spread_bar(spread, CARD, key=f"spread-{number}", name="VA1.2"))
            for number, (name, spread) in enumerate(SPREADS.items())
        ],
    }
