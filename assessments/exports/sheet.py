"""A CSV file as the spreadsheet of the reader opens it: with a byte order mark, and no cell that starts to calculate.

Where the comma stands in numbers, as in Dutch, the semicolon stands between cells.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from django.utils.formats import get_format

BYTE_ORDER_MARK = "\ufeff"
CALCULATES = ("=", "+", "-", "@", "\t", "\r", "\n")
NUMBER = re.compile(r"-?\d+([.,]\d+)?")
AFTER_A_SEPARATOR = re.compile(r'(?<=[;,\t\r\n])([ "]*)(?=[=+@-])')
"""Where a cell begins to a spreadsheet that expects another sign between cells than ours, and minds no quotes."""


class _Line:
    """What `csv` writes to: gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def safe_cell(value: object) -> str:
    """The text of a cell. What a spreadsheet would take for a formula gets an apostrophe; a number stays one."""
    text = "" if value is None else str(value)
    if NUMBER.fullmatch(text):
        return text
    text = AFTER_A_SEPARATOR.sub(r"\1'", text)
    return f"'{text}" if text.startswith(CALCULATES) else text


def csv_lines(head: Iterable[object], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """The lines of a file, one by one, however many rows there are."""
    delimiter = ";" if get_format("DECIMAL_SEPARATOR") == "," else ","
    writer = csv.writer(_Line(), delimiter=delimiter)
    yield BYTE_ORDER_MARK + writer.writerow([safe_cell(value) for value in head])
    for row in rows:
        yield writer.writerow([safe_cell(value) for value in row])
