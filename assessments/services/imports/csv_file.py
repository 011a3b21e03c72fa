"""A CSV file as text and then as a table: separator, encoding and byte order mark as they come. Knows no database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from .faults import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Unreadable
from .heads import recognised
from .tables import Row, Table

SEPARATORS = ";,\t"
HINT = "sep="
"""Excel's own first line, which names the separator."""


def read_csv(content: bytes) -> Table:
    """Return the one table of a CSV file."""
    text, lossy = _decoded(content)
    skipped = 0
    separators = SEPARATORS
    first, _, rest = text.partition("\n")
    if first.lower().startswith(HINT):
        separators, text, skipped = first.strip()[len(HINT) :] or SEPARATORS, rest, 1
    rows: list[Row] = []
    try:
        for number, cells in enumerate(_records(text, _separator(text, separators)), start=skipped + 1):
            stripped = tuple(cell.strip() for cell in cells)
            if not any(stripped):
                continue
            if len(stripped) > MAX_COLUMNS and any(stripped[MAX_COLUMNS:]):
                raise Unreadable("too_many_columns", most=MAX_COLUMNS)
            if max(map(len, stripped)) > MAX_CELL:
                raise Unreadable("cell_too_long", row=number, most=MAX_CELL)
            rows.append(Row(number, stripped))
            if len(rows) > MAX_ROWS + 1:
                raise Unreadable("too_many_rows", most=MAX_ROWS)
    except csv.Error as error:
        raise Unreadable("bad_quotes") from error
    if not rows:
        raise Unreadable("empty")
    heads = tuple(cell for cell in rows[0].cells if isinstance(cell, str))
    return Table(sheet="", heads=heads, rows=tuple(rows[1:]), lossy=lossy)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)


def _decoded(content: bytes) -> tuple[str, bool]:
    """UTF-8 with or without a mark, else Windows-1252, which DUO and older versions of Excel write."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Unreadable("utf16")
    if b"\0" in content:
        raise Unreadable("no_text")
    try:
        return content.decode("utf-8-sig"), False
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), True
    except UnicodeDecodeError as error:
        raise Unreadable("no_text") from error


def _separator(text: str, candidates: str) -> str:
    """The separator by which the first row with something in it has most heads that we know, else most cells."""
    line = next((line for line in text.splitlines() if line.strip(" ;,\t")), "")

    def heads(separator: str) -> tuple[int, int]:
        found = next(csv.reader([line], delimiter=separator), [])
        return recognised(found), len(found)

    usable = [one for one in candidates if one in SEPARATORS] or list(SEPARATORS)
    return max(usable, key=heads)
