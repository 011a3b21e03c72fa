"""`manage.py retention`: let go what the boards' terms say, and report what was done and what was left."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.access.policies import Refused
from assessments.management.boards import board_named
from assessments.models import Board
from assessments.services.retention import Due, Outcome, carry_out, carry_out_of_nobody

DONE = {
    "people": "mensen zonder rol gewist",
    "rounds": "metingen gewist",
    "actions": "afgeronde en gestopte acties gewist",
    "assessments": "zelfevaluaties daarin gewist, met scores, aantallen en opmerkingen",
    "roles": "oude rollen van gewiste mensen",
    "audit": "regels van het logboek gewist",
    "invitations": "oude uitnodigingen gewist",
    "imports": "oude ingelezen bestanden gewist",
}
LEFT = {
    "known_elsewhere": "mensen zonder rol: een ander bestuur bewaart ze nog, of ze zijn uitgenodigd",
    "staff": "mensen zonder rol: ze beheren de installatie",
    "open_rounds": "metingen die oud genoeg zijn, maar nog open: sluit ze eerst",
}


class Command(BaseCommand):
    help = "Wis wat langer bewaard is dan de besturen hebben ingesteld; meldt wat er gebeurde en wat bleef."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="zeg alleen wat er zou gebeuren")
        parser.add_argument("--board", metavar="BESTUUR", help="alleen dit bestuur: nummer, naam of ID")

    def handle(self, *args: Any, **options: Any) -> None:
        boards = [board_named(options["board"])] if options["board"] else list(Board.objects.order_by("pk"))
        dry_run: bool = options["dry_run"]
        if dry_run:
            self.stdout.write("Proef: er wordt niets gewist.")
        stopped = 0
        for board in boards:
            try:
                outcome = Due(board).outcome() if dry_run else carry_out(board)
            except Refused as refused:
                stopped += 1
                self.stdout.write(f"\n{board.name}\n  niets gedaan: {refused.reason}")
            else:
                self._report(board.name, outcome)
        if not options["board"] and not dry_run:
            self._report("Zonder bestuur", carry_out_of_nobody())
        if stopped:
            raise CommandError(
                f"Bij {stopped} van {len(boards)} besturen is niets gedaan. Draai dit later nog een keer."
            )

    def _report(self, title: str, outcome: Outcome) -> None:
        self.stdout.write(f"\n{title}")
        for numbers, words, label in ((outcome.done, DONE, "weg"), (outcome.left, LEFT, "blijft")):
            for name, number in numbers.items():
                if number:
                    self.stdout.write(f"  {label}: {number} {words[name]}")
        if outcome.is_empty:
            self.stdout.write("  er was niets te wissen")
