"""What a file would do, row by row. Stored as JSON between the preview and saving, and compared with itself then."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .faults import Fault

NEW, CHANGED, SAME, WRONG = "new", "changed", "same", "wrong"
ORDER = (WRONG, NEW, CHANGED, SAME)
"""In which order a reader wants them."""


@dataclass(slots=True)
class Line:
    """A row of the file. `says` tells what will happen, or what is wrong; `write` is what saving needs for it.

    A place that is not there yet is named in `write` by the number of the line that makes it.
    """

    kind: str
    sheet: str
    row: int
    name: str
    does: str = SAME
    says: list[Fault] = field(default_factory=list)
    write: dict[str, Any] = field(default_factory=dict)

    def refuse(self, *faults: Fault) -> None:
        self.does, self.says, self.write = WRONG, list(faults), {}

    def change(self, name: str, old: str, new: str) -> None:
        """Give a field another value; the first thing that is said of a new row is that it is new."""
        if self.does != NEW:
            self.does = CHANGED
        self.says.append(["becomes", {"field": name, "old": old, "new": new}])

    def as_json(self) -> list[Any]:
        return [self.kind, self.sheet, self.row, self.name, self.does, self.says, self.write]


@dataclass(slots=True)
class Plan:
    """`left` counts, per kind that the file holds, what is there and not in the file: that stays as it is."""

    lines: list[Line] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    skipped: int = 0
    national: bool = False

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.does for line in self.lines)
        return {does: found[does] for does in ORDER}

    @property
    def is_right(self) -> bool:
        return all(line.does != WRONG for line in self.lines)

    @property
    def invites(self) -> int:
        return sum(line.says[0][0] == "new_invitation" for line in self.lines if line.says)

    def as_json(self) -> dict[str, Any]:
        return {
            "lines": [line.as_json() for line in self.lines],
            "left": self.left,
            "skipped": self.skipped,
            "national": self.national,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Plan:
        lines = [Line(*values) for values in data.get("lines", ())]
        return cls(lines, data.get("left", {}), data.get("skipped", 0), data.get("national", False))
