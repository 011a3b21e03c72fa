"""Read schools, teams and people of a board from files: shows what would happen, and does it with --save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.management.boards import board_named
from assessments.services.imports.at_once import import_now
from assessments.services.imports.faults import MAX_BYTES, Unreadable
from assessments.services.imports.plan import CHANGED, NEW, ORDER, SAME, WRONG, Line, Plan
from assessments.services.imports.wording import say

TITLES = {WRONG: "Fout", NEW: "Nieuw", CHANGED: "Gewijzigd", SAME: "Blijft gelijk"}


class Command(BaseCommand):
    help = "Lees scholen, teams en mensen uit CSV of XLSX (docs/organisatie-inlezen.md). Zonder --save alleen kijken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", metavar="BESTAND", type=Path, nargs="+")
        parser.add_argument("--board", required=True, help="nummer, naam of ID van het bestuur")
        parser.add_argument("--save", action="store_true", help="sla op, als er geen rij fout is")
        parser.add_argument(
            "--accounts",
            action="store_true",
            help="geef mensen meteen een account; anders staan er uitnodigingen voor hen klaar",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        board = board_named(options["board"])
        files = {file.name: self.content(file) for file in options["files"]}
        try:
            plan = import_now(board=board, files=files, save=options["save"], accounts=options["accounts"])
        except Unreadable as refused:
            raise CommandError(f"{say(refused.fault)} Er is niets gewijzigd.") from refused
        self.tell(plan, everything=options["verbosity"] > 1)
        if not plan.is_right:
            raise CommandError("Er is niets gewijzigd. Verbeter eerst de rijen die fout zijn.")
        self.stdout.write("Opgeslagen." if options["save"] else "Er is niets gewijzigd; met --save wel.")

    def content(self, file: Path) -> bytes:
        try:
            if file.stat().st_size > MAX_BYTES:
                raise CommandError(f"{file} is te groot. Er is niets gewijzigd.")
            return file.read_bytes()
        except OSError as error:
            raise CommandError(
                f"{file} is niet te lezen: {error.strerror}. Er is niets gewijzigd."
            ) from error

    def tell(self, plan: Plan, *, everything: bool) -> None:
        for does in ORDER:
            lines = [line for line in plan.lines if line.does == does]
            self.stdout.write(f"{TITLES[does]}: {len(lines)}")
            if does != SAME or everything:
                for line in lines:
                    self.stdout.write(f"- {_told(line)}")
        if plan.national:
            self.stdout.write(f"Niet van dit bestuur: {plan.skipped}")


def _told(line: Line) -> str:
    return f"{line.sheet} rij {line.row}, {line.name or '(zonder naam)'}: {' '.join(map(say, line.says))}".rstrip(
        ": "
    )
