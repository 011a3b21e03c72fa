"""Charts: geometry that adds up, SVG that page and PDF accept, titles that say what is found, for any card."""

from __future__ import annotations

import random
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments import charts, palette
from assessments.charts.chart import Chart, number, text_width, wrapped
from assessments.enums import Choice
from assessments.results.privacy import Spread
from assessments.results.school import school_result
from assessments.results.scoring import summarise_across
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import CardInfo, Cell, SchoolResult, Summary, TeamResult
from assessments.results.values.marks import mark_of
from assessments.templatetags.results import sign
from tests.unit.builders import (
    SCALE,
    Value,
    card_of,
    cells_of,
    criterion_scores,
    marks_of,
    round_of,
    sheet_of,
)

SVG = "{http://www.w3.org/2000/svg}"
CARD = card_of()
NOW = {"VA1": "435342", "VA2": "2324", "VA3": "4433", "VA4": "342?"}
NOW |= {"FA1": "54545", "FA2": "333", "FA3": "3434", "VB1": "34343-"}
BEFORE = {"VA1": "335242", "VA2": "2224", "VA3": "3332", "VA4": "2221"}
BEFORE |= {"FA1": "54545", "FA2": "434", "FA3": "3233", "VB1": "334334"}
CARDS = {
    "kwaliteitskaart": CARD,
    "two levels": card_of({"A": [1]}, levels=2, threshold=2),
    "seven levels, many themes": card_of(
        {letters: [2, 3] for letters in "ABCDE"} | {"Z": [20]}, levels=7, threshold=7
    ),
    "low threshold": card_of({"A": [3], "B": [1]}, levels=6, threshold=2),
}


def strip_of(values: str) -> tuple[list[Cell], Summary]:
    return cells_of(values), summarise_across(marks_of(values), SCALE)


def havo() -> TeamResult:
    before = sheet_of(CARD, criterion_scores(CARD, **BEFORE), year=2025)
    return team_result(sheet_of(CARD, criterion_scores(CARD, **NOW), before=before))


def school_of(card: CardInfo, teams: int, *, seed: int = 1) -> SchoolResult:
    chance = random.Random(seed)

    def scores() -> dict[str, Value]:
        values: list[Value] = [
            *range(1, len(card.levels) + 1),
            *range(1, len(card.levels) + 1),
            "?",
            "-",
            None,
        ]
        return {indicator.code: chance.choice(values) for indicator in card.indicators}

    def team(number: int) -> Sheet:
        before = sheet_of(card, scores(), team=number, year=2025)
        return sheet_of(card, scores(), team=number, before=before, confirmed=number % 5 != 4)

    return school_result(
        [team(n) for n in range(1, teams + 1)],
        card,
        round_of(2026),
        uid=uuid.UUID(int=1),
        name="S",
        board_name="B",
    )


def everything(
    result: TeamResult | SchoolResult, name: str = "Havo 4-5", *, paper: bool = False
) -> Iterator[Chart]:
    card, previous = result.card, "LOB najaar 2025"
    yield charts.distribution(result.summary, card, key="distribution", name=name, paper=paper)
    yield charts.dot_plot(result.criteria, card, key="criteria", name=name, previous=previous, paper=paper)
    yield charts.squares(result, key="cover", name=name)
    if isinstance(result, SchoolResult):
        for indicator in [*result.strongest, *result.weakest]:
            code = indicator.info.code
            yield charts.cell_strip(indicator.cells, indicator.summary, card, key=f"strip-{code}", name=name)
            for people in (indicator.summary.scored, 40):
                spread = Spread((people, *[0] * (len(card.levels) - 1)), 1, 2)
                yield charts.spread_bar(spread, card, key=f"spread-{people}-{code}", name=name)
        for indicator in [*result.moved_up, *result.moved_down]:
            assert indicator.change
            before, now, of = indicator.before_in_order, indicator.now_in_order, indicator.change.matched
            yield charts.shift(before, now, of, key=f"shift-{indicator.info.code}", name=name)


def drawings(chart: Chart) -> list[ET.Element]:
    """The SVG documents of a chart: one, or a wide and a narrow one."""
    return ET.fromstring(f"<div>{chart.svg}</div>").findall(f".//{SVG}svg")


def texts(element: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


# --- any chart, any card --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("card", CARDS.values(), ids=CARDS)
@pytest.mark.parametrize("teams", [1, 3, 40])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("paper", [False, True])
def test_what_every_drawing_keeps(card: CardInfo, teams: int, language: str, paper: bool) -> None:
    with translation.override(language):
        for chart in everything(school_of(card, teams), paper=paper):
            found = drawings(chart)
            assert len(found) == (1 if paper or chart.key not in ("distribution", "criteria") else 2)
            ids = [element.get("id") for svg in found for element in svg.iter() if element.get("id")]
            assert len(ids) == len(set(ids)) == len(found)
            for svg in found:
                keeps_the_rules(svg, chart)


def keeps_the_rules(svg: ET.Element, chart: Chart) -> None:
    title = svg[0]
    assert (title.tag, title.text, title.get("id")) == (
        f"{SVG}title",
        chart.title,
        svg.get("aria-labelledby"),
    )
    assert svg.get("role") == "img"
    assert svg.get("font-family") == "'Source Sans 3', sans-serif"
    assert svg.get("viewBox") == f"0 0 {svg.get('width')} {svg.get('height')}"
    width, height = float(svg.get("width", "")), float(svg.get("height", ""))
    for element in svg.iter():
        names = set(element.attrib)
        assert not names & {"style", "class"}
        assert not {name for name in names if name.startswith("on")}
        for name in names & {
            "x",
            "y",
            "cx",
            "cy",
            "width",
            "height",
            "font-size",
            "d",
            "points",
            "transform",
        }:
            assert not re.search(r"\d,\d", element.attrib[name]), "a coordinate written in Dutch"
        if element.tag == f"{SVG}rect":
            assert float(element.attrib["x"]) >= -0.5
            assert float(element.attrib["x"]) + float(element.attrib["width"]) <= width + 0.1
            assert float(element.attrib["y"]) + float(element.attrib["height"]) <= height + 0.1
        if element.tag == f"{SVG}circle":
            radius = float(element.attrib["r"])
            assert radius <= float(element.attrib["cx"]) <= width - radius
            assert radius <= float(element.attrib["cy"]) <= height - radius
        if element.tag == f"{SVG}text":
            assert 0 <= float(element.get("x", "0")) <= width
            assert 0 <= float(element.attrib["y"]) <= height


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
        "Havo 4-5: nog geen scores",
        "Havo 4-5: nog geen gemiddelden",
        "0 van 0 indicatoren van Havo 4-5 zijn op orde",
    ]
    for chart in everything(empty):
        for svg in drawings(chart):
            keeps_the_rules(svg, chart)


# --- titles ---------------------------------------------------------------------------------------------------------


def test_titles_state_the_finding() -> None:
    assert [chart.title for chart in everything(havo())] == [
        "Havo 4-5: 16 van 34 op orde, 2 zonder score",
        "Havo 4-5: Werk goed kunnen doen staat het hoogst (4,6), Sturingsinstrumenten het laagst (2,8)",
        "16 van 34 indicatoren van Havo 4-5 zijn op orde",
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


# --- distribution ---------------------------------------------------------------------------------------------------


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


# --- dot plot -------------------------------------------------------------------------------------------------------


def circles(svg: ET.Element, radius: str) -> list[float]:
    return [float(circle.attrib["cx"]) for circle in svg.iter(f"{SVG}circle") if circle.get("r") == radius]


def test_dots_stand_at_their_means() -> None:
    chart = charts.dot_plot(havo().criteria, CARD, key="p", name="Havo", previous="2025")
    wide, narrow = drawings(chart)

    def x(mean: Fraction) -> float:
        return 218 + float(mean - 1) * 94

    means = [criterion.summary.mean for criterion in havo().criteria]
    assert circles(wide, "8") == [pytest.approx(x(mean), abs=0.06) for mean in means if mean]
    assert len(circles(wide, "6")) == 7
    assert circles(wide, "11.5") == [pytest.approx(x(Fraction(23, 5)), abs=0.06)], "unchanged: a ring"
    assert [len(circles(narrow, r)) for r in ("8", "6", "11.5")] == [8, 7, 1]
    assert {"3 van 6", "3,5", "3,2", "vorige keer", "op orde vanaf 4"} <= set(texts(wide))
    assert "vorige keer" not in texts(narrow)


def test_without_a_previous_round_there_is_no_column_for_it() -> None:
    for previous, result in ((None, havo()), ("2025", team_result(sheet_of(CARD, {"VA1.1": 4})))):
        chart = charts.dot_plot(result.criteria, CARD, key="p", name="Havo", previous=previous)
        for svg in drawings(chart):
            assert "vorige keer" not in texts(svg)
            assert not circles(svg, "6")


def test_means_in_english() -> None:
    with translation.override("en"):
        chart = charts.dot_plot(havo().criteria, CARD, key="p", name="Havo", previous="2025", paper=True)

    assert "3.5" in texts(drawings(chart)[0])


def test_words_of_levels_that_do_not_fit_leave_the_outermost() -> None:
    result = school_of(CARDS["seven levels, many themes"], 3)
    chart = charts.dot_plot(result.criteria, result.card, key="p", name="S", previous=None)
    _wide, narrow = drawings(chart)

    assert [text for text in texts(narrow) if text.startswith("Niveau")] == ["Niveau 1", "Niveau 7"]


def test_theme_rules_cycle() -> None:
    card = CARDS["seven levels, many themes"]
    chart = charts.dot_plot(school_of(card, 3).criteria, card, key="p", name="S", previous=None, paper=True)
    rules = [rect.get("fill") for rect in drawings(chart)[0].iter(f"{SVG}rect") if rect.get("width") == "4"]

    assert rules == [*palette.THEME_HUES, *palette.THEME_HUES]


# --- squares --------------------------------------------------------------------------------------------------------


def test_a_strip_goes_from_low_to_high_with_what_has_no_score_last() -> None:
    half = mark_of(Choice.NONE, None, [0, 0, 3, 3, 0], min_group=5)
    (svg,) = drawings(charts.cell_strip(*strip_of("5 2?-4" + half), CARD, key="s", name="VA1.1"))
    shown = {"".join(t.itertext()): float(t.attrib["x"]) for t in svg.iter(f"{SVG}text")}

    assert sorted(shown, key=lambda text: shown[text]) == ["2", "3,5", "4", "5", "–", "×", "?"]


@pytest.mark.parametrize(("teams", "rows", "columns"), [(1, 1, 1), (7, 1, 7), (8, 2, 4), (14, 2, 7)])
def test_a_strip_wraps(teams: int, rows: int, columns: int) -> None:
    (svg,) = drawings(charts.cell_strip(*strip_of("4" * teams), CARD, key="s", name="VA1.1"))

    assert (svg.get("width"), svg.get("height")) == (number(24 * columns - 2), number(24 * rows - 2))


def test_many_teams_are_segments_with_their_counts_outside() -> None:
    (svg,) = drawings(charts.cell_strip(*strip_of("3" * 9 + "4" * 6), CARD, key="s", name="VA1.1"))
    bars = svg.findall(f"{SVG}rect")

    assert texts(svg) == ["9", "6"]
    assert all(float(text.attrib["y"]) < float(bars[0].attrib["y"]) for text in svg.iter(f"{SVG}text"))


# --- what individuals chose -----------------------------------------------------------------------------------------


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


# --- shift ----------------------------------------------------------------------------------------------------------


def test_a_shift_goes_from_an_open_to_a_filled_dot() -> None:
    (svg,) = drawings(charts.shift(1, 3, 4, key="s", name="VA1.1"))

    assert (circles(svg, "5.5"), circles(svg, "7")) == ([43.5], [106.5])
    assert not circles(svg, "9.5")


def test_no_shift_is_a_ring() -> None:
    (svg,) = drawings(charts.shift(2, 2, 4, key="s", name="VA1.1"))

    assert (circles(svg, "9.5"), circles(svg, "7"), circles(svg, "5.5")) == ([75], [75], [])


# --- colour and text ------------------------------------------------------------------------------------------------


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
