"""Squares and segments of one indicator, a card of squares on a cover, and how many were and are op orde."""

from __future__ import annotations

import re
import uuid
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments import charts, palette
from assessments.charts.chart import number, text_width
from assessments.enums import Choice
from assessments.results.privacy import Spread
from assessments.results.school import school_result
from assessments.results.values import Summary
from assessments.results.values.marks import mark_of
from tests.unit.builders import card_of, round_of, sheet_of
from tests.unit.drawings import (
    CARD,
    NOW,
    SVG,
    circles,
    drawings,
    havo,
    keeps_the_rules,
    strip_of,
    texts,
)


def counts_of(levels: tuple[int, ...], without: tuple[int, int, int]) -> Summary:
    unknown, not_applicable, empty = without
    return Summary(
        total=sum(levels) + sum(without),
        scored=sum(levels),
        in_order=sum(levels[3:]),
        unknown=unknown,
        not_applicable=not_applicable,
        empty=empty,
        distribution=levels,
        mean=None,
        mean_from=0,
    )


# --- squares ----------------------------------------------------------------------------------------------------------


def test_a_strip_goes_from_low_to_high_with_what_has_no_score_last() -> None:
    half = mark_of(Choice.NONE, None, [0, 0, 3, 3, 0], min_group=5)
    (svg,) = drawings(charts.cell_strip(*strip_of("5 2?-4" + half), CARD, key="s", name="VA1.1"))
    shown = {"".join(t.itertext()): float(t.attrib["x"]) for t in svg.iter(f"{SVG}text")}

    assert sorted(shown, key=lambda text: shown[text]) == ["2", "3,5", "4", "5", "?", "×", "–"]


@pytest.mark.parametrize(("teams", "rows", "columns"), [(1, 1, 1), (7, 1, 7), (8, 2, 4), (14, 2, 7)])
def test_a_strip_wraps(teams: int, rows: int, columns: int) -> None:
    (svg,) = drawings(charts.cell_strip(*strip_of("4" * teams), CARD, key="s", name="VA1.1"))

    assert (svg.get("width"), svg.get("height")) == (number(24 * columns - 2), number(24 * rows - 2))


def test_many_teams_are_segments_with_their_counts_outside() -> None:
    (svg,) = drawings(charts.cell_strip(*strip_of("3" * 9 + "4" * 6), CARD, key="s", name="VA1.1"))
    bars = svg.findall(f"{SVG}rect")

    assert texts(svg) == ["9", "6"]
    assert all(float(text.attrib["y"]) < float(bars[0].attrib["y"]) for text in svg.iter(f"{SVG}text"))


def test_a_strip_of_counts_is_that_of_the_cells() -> None:
    for values in ("", "4", "542?-3 44", "5" * 14, "3" * 9 + "4" * 6 + " ??-"):
        cells, summary = strip_of(values)
        assert charts.count_strip(summary, CARD, key="s", name="A") == charts.cell_strip(
            cells, summary, CARD, key="s", name="A"
        )


def test_one_of_hundreds_is_seen() -> None:
    summary = counts_of((1, 61, 148, 170, 22), (31, 5, 12))
    chart = charts.count_strip(summary, CARD, key="s", name="VA1.1")
    (svg,) = drawings(chart)
    widths = [float(rect.attrib["width"]) for rect in svg.findall(f"{SVG}rect")]

    keeps_the_rules(svg, chart)
    assert svg.get("width") == "166"
    assert widths[0] == 3
    assert sum(widths) == pytest.approx(166 - 1 - 10, abs=0.3)
    assert texts(svg) == ["61", "148", "170", "22", "48"], "its count has no room, and the table has it"
    assert chart.title == "VA1.1: 192 van 402 teams op orde, 48 zonder score"


@given(st.tuples(*[st.integers(0, 450)] * 5), st.tuples(*[st.integers(0, 99)] * 3))
def test_counts_outside_never_touch(levels: tuple[int, ...], without: tuple[int, int, int]) -> None:
    summary = counts_of(levels, without)
    chart = charts.count_strip(summary, CARD, key="s", name="VA1.1")
    (svg,) = drawings(chart)
    if summary.total > 14:
        keeps_the_rules(svg, chart)
        spans = [
            (float(text.attrib["x"]) - width / 2, float(text.attrib["x"]) + width / 2)
            for text in svg.iter(f"{SVG}text")
            for width in [text_width(text.text or "", 14)]
        ]
        assert all(right + 3.5 < left for (_low, right), (left, _high) in pairwise(spans))
        assert all(low > -0.1 and high < 166.1 for low, high in spans)


# --- what individuals chose -------------------------------------------------------------------------------------------


def test_a_spread_holds_a_level_per_answer() -> None:
    chart = charts.spread_bar(Spread((0, 2, 0, 1, 0), 1, 1), CARD, key="s", name="VA1.1")
    (svg,) = drawings(chart)
    shown = sorted(svg.iter(f"{SVG}text"), key=lambda text: float(text.attrib["x"]))

    assert [text.text for text in shown] == ["2", "2", "4", "?", "×"]
    assert chart.title == (
        "VA1.1: 5 mensen antwoordden; niveau 2: 2, niveau 4: 1, weet ik niet: 1, niet van toepassing: 1"
    )


@pytest.mark.parametrize(("people", "shown"), [(14, ["3"] * 14), (15, ["15"])])
def test_a_spread_of_many_is_segments_with_their_counts_outside(people: int, shown: list[str]) -> None:
    (svg,) = drawings(charts.spread_bar(Spread((0, 0, people, 0, 0), 0, 0), CARD, key="s", name="VA1.1"))

    assert texts(svg) == shown
    assert svg.get("width") == number(14 * 24 - 2)


def test_the_cover_of_a_team_holds_its_levels() -> None:
    (svg,) = drawings(charts.squares(havo(), key="cover", name="Havo"))
    levels = sorted(text for text in texts(svg) if len(text) == 1)

    assert levels == sorted("".join(NOW.values()).replace("-", "×"))
    assert "Werk goed kunnen doen" in texts(svg)
    assert float(svg.get("height", "")) <= 620


def test_the_cover_of_a_school_holds_how_many_teams_are_in_order() -> None:
    card = card_of({"A": [2]})
    sheets = [sheet_of(card, {"A1.1": level, "A1.2": "?"}, team=level) for level in (3, 4)]
    result = school_result(sheets, card, round_of(2026), uid=uuid.UUID(int=1), name="S", board_name="B")
    (svg,) = drawings(charts.squares(result, key="cover", name="School"))
    fills = [path.get("fill") for path in svg.iter(f"{SVG}path")]

    assert texts(svg)[:2] == ["–", "1/2"]
    assert fills == [palette.PAPER, palette.FILL[3]], "a mean of 3,5 does not look op orde"


# --- shift ------------------------------------------------------------------------------------------------------------


def test_a_shift_goes_from_an_open_to_a_filled_dot() -> None:
    (svg,) = drawings(charts.shift(1, 3, 4, key="s", name="VA1.1"))

    assert (circles(svg, "5.5"), circles(svg, "7")) == ([43.5], [106.5])
    assert not circles(svg, "9.5")


def test_no_shift_is_a_ring() -> None:
    (svg,) = drawings(charts.shift(2, 2, 4, key="s", name="VA1.1"))

    assert (circles(svg, "9.5"), circles(svg, "7"), circles(svg, "5.5")) == ([75], [75], [])


@pytest.mark.parametrize(
    ("of", "ticks"), [(1, 2), (12, 13), (13, 4), (61, 7), (64, 7), (450, 10), (451, 10), (2716, 6)]
)
def test_the_axis_of_a_shift_has_few_ticks(of: int, ticks: int) -> None:
    chart = charts.shift(0, of, of, key="s", name="VA1", parts="scores")
    (svg,) = drawings(chart)
    marks = re.findall(r"M([\d.]+) 8v8", chart.svg)

    keeps_the_rules(svg, chart)
    assert (len(marks), marks[0], marks[-1]) == (ticks, "12", "138")
    assert min(float(b) - float(a) for a, b in pairwise(marks)) >= 5


@pytest.mark.parametrize(("before", "now"), [(250, 251), (251, 250), (0, 1), (450, 449)])
def test_a_small_shift_is_not_hidden(before: int, now: int) -> None:
    chart = charts.shift(before, now, 450, key="s", name="VA1", parts="scores")
    (svg,) = drawings(chart)
    (start,), (end,) = circles(svg, "5.5"), circles(svg, "7")

    keeps_the_rules(svg, chart)
    assert end - start == pytest.approx(5 if before < now else -5, abs=0.11)
    assert not circles(svg, "9.5")


def test_a_shift_says_what_it_counts() -> None:
    titles = [
        charts.shift(0, 1, of, key="s", name="VA1", parts=parts).title
        for of in (1, 450)
        for parts in ("teams", "scores")
    ]

    assert titles == [
        "VA1: op orde van 0 naar 1, van 1 team",
        "VA1: op orde van 0 naar 1, van 1 score die je kunt vergelijken",
        "VA1: op orde van 0 naar 1, van 450 teams",
        "VA1: op orde van 0 naar 1, van 450 scores die je kunt vergelijken",
    ]
