"""Making a backup, and letting go of those that are past their time."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from . import files, postgresql, sqlite
from .files import BackupRefused, Manifest

LONGEST = 30
"""Days that a backup lives at most: so long somebody who was removed may still be in one."""

NAME = "lob-%Y%m%dT%H%M%SZ.zip"
OURS = re.compile(r"lob-\d{8}T\d{6}Z\.zip")


@dataclass(frozen=True, slots=True)
class Made:
    """`deleted` are past their time; `unread` have a name as ours, but nobody can tell of when they are."""

    path: Path
    manifest: Manifest
    deleted: list[Path]
    unread: list[Path]


def place() -> ModuleType:
    """What knows the database that this program works on."""
    return postgresql if connection.vendor == "postgresql" else sqlite


def back_up(target: Path, *, keep_days: int = LONGEST) -> Made:
    """Make a backup as this file, or under the moment in this folder, of which older ones then go.

    In a file that is there already nothing is written.
    """
    now = timezone.now().astimezone(dt.UTC)
    path = target / now.strftime(NAME) if target.is_dir() else target
    if path.exists():
        raise BackupRefused(f"{path} staat er al. Kies een andere naam, of een map.")
    if not path.parent.is_dir():
        raise BackupRefused(f"De map {path.parent} is er niet. Maak die eerst, of kies een andere.")
    with files.appearing(path) as file:
        manifest = files.write(
            file,
            place().copy(path.parent),
            program=settings.VERSION,
            database=connection.vendor,
            last_migration=_last_migration(),
            moment=now,
        )
    deleted, unread = _let_go(target, now, keep_days) if target.is_dir() else ([], [])
    for folder in {path.parent.absolute(), place().workplace()}:
        deleted += files.clear(folder, now)
    return Made(path, manifest, deleted, unread)


def _last_migration() -> str:
    ours = [name for app, name in MigrationRecorder(connection).applied_migrations() if app == "assessments"]
    if not ours:
        raise BackupRefused("In deze database staat niets van LOB-kwaliteit.")
    return max(ours)


def _let_go(folder: Path, now: dt.datetime, keep_days: int) -> tuple[list[Path], list[Path]]:
    deleted, unread = [], []
    for path in sorted(folder.iterdir()):
        if not OURS.fullmatch(path.name) or path.is_symlink() or not path.is_file():
            continue
        manifest = files.manifest_of(path)
        if manifest is None:
            unread.append(path)
        elif now - manifest.at >= dt.timedelta(days=keep_days):
            path.unlink()
            deleted.append(path)
    return deleted, unread
