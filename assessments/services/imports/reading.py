"""From the bytes of a file to entries: what kind of file it is, by what is in it and never by its name or label.

Knows no database. Raises `Unreadable` where the file as a whole cannot be used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from .csv_file import read_csv
from .duo import is_duo, read_duo
from .entries import Entry, read_rows
from .faults import MAX_BYTES, Unreadable
from .heads import COLUMNS, fields_of, kind_of
from .tables import Table, Tick, untold

_ZIP = b"PK"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The older file format of Office: .xls, and what Office writes around a file with a password."""
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_OTHERS = {
    b"%PDF": "pdf",
    b"{\\rtf": "no_text",
    b"<!DOCTYPE": "html",
    b"<html": "html",
    b"\x1f\x8b": "other_zip",
}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says. In DUO's, a `national` file, `skipped` rows are of other boards."""

    entries: list[Entry] = field(default_factory=list)
    skipped: int = 0
    national: bool = False


def read(content: bytes, *, board_number: str = "", tick: Tick = untold) -> Document:
    """Return the entries of a CSV or XLSX file of ours, or of DUO's."""
    if len(content) > MAX_BYTES:
        raise Unreadable("too_large", most=MAX_BYTES // 1024 // 1024)
    if not content.strip():
        raise Unreadable("empty")
    tables = _tables(content, tick)
    entries: list[Entry] = []
    skipped = 0
    national = False
    for table in tables:
        if is_duo(table.heads):
            found, others = read_duo(table, board_number)
            entries += found
            skipped += others
            national = True
        else:
            entries += read_rows(_kind(table), table)
    if not entries:
        raise Unreadable("only_heads")
    return Document(entries, skipped, national)


def read_all(files: Mapping[str, bytes], *, board_number: str = "") -> Document:
    """Return what several files say together: each may name what another makes. Rows name the file they are from."""
    whole = Document()
    for name, content in files.items():
        document = read(content, board_number=board_number)
        for entry in document.entries:
            entry.sheet = f"{name} {entry.sheet}".strip()
        whole = Document(
            whole.entries + document.entries,
            whole.skipped + document.skipped,
            whole.national or document.national,
        )
    return whole


def _tables(content: bytes, tick: Tick) -> list[Table]:
    if content.startswith(_ZIP):
        from .xlsx_file import read_xlsx  # only the worker loads what reads these

        return read_xlsx(content, tick)
    if content.startswith(_COMPOUND):
        raise Unreadable("password" if _ENCRYPTED in content else "xls")
    for start, code in _OTHERS.items():
        if content[:20].lstrip().lower().startswith(start.lower()):
            raise Unreadable(code)
    return [read_csv(content)]


def _kind(table: Table) -> str:
    """Which of our files a table is; its heads must all be known, and none twice."""
    kind = kind_of(table.heads)
    if kind is None:
        raise Unreadable("unknown_heads", sheet=table.sheet)
    fields = fields_of(kind, table.heads)
    for head, name in zip(table.heads, fields, strict=True):
        if not name and head:
            raise Unreadable(
                "unknown_head", sheet=table.sheet, head=head[:60], heads=", ".join(COLUMNS[kind].values())
            )
    if any(
        not head and any(len(row.cells) > n and row.cells[n] for row in table.rows)
        for n, head in enumerate(table.heads)
    ):
        raise Unreadable("nameless_column", sheet=table.sheet)
    doubled = [name for name, n in Counter(filter(None, fields)).items() if n > 1]
    if doubled:
        raise Unreadable("duplicate_head", sheet=table.sheet, head=COLUMNS[kind][doubled[0]])
    return kind
