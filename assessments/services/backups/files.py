"""The file: a ZIP with the copy of the database and a manifest that says what it is a copy of.

    database.dump or database.sqlite3    what pg_dump (custom format) or SQLite makes
    manifest.json                        see `Manifest`

What pg_dump or SQLite made by themselves is read as well, without a manifest.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

FORMAT = "LOB-kwaliteit backup 1"
MANIFEST = "manifest.json"
COPIES = {"postgresql": "database.dump", "sqlite": "database.sqlite3"}
BEGINNINGS = {b"PK\x03\x04": "", b"PGDMP": "postgresql", b"SQLite format 3\0": "sqlite"}
AT_ONCE = 2**20
COPYING, RESTORING = ".lob-copy-", ".lob-restore-"
"""How folders begin in which a copy lies for a while."""

LEFT_BEHIND = re.compile(r"\.lob-(copy|restore)-\w+|\.lob-\d{8}T\d{6}Z\.zip\.part")
BROKEN_OFF = dt.timedelta(days=1)


class BackupRefused(Exception):
    """Why nothing was done, in a sentence for who runs the program."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Of what the copy is. `moment` is in UTC; `size` in bytes and `sha256` are of the copy."""

    format: str
    program: str
    database: str
    last_migration: str
    moment: str
    size: int
    sha256: str

    @property
    def at(self) -> dt.datetime:
        return dt.datetime.fromisoformat(self.moment)


@dataclass(frozen=True, slots=True)
class Copy:
    """The copy of a database on disk. `manifest` is None where no command of ours made it."""

    path: Path
    database: str
    manifest: Manifest | None


@contextmanager
def appearing(target: Path) -> Iterator[IO[bytes]]:
    """Write a file that only its owner reads, and that has its name once it is whole and on the disk."""
    part = target.with_name(f".{target.name}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise BackupRefused(
            f"{part} staat er al: een andere reservekopie wordt nu gemaakt, of brak af. Verwijder dat bestand in het "
            "tweede geval."
        ) from error
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
        sync_folder(target.parent)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def clear(folder: Path, now: dt.datetime) -> list[Path]:
    """Delete what a command of ours left in a folder when it was killed, and return what that was."""
    cleared = []
    for path in sorted(folder.iterdir()):
        if not LEFT_BEHIND.fullmatch(path.name) or path.is_symlink():
            continue
        kept = path.stat()
        if kept.st_uid == os.geteuid() and now.timestamp() - kept.st_mtime >= BROKEN_OFF.total_seconds():
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
            cleared.append(path)
    return cleared


def sync_folder(folder: Path) -> None:
    """Let a new name in a folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write(
    file: IO[bytes],
    copy: Iterable[bytes],
    *,
    program: str,
    database: str,
    last_migration: str,
    moment: dt.datetime,
) -> Manifest:
    """Write the copy as it comes, and the manifest after it. A dump of PostgreSQL is packed already."""
    size, digest = 0, sha256()
    packed = zipfile.ZIP_STORED if database == "postgresql" else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w") as archive:
        of_copy, of_manifest = (
            zipfile.ZipInfo(name, moment.timetuple()[:6]) for name in (COPIES[database], MANIFEST)
        )
        of_copy.compress_type = packed
        with archive.open(of_copy, "w", force_zip64=True) as entry:
            for chunk in copy:
                entry.write(chunk)
                size += len(chunk)
                digest.update(chunk)
        manifest = Manifest(
            FORMAT, program, database, last_migration, moment.isoformat(), size, digest.hexdigest()
        )
        archive.writestr(of_manifest, json.dumps(asdict(manifest), indent=2) + "\n")
    return manifest


def manifest_of(path: Path) -> Manifest | None:
    """What a file of ours says of itself; None where it is not ours or cannot be read."""
    try:
        with zipfile.ZipFile(path) as archive:
            said = json.loads(archive.read(MANIFEST))
            return Manifest(**said) if said["format"] == FORMAT else None
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError, TypeError, ValueError):
        return None


def unpack(path: Path, folder: Path) -> Copy:
    """Bring the copy in a file into a folder, as it was when it was made."""
    try:
        with path.open("rb") as file:
            begins = file.read(16)
        kind = next((kind for mark, kind in BEGINNINGS.items() if begins.startswith(mark)), None)
        if kind is None:
            raise BackupRefused(f"{path} is geen reservekopie.")
        manifest = None if kind else manifest_of(path)
        if not kind and manifest is None:
            raise BackupRefused(
                f"{path} is geen hele reservekopie: het bestand is afgebroken of van iets anders."
            )
        database = manifest.database if manifest else kind
        if database not in COPIES:
            raise BackupRefused(f"{path} is van een database die dit programma niet kent.")
        to = folder / COPIES[database]
        with _copy_in(path, manifest) as source:
            size, digest = _copied(source, to)
    except (OSError, zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise BackupRefused(f"{path} is niet te lezen: het ontbreekt, of is beschadigd.") from error
    if manifest and (size, digest) != (manifest.size, manifest.sha256):
        raise BackupRefused(f"{path} is beschadigd: de inhoud is niet wat erin werd gezet.")
    return Copy(to, database, manifest)


@contextmanager
def _copy_in(path: Path, manifest: Manifest | None) -> Iterator[IO[bytes]]:
    if manifest is None:
        if (log := path.with_name(f"{path.name}-wal")).exists() and log.stat().st_size:
            raise BackupRefused(
                f"{path} is in gebruik ({log.name} hoort erbij): maak er eerst een reservekopie van."
            )
        with path.open("rb") as file:
            yield file
    else:
        with zipfile.ZipFile(path) as archive, archive.open(COPIES[manifest.database]) as entry:
            yield entry


def _copied(source: IO[bytes], to: Path) -> tuple[int, str]:
    size, digest = 0, sha256()
    with to.open("xb") as file:
        while chunk := source.read(AT_ONCE):
            file.write(chunk)
            size += len(chunk)
            digest.update(chunk)
        file.flush()
        os.fsync(file.fileno())
    return size, digest.hexdigest()
