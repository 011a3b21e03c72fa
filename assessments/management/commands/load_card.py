"""Check a card file and load it; see `services.cards` for what is refused and why."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.services.card_files import MAX_BYTES, NAMES, CardRefused
from assessments.services.cards import Loaded, Outcome, load_card

SAID: dict[Outcome, Any] = {
    Outcome.NEW: gettext_lazy("De kaart “%(card)s” is geladen."),
    Outcome.REPLACED: gettext_lazy("De kaart “%(card)s” is vervangen; ze was nog niet in gebruik."),
    Outcome.SPELLING: gettext_lazy("De teksten van de kaart “%(card)s” zijn verbeterd:"),
    Outcome.UNCHANGED: gettext_lazy("De kaart “%(card)s” staat hier al, precies zo. Er is niets veranderd."),
}


class Command(BaseCommand):
    help = "Controleert een kaartbestand en laadt het. Een fout bestand wordt geweigerd en verandert niets."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="het kaartbestand (JSON), zoals fixtures/kwaliteitskaart.json")
        parser.add_argument(
            "--spelling",
            action="store_true",
            help="verbeter alleen teksten van een kaart die hier al staat, ook als ze in gebruik is",
        )

    def handle(self, *args: Any, file: str, spelling: bool, **options: Any) -> None:
        try:
            with Path(file).open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
        except OSError as error:
            raise CommandError(_("Dit bestand kan niet gelezen worden: %(file)s") % {"file": file}) from error
        try:
            loaded = load_card(content=content, spelling=spelling)
        except CardRefused as refused:
            problems = "\n".join(f"- {problem}" for problem in refused.problems)
            raise CommandError(
                _("De kaart is niet geladen en er is niets veranderd.") + f"\n{problems}"
            ) from refused
        self._report(loaded)

    def _report(self, loaded: Loaded) -> None:
        self.stdout.write(SAID[loaded.outcome] % {"card": loaded.card})
        for correction in loaded.corrections:
            self.stdout.write(f"{NAMES[correction.model]} {correction.code}, {correction.name}")
            self.stdout.write(f"  - {correction.before}")
            self.stdout.write(f"  + {correction.after}")
