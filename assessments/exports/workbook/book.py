"""A spreadsheet file: its formats, and a table as a sheet. Strings stay strings, whatever they begin with.

The same values give the same bytes: the file says the day of its figures, and no clock is read.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any

import xlsxwriter
from django.utils.translation import gettext as _

from assessments import palette
from assessments.exports.table import Table, Value, in_words

CELL = 32_767
"""Characters that a cell can hold."""

MANY = 2_000
"""Rows from which they are written away one by one, and not kept in memory until the end."""

LOCALES = {"nl": "413", "en": "809"}
"""Of months written in words, so that they are in the language of the file."""

NARROW, WIDE, HEAD_ROOM = 9, 60, 4
"""Widths of columns in characters; beside a head stands the button of its filter."""

DAY_WIDTH = 19

Format = Any
"""What the library gives for a form of cells; it has no types of its own."""


class Book:
    """One file that is being written."""

    def __init__(self, title: str, told: str, *, as_of: dt.date, language: str, many: bool) -> None:
        self.streamed = many
        self.title = title
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.file,
            {
                "constant_memory": many,
                "in_memory": not many,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
        self.book.set_properties(
            {"title": title[:255], "comments": told, "created": dt.datetime.combine(as_of, dt.time())}
        )
        self.day_format = f"[$-{LOCALES[language]}]d mmmm yyyy"

    def content(self) -> bytes:
        self.book.close()
        return self.file.getvalue()

    def format(self, **look: Any) -> Format:
        return self.book.add_format({"valign": "top", "font_color": palette.INK, **look})

    @cached_property
    def head(self) -> Format:
        return self.format(bold=True, bottom=2, bottom_color=palette.INK, text_wrap=True)

    @cached_property
    def number_head(self) -> Format:
        """The same over numbers, which stand at the right."""
        return self.format(bold=True, bottom=2, bottom_color=palette.INK, text_wrap=True, align="right")

    @cached_property
    def kinds(self) -> dict[type, Format]:
        """How each kind of value looks; texts in two ways."""
        return {
            int: self.format(num_format="0"),
            Decimal: self.format(num_format="0.0"),
            dt.date: self.format(num_format=self.day_format, align="left"),
            str: self.format(),
        }

    @cached_property
    def wrapped(self) -> Format:
        return self.format(text_wrap=True)

    def sheet(self, name: str) -> Any:
        """A new sheet, ready for A4 lying down, one page wide, with page numbers."""
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
        told = self.title[:100].replace("&", "&&")
        page = _("Blad %(page)s van %(pages)s") % {"page": "&P", "pages": "&N"}
        sheet.set_footer(f"&L&9{told}&R&9{page}")
        return sheet

    def add(self, key: str, table: Table, *, wrap: bool = True) -> None:
        """A table as a sheet of its own: heads in the first row, which stays, and a filter on every column."""
        sheet = self.sheet(table.name)
        for place, width in enumerate(widths(table)):
            sheet.set_column(place, place, width)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)
        self._heads(sheet, key, table)
        for number, row in enumerate(table.rows, start=1):
            for place, value in enumerate(row):
                write(sheet, number, place, value, self._form(value, wrap=wrap))

    def _heads(self, sheet: Any, key: str, table: Table) -> None:
        last, columns = len(table.rows), len(table.head) - 1
        forms = [self.number_head if one else self.head for one in numeric(table)]
        if table.rows and not self.streamed:
            # A real table, which says its heads to a screen reader; a stream of rows knows none.
            heads = [
                {"header": head, "header_format": form} for head, form in zip(table.head, forms, strict=True)
            ]
            options = {"name": key.replace("-", "_"), "columns": heads, "style": "Table Style Light 1"}
            sheet.add_table(0, 0, last, columns, options)
            return
        for place, (head, form) in enumerate(zip(table.head, forms, strict=True)):
            sheet.write_string(0, place, head, form)
        if table.rows:
            sheet.autofilter(0, 0, last, columns)

    def _form(self, value: Value, *, wrap: bool) -> Format:
        if isinstance(value, str) and wrap:
            return self.wrapped
        return self.kinds.get(type(value))


def write(sheet: Any, row: int, place: int, value: Value, form: Format) -> None:
    """One cell as what it is: a number is one, a day is one, and a text is never anything else."""
    match value:
        case None | "":
            return
        case str():
            sheet.write_string(row, place, value[:CELL], form)
        case dt.date():
            sheet.write_datetime(row, place, dt.datetime.combine(value, dt.time()), form)
        case _:
            sheet.write_number(row, place, float(value), form)


def numeric(table: Table) -> list[bool]:
    """Of each column whether numbers stand in it."""
    found = [False] * len(table.head)
    for row in table.rows:
        for place, value in enumerate(row):
            found[place] = found[place] or isinstance(value, int | Decimal)
    return found


def widths(table: Table) -> list[int]:
    """Of each column, by the longest of its cells; very long ones are wrapped, or go on behind the next."""

    def width(value: Value) -> int:
        return DAY_WIDTH if isinstance(value, dt.date) else len(in_words(value)) + 3

    columns: Sequence[Sequence[Value]] = list(zip(*table.rows, strict=True)) or [()] * len(table.head)
    longest_head = [max(map(len, head.split())) + HEAD_ROOM for head in table.head]
    return [
        min(WIDE, max(NARROW, head, *map(width, dict.fromkeys(cells)), 0))
        for head, cells in zip(longest_head, columns, strict=True)
    ]
