"""Writing the ZIP: row by row, so that a large board costs no memory, and never half a file under its own name."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from assessments.exports.sheet import csv_lines
from assessments.models import Board

from .table import Table
from .tables import LEFT_OUT, TABLES

AT_A_TIME = 1_000


class FileTaken(Exception):
    """There is a file of that name already; nothing was written."""


def write_archive(board: Board, target: Path) -> dict[str, int]:
    """Write everything of a board to `target`, readable for its owner alone. Return the number of rows per file."""
    if target.exists():
        raise FileTaken
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            with transaction.atomic():
                counts = {table.name: _write(archive, table, board) for table in TABLES}
            with archive.open("LEESMIJ.txt", "w") as readme:
                readme.write(_readme(board, counts).encode())
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return counts


def _write(archive: zipfile.ZipFile, table: Table, board: Board) -> int:
    names = [name for name, _path, _words in table.columns]
    count = 0
    with archive.open(f"csv/{table.name}.csv", "w", force_zip64=True) as file:
        for line in csv_lines(names, _cells(table, board)):
            file.write(line.encode())
            count += 1
    with archive.open(f"json/{table.name}.json", "w", force_zip64=True) as file:
        _write_json(file, names, _values(table, board))
    return count - 1


def _values(table: Table, board: Board) -> Iterator[tuple[Any, ...]]:
    paths = [path for _name, path, _words in table.columns]
    return table.rows(board).values_list(*paths).iterator(chunk_size=AT_A_TIME)


def _cells(table: Table, board: Board) -> Iterator[list[object]]:
    for row in _values(table, board):
        yield [_shown(value) for value in row]


def _shown(value: Any) -> Any:
    """A moment as a Dutch reader has it; yes and no in words."""
    if isinstance(value, dt.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return value


def _write_json(file: IO[bytes], names: list[str], rows: Iterable[tuple[Any, ...]]) -> None:
    """A list of objects, one a line; moments in UTC, numbers as numbers."""
    before = "[\n"
    for row in rows:
        text = json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain)
        file.write(f"{before}{text}".encode())
        before = ",\n"
    file.write(b"[]\n" if before == "[\n" else b"\n]\n")


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _readme(board: Board, counts: dict[str, int]) -> str:
    lines = [
        f"Gegevens van {board.name}",
        f"Gemaakt op {timezone.localtime():%Y-%m-%d %H:%M}",
        "",
        "Elk bestand staat hier twee keer: in csv/ (puntkomma's, voor Excel; tijden in Nederland) en in json/",
        "(tijden in UTC). Begint een cel in csv/ met een apostrof, dan stond er een teken waarmee een formule begint.",
        "Sleutels zijn nummers zonder betekenis: waar een bestand naar een ander wijst, staat daar dezelfde sleutel.",
        "Dit bestand bevat namen en e-mailadressen. Bewaar het zo dat alleen wie het nodig heeft erbij kan.",
        "",
    ]
    for table in TABLES:
        lines += [f"{table.name} ({counts[table.name]}): {table.about}"]
        lines += [f"    {name}{f': {words}' if words else ''}" for name, _path, words in table.columns]
        lines.append("")
    lines.append("Niet in dit bestand:")
    reasons: dict[str, list[str]] = {}
    for model, reason in LEFT_OUT.items():
        reasons.setdefault(reason, []).append(model.rpartition(".")[2])
    lines += [f"    {', '.join(models)}: {reason}" for reason, models in reasons.items()]
    return "\n".join(lines) + "\n"
