"""Give a board its bevoegdgezagnummer, so that its schools can be found in DUO's national files."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.access.policies import Refused
from assessments.management.boards import board_named
from assessments.services.organisation import number_board


class Command(BaseCommand):
    help = "Geef een bestuur zijn bevoegdgezagnummer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("board", metavar="BESTUUR", help="de naam, het ID of het nummer dat het nu heeft")
        parser.add_argument("number", metavar="NUMMER", help="het bevoegdgezagnummer")

    def handle(self, *args: Any, **options: Any) -> None:
        number: str = options["number"].strip()
        if not (number.isdecimal() and len(number) <= 10):
            raise CommandError("Een nummer bestaat alleen uit cijfers, hoogstens 10. Er is niets gewijzigd.")
        try:
            board = number_board(by=None, board=board_named(options["board"]), number=number)
        except Refused as refused:
            raise CommandError(f"{refused.reason} Er is niets gewijzigd.") from refused
        self.stdout.write(f"Bestuur {board.name} heeft nu nummer {board.number}.")
