"""An XLSX file as tables. It is looked at as a zip and as XML before openpyxl sees it. Knows no database.

Only what is stored is read: nothing is calculated, followed or fetched. Dates, fractions and formulas are no text, and
are handed on as such: a code that Excel took for a number must not be guessed at.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.cell.read_only import EMPTY_CELL

from .faults import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Unreadable
from .heads import EXPLANATION, folded_head
from .tables import CHUNK, Cell, Row, Strange, Table, Tick, untold

MAX_PARTS = 200
MAX_UNPACKED = 50 * 1024 * 1024
MAX_RATIO = 250
"""How many times as large as in the file a part may be; a real sheet is some twenty times."""
SMALL = 64 * 1024
"""Under this the ratio says nothing."""
MAX_ELEMENTS = 2_000_000
MAX_SHEETS = 20
LAST_ROW = 1_048_576
"""Excel has no more. A row may claim any number, and openpyxl makes up all that are missing before it."""

_ONLY_ZEROS = re.compile(r"0+")


def read_xlsx(content: bytes, tick: Tick = untold) -> list[Table]:
    """Return a table for each sheet that has rows, the explanation of our template left out."""
    _look_inside(content)
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        sheets = book.worksheets
        if len(sheets) > MAX_SHEETS:
            raise Unreadable("too_many_sheets", most=MAX_SHEETS)
        left = MAX_ROWS
        tables = []
        for sheet in sheets:
            if folded_head(sheet.title) == EXPLANATION:
                continue
            rows = list(_rows(sheet, left, tick))
            if rows:
                heads = tuple("" if isinstance(cell, Strange) else cell for cell in rows[0].cells)
                tables.append(Table(sheet.title, heads, tuple(rows[1:])))
                left -= len(rows) - 1
    except Unreadable:
        raise
    except Exception as error:  # whatever a broken file does to openpyxl, it is a broken file
        raise Unreadable("broken_xlsx") from error
    if not tables:
        raise Unreadable("empty")
    return tables


# --- before it is opened --------------------------------------------------------------------------------------------


def _look_inside(content: bytes) -> None:
    """Refuse what is no plain workbook by the directory of the zip, and XML that declares anything of its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_directory(parts)
            elements = 0
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    with archive.open(part) as stream:
                        for _event, element in iterparse(stream, forbid_dtd=True):
                            element.clear()
                            elements += 1
                            if elements > MAX_ELEMENTS:
                                raise Unreadable("too_large_inside")
            if _has_macros(archive, parts):
                raise Unreadable("macros")
    except DefusedXmlException as error:
        raise Unreadable("hostile_xml") from error
    except Unreadable:
        raise
    except Exception as error:  # a zip or XML broken in any way
        raise Unreadable("broken_xlsx") from error


def _check_directory(parts: list[zipfile.ZipInfo]) -> None:
    names = {part.filename.replace("\\", "/").lower() for part in parts}
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise Unreadable("too_large_inside")
    for part in parts:
        if part.flag_bits & 0x1:
            raise Unreadable("password")
        if part.file_size > SMALL and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise Unreadable("too_large_inside")
    if any(name.endswith("vbaproject.bin") for name in names):
        raise Unreadable("macros")
    if "content.xml" in names and "[content_types].xml" not in names:
        raise Unreadable("ods")
    if "[content_types].xml" not in names or not any(name.startswith("xl/workbook") for name in names):
        raise Unreadable("other_zip")
    if any(name.endswith("workbook.bin") for name in names):
        raise Unreadable("xlsb")
    if any(name.startswith(("xl/externallinks/", "xl/connections", "xl/querytables/")) for name in names):
        raise Unreadable("links")


def _has_macros(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> bool:
    types = next(part for part in parts if part.filename.lower() == "[content_types].xml")
    return b"macroenabled" in archive.read(types).lower()


# --- its rows -------------------------------------------------------------------------------------------------------


def _rows(sheet: Any, most: int, tick: Tick) -> Iterator[Row]:
    """The rows in which something stands. What the file says of its own size is not believed."""
    sheet.reset_dimensions()
    found = -1
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if number > LAST_ROW:
            raise Unreadable("broken_xlsx")
        if all(cell is EMPTY_CELL for cell in cells):
            continue
        texts = [_text(cell) for cell in cells]
        if not any(texts):
            continue
        if texts[MAX_COLUMNS]:
            raise Unreadable("too_many_columns", most=MAX_COLUMNS)
        while texts and not texts[-1]:
            texts.pop()
        if any(isinstance(text, str) and len(text) > MAX_CELL for text in texts):
            raise Unreadable("cell_too_long", row=number, most=MAX_CELL)
        found += 1
        if found > most:
            raise Unreadable("too_many_rows", most=MAX_ROWS)
        if found and found % CHUNK == 0:
            tick(MAX_ROWS - most + found)
        yield Row(number, tuple(texts))


def _text(cell: Any) -> Cell:
    """What a cell says, as text; or what it is instead."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return Strange("formula")
    if cell.data_type == "e":
        return Strange("error_value")
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return Strange("boolean")
    if isinstance(value, int | float):
        return _number(value, cell.number_format)
    return Strange("date")


def _number(value: float, number_format: str | None) -> Cell:
    """A whole number as its digits, with the zeros in front that its format shows; anything else is no code."""
    if not abs(value) < 1e15 or value != int(value) or value < 0:
        return Strange("number")
    zeros = number_format if number_format and _ONLY_ZEROS.fullmatch(number_format) else ""
    return str(int(value)).zfill(len(zeros))
