"""Texts in the form in which they are stored, whoever wrote them and wherever they were pasted from."""

from __future__ import annotations

import re
import unicodedata

_LINE_BREAK = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_LEFT_OUT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""Controls, and halves of characters."""
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks of direction. A text stands in a block of its own; a name stands among other words, and would turn them."""


def clean_text(text: str) -> str:
    """Return a text as it is stored: a line break is one character, nothing around it, nothing unprintable.

    A text in which nothing can be seen is no text.
    """
    text = _LEFT_OUT.sub("", _LINE_BREAK.sub("\n", text)).strip()
    return text if any(unicodedata.category(character)[0] not in "CZ" for character in text) else ""


def clean_line(text: str) -> str:
    """Return a name as it is stored: a text of one line, without marks of direction."""
    return " ".join(clean_text(_TURNS.sub("", text)).split())
