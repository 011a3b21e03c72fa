"""A report as handed to the printer: one page of HTML, the drawings it names, and the files inside the PDF."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field


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
    def identifier(self) -> str:
        """A name for the file that follows from what is in it."""
        digest = hashlib.sha256(self.as_of.isoformat().encode())
        for part in (self.html, *self.charts.values(), *(file.name for file in self.files)):
            digest.update(part.encode())
        for file in self.files:
            digest.update(file.content)
        return digest.hexdigest()[:32]
