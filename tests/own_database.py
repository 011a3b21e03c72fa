"""A database that a test may back up, destroy and put back: not the one in which all tests are rolled back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql


class OwnDatabase:
    """On SQLite `name` is the path of its file. `destroy` leaves nothing of it but, on PostgreSQL, its empty name."""

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def _url(self) -> dict[str, Any]:
        config = connection.settings_dict
        keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
        return {ours: config[theirs] for ours, theirs in keys.items()}

    def make(self, like: str) -> None:
        """Make it as a copy of another database."""
        let_go()
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(like)) as source, closing(sqlite3.connect(self.name)) as target:
                source.backup(target)
        else:
            self._by_server("CREATE DATABASE {} TEMPLATE {}", self.name, like)

    def destroy(self) -> None:
        let_go()
        if connection.vendor == "sqlite":
            for suffix in ("", "-wal", "-shm"):
                Path(self.name + suffix).unlink(missing_ok=True)
        else:
            self.drop()
            self._by_server("CREATE DATABASE {}", self.name)

    def drop(self) -> None:
        if connection.vendor == "postgresql":
            self._by_server("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Somebody else has it open, and does nothing."""
        if connection.vendor == "sqlite":
            with closing(sqlite3.connect(self.name)) as other:
                other.execute("SELECT count(*) FROM django_migrations").fetchall()
                yield
        else:
            with psycopg.connect(**self._url, dbname=self.name):
                yield

    def _by_server(self, words: str, *names: str) -> None:
        with psycopg.connect(**self._url, dbname="postgres", autocommit=True) as server:
            server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))


def let_go() -> None:
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def own_database(folder: Path) -> Iterator[OwnDatabase]:
    """Work on another database in this block, migrated and empty as that of the tests."""
    usual = str(connection.settings_dict["NAME"])
    name = str(folder / "own.sqlite3") if connection.vendor == "sqlite" else f"own_{os.getpid()}"
    own = OwnDatabase(name)
    own.make(like=usual)
    connection.settings_dict["NAME"] = name
    try:
        yield own
    finally:
        let_go()
        connection.settings_dict["NAME"] = usual
        own.drop()
