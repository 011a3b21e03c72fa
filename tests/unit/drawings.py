"""Charts of invented results, and what every drawing keeps."""

from __future__ import annotations

import datetime as dt
import random
import re
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from assessments import charts
from assessments.charts.chart import Chart
from assessments.results.privacy import Spread
from assessments.results.school import school_result
from assessments.results.scoring import summarise_across
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import CardInfo, Cell, SchoolResult, Summary, TeamResult
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


def rounds_of(label: str) -> tuple[list[charts.TrendPoint], list[charts.TrendStep]]:
    """Three rounds: of the first nothing can be compared, of the second little."""
    numbers = [(2024, 20, 60), (2025, 31, 90), (2026, 61, 88)]
    points = [
        charts.TrendPoint(f"{label} {year}", dt.date(year, 11, 1), *counts) for year, *counts in numbers
    ]
    return points, [charts.NO_STEP, charts.TrendStep(12, 20, 40)]


def everything(
    result: TeamResult | SchoolResult, name: str = "Havo 4-5", *, paper: bool = False
) -> Iterator[Chart]:
    card, previous = result.card, "LOB najaar 2025"
    yield charts.distribution(result.summary, card, key="distribution", name=name, paper=paper)
    yield charts.dot_plot(result.criteria, card, key="criteria", name=name, previous=previous, paper=paper)
    yield charts.squares(result, key="cover", name=name)
    yield charts.trend(*rounds_of(name), key="trend", name=name, paper=paper)
    if isinstance(result, SchoolResult):
        yield charts.dot_plot(
            result.criteria,
            card,
            key="spread",
            name=name,
            previous=previous,
            means={criterion.info.code: criterion.means for criterion in result.criteria},
            paper=paper,
        )
        for indicator in [*result.strongest, *result.weakest]:
            code = indicator.info.code
            yield charts.count_strip(indicator.summary, card, key=f"counts-{code}", name=name)
            yield charts.cell_strip(indicator.cells, indicator.summary, card, key=f"strip-{code}", name=name)
            for people in (indicator.summary.scored, 40):
                spread = Spread((people, *[0] * (len(card.levels) - 1)), 1, 2)
                yield charts.spread_bar(spread, card, key=f"spread-{people}-{code}", name=name)
        for indicator in [*result.moved_up, *result.moved_down]:
            assert indicator.change
            before, now, of = (
                indicator.change.before_in_order,
                indicator.change.now_in_order,
                indicator.change.matched,
            )
            yield charts.shift(before, now, of, key=f"shift-{indicator.info.code}", name=name)


def drawings(chart: Chart) -> list[ET.Element]:
    """The SVG documents of a chart: one, or a wide and a narrow one."""
    return ET.fromstring(f"<div>{chart.svg}</div>").findall(f".//{SVG}svg")


def texts(element: ET.Element) -> list[str]:
    return ["".join(text.itertext()) for text in element.iter(f"{SVG}text")]


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


def circles(svg: ET.Element, radius: str) -> list[float]:
    return [float(circle.attrib["cx"]) for circle in svg.iter(f"{SVG}circle") if circle.get("r") == radius]
