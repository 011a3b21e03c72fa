"""What both kinds of file give: tables of rows of cells, before anybody asks what they mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Strange:
    """A cell that holds no text: a formula, a date, a fraction. `code` is what is said of it."""

    code: str


Cell = str | Strange

Tick = Callable[[int], None]
"""Is told, now and then, how many rows are done."""
CHUNK = 250
"""Rows between two times that it is told."""


def untold(done: int) -> None:
    """For who does not want to know how far it is."""


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is that of the row in a spreadsheet program; empty rows are left out but counted."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet, or a whole CSV file (then `sheet` is empty). `lossy`: its encoding knows few letters."""

    sheet: str
    heads: tuple[str, ...]
    rows: tuple[Row, ...]
    lossy: bool = False
