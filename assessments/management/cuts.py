"""The log on the command line, and what is said of the cuts that it made to be repeated."""

from __future__ import annotations

import sys
from pathlib import Path

from django.core.management.base import CommandError

from assessments.services.cuts import Cuts


def lines_of(paths: list[Path]) -> list[str]:
    """Return the lines of these files; of what comes in (stdin) where none is named."""
    try:
        return (
            [line for path in paths for line in path.read_text(errors="replace").splitlines()]
            if paths
            else list(sys.stdin)
        )
    except OSError as error:
        raise CommandError(f"{error.filename} is niet te lezen. Er is niets gewist.") from error


def told(done: Cuts) -> str:
    return (
        f"Invullen opnieuw gesloten: {done.kept + done.uncounted} keer. Daarvan "
        f"{done.kept} met dezelfde aantallen, en {done.uncounted} zonder: de reservekopie is "
        f"van voor het laatste antwoord. Formulieren van vertrokken mensen gewist: {done.gone}. "
        f"Formulieren die iemand zelf wiste, opnieuw gewist: {done.erased}. "
        f"Metingen opnieuw weggegooid: {done.discarded}."
    )
