"""A SQLite database, copied while it is in use, and replaced whole by a file beside it."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import DatabaseError, connection

from .files import AT_ONCE, COPYING, BackupRefused, sync_folder

IN_USE = (
    "De database is in gebruik. Stop eerst de webserver en de workers (systemctl stop lob lob-worker), en alles wat "
    "het bestand verder open heeft."
)
BROKEN = "De kopie van de database in dit bestand is beschadigd."


def _path() -> Path:
    name = str(connection.settings_dict["NAME"])
    if "memory" in name and not Path(name).exists():
        raise BackupRefused("Een database in het geheugen heeft geen reservekopie.")
    return Path(name).absolute()


def copy(beside: Path) -> Iterator[bytes]:
    """The database as it is at one moment, whoever writes meanwhile. It lies in a folder `beside` until it was read."""
    with tempfile.TemporaryDirectory(dir=beside, prefix=COPYING) as folder:
        to = Path(folder) / "copy"
        with closing(sqlite3.connect(_path())) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode=DELETE")  # so that it is one file
            if target.execute("PRAGMA quick_check").fetchall() != [("ok",)]:
                raise BackupRefused("De database is beschadigd: hiervan is geen goede reservekopie te maken.")
        with to.open("rb") as file:
            while chunk := file.read(AT_ONCE):
                yield chunk


def workplace() -> Path:
    """Where a copy that is restored lies: on the disk of the database itself."""
    return _path().parent


def applied_in(dump: Path) -> set[tuple[str, str]]:
    try:
        with closing(sqlite3.connect(dump)) as database:
            return set(database.execute("SELECT app, name FROM django_migrations").fetchall())
    except sqlite3.OperationalError:  # no such table
        return set()
    except sqlite3.DatabaseError as error:
        raise BackupRefused(BROKEN) from error


@contextmanager
def replacing(dump: Path) -> Iterator[None]:
    """Work on the copy, as if it were the database; then it is. Where that fails the database is as it was."""
    path = _path()
    connection.close()
    with _alone(path):
        with _connected_to(dump):
            _check()
            yield
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA journal_mode=DELETE")  # the log of writes goes into the file
        _swap(dump, path)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep everybody out of the present database. Who has it open, also who does nothing, keeps a lock that shows now.

    One that cannot be read is nobody's: it is what a restore is for.
    """
    if not path.exists():
        yield
        return
    with closing(sqlite3.connect(path, timeout=1, isolation_level=None)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
                raise BackupRefused(IN_USE) from error
        yield


@contextmanager
def _connected_to(path: Path) -> Iterator[None]:
    """Let everything in this block read and write another file."""
    own = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = str(path)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def _check() -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")  # it is synced once, when it is done
            cursor.execute("PRAGMA integrity_check")
            whole = cursor.fetchall() == [("ok",)]
            cursor.execute("PRAGMA foreign_key_check")
            whole = whole and not cursor.fetchall()
    except DatabaseError as error:
        raise BackupRefused(BROKEN) from error
    if not whole:
        raise BackupRefused(BROKEN)


def _swap(dump: Path, path: Path) -> None:
    """Put the file in the place of the other, of which nothing stays: who waits for that one finds it empty."""
    old = os.open(path, os.O_RDWR) if path.exists() else None
    if old is not None:
        kept = os.fstat(old)
        dump.chmod(kept.st_mode & 0o777)
        with suppress(PermissionError):
            os.chown(dump, kept.st_uid, kept.st_gid)
    with dump.open("rb") as file:
        os.fsync(file.fileno())
    for name in ("-wal", "-shm", "-journal"):
        path.with_name(path.name + name).unlink(missing_ok=True)
    dump.replace(path)
    sync_folder(path.parent)
    if old is not None:
        os.ftruncate(old, 0)
        os.close(old)
