"""What a chart is, and how geometry becomes SVG: numbers preformatted, texts measured, a small template filled in."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from assessments import palette

Attributes = dict[str, str]
"""Preformatted attribute values of one element, by the name the template knows."""

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart. `title` states what it shows and is also its `<title>`, the alternative text.

    For a page `svg` may hold two drawings, one for a wide and one for a narrow screen, each in an element whose class
    says so. For paper it is one SVG document.
    """

    key: str
    svg: SafeString
    title: str


def draw(
    template: str, *, key: str, title: str, width: float, height: float, **geometry: object
) -> SafeString:
    """Fill in `templates/charts/<template>.svg`. `key` makes the ids; it is unique on its page."""
    context: Mapping[str, object] = {
        "id": f"chart-{key}",
        "title": title,
        "width": number(width),
        "height": number(height),
        "palette": _PALETTE,
        **geometry,
    }
    return SafeString(get_template(f"charts/{template}.svg").render(dict(context)))


_PALETTE = {
    "ink": palette.INK,
    "soft": palette.SOFT,
    "paper": palette.PAPER,
    "ground": palette.GROUND,
    "rule": palette.RULE,
    "control": palette.CONTROL,
}


def for_both_screens(wide: SafeString, narrow: SafeString) -> SafeString:
    # S308: both come from templates, escaped there.
    return mark_safe(f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>')  # noqa: S308


def number(value: float) -> SafeString:
    """A coordinate or size in px: one decimal at most, with a point in any language. Safe, which spares escaping it."""
    return SafeString(f"{value:.1f}".removesuffix(".0"))


def clean(text: str) -> str:
    """Leave out what an XML document cannot hold, such as control characters."""
    return _NOT_XML.sub("", text)


# Widths of Source Sans 3, in thousandths of the font's size, by character; others are as wide as a capital.
_WIDTHS = {
    **dict.fromkeys("ijl'|.,:;!", 260),
    **dict.fromkeys("ftr()[]/- I", 320),
    **dict.fromkeys("cszJaegkvxy", 480),
    **dict.fromkeys("bdhnopquFELT0123456789–", 540),
    **dict.fromkeys("wCGKPRSVXYZAB", 620),
    **dict.fromkeys("DHNOQU", 680),
    **dict.fromkeys("mMW%@", 850),
}


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in px: a little over rather than under."""
    return sum(_WIDTHS.get(character, 600) for character in text) * size / 1000


def wrapped(text: str, width: float, size: float, lines: int = 3) -> list[str]:
    """Break a text into at most `lines` of `width` px; too long a word is broken, a text that is cut ends in "…"."""
    result = [""]
    for word in text.split():
        for piece in _pieces(word, width, size):
            longer = f"{result[-1]} {piece}".strip()
            if text_width(longer, size) <= width:
                result[-1] = longer
            else:
                result.append(piece)
    if not result[0] and len(result) > 1:
        result = result[1:]
    if len(result) > lines:
        result = [*result[: lines - 1], f"{result[lines - 1]}…"]
    return result


def _pieces(word: str, width: float, size: float) -> list[str]:
    """A word as it is, or where it is wider than its column in as few even parts as fit, with a hyphen."""
    parts = [word]
    for count in range(2, len(word) + 1):
        if all(text_width(part, size) <= width for part in parts):
            break
        length = math.ceil(len(word) / count)
        pieces = [word[start : start + length] for start in range(0, len(word), length)]
        parts = [*(f"{piece}-" for piece in pieces[:-1]), pieces[-1]]
    return parts
