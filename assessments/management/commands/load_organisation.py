"""Load the schools, teams, people and roles of a board from one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.organisation_file import BadFile, load_organisation


class Command(BaseCommand):
    help = (
        "Lees scholen, teams, mensen en rollen van een bestuur uit een bestand (docs/organisatie-inlezen.md)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="BESTAND", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        file: Path = options["file"]
        try:
            text = file.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            raise CommandError(f"{file} is geen tekst in UTF-8. Er is niets gewijzigd.") from error
        except OSError as error:
            raise CommandError(
                f"{file} is niet te lezen: {error.strerror}. Er is niets gewijzigd."
            ) from error
        try:
            report = load_organisation(by=None, text=text)
        except BadFile as bad:
            listed = "\n".join(f"- {problem}" for problem in bad.problems)
            raise CommandError(f"Er is niets gewijzigd. Dit klopt nog niet in {file}:\n{listed}") from bad
        for title, lines in (
            ("Aangemaakt", report.made),
            ("Gewijzigd", report.changed),
            ("Ongewijzigd", report.left),
        ):
            self.stdout.write(f"{title}: {len(lines)}")
            if title != "Ongewijzigd" or options["verbosity"] > 1:
                for line in lines:
                    self.stdout.write(f"- {line}")
