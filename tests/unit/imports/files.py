"""Files to read: right ones, DUO's in each form it comes in, and hostile ones. All made here, none from outside."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import openpyxl

from assessments.services.imports.heads import COLUMNS, SHEETS

DUO = Path(__file__).parents[2] / "data" / "duo-voorbeeld.csv"
"""Rows of DUO's real file of vestigingen in vo, as it was handed to us: UTF-8, semicolons."""

Rows = Iterable[Sequence[Any]]


def table(rows: Rows, *, separator: str = ";", encoding: str = "utf-8-sig", newline: str = "\r\n") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator=newline).writerows(rows)
    return text.getvalue().encode(encoding)


def csv_of(kind: str, *rows: Sequence[Any], **form: Any) -> bytes:
    """A CSV of ours with these rows under the heads."""
    return table([list(COLUMNS[kind].values()), *rows], **form)


def xlsx(sheets: dict[str, Rows], spoil: Callable[[Any], None] = lambda book: None) -> bytes:
    """A workbook with these sheets, as they are; `spoil` may change it before it is written."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    spoil(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def xlsx_of(**kinds: Rows) -> bytes:
    """A workbook of ours: per kind a sheet with these rows under its heads."""
    return xlsx({SHEETS[kind]: [list(COLUMNS[kind].values()), *rows] for kind, rows in kinds.items()})


def repacked(content: bytes, change: Callable[[dict[str, bytes]], None]) -> bytes:
    """The same zip with other parts in it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    return zipped(parts)


def zipped(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return made.getvalue()


# --- DUO --------------------------------------------------------------------------------------------------------------


def duo_rows() -> list[list[str]]:
    """The real rows, heads first."""
    return list(csv.reader(io.StringIO(DUO.read_text(encoding="utf-8")), delimiter=";"))


def with_old_heads(rows: list[list[str]]) -> list[list[str]]:
    old = {
        "INSTELLINGSCODE": "BRIN NUMMER",
        "VESTIGINGSCODE": "VESTIGINGSNUMMER",
        "BEVOEGD GEZAG NUMMER": "BEVOEGD GEZAGNUMMER",
    }
    return [[old.get(head, head) for head in rows[0]], *rows[1:]]


DUO_FORMS: dict[str, Callable[[], bytes]] = {
    "as handed to us": DUO.read_bytes,
    "Windows-1252 with CRLF": lambda: table(duo_rows(), encoding="cp1252"),
    "UTF-8 with a mark": lambda: table(duo_rows()),
    "commas": lambda: table(duo_rows(), separator=","),
    "commas, UTF-8 with a mark, everything quoted": lambda: (
        "\ufeff".encode() + "\r\n".join(",".join(f'"{cell}"' for cell in row) for row in duo_rows()).encode()
    ),
    "heads of years ago": lambda: table(with_old_heads(duo_rows()), encoding="cp1252"),
    "opened and saved as XLSX": lambda: xlsx({"01.-vestigingen": duo_rows()}),
    "numbers of boards made numbers by Excel": lambda: xlsx(
        {"Blad1": [[*row[:1], int(row[1]) if row[1].isdigit() else row[1], *row[2:]] for row in duo_rows()]}
    ),
}

MBO = [
    ["MBO INSTELLINGSSOORT - CODE", "MBO INSTELLINGSSOORT - NAAM", "PROVINCIE", "BEVOEGD GEZAG NUMMER",
     "INSTELLINGSCODE", "INSTELLINGSNAAM", "STRAATNAAM", "HUISNUMMER-TOEVOEGING"],
    ["ROC", "Regionaal Opleidingencentrum", "Drenthe", "13273", "25PM", "Mbo De Zilte Delta", "Kade", "1"],
    ["ROC", "Regionaal Opleidingencentrum", "Utrecht", "40001", "25LH", "Elders", "Weg", "2"],
]  # fmt: skip
HO = [
    ["SOORT HO", "PROVINCIE", "BEVOEGD GEZAG NUMMER", "INSTELLINGSCODE", "INSTELLINGSNAAM", "STRAATNAAM"],
    ["hbo", "Drenthe", "13273", "31FR", "Hogeschool Waddenzicht", "Rengerslaan"],
    ["wo", "Groningen", "30001", "21PC", "Elders", "Broerstraat"],
]

# --- what is no file of ours, or means harm ---------------------------------------------------------------------------

GOOD_SCHOOL = ("duin", "Duinmark College", "vo", "01AB", "01AB00")


def _good() -> bytes:
    return xlsx_of(school=[GOOD_SCHOOL])


def _with_part(name: str, content: bytes) -> bytes:
    return repacked(_good(), lambda parts: parts.__setitem__(name, content))


def _in_sheet(old: bytes, new: bytes) -> bytes:
    def change(parts: dict[str, bytes]) -> None:
        (name,) = [name for name in parts if name.startswith("xl/worksheets/sheet")]
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new, 1)

    return repacked(_good(), change)


def _encrypted() -> bytes:
    """A good workbook whose directory says that its parts have a password."""
    content = bytearray(_good())
    at = 0
    while (at := content.find(b"PK\x01\x02", at)) != -1:
        content[at + 8] |= 1
        at += 4
    return bytes(content)


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
SCHOOL_HEADS = list(COLUMNS["school"].values())

BROKEN: dict[str, tuple[str, Callable[[], bytes]]] = {
    "nothing": ("empty", lambda: b""),
    "white space": ("empty", lambda: b" \r\n;;;\r\n"),
    "heads alone": ("only_heads", lambda: csv_of("school")),
    "heads alone, XLSX": ("only_heads", lambda: xlsx_of(school=[])),
    "no heads": ("unknown_heads", lambda: table([GOOD_SCHOOL])),
    "a head unknown": ("unknown_head", lambda: table([[*SCHOOL_HEADS, "telefoon"], [*GOOD_SCHOOL, "06"]])),
    "a head twice": ("duplicate_head", lambda: table([[*SCHOOL_HEADS, "Naam"], [*GOOD_SCHOOL, "x"]])),
    "a column without a head": ("nameless_column", lambda: table([[*SCHOOL_HEADS, ""], [*GOOD_SCHOOL, "x"]])),
    "random bytes": ("no_text", lambda: bytes(range(256))),
    "UTF-16": ("utf16", lambda: "sleutel;naam".encode("utf-16")),
    "an open quote": ("bad_quotes", lambda: csv_of("school") + b'"x;y'),
    "too many rows": ("too_many_rows", lambda: csv_of("school", *[("a", "b", "vo", "", "")] * 10_001)),
    "too many rows, XLSX": ("too_many_rows", lambda: xlsx_of(school=[("a",)] * 10_001)),
    "too many columns": ("too_many_columns", lambda: table([[f"k{n}" for n in range(80)], ["x"] * 80])),
    "a cell too long": ("cell_too_long", lambda: csv_of("school", ("a", "b" * 2000, "vo", "", ""))),
    "too large": ("too_large", lambda: b"a" * (5 * 1024 * 1024 + 1)),
    "a PDF called CSV": ("pdf", lambda: b"%PDF-1.7 etc"),
    "a page": ("html", lambda: b"<!doctype html><p>Inloggen</p>"),
    "an old XLS": ("xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600),
    "a workbook with a password": (
        "password",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99 + "EncryptedPackage".encode("utf-16-le"),
    ),
    "a zip with a password": ("password", _encrypted),
    "an ODS": (
        "ods",
        lambda: zipped({"content.xml": b"<a/>"}),
    ),
    "another zip": (
        "other_zip",
        lambda: zipped({"a.txt": b"a"}),
    ),
    "half a workbook": ("broken_xlsx", lambda: _good()[:900]),
    "macros": ("macros", lambda: _with_part("xl/vbaProject.bin", b"x")),
    "macros by another name": (
        "macros",
        lambda: repacked(
            _good(),
            lambda parts: parts.update(
                {
                    "[Content_Types].xml": parts["[Content_Types].xml"].replace(
                        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
                    )
                }
            ),
        ),
    ),
    "links outside": ("links", lambda: _with_part("xl/externalLinks/externalLink1.xml", b"<a/>")),
    "a zip bomb": ("too_large_inside", lambda: _with_part("xl/media/a.xml", b"\0" * 20_000_000)),
    "many parts": (
        "too_large_inside",
        lambda: repacked(_good(), lambda parts: parts.update({f"xl/{n}.txt": b"" for n in range(300)})),
    ),
    "a billion laughs": ("hostile_xml", lambda: _with_part("xl/extra.xml", LAUGHS + b"<l>&b;</l>")),
    "a file of the server": ("hostile_xml", lambda: _in_sheet(b"<worksheet", OUTSIDE + b"<worksheet")),
    "a row two milliards down": (
        "broken_xlsx",
        lambda: _in_sheet(b"</sheetData>", b'<row r="2000000000"><c><v>1</v></c></row></sheetData>'),
    ),
    "XML that breaks off": ("broken_xlsx", lambda: _in_sheet(b"</worksheet>", b"")),
    "DUO's list of boards": ("duo_boards", lambda: table([["BEVOEGD GEZAG NUMMER", "BEVOEGD GEZAG NAAM"], ["1", "x"]])),
    "DUO's primary schools": (
        "duo_other",
        lambda: table([["BEVOEGD GEZAG NUMMER", "INSTELLINGSCODE", "INSTELLINGSNAAM"], ["1", "01AB", "x"]]),
    ),
}  # fmt: skip
"""Files that are refused whole, by what is wrong: the code of the message, and the file."""
