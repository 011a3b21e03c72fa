"""The whole database as it lies there: every table, every column, also those that no model of ours knows."""

from __future__ import annotations

import base64
import contextlib
import subprocess
from pathlib import Path
from typing import Any

from django.db import connection

Dump = dict[str, list[tuple[Any, ...]]]


def dump_database(*, but: tuple[str, ...] = ("django_migrations", "sqlite_sequence")) -> Dump:
    """Every row of every table, by table, in an order of its own."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in but]
        dump: Dump = {}
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            dump[table] = sorted((tuple(map(_plain, row)) for row in cursor.fetchall()), key=repr)
    return dump


def file_bytes(*suffixes: str) -> bytes:
    """What lies in the files of SQLite: the database itself (""), its log of writes ("-wal") and that one's index.

    Read by another process: closing a file here would let go of all locks that SQLite holds on it here, and another
    process that works on it then takes its log for one that nobody uses.
    """
    name = str(connection.settings_dict["NAME"])
    found = [path for path in (Path(f"{name}{suffix}") for suffix in suffixes) if path.exists()]
    return subprocess.run(["cat", *found], check=True, capture_output=True).stdout


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def texts(dump: Dump) -> str:
    """All that is in a dump as one text; what is packed (bytes, base64, escapes) also unpacked."""
    parts = []
    for table, rows in dump.items():
        for row in rows:
            for value in row:
                parts += [f"{table}: {form}" for form in _forms(value)]
    return "\n".join(parts)


def _forms(value: Any) -> list[str]:
    if isinstance(value, bytes):
        text = value.decode("utf-8", errors="replace")
        forms = [text, value.decode("utf-16-le", errors="replace")]
    else:
        text = str(value)
        forms = [text]
    if "\\u" in text:
        forms.append(text.encode("latin-1", errors="replace").decode("unicode_escape"))
    with contextlib.suppress(ValueError):
        forms.append(base64.b64decode(text, validate=True).decode("utf-8", errors="replace"))
    return forms
