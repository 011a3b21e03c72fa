"""The empty test database. On SQLite the migrated file is kept for the next run while nothing that makes it changed:
migrating takes longer than most files of tests. On PostgreSQL, and in a fresh checkout, a run migrates from nothing.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import setup_databases

ROOT = Path(__file__).parents[1]
KEPT = ROOT / ".cache" / "migrated"


def make_database() -> Any:
    """Make it, from what was kept where there is such a file; return what `teardown_databases` asks for."""
    kept = kept_file()
    known = connection.vendor == "sqlite" and kept.exists()
    if known:
        shutil.copyfile(kept, connection.settings_dict["TEST"]["NAME"])
    made = setup_databases(verbosity=0, interactive=False, keepdb=known, aliases={"default": False})
    if connection.vendor == "sqlite" and not known:
        _keep(kept)
    return made


def kept_file() -> Path:
    """Where the migrated file is, if an earlier run on SQLite kept it."""
    return KEPT / f"{_fingerprint()}.sqlite3"


def _fingerprint() -> str:
    """Of all that decides what migrating makes: our migrations, which use no other code, settings, other packages."""
    sources = [*ROOT.glob("assessments/migrations/*.py"), *ROOT.glob("*/settings.py"), ROOT / "uv.lock"]
    found = sha256()
    for path in sorted(sources):
        found.update(f"{path.name} {path.stat().st_size}\n".encode() + path.read_bytes())
    return found.hexdigest()[:16]


def _keep(kept: Path) -> None:
    """Replace what was kept before; another process may do the same at this moment."""
    KEPT.mkdir(parents=True, exist_ok=True)
    for old in KEPT.glob("*.sqlite3"):
        if old != kept:
            old.unlink(missing_ok=True)
    whole = kept.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(whole)) as target:
        connection.connection.backup(target)
    whole.replace(kept)
