"""A line over rounds: dots for all that was scored, lines for what both rounds scored, words that never touch."""

from __future__ import annotations

import datetime as dt
import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments import charts
from assessments.charts import NO_STEP, Chart, TrendPoint, TrendStep
from assessments.charts.chart import text_width
from tests.unit.drawings import SVG, circles, drawings, keeps_the_rules, texts

TOP, PLOT = 30.8, 168.0
"""Px: where all stands in the wide drawing, and how far none is below it."""


def point(year: int, in_order: int, scored: int, month: int = 11) -> TrendPoint:
    return TrendPoint(f"LOB {year}", dt.date(year, month, 1), in_order, scored)


def drawn(
    points: list[TrendPoint], steps: list[TrendStep], *, paper: bool = False
) -> tuple[Chart, ET.Element]:
    """The chart, and its wide drawing or the one on paper."""
    chart = charts.trend(points, steps, key="t", name="Duinmark", paper=paper)
    found = drawings(chart)
    assert len(found) == (1 if paper else 2)
    for svg in found:
        keeps_the_rules(svg, chart)
    return chart, found[0]


def paths(svg: ET.Element, *, width: str, dashed: bool = False) -> str:
    (path,) = [
        path.attrib["d"]
        for path in svg.iter(f"{SVG}path")
        if path.get("stroke-width") == width and ("stroke-dasharray" in path.attrib) is dashed
    ]
    return path


def y(share: float) -> float:
    return TOP + PLOT * (1 - share)


def test_dots_stand_at_the_share_of_their_round_and_lines_at_the_matched_share() -> None:
    _chart, svg = drawn([point(2025, 30, 60), point(2026, 66, 88)], [TrendStep(20, 40, 80)])
    heights = [float(circle.attrib["cy"]) for circle in svg.iter(f"{SVG}circle")]

    assert circles(svg, "7") == [140, 812]
    assert heights == [pytest.approx(y(0.5), abs=0.06), pytest.approx(y(0.75), abs=0.06)]
    (line,) = re.findall(r"M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)", paths(svg, width="2.5"))
    assert [float(one) for one in line] == [
        140,
        pytest.approx(y(0.25), abs=0.06),
        812,
        pytest.approx(y(0.5), abs=0.06),
    ]
    assert re.findall(r"M([\d.]+) [\d.]+v10", paths(svg, width="2")) == ["140", "812"]
    assert {"alles", "de helft", "niets", "30 van 60", "66 van 88", "LOB 2025"} <= set(texts(svg))


def test_an_end_on_its_dot_has_no_tick() -> None:
    _chart, svg = drawn([point(2025, 30, 60), point(2026, 66, 88)], [TrendStep(20, 60, 80)])

    assert re.findall(r"M([\d.]+)", paths(svg, width="2")) == ["140"]


@pytest.mark.parametrize(
    ("matched", "whole", "dashed"),
    [(0, False, False), (43, False, True), (44, True, False), (88, True, False)],
)
def test_over_little_a_line_is_dashed_and_over_nothing_there_is_none(
    matched: int, whole: bool, dashed: bool
) -> None:
    """Half of what was scored in the later round is enough, as for the difference of means."""
    _chart, svg = drawn([point(2025, 30, 200), point(2026, 61, 88)], [TrendStep(0, matched, matched)])

    assert bool(paths(svg, width="2.5")) is whole
    assert bool(paths(svg, width="2.5", dashed=True)) is dashed


def test_a_round_without_scores_is_an_empty_place_with_its_label() -> None:
    points = [point(2024, 30, 60), point(2025, 0, 0), point(2026, 61, 88)]
    _chart, svg = drawn(points, [NO_STEP, NO_STEP])
    (empty,) = [path.attrib["d"] for path in svg.iter(f"{SVG}path") if path.get("stroke-dasharray") == "2 4"]

    assert len(circles(svg, "7")) == 2
    assert empty == "M476 30.8V198.8"
    assert {"–", "LOB 2025"} <= set(texts(svg))


def test_none_and_all_are_shares_like_any_other() -> None:
    _chart, svg = drawn([point(2025, 0, 60), point(2026, 88, 88)], [TrendStep(0, 60, 60)])

    assert [float(c.attrib["cy"]) for c in svg.iter(f"{SVG}circle")] == [TOP + PLOT, TOP]


@pytest.mark.parametrize("paper", [False, True])
def test_one_round_alone(paper: bool) -> None:
    chart, svg = drawn([point(2026, 61, 88)], [], paper=paper)

    assert len(circles(svg, "7")) == 1
    assert chart.title == "Duinmark: 61 van 88 op orde (LOB 2026)"
    assert "61 van 88" in texts(svg)


def test_titles() -> None:
    points = [point(2023, 0, 0), point(2024, 31, 60), point(2025, 40, 60), point(2026, 61, 88)]
    chart, _svg = drawn(points, [NO_STEP, NO_STEP, TrendStep(40, 44, 60)])
    first_and_last = "Duinmark: eerst 31 van 60 op orde (LOB 2024), het laatst 61 van 88 (LOB 2026)"

    assert chart.title == (
        f"{first_and_last}; sinds de vorige keer van 40 naar 44, van 60 scores die je kunt vergelijken"
    )
    assert drawn(points, [NO_STEP] * 3)[0].title == first_and_last
    assert drawn([point(2026, 0, 0)], [])[0].title == "Duinmark: geen scores"
    with translation.override("en"):
        assert "61" in drawn(points, [NO_STEP] * 3)[0].title


DATES = st.lists(st.dates(dt.date(2015, 1, 1), dt.date(2030, 12, 31)), min_size=1, max_size=12, unique=True)
LABELS = st.text("abcdefghij WMLO2026-", max_size=40)


@given(
    DATES, st.lists(LABELS, min_size=12, max_size=12), st.sampled_from([9, 88, 2716, 123_456]), st.booleans()
)
def test_words_never_touch_and_the_last_round_has_them(
    dates: list[dt.date], labels: list[str], scored: int, paper: bool
) -> None:
    points = [
        TrendPoint(label, date, scored // 2, scored)
        for label, date in zip(labels, sorted(dates), strict=False)
    ]
    steps = [TrendStep(scored // 3, scored // 2, scored) for _two in pairwise(points)]
    chart = charts.trend(points, steps, key="t", name="Duinmark", paper=paper)
    for svg in drawings(chart):
        keeps_the_rules(svg, chart)
        width = float(svg.attrib["width"])
        dots = circles(svg, "7")
        assert len(dots) == len(points)
        assert all(after - x >= 17.9 for x, after in pairwise(dots))
        figures, words = list(svg.iter(f"{SVG}g"))[-2:]
        for group in (figures, words):
            size = float(group.attrib["font-size"])
            rows: dict[str, list[tuple[float, float]]] = {}
            for text in group:
                middle, half = float(text.attrib["x"]), text_width(text.text or "", size) / 2
                rows.setdefault(text.attrib["y"], []).append((middle - half, middle + half))
            for row in rows.values():
                assert all(high + 7.5 <= low for (_low, high), (low, _high) in pairwise(row))
                assert all(low >= -0.1 and high <= width + 0.1 for low, high in row)
        assert any(abs(float(text.attrib["x"]) - dots[-1]) <= width - dots[-1] for text in figures)


def test_twelve_rounds_have_all_their_words_where_there_is_room() -> None:
    points = [point(2015 + n, n, 88) for n in range(12)]
    chart, wide = drawn(points, [NO_STEP] * 11)
    _wide, narrow = drawings(chart)

    assert texts(wide).count("van 88") == 12
    assert 4 <= texts(narrow).count("van 88") < 12
    assert {"0", "11"} <= set(texts(narrow)), "the first and the last"


def test_names_are_shown_literally() -> None:
    chart, _svg = drawn([TrendPoint("<b>A & B</b>\x00", dt.date(2026, 11, 1), 1, 2)], [])

    assert "<b>" not in chart.svg
    assert "<b>A & B</b>" in chart.title
