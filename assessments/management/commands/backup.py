"""`manage.py backup`: the whole database in one file, while the program runs."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.backups.files import BackupRefused
from assessments.services.backups.making import LONGEST, back_up


def days(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= LONGEST:
        raise argparse.ArgumentTypeError(
            f"geef een getal van 1 tot {LONGEST}: langer mag een reservekopie niet blijven"
        )
    return int(text)


class Command(BaseCommand):
    help = (
        "Maak een reservekopie van de hele database, ook terwijl het programma draait. In een map krijgt het bestand "
        "het moment als naam, en gaan oudere reservekopieën weg."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target",
            nargs="?",
            type=Path,
            metavar="BESTAND of MAP",
            help="waar de reservekopie komt; zonder: in de map backup bij de gegevens (LOB_VAR_DIR)",
        )
        parser.add_argument(
            "--keep-days",
            type=days,
            default=LONGEST,
            help=f"wis in de map reservekopieën die zo veel dagen oud zijn (standaard en hoogstens {LONGEST})",
        )

    def handle(self, *args: Any, target: Path | None, keep_days: int, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that nothing half stays behind
        if target is None:
            target = settings.VAR_DIR / "backup"
            target.mkdir(mode=0o700, exist_ok=True)
        started = time.monotonic()
        try:
            made = back_up(target, keep_days=keep_days)
        except (BackupRefused, OSError) as error:
            raise CommandError(f"Er is geen reservekopie gemaakt. {error}") from error
        self.stdout.write(
            f"{made.path}: {made.path.stat().st_size / 1e6:.1f} MB in {time.monotonic() - started:.1f} s. "
            f"Versie {made.manifest.program}, {made.manifest.database}, {made.manifest.last_migration}."
        )
        for path in made.deleted:
            self.stdout.write(f"Gewist, want over zijn tijd: {path}")
        for path in made.unread:
            self.stderr.write(f"Niet gewist, want geen hele reservekopie; kijk zelf wat het is: {path}")
