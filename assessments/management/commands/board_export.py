"""`manage.py board_export`: everything of a board in one ZIP, to take along."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.exports.board.archive import FileTaken, write_archive
from assessments.management.boards import board_named
from assessments.services.board_leaving import board_exported


class Command(BaseCommand):
    help = "Schrijf alle gegevens van een bestuur naar een ZIP, met uitleg erin (LEESMIJ.txt)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", metavar="BESTUUR", required=True, help="nummer, naam of ID")
        parser.add_argument("file", metavar="BESTAND.zip", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        board, file = board_named(options["board"]), options["file"]
        try:
            counts = write_archive(board, file)
        except FileTaken as taken:
            raise CommandError(f"{file} bestaat al. Geef een andere naam.") from taken
        except OSError as error:
            raise CommandError(f"{file} is niet te schrijven: {error.strerror}.") from error
        board_exported(board=board)
        self.stdout.write(f"{board.name}: {file}")
        for name, number in counts.items():
            self.stdout.write(f"  {name}: {number}")
