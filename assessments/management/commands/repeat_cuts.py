"""After a backup was put back by hand: erase again what had been erased since. `restore` does so by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.management.cuts import NOT_OURS, lines_of, told
from assessments.services.backups.files import manifest_of
from assessments.services.cuts import NotOurs, repeat_cuts


class Command(BaseCommand):
    help = "Wis na het terugzetten van een reservekopie opnieuw wat sindsdien was gewist. Leest regels van het log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "log", nargs="*", type=Path, help="bestanden met het log; zonder: wat er binnenkomt (stdin)"
        )

        parser.add_argument(
            "--backup",
            type=Path,
            metavar="BESTAND",
            help="de reservekopie die is teruggezet: regels van voor die werd gemaakt, worden overgeslagen",
        )

    def handle(self, *args: Any, backup: Path | None, **options: Any) -> None:
        manifest = manifest_of(backup) if backup else None
        if backup and manifest is None:
            raise CommandError(f"{backup} zegt niet wanneer het gemaakt is. Er is niets gewist.")
        try:
            done = repeat_cuts(lines_of(options["log"]), made_at=manifest.at if manifest else None)
        except NotOurs as error:
            raise CommandError(NOT_OURS) from error
        self.stdout.write(told(done))
