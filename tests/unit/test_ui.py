"""The drawings of `templatetags.ui`, and the promises of the look that numbers can check."""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace as Thing
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from assessments.palette import THEME_HUES
from assessments.results.values.card import HUES
from assessments.templatetags import ui
from tests.unit.builders import card_of

CSS = Path(__file__).resolve().parents[2] / "assessments" / "static" / "assessments" / "css"
TOKENS = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", (CSS / "tokens.css").read_text().split("@media")[0]))


def luminance(colour: str) -> float:
    """Relative luminance of a hex colour, as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(TOKENS[one]), luminance(TOKENS[other])), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("text", ["ink", "ink-2", "action", "action-deep", "error", "th-1", "th-2", "th-3"])
@pytest.mark.parametrize("ground", ["paper", "ground"])
def test_text_is_readable(text: str, ground: str) -> None:
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(
    ("text", "fill"),
    [
        ("on-low", "l1"),
        ("on-low", "l2"),
        ("on-low", "l3"),
        ("on-high", "l4"),
        ("on-high", "l5"),
        ("action", "action-wash"),
    ],
)
def test_text_on_a_colour_is_readable(text: str, fill: str) -> None:
    assert contrast(text, fill) >= 4.5


def test_levels_fall_in_even_steps() -> None:
    steps = [contrast(f"l{n}", f"l{n + 1}") for n in range(1, 5)]
    assert all(1.5 <= step <= 2 for step in steps)


def test_borders_of_controls_are_visible() -> None:
    assert contrast("control", "paper") >= 3


def test_drawings_are_well_formed_and_hidden() -> None:
    themes = [
        Thing(
            hue=1,
            criteria=[Thing(answered=4, total=6, current=True), Thing(answered=0, total=4, current=False)],
        )
    ]
    drawings = [
        ui.dots(6, 9),
        ui.dots(0, 0),
        ui.dots(31, 36),
        ui.boxes(2, 4),
        ui.meter(1, 3),
        ui.ticks(themes),
    ]
    for drawing in [*drawings, *(ui.icon(name) for name in ui.ICONS)]:
        assert ElementTree.fromstring(drawing).get("aria-hidden") == "true"


def test_coordinates_keep_their_point_in_dutch() -> None:
    with override("nl"):
        assert 'width="53.3"' in ui.meter(1, 3)


def test_ticks_thicken_only_the_current_criterion() -> None:
    themes = [
        Thing(
            hue=1,
            criteria=[Thing(answered=1, total=2, current=True), Thing(answered=0, total=1, current=False)],
        )
    ]
    drawing = ui.ticks(themes)
    assert drawing.count('height="14"') == 3
    assert (drawing.count('height="6"'), drawing.count('height="2"')) == (1, 1)


def test_there_are_as_many_hues_as_themes_take() -> None:
    assert len(THEME_HUES) == HUES
    hues = [theme.hue for theme in card_of({"VA": [1], "FA": [1], "VB": [1], "XA": [1]}).themes]
    assert hues == [1, 2, 3, 1]


def test_level_marks() -> None:
    with override("nl"):
        assert ui.level(4, 4) == '<span class="lv lv-4">4</span>'
        assert (
            ui.level("3½", 3, "s", "mediaan")
            == '<span class="lv lv-s lv-3">3½<span class="vh"> mediaan</span></span>'
        )
        assert ui.level(None, 0, "l") == (
            '<span class="lv lv-l lv-0"><span aria-hidden="true">–</span><span class="vh"> geen score</span></span>'
        )
        assert "&lt;b&gt;" in ui.level("<b>", 1)
