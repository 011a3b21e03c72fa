"""`manage.py restore`: the database as it was in a backup, without what was erased since."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.utils import timezone

from assessments.management.cuts import NOT_OURS, lines_of, told
from assessments.services.backups.files import BackupRefused, Copy
from assessments.services.backups.restoring import end_sessions, restored, stop_mail
from assessments.services.cuts import NotOurs, repeat_cuts

WANTS_LOG = (
    "Geef het log van sinds de reservekopie: met --log, of laat het binnenkomen (journalctl … | manage.py restore …). "
    "Daarmee wordt opnieuw gewist wat sindsdien gewist was, zoals wie wat invulde. Is er geen log, zeg dat dan met "
    "--without-log: wat sindsdien gewist was komt dan terug."
)


def _moment(copy: Copy) -> str:
    if copy.manifest is None:
        return "een kopie die niet door dit programma is gemaakt"
    return f"gemaakt op {timezone.localtime(copy.manifest.at):%d-%m-%Y om %H:%M}, met versie {copy.manifest.program}"


class Command(BaseCommand):
    help = (
        "Zet een reservekopie terug: van `backup`, pg_dump (custom) of SQLite. Vervangt de hele database, en wist dan "
        "opnieuw wat sinds de reservekopie was gewist. Stop eerst de webserver en de workers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="BESTAND", help="de reservekopie")
        log = parser.add_mutually_exclusive_group()
        log.add_argument(
            "--log",
            nargs="+",
            type=Path,
            metavar="LOG",
            help="bestanden met al het log sinds de reservekopie; zonder: wat er binnenkomt (stdin)",
        )
        log.add_argument(
            "--without-log",
            action="store_true",
            help="er is geen log: antwoorden van mensen die sinds de reservekopie gewist zijn, komen terug",
        )

    def handle(
        self, *args: Any, file: Path, log: list[Path] | None, without_log: bool, **options: Any
    ) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
        lines = [] if without_log else self._lines(log)
        try:
            with restored(file) as copy:
                self.stdout.write(f"{file}: {_moment(copy)}. Bijgewerkt tot deze versie.")
                if not without_log:
                    made_at = copy.manifest.at if copy.manifest else None
                    self.stdout.write(told(repeat_cuts(lines, made_at=made_at)))
                self._make_safe()
        except (BackupRefused, DatabaseError, OSError) as error:
            said = error if isinstance(error, BackupRefused | OSError) else type(error).__name__
            raise CommandError(f"Er is niets teruggezet; de database is zoals hij was. {said}") from error
        except NotOurs as error:
            raise CommandError(f"Er is niets teruggezet; de database is zoals hij was. {NOT_OURS}") from error
        self.stdout.write("De database is teruggezet. Start nu de webserver en de workers.")
        if without_log:
            self.stdout.write(
                "Zonder log: wat sinds de reservekopie gewist was staat er weer, ook wie wat invulde bij teams die "
                "sindsdien gesloten waren."
            )
        self.stdout.write("Rollen en uitnodigingen zijn weer die van de reservekopie: kijk ze na.")

    def _lines(self, log: list[Path] | None) -> list[str]:
        if log is None and sys.stdin.isatty():
            raise CommandError(WANTS_LOG)
        lines = lines_of(log or [])
        if not lines:
            raise CommandError(f"Het log is leeg. {WANTS_LOG}")
        return lines

    def _make_safe(self) -> None:
        """What else must be done before anybody signs in."""
        self.stdout.write(
            f"Afgemeld: {end_sessions()} mensen. Mail die nog wachtte en niet meer gaat: {stop_mail()}."
        )
        for name in ("retention", "recount_results"):
            try:
                call_command(name, stdout=self.stdout)
            except CommandError as error:  # the rest is sound; this wants to be looked at
                self.stderr.write(f"LET OP: {error}")
