"""Which characters our typeface can print.

Where a character has no glyph, the system's fonts would step in (another look and other bytes on every machine) or
nothing would (an empty shape that PDF/UA forbids). It prints as a white square instead, in every installation alike.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent / "fonts"
WEIGHTS = ("SourceSans3-Light.ttf", "SourceSans3-Regular.ttf", "SourceSans3-Semibold.ttf")
MISSING = "□"
_LAYOUT = frozenset("\n\t ")


@cache
def printable() -> frozenset[str]:
    """The characters that every weight of the typeface has."""
    sets = []
    for name in WEIGHTS:
        with TTFont(FONTS / name, lazy=True) as font:
            sets.append(frozenset(map(chr, font.getBestCmap())))
    return _LAYOUT | frozenset.intersection(*sets)


def _stand_in(character: str) -> str:
    """Nothing for what is invisible (controls, joiners, variation selectors), a space for a space, else the square."""
    category = unicodedata.category(character)
    if category in {"Cc", "Cf", "Mn", "Me"}:
        return ""
    return " " if category.startswith("Z") else MISSING


def printed(text: str) -> str:
    """Return `text` composed (NFC), with a stand-in for each character that cannot be printed."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    unknown = set(text) - printable()
    return (
        text.translate({ord(character): _stand_in(character) for character in unknown}) if unknown else text
    )
