"""A report as handed to the printer: one page of HTML, the drawings it names, and the files inside the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings

HERE = Path(__file__).parent

LONG = 5_500
"""The weight of what takes about a second on a quiet core: 0.2 ms for each. Measured: a team of 36 indicators weighs
2,600, a board of two schools 4,000, a school of two teams 4,800, of eight 5,400, of twenty 6,200, of forty 7,700; a
team that filled every field 11,500.
"""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file inside the PDF."""

    name: str
    description: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """Everything that the bytes depend on. `charts` holds an SVG per key, for `<img src="chart:KEY">`.

    `as_of` is the only date: no clock is read, so that the same document gives the same bytes.
    """

    html: str
    as_of: dt.date
    charts: Mapping[str, str] = field(default_factory=dict)
    files: tuple[AttachedFile, ...] = ()

    @property
    def digest(self) -> str:
        """The SHA-256 of all that the bytes follow from, the program among it: same digest, same bytes."""
        digest = hashlib.sha256(press().encode())
        texts = [self.as_of.isoformat(), self.html]
        texts += [text for drawing in self.charts.items() for text in drawing]
        texts += [text for file in self.files for text in (file.name, file.description)]
        for part in (*(text.encode() for text in texts), *(file.content for file in self.files)):
            digest.update(b"%d:" % len(part))  # so that no two documents read alike
            digest.update(part)
        return digest.hexdigest()

    @property
    def identifier(self) -> str:
        """A name inside the file that follows from what is in it."""
        return self.digest[:32]

    @property
    def weight(self) -> int:
        """How much there is to lay out: elements of the page, a quarter for those of a drawing, and its text."""
        drawn = sum(svg.count("<") for svg in self.charts.values())
        return self.html.count("<") + drawn // 4 + len(self.html) // 50

    @property
    def is_long(self) -> bool:
        """Whether printing takes longer than somebody waits for a page."""
        return self.weight > LONG


@cache
def press() -> str:
    """What turns documents into bytes: our version, and what stands in this folder (style, fonts, program)."""
    digest = hashlib.sha256(f"{settings.VERSION} {version('weasyprint')} {version('pydyf')}".encode())
    files = (file for file in sorted(HERE.rglob("*")) if file.is_file() and file.suffix != ".pyc")
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()
