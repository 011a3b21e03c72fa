"""`manage.py board_erase`: a board that has left is erased, with all that belonged to it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.access.policies import Refused
from assessments.management.boards import board_named
from assessments.services.board_leaving import erase_board


class Command(BaseCommand):
    help = "Wis een bestuur met alles wat ervan is, ook de mensen die nergens anders bij horen. Niet terug te draaien."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", metavar="BESTUUR", required=True, help="nummer, naam of ID")
        parser.add_argument("--confirm", metavar="NAAM", required=True, help="de hele naam, om zeker te zijn")
        parser.add_argument(
            "--without-export", action="store_true", help="ook als het bestuur zijn gegevens niet meekreeg"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        board = board_named(options["board"])
        try:
            counts = erase_board(
                board=board, name=options["confirm"], without_export=options["without_export"]
            )
        except Refused as refused:
            raise CommandError(f"Er is niets gewist. {refused.reason}") from refused
        self.stdout.write(f"{board.name} is gewist.")
        self.stdout.write(f"  metingen: {counts['rounds']}")
        self.stdout.write(f"  mensen: {counts['people']}")
        self.stdout.write(f"  regels van het logboek: {counts['audit']}")
        if counts["known_elsewhere"]:
            self.stdout.write(
                f"  gebleven, want ook bij een ander bestuur: {counts['known_elsewhere']} mensen"
            )
