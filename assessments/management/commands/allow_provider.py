"""`manage.py allow_provider`: let in, at one board, who belongs to an organisation at an identity provider."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.access.identities import KINDS, configured
from assessments.access.policies import Refused
from assessments.management.boards import board_named
from assessments.services import providers


class Command(BaseCommand):
    help = (
        "Laat iedereen van een organisatie bij een bestuur binnen met een inlogdienst. Kijk eerst of die organisatie "
        "echt bij dat bestuur hoort: wie daarvandaan komt, krijgt daar een account."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--board", metavar="BESTUUR", required=True, help="nummer, naam of ID")
        parser.add_argument("--provider", required=True, choices=sorted(KINDS), help="de inlogdienst")
        parser.add_argument(
            "--organisation",
            metavar="ORGANISATIE",
            required=True,
            help="zoals de inlogdienst haar noemt: "
            + ", ".join(f"{kind.example} ({kind.name})" for kind in KINDS.values()),
        )
        parser.add_argument("--end", action="store_true", help="laat van die organisatie niemand meer binnen")

    def handle(self, *args: Any, **options: Any) -> None:
        board, kind = board_named(options["board"]), KINDS[options["provider"]]
        organisation: str = options["organisation"]
        if options["end"]:
            if not providers.end_provider(by=None, board=board, provider=kind.id, organisation=organisation):
                raise CommandError(
                    f"Wie bij {organisation} hoort, kwam bij {board.name} niet binnen met {kind.name}. "
                    "Er is niets veranderd."
                )
            self.stdout.write(
                f"Van {organisation} komt bij {board.name} niemand meer vanzelf binnen met {kind.name}. "
                "Wie al een account heeft, houdt het."
            )
            return
        try:
            allowed = providers.allow_provider(
                by=None, board=board, provider=kind.id, organisation=organisation
            )
        except Refused as refused:
            raise CommandError(f"{refused.reason} Er is niets veranderd.") from refused
        self.stdout.write(
            f"Wie bij {allowed.organisation} hoort, komt voortaan bij {board.name} binnen met {kind.name}."
        )
        if kind not in configured():
            self.stdout.write(
                f"Let op: {kind.name} is op deze server nog niet ingesteld. Tot dan komt er niemand mee binnen "
                "(docs/deploy.md)."
            )
