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
        ("\t=1", "'\t'=1"),
        ("-1", "-1"),
        ("-0,3", "-0,3"),
        ("gewoon", "gewoon"),
        ("a;=1+1;b", "a;'=1+1;b"),
        ("a,@som", "a,'@som"),
        ('a; "=1+1"', 'a; "\'=1+1"'),
        ("een\n=twee", "een\n'=twee"),
        ("vmbo-t; a = b, c - d", "vmbo-t; a = b, c - d"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text: str, kept: str) -> None:
    assert safe_cell(text) == kept


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_calculates_nowhere_whatever_sign_the_spreadsheet_expects(language: str, separator: str) -> None:
    """An English file in a Dutch spreadsheet comes apart at the semicolons of its texts."""
    words = [f"a{sign}=1+1{sign}{quote}=2" for sign in ",;\t" for quote in ("", '"', ' "')]
    with translation.override(language):
        text = "".join(csv_lines(["Een", "Twee"], [["x", one] for one in words])).removeprefix(
            BYTE_ORDER_MARK
        )
    cells = [cell for row in csv.reader(io.StringIO(text), delimiter=separator) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


def test_dutch_csv_has_semicolons_and_a_byte_order_mark() -> None:
    text = "".join(csv_lines(["Kop"], [["met; teken"], ["=1"]]))
    assert text.startswith(BYTE_ORDER_MARK)
    rows = list(csv.reader(io.StringIO(text.removeprefix(BYTE_ORDER_MARK)), delimiter=";"))
    assert rows == [["Kop"], ["met; teken"], ["'=1"]]


def test_english_csv_has_commas() -> None:
    with translation.override("en"):
        assert "".join(csv_lines(["a", "b"], [["1.5", 2]])).splitlines() == [f"{BYTE_ORDER_MARK}a,b", "1.5,2"]
