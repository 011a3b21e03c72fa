"""After a backup was restored: erase again, before anybody signs in, what had been erased since it was made.

Each closing of answering, each form of somebody who left or erased their answers, and each round that was thrown away
stands in the log as one message of `assessments.cuts` without personal data:

    cut <key of the self-assessment> <moment> <fingerprint>
    gone <key of the form> <moment>
    erased <key of the form> <moment> <how often it was written>
    discarded <key of the round> <moment>

What anybody else said is left alone, whatever it quotes: a visitor's words may look like such a line.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.services.answers import erase_again
from assessments.services.closing import Repeated, repeat
from assessments.services.discarding import discard_again
from assessments.services.open_answers import delete_again
from lobkwaliteit.logs import read

KEY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
CUT = re.compile(rf"cut ({KEY}) (\S+) ([0-9a-f]{{64}})")
GONE = re.compile(rf"gone ({KEY}) \S+")
ERASED = re.compile(rf"erased ({KEY}) \S+ (\d+)")
DISCARDED = re.compile(rf"discarded ({KEY}) \S+")


class Command(BaseCommand):
    help = "Wis na het terugzetten van een reservekopie opnieuw wat sindsdien was gewist. Leest regels van het log."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "log", nargs="*", type=Path, help="bestanden met het log; zonder: wat er binnenkomt (stdin)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        paths: list[Path] = options["log"]
        try:
            lines = [line for path in paths for line in path.read_text(errors="replace").splitlines()]
        except OSError as error:
            raise CommandError(f"{error.filename} is niet te lezen. Er is niets gewist.") from error
        done = self._repeat(lines if paths else sys.stdin)
        self.stdout.write(
            f"Invullen opnieuw gesloten: {done[Repeated.KEPT] + done[Repeated.ERASED]} keer. Daarvan "
            f"{done[Repeated.KEPT]} met dezelfde aantallen, en {done[Repeated.ERASED]} zonder: de reservekopie is "
            f"van voor het laatste antwoord. Formulieren van vertrokken mensen gewist: {done['gone']}. "
            f"Formulieren die iemand zelf wiste, opnieuw gewist: {done['erased']}. "
            f"Metingen opnieuw weggegooid: {done['discarded']}."
        )

    def _repeat(self, lines: Iterable[str]) -> Counter[Any]:
        """Forms first: what was erased of them was in no count. Of a round that is gone nothing is counted."""
        told = filter(None, map(read, lines))
        said = [message for logger, message in told if logger == "assessments.cuts"]
        done: Counter[Any] = Counter()
        for message in said:
            if found := GONE.fullmatch(message):
                done["gone"] += delete_again(UUID(found[1]))
            elif found := ERASED.fullmatch(message):
                done["erased"] += erase_again(UUID(found[1]), int(found[2]))
            elif found := DISCARDED.fullmatch(message):
                done["discarded"] += discard_again(UUID(found[1]))
        for message in said:
            if found := CUT.fullmatch(message):
                uid, at, fingerprint = found.groups()
                done[repeat(UUID(uid), at=dt.datetime.fromisoformat(at), fingerprint=fingerprint)] += 1
        return done
