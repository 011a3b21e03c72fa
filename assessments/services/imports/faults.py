"""What can be wrong with a file or a row: a code and its parameters, to be said by `wording`."""

from __future__ import annotations

from typing import Any

Fault = list[Any]
"""`[code, parameters]`: a list, for it is stored as JSON."""

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 10_000
MAX_COLUMNS = 60
MAX_CELL = 1_000
"""Characters in one cell; the columns that we read allow less."""


class Unreadable(Exception):
    """The file as a whole cannot be used. Holds nothing of what stands in it but, at most, names of columns."""

    def __init__(self, code: str, /, **parameters: str | int) -> None:
        super().__init__(code)
        self.fault: Fault = [code, parameters]


def fault(code: str, /, **parameters: str | int) -> Fault:
    return [code, {name: shortened(value) for name, value in parameters.items()}]


def shortened(value: str | int) -> str | int:
    """What a message repeats of a cell: enough to recognise it."""
    return f"{value[:60]}…" if isinstance(value, str) and len(value) > 61 else value
