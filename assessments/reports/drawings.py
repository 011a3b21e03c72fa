"""Drawings as they are printed quickest: the same picture, from fewer texts that all begin at their start.

WeasyPrint draws a text with another anchor as a picture of its own, and any text letter by letter. So here every
letter gets its place, by the widths of our typeface, and texts that follow each other in one style become one.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from .glyphs import widths

TEXT = "{http://www.w3.org/2000/svg}text"
BEFORE = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The part of a text that stands before its anchor."""
PLACE = frozenset({"x", "y", "text-anchor", "lang"})
"""Attributes of a text that have no part in its style; a language is for screens, an image has one text for all."""


@dataclass(frozen=True, slots=True)
class Style:
    """What a text has from the elements around it. `size` in px."""

    size: float = 16.0
    weight: str = "400"
    anchor: str = "start"

    def within(self, element: Element) -> Style:
        return Style(
            float(element.get("font-size", self.size)),
            element.get("font-weight", self.weight),
            element.get("text-anchor", self.anchor),
        )


def for_print(svg: str) -> str:
    """Return the drawing with its texts placed letter by letter."""
    root = ElementTree.fromstring(svg)  # noqa: S314 - of our own making
    _place(root, Style())
    return ElementTree.tostring(root, encoding="unicode")


def _place(element: Element, style: Style) -> None:
    style = style.within(element)
    last: Element | None = None
    for child in list(element):
        if child.tag != TEXT:
            _place(child, style)
            last = None
        elif not _place_letters(child, style.within(child)):
            last = None
        elif last is not None and _look(last) == _look(child):
            for name in ("x", "y"):
                last.set(name, f"{last.attrib[name]} {child.attrib[name]}")
            last.text = f"{last.text}{child.text}"
            element.remove(child)
        else:
            last = child


def _look(text: Element) -> dict[str, str]:
    return {name: value for name, value in text.attrib.items() if name not in PLACE}


def _place_letters(text: Element, style: Style) -> bool:
    """Give each letter its place; return whether all could be measured, else the text stays as it is.

    Spaces have no place: they would take as long as a letter, and leave no mark.
    """
    known = widths(style.weight)
    letters = " ".join((text.text or "").split())
    if not letters or len(text) or not known.keys() >= set(letters):
        return False
    advances = [known[letter] * style.size / 1000 for letter in letters]
    ends = list(accumulate(advances, initial=float(text.get("x", 0)) - BEFORE[style.anchor] * sum(advances)))
    places = [f"{x:.2f}" for x, letter in zip(ends, letters, strict=False) if letter != " "]
    text.text = letters.replace(" ", "")
    text.set("x", " ".join(places))
    text.set("y", " ".join([text.get("y", "0")] * len(places)))
    text.set("text-anchor", "start")
    return True
