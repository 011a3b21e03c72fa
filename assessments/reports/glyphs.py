"""Which characters our typeface can print, and how wide they are.

Where a character has no glyph, the system's fonts would step in (another look and other bytes on every machine) or
nothing would (an empty shape that PDF/UA forbids). It prints as a white square instead, in every installation alike.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
FILES = {"300": "SourceSans3-Light.ttf", "400": "SourceSans3-Regular.ttf", "600": "SourceSans3-Semibold.ttf"}
"""By weight."""
MISSING = "□"
_LAYOUT = frozenset("\n\t ")


@cache
def widths(weight: str) -> dict[str, int]:
    """The width of each character that this weight of the typeface has, in thousandths of the font's size."""
    with TTFont(FONTS / FILES[weight], lazy=True) as font:
        advances = font["hmtx"].metrics
        return {chr(code): advances[glyph][0] for code, glyph in font.getBestCmap().items()}


@cache
def printable() -> frozenset[str]:
    """The characters that every weight of the typeface has."""
    return _LAYOUT | frozenset.intersection(*(frozenset(widths(weight)) for weight in FILES))


def _stand_in(character: str) -> str:
    """Nothing for what is invisible (controls, joiners, variation selectors), a space for a space, else the square."""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return " " if category.startswith("Z") else MISSING


def printed(text: str) -> str:
    """Return `text` composed (NFC), with a stand-in for each character that cannot be printed.

    What ends a tag is never composed: with an overlay after it (U+0338) it would become ≯, and the text an attribute.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = ">".join(unicodedata.normalize("NFC", part) for part in text.split(">"))
    unknown = set(text) - printable()
    return (
        text.translate({ord(character): _stand_in(character) for character in unknown}) if unknown else text
    )
