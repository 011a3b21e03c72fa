"""Count anew, from the scores and tallies, what dashboards read, and say where it differs.

Nothing should ever differ: confirming and reopening write both in one transaction.
"""

from __future__ import annotations

from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from assessments.models import Assessment
from assessments.results.marking import marks_from_scores
from assessments.services.confirmations import mark_again

AT_ONCE = 500


class Command(BaseCommand):
    help = "Tel opnieuw wat de dashboards laten zien, en meld waar het verschilt van wat er staat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--write", action="store_true", help="schrijf de nieuwe telling waar die verschilt"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        counted, differing = 0, []
        kept = Assessment.objects.confirmed().order_by("pk").values_list("pk", "uid", "marks").iterator()
        while batch := list(islice(kept, AT_ONCE)):
            anew = marks_from_scores([pk for pk, _, _ in batch])
            counted += len(batch)
            differing += [(pk, uid) for pk, uid, marks in batch if marks != anew.get(pk, marks)]
        for pk, uid in differing:
            self.stdout.write(f"Verschilt: zelfevaluatie {uid}")
            if options["write"]:
                mark_again(pk)
        if differing and not options["write"]:
            raise CommandError(
                f"{len(differing)} van {counted} vastgestelde zelfevaluaties verschillen van hun scores. Met --write "
                "worden ze opnieuw geteld."
            )
        self.stdout.write(
            f"{counted} vastgestelde zelfevaluaties geteld. Opnieuw geschreven: {len(differing)}."
        )
