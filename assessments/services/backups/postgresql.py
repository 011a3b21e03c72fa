"""A PostgreSQL database, copied by pg_dump, and replaced whole in one transaction by what pg_restore reads from that.

pg_restore only turns the dump into statements here. They are carried out on our own connection, so that migrating,
repeating cuts and all else belong to the same transaction: others see the old database, or the new one when it is done.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, NamedTuple, cast

from django.db import DatabaseError, connection, transaction
from psycopg import pq

from .files import AT_ONCE, BackupRefused

LEFT_OUT = ["--no-owner", "--no-privileges"]
READ = [*LEFT_OUT, "--no-comments", "--no-tablespaces", "--no-security-labels", "--file=-"]
COPY = re.compile(rb"COPY .* FROM stdin;\n")
BROKEN = "De kopie van de database in dit bestand is beschadigd."
PATIENCE = 2.0

EMPTY = """
DO $$
DECLARE statement text;
BEGIN
    FOR statement IN
        SELECT format('DROP %s IF EXISTS %I.%I CASCADE', kinds.words, current_schema(), relname)
        FROM pg_class JOIN (VALUES ('v', 'VIEW', 1), ('m', 'MATERIALIZED VIEW', 2), ('r', 'TABLE', 3),
            ('p', 'TABLE', 3), ('f', 'FOREIGN TABLE', 3), ('S', 'SEQUENCE', 4)) AS kinds (kind, words, turn)
            ON kind::"char" = relkind
        WHERE relnamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend WHERE objid = pg_class.oid AND classid = 'pg_class'::regclass AND deptype = 'e')
        ORDER BY kinds.turn
    LOOP EXECUTE statement; END LOOP;
    FOR statement IN
        SELECT format('DROP ROUTINE IF EXISTS %s CASCADE', pg_proc.oid::regprocedure)
        FROM pg_proc WHERE pronamespace = current_schema()::regnamespace AND NOT EXISTS (
            SELECT FROM pg_depend WHERE objid = pg_proc.oid AND classid = 'pg_proc'::regclass AND deptype = 'e')
    LOOP EXECUTE statement; END LOOP;
END $$
"""
"""Drop all that is ours, but for what belongs to an extension: an older backup does not know what came later."""


class Piece(NamedTuple):
    """Statements to carry out; or a COPY, with the lines that it takes."""

    statements: bytes
    rows: Iterator[bytes] | None


def copy(beside: Path) -> Iterator[bytes]:
    """The database as it is at one moment, in the custom format of pg_dump."""
    with _running(["pg_dump", "--format=custom", "--encoding=UTF8", *LEFT_OUT], _login()) as output:
        while chunk := output.read(AT_ONCE):
            yield chunk


def _login() -> dict[str, str]:
    """How pg_dump comes in: by its environment, which other users do not see, as they would a command line."""
    named = {
        option.keyword.decode(): option.envvar.decode()
        for option in pq.Conninfo.get_defaults()
        if option.envvar
    }
    parameters = connection.get_connection_params()
    return {named[key]: str(value) for key, value in parameters.items() if key in named and value is not None}


@contextmanager
def _running(command: list[str], environment: dict[str, str]) -> Iterator[IO[bytes]]:
    """The output of a program of PostgreSQL; what it says of a fault is told, where it has no data in it."""
    with tempfile.TemporaryFile() as said:
        try:
            process = subprocess.Popen(
                command,
                env=os.environ | environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
            )
        except FileNotFoundError as error:
            raise BackupRefused(
                f"{command[0]} is er niet. Installeer de programma’s van PostgreSQL (apt install postgresql-client), "
                "van dezelfde versie als de server of nieuwer."
            ) from error
        with process:
            try:
                yield cast("IO[bytes]", process.stdout)
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            first = next(iter(said.read().decode(errors="replace").splitlines()), "")
            raise BackupRefused(f"{command[0]} is niet gelukt: {first}")


def workplace() -> Path:
    """Where a copy that is restored lies."""
    return Path(tempfile.gettempdir())


def applied_in(dump: Path) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for _statements, rows in _pieces(dump, "--data-only", "--table=django_migrations"):
        for row in rows or ():
            _key, app, name, *_rest = row.decode().split("\t")
            found.add((app, name))
    return found


@contextmanager
def replacing(dump: Path) -> Iterator[None]:
    """Work in the transaction in which the copy takes the place of the database. Where that fails nothing changed."""
    with _one_connection():
        _refuse_in_use()
        with transaction.atomic(durable=True):
            try:
                _load(dump)
            except DatabaseError as error:
                raise BackupRefused(f"{BROKEN} De database zei: {_short(error)}") from error
            yield


@contextmanager
def _one_connection() -> Iterator[None]:
    """Work without the pool: of its connections nobody could tell that they are our own."""
    options: dict[str, Any] = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    pool = options.pop("pool", None)
    try:
        yield
    finally:
        connection.close()
        if pool is not None:
            options["pool"] = pool


def _refuse_in_use() -> None:
    """Who just stopped may take a moment to be gone."""
    deadline = time.monotonic() + PATIENCE
    while others := _others():
        if time.monotonic() < deadline:
            time.sleep(0.1)
            continue
        raise BackupRefused(
            f"De database is in gebruik: er zijn nog {others} andere verbindingen. Stop eerst de webserver en de "
            "workers (systemctl stop lob lob-worker), op elke machine."
        )


def _others() -> int:
    """How many are connected to this database, whoever they are. What the server itself does has no user."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() AND usesysid IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def _load(dump: Path) -> None:
    """Empty the database and fill it. The statements name their schema themselves, and check nothing until the end."""
    raw = connection.connection
    with raw.cursor() as own:
        own.execute("SELECT current_schema()")
        (schema,) = own.fetchone()
        own.execute("SET LOCAL lock_timeout = '20s'")
        own.execute(EMPTY)
        own.execute("SET LOCAL search_path = ''; SET LOCAL check_function_bodies = false")
        for statements, rows in _pieces(dump, f"--schema={schema}"):
            if rows is None:
                own.execute(statements)
            else:
                with own.copy(statements) as taker:
                    for row in rows:
                        taker.write(row)
        own.execute("SET LOCAL search_path TO DEFAULT")
        # Altering a table is refused while its keys are still to be checked.
        own.execute("SET CONSTRAINTS ALL IMMEDIATE")
        own.execute("ANALYZE")


def _pieces(dump: Path, *options: str) -> Iterator[Piece]:
    """What is in a dump, piece by piece. Its head is left out: settings that another version may not know."""
    with _running(["pg_restore", *READ, *options, str(dump)], {}) as output:
        kept: list[bytes] = []
        in_head = True
        for line in output:
            if in_head:
                in_head = not line.startswith(b"-- Name: ") and not line.startswith(b"-- Data for Name: ")
            elif COPY.fullmatch(line):
                yield Piece(b"".join(kept), None)
                kept = []
                yield Piece(line.rstrip(b";\n"), _rows(output))
            elif not line.startswith((b"--", b"\\unrestrict")):
                kept.append(line)
        yield Piece(b"".join(kept), None)


def _rows(output: IO[bytes]) -> Iterator[bytes]:
    for line in output:
        if line == b"\\.\n":
            return
        yield line
    raise BackupRefused(BROKEN)


def _short(error: DatabaseError) -> str:
    """What the server said, without the row it said it of."""
    diagnosis = getattr(error.__cause__, "diag", None)
    return (diagnosis and diagnosis.message_primary) or type(error).__name__
