"""Criteria on the card's scale: now, last time, and the parts of a whole."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from typing import Literal

import pytest
from django.utils import translation

from assessments import charts, palette
from assessments.results.team import team_result
from tests.unit.builders import sheet_of
from tests.unit.drawings import (
    CARD,
    CARDS,
    SVG,
    circles,
    drawings,
    havo,
    keeps_the_rules,
    school_of,
    texts,
)


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


# --- the parts of a whole -------------------------------------------------------------------------------------------

FAR = [Fraction(3, 2), Fraction(3), Fraction(3), Fraction(3), Fraction(19, 4)]
NEAR = [Fraction(3), Fraction(7, 2)]


def strokes(svg: ET.Element) -> list[tuple[float, float, float]]:
    """Of each stroke where it stands, where it begins, and its length."""
    (path,) = [path.attrib["d"] for path in svg.iter(f"{SVG}path") if path.get("stroke-width") == "2"]
    found = re.findall(r"M([\d.]+) ([\d.]+)v([\d.]+)", path)
    assert "".join(f"M{x} {y}v{length}" for x, y, length in found) == path
    return [(float(x), float(y), float(length)) for x, y, length in found]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("paper", [False, True])
def test_each_part_is_a_stroke_and_equal_ones_a_longer_one(language: str, paper: bool) -> None:
    with translation.override(language):
        chart = charts.dot_plot(
            havo().criteria,
            CARD,
            key="p",
            name="School",
            previous="2025",
            means={"VA1": FAR, "VA2": NEAR, "VA3": [Fraction(2)]},
            paper=paper,
        )
    for svg in drawings(chart):
        keeps_the_rules(svg, chart)
        found = strokes(svg)
        lengths = [length for _x, _y, length in found]
        assert len(found) == 5, "one part alone is the whole"
        assert lengths[1] == pytest.approx(3 * lengths[0], abs=0.2)
        assert lengths[0] == lengths[2] == lengths[3] == lengths[4]
        assert found[1][0] == pytest.approx(found[3][0]), "three in one row, and three in the next"


def test_strokes_stand_at_their_means_clear_of_the_dots() -> None:
    chart = charts.dot_plot(
        havo().criteria, CARD, key="p", name="School", previous="2025", means={"VA1": FAR}
    )
    wide, _narrow = drawings(chart)

    assert [x for x, _y, _length in strokes(wide)] == [
        pytest.approx(218 + float(mean - 1) * 94, abs=1.6)
        for mean in (Fraction(3, 2), Fraction(3), Fraction(19, 4))
    ]
    (track,) = {float(c.attrib["cy"]) for c in list(wide.iter(f"{SVG}circle"))[:1]}
    assert all(y >= track + 12 for _x, y, _length in strokes(wide))


@pytest.mark.parametrize("paper", [False, True])
def test_hundreds_of_equal_parts_stay_within_their_row(paper: bool) -> None:
    means = {criterion.info.code: [Fraction(3)] * 450 + [Fraction(1)] for criterion in havo().criteria}
    chart = charts.dot_plot(
        havo().criteria, CARD, key="p", name="Bestuur", previous=None, means=means, paper=paper
    )
    for svg in drawings(chart):
        tracks = sorted({float(c.attrib["cy"]) for c in svg.iter(f"{SVG}circle")})
        found = strokes(svg)
        assert {length for _x, _y, length in found if length > 1} == {7.0 if paper else 14.0}
        ends = [y + length for x, y, length in found if length > 1]
        assert all(end <= after - 8 for end, after in zip(ends[:-1], tracks[1:], strict=True))


def test_without_parts_nothing_is_added() -> None:
    plain = charts.dot_plot(havo().criteria, CARD, key="p", name="T", previous=None)

    some: list[dict[str, list[Fraction]]] = [{}, {"VA1": [Fraction(3)]}, {"VA1": []}]
    for means in some:
        assert charts.dot_plot(havo().criteria, CARD, key="p", name="T", previous=None, means=means) == plain


@pytest.mark.parametrize(
    ("means", "parts", "ending"),
    [
        (
            {"VA1": NEAR, "VA2": FAR},
            "teams",
            "teams verschillen het meest bij Sturingsinstrumenten (van 1,5 tot 4,8)",
        ),
        (
            {"VA1": NEAR},
            "schools",
            "scholen verschillen het meest bij Bestuur draagt LOB uit (van 3,0 tot 3,5)",
        ),
        ({"VA1": [Fraction(3)] * 2}, "teams", "teams staan overal gelijk"),
        ({"VA1": [Fraction(3)] * 2}, "schools", "scholen staan overal gelijk"),
    ],
)
def test_the_title_says_where_the_parts_differ_most(
    means: dict[str, list[Fraction]], parts: Literal["teams", "schools"], ending: str
) -> None:
    chart = charts.dot_plot(havo().criteria, CARD, key="p", name="X", previous=None, means=means, parts=parts)

    assert chart.title.startswith("X: Werk goed kunnen doen staat het hoogst (4,6), ")
    assert chart.title.endswith(f"; de {ending}")
