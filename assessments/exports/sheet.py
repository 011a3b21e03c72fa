"""A CSV file as Dutch Excel opens it: semicolons, a byte order mark, and no cell that starts to calculate."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

BYTE_ORDER_MARK = "\ufeff"
CALCULATES = ("=", "+", "-", "@", "\t", "\r", "\n")


class _Line:
    """What `csv` writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> str:
    """The text of a cell. One that a spreadsheet would take for a formula gets an apostrophe before it."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(CALCULATES) else text


def csv_lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file, one by one, however many rows there are."""
    writer = csv.writer(_Line(), delimiter=";")
    yield BYTE_ORDER_MARK + writer.writerow([safe_cell(value) for value in head])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])
