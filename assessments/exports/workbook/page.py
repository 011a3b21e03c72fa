"""The sheet to read: lines from top to bottom, in the forms that a report has. No cells are merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from assessments import palette
from assessments.exports.table import Value, level
from assessments.results.values import CardInfo, Cell
from assessments.templatetags.results import shown

from .book import Book, Format, write

SIGNED = "+0;-0;0"
SIGNED_DECIMAL = "+0.0;-0.0;0.0"


class Page:
    """A sheet on which one line is written under the other."""

    def __init__(self, book: Book, name: str, columns: Sequence[int]) -> None:
        self.book = book
        self.sheet: Any = book.sheet(name)
        self.row = 0
        self.columns = len(columns)
        self.sheet.hide_gridlines(2)
        for place, width in enumerate(columns):
            self.sheet.set_column(place, place, width)

    def line(self, *cells: Value, form: Format = None, forms: Mapping[int, Format] | None = None) -> None:
        """A line; `forms` are those of single cells, `form` that of all others; without, each is as its kind is."""
        for place, value in enumerate(cells):
            own = (forms or {}).get(place, form)
            write(self.sheet, self.row, place, value, own or self._kind(value))
        self.row += 1

    def space(self) -> None:
        self.row += 1

    def heads(self, *heads: str, numbers: range = range(0)) -> None:
        """The heads of a table; `numbers` are the places of columns of numbers, which stand at the right."""
        self.line(*heads, form=self.book.head, forms=dict.fromkeys(numbers, self.book.number_head))

    def rule(self, words: str, form: Format, *more: str) -> None:
        """A line with a rule over the whole width."""
        for place in range(self.columns):
            self.sheet.write_blank(self.row, place, None, form)
        self.line(words, *more, form=form)

    def link(self, name: str, told: str) -> None:
        """To another sheet, with what is there."""
        self.sheet.write_url(self.row, 1, f"internal:'{name}'!A1", self.linked, f"{name}: {told}")
        self.row += 1

    def _kind(self, value: Value) -> Format:
        return self.book.wrapped if isinstance(value, str) else self.book.kinds.get(type(value))

    def level(self, card: CardInfo, cell: Cell) -> tuple[Value, Format]:
        """A score in its colour; what is no score never looks like a number."""
        value = level(cell)
        return (shown(cell) if value is None else value), self.levels[card.step_of(cell.value)]

    @cached_property
    def levels(self) -> list[Format]:
        """White figures mean op orde, as everywhere."""
        return [
            self.book.format(
                align="center",
                bold=True,
                border=1,
                border_color=line,
                bg_color=fill,
                font_color=text,
            )
            for fill, line, text in zip(palette.FILL, palette.LINE, palette.TEXT, strict=True)
        ]

    @cached_property
    def title(self) -> Format:
        return self.book.format(font_size=22)

    @cached_property
    def heading(self) -> Format:
        return self.book.format(font_size=15, bold=True)

    @cached_property
    def soft(self) -> Format:
        return self.book.format(font_color=palette.SOFT)

    @cached_property
    def plain(self) -> Format:
        """One line, that goes on over the empty cells beside it."""
        return self.book.format()

    @cached_property
    def strong(self) -> Format:
        return self.book.format(bold=True)

    @cached_property
    def criterion(self) -> Format:
        return self.book.format(bold=True, text_wrap=True, top=1, top_color=palette.RULE)

    @cached_property
    def figure(self) -> Format:
        return self.book.format(font_size=22, num_format="0", valign="bottom")

    @cached_property
    def beside(self) -> Format:
        """Words on the line of a figure."""
        return self.book.format(valign="bottom")

    @cached_property
    def signed(self) -> Format:
        return self.book.format(num_format=SIGNED)

    @cached_property
    def signed_decimal(self) -> Format:
        return self.book.format(num_format=SIGNED_DECIMAL)

    @cached_property
    def linked(self) -> Format:
        return self.book.format(font_color="#1A4B8F", underline=1)

    def theme(self, hue: int) -> Format:
        return self.book.format(
            font_size=15,
            bold=True,
            font_color=palette.theme_hue(hue),
            top=5,
            top_color=palette.theme_hue(hue),
        )
