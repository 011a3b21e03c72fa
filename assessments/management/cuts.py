"""The log on the command line, and what is said of the cuts that it made to be repeated."""

from __future__ import annotations

import sys
from io import TextIOWrapper
from pathlib import Path

from django.core.management.base import CommandError

from assessments.services.cuts import Cuts

NOT_OURS = (
    "In het log staat wat er gewist is, maar geen van die regels is van deze installatie. Zet SECRET_KEY op die van "
    "toen, of geef alleen het log van LOB-kwaliteit. Er is niets gewist."
)


def lines_of(paths: list[Path]) -> list[str]:
    """Return the lines of these files; of what comes in (stdin) where none is named.

    Bytes that are no text are none of ours: another program's lines may be among them.
    """
    if isinstance(sys.stdin, TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    try:
        return (
            [line for path in paths for line in path.read_text(errors="replace").splitlines()]
            if paths
            else list(sys.stdin)
        )
    except OSError as error:
        raise CommandError(f"{error.filename} is niet te lezen. Er is niets gewist.") from error


def told(done: Cuts) -> str:
    said = (
        f"Invullen opnieuw gesloten: {done.kept + done.uncounted} keer. Daarvan "
        f"{done.kept} met dezelfde aantallen, en {done.uncounted} zonder: de reservekopie is "
        f"van voor het laatste antwoord. Formulieren van vertrokken mensen gewist: {done.gone}. "
        f"Formulieren die iemand zelf wiste, opnieuw gewist: {done.erased}. "
        f"Metingen opnieuw weggegooid: {done.discarded}. Mensen opnieuw verwijderd: {done.removed}. "
        f"Besturen opnieuw gewist: {done.boards}."
    )
    if done.before:
        said += (
            f" {done.before} regels zijn van voor de reservekopie, en zijn overgeslagen: wat toen gewist werd, stond "
            "er niet meer in, of was weer teruggezet."
        )
    if done.stayed:
        said += (
            f" LET OP: {done.stayed} mensen zijn sindsdien verwijderd, maar zijn hier de laatste beheerder van een "
            "bestuur. Geef iemand anders die rol (`import_organisation --accounts`), en geef het log dan aan "
            "`repeat_cuts`, met de reservekopie achter --backup."
        )
    if done.unsigned:
        said += (
            f" LET OP: {done.unsigned} regels lijken op iets dat gewist is, maar hebben niet de handtekening van deze "
            "installatie, en zijn overgeslagen. Is SECRET_KEY intussen veranderd? Geef het log dan ook aan "
            "`repeat_cuts` met die van toen, en met de reservekopie achter --backup."
        )
    return said
