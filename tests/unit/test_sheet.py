"""CSV: what a spreadsheet makes of it, in either language."""

from __future__ import annotations

import csv
import io

import pytest
from django.utils import translation

from assessments.exports.sheet import BYTE_ORDER_MARK, csv_lines, safe_cell


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("=1+1", "'=1+1"),
        ("@som", "'@som"),
        ("+31 6 1234", "'+31 6 1234"),
        ("- een streepje", "'- een streepje"),
        ("\t=1", "'\t=1"),
        ("-1", "-1"),
        ("-0,3", "-0,3"),
        ("gewoon", "gewoon"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, kept: str) -> None:
    assert safe_cell(text) == kept


def test_dutch_csv_has_semicolons_and_a_byte_order_mark() -> None:
    text = "".join(csv_lines(["Kop"], [["met; teken"], ["=1"]]))
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))
    assert rows == [["Kop"], ["met; teken"], ["'=1"]]


def test_english_csv_has_commas() -> None:
    with translation.override("en"):
        assert "".join(csv_lines(["a", "b"], [["1.5", 2]])).splitlines() == [f"{BYTE_ORDER_MARK}a,b", "1.5,2"]
