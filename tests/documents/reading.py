"""What the tests of reports read, and in which words."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from django.utils import translation
from django.utils.translation import gettext

from tests.report_cases import Case

PRINTED = [
    "team-nl",
    "team-en",
    "hostile-nl",
    "school-nl",
    "many-nl",
    "none-nl",
    "wild-en",
    "board-nl",
    "boards-en",
]
"""What is printed here; of the others the page is read."""

NAMES = ["team", "half", "hostile", "empty", "school", "many", "none", "wild", "board", "boards", "nobody"]
EVERY = [f"{name}-{language}" for name in NAMES for language in ("nl", "en")]


def words(html: str) -> str:
    """The text that somebody reads, in one line."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.text: list[str] = []

        def handle_data(self, data: str) -> None:
            self.text.append(data)

    reader = Reader()
    reader.feed(html.partition("</head>")[2] or html)
    return re.sub(r"\s+", " ", " ".join(reader.text))


def said(case: Case, message: str, **values: object) -> str:
    """One of our own texts in the language of the report."""
    with translation.override(case.report.language):
        return gettext(message) % values


def of(case: Case, n: int, scored: int) -> str:
    return said(case, "%(n)s van %(scored)s", n=n, scored=scored)


def one_line(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages))


def pages_before_annexes(case: Case) -> int:
    """How long a report is; the first annex may begin under the last chapter."""
    first = said(case, "Bijlage: hoe dit is berekend")
    annex = next(entry for entry in case.reader.outline if getattr(entry, "title", "") == first)
    before: int = case.reader.get_destination_page_number(annex)
    return before if one_line([case.text_of(before)]).startswith(first) else before + 1


def row_of(html: str, code: str) -> str:
    """The row of an indicator in its chapter: the last one that names it."""
    rows = re.findall(r"<tr[^>]*>.*?</tr>", html, re.S)
    return next(row for row in reversed(rows) if f'<b class="c">{code}</b>' in row)
