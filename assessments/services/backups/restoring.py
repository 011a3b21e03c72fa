"""Putting a backup back: checked first, made ready where nobody sees it, and only then in the place of the database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection

from assessments.services import cut_lines, delivery, migrated

from .files import RESTORING, BackupRefused, Copy, unpack
from .making import place

NAMES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


@contextmanager
def restored(path: Path) -> Iterator[Copy]:
    """Let the block work on what is in this backup, brought to the version of this program; then it is the database.

    What cannot be put back raises `BackupRefused`. Whatever goes wrong, in the block too, the database is as it was.
    """
    own = place()
    with TemporaryDirectory(dir=own.workplace(), prefix=RESTORING) as folder:
        copy = unpack(path, Path(folder))
        if copy.database != connection.vendor:
            raise BackupRefused(
                f"Dit is een reservekopie van {NAMES[copy.database]}, en de database hier is "
                f"{NAMES[connection.vendor]}. Zet DATABASE_URL op een database van dezelfde soort."
            )
        _refuse_unknown(own.applied_in(copy.path))
        with cut_lines.held_back(), own.replacing(copy.path):
            call_command("migrate", interactive=False, verbosity=0)
            yield copy


def _refuse_unknown(applied: set[tuple[str, str]]) -> None:
    if ("assessments", "0001_initial") not in applied:
        raise BackupRefused("In dit bestand staat een database, maar niet van LOB-kwaliteit.")
    if newer := migrated.unknown(applied):
        raise BackupRefused(
            f"Deze reservekopie is van een nieuwere versie dan dit programma (die kent {'.'.join(newer[0])}). "
            "Installeer eerst die versie."
        )


def end_sessions() -> int:
    """Sign everybody out: whose role or account ended since would still be in. Return how many were signed in."""
    number, _per_model = Session.objects.all().delete()
    UserSession.objects.all().delete()
    cache.clear()
    return number


def stop_mail() -> int:
    """Send nothing that waited when the backup was made: most of it went out since. Return how many mails."""
    return delivery.give_up_waiting("restored from a backup")
