"""Charts: SVG that page and PDF accept, titles that say what is found, for any card; how scores are spread."""

from __future__ import annotations

import re

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments import charts, palette
from assessments.charts.chart import number, text_width, wrapped
from assessments.results.team import team_result
from assessments.results.values import CardInfo
from assessments.templatetags.results import sign
from tests.unit.builders import card_of, cells_of, sheet_of
from tests.unit.drawings import (
    CARD,
    CARDS,
    SVG,
    drawings,
    everything,
    havo,
    keeps_the_rules,
    school_of,
    strip_of,
    texts,
)

TREND_TITLE = (
    "Havo 4-5: eerst 20 van 60 op orde (Havo 4-5 2024), het laatst 61 van 88 (Havo 4-5 2026); "
    "sinds de vorige keer van 12 naar 20, van 40 scores die je kunt vergelijken"
)


# --- any chart, any card ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize("teams", [1, 3, 40])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("paper", [False, True])
def test_what_every_drawing_keeps(card: CardInfo, teams: int, language: str, paper: bool) -> None:
    with translation.override(language):
        for chart in everything(school_of(card, teams), paper=paper):
            found = drawings(chart)
            assert len(found) == (
                1 if paper or chart.key not in ("distribution", "criteria", "spread", "trend") else 2
            )
            ids = [element.get("id") for svg in found for element in svg.iter() if element.get("id")]
            assert len(ids) == len(set(ids)) == len(found)
            for svg in found:
                keeps_the_rules(svg, chart)


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "A & \"B\" 'C'", "Şükrü Łukasz", "vreemd\x0b\x00teken"]
)
def test_names_are_shown_literally(name: str) -> None:
    for chart in [*everything(havo(), name), *everything(school_of(CARD, 3), name)]:
        (title, *_rest) = [svg[0].text for svg in drawings(chart)]
        assert title == chart.title
        assert re.sub("[\x00\x0b]", "", name) in chart.title
        assert "<script" not in chart.svg


def test_a_team_without_any_score() -> None:
    empty = team_result(sheet_of(CARD, {}))

    assert [chart.title for chart in everything(empty)] == [
        "Havo 4-5: geen scores",
        "Havo 4-5: nog geen gemiddelden",
        "0 van 0 indicatoren van Havo 4-5 zijn op orde",
        TREND_TITLE,
    ]
    for chart in everything(empty):
        for svg in drawings(chart):
            keeps_the_rules(svg, chart)


# --- titles -----------------------------------------------------------------------------------------------------------


def test_titles_state_the_finding() -> None:
    assert [chart.title for chart in everything(havo())] == [
        "Havo 4-5: 16 van 34 op orde, 2 zonder score",
        "Havo 4-5: Werk goed kunnen doen staat het hoogst (4,6), Sturingsinstrumenten het laagst (2,8)",
        "16 van 34 indicatoren van Havo 4-5 zijn op orde",
        TREND_TITLE,
    ]
    strip = charts.cell_strip(*strip_of("45 3"), CARD, key="s", name="VA1.1")
    assert strip.title == "VA1.1: 2 van 3 teams op orde, 1 zonder score"
    assert (
        charts.cell_strip(*strip_of("4"), CARD, key="s", name="VA1.1").title == "VA1.1: 1 van 1 team op orde"
    )
    assert charts.shift(1, 3, 5, key="s", name="VA1.1").title == "VA1.1: op orde van 1 naar 3, van 5 teams"


def test_one_mean_is_neither_highest_nor_lowest() -> None:
    card = card_of({"A": [1]})
    result = team_result(sheet_of(card, {"A1.1": 3}))
    chart = charts.dot_plot(result.criteria, card, key="p", name="Team", previous=None)

    assert chart.title == "Team: gemiddeld 3,0 bij elk criterium"


# --- distribution -----------------------------------------------------------------------------------------------------


def test_segments_are_as_wide_as_their_counts() -> None:
    chart = charts.distribution(havo().summary, CARD, key="d", name="Havo", paper=True)
    (svg,) = drawings(chart)
    widths = [float(rect.attrib["width"]) for rect in svg.findall(f"{SVG}rect")]

    assert texts(svg) == ["4", "14", "12", "4", "2", "op orde: niveau 4 of 5"]
    unit = (627 - 1 - 10) / 36
    assert widths == [pytest.approx(count * unit, abs=0.06) for count in (4, 14, 12, 4, 2)]


@pytest.mark.parametrize(
    ("levels", "threshold", "label"),
    [(5, 4, "niveau 4 of 5"), (5, 5, "niveau 5"), (7, 4, "niveau 4 of hoger"), (2, 2, "niveau 2")],
)
def test_the_bracket_names_the_levels(levels: int, threshold: int, label: str) -> None:
    card = card_of({"A": [1]}, levels=levels, threshold=threshold)
    result = team_result(sheet_of(card, {"A1.1": levels}))
    (svg,) = drawings(charts.distribution(result.summary, card, key="d", name="T", paper=True))

    assert texts(svg)[-1] == f"op orde: {label}"


def test_no_bracket_where_nothing_is_in_order() -> None:
    result = team_result(sheet_of(CARD, {"VA1.1": 2}))
    (svg,) = drawings(charts.distribution(result.summary, CARD, key="d", name="T", paper=True))

    assert not [text for text in texts(svg) if "op orde" in text]


# --- colour and text --------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("step", range(6))
def test_figures_stand_out_from_their_colour(step: int) -> None:
    assert contrast(palette.FILL[step], palette.TEXT[step]) >= 4.5
    assert contrast(palette.LINE[step], palette.PAPER) >= 3


def test_marks_stand_out_from_the_paper_and_the_field_in_order() -> None:
    for mark in (palette.INK, palette.SOFT):
        assert min(contrast(mark, ground) for ground in (palette.PAPER, palette.GROUND, palette.RULE)) >= 4.5


def test_white_figures_mean_in_order() -> None:
    assert [palette.TEXT[step] == palette.PAPER for step in range(6)] == [
        False,
        False,
        False,
        False,
        True,
        True,
    ]


def test_levels_fall_evenly_in_luminance() -> None:
    steps = [contrast(palette.FILL[step], palette.FILL[step + 1]) for step in range(1, 5)]

    assert min(steps) >= 1.5


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Kort", ["Kort"]),
        ("", [""]),
        (
            "Bestuur draagt LOB uit in de hele organisatie",
            ["Bestuur draagt", "LOB uit in de", "hele organisatie"],
        ),
    ],
)
def test_labels_wrap(text: str, lines: list[str]) -> None:
    assert wrapped(text, 120, 16) == lines


@given(st.text(st.sampled_from("abcdefghijklm WMi-"), max_size=80), st.floats(60, 300))
def test_no_line_is_wider_than_its_column(text: str, width: float) -> None:
    lines = wrapped(text, width, 16, lines=3)

    assert 1 <= len(lines) <= 3
    assert all(text_width(line.removesuffix("…"), 16) <= width for line in lines)


@pytest.mark.parametrize(("value", "shown"), [(1.0, "1"), (1.25, "1.2"), (0.05, "0.1"), (880.04, "880")])
def test_coordinates(value: float, shown: str) -> None:
    with translation.override("nl"):
        assert number(value) == shown


def test_what_stands_in_a_square() -> None:
    assert [sign(one) for one in cells_of("4?- ")] == ["4", "?", "×", "–"]
