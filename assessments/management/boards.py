"""Naming a board on the command line: by its ID, its number or its name."""

from __future__ import annotations

from uuid import UUID

from django.core.management.base import CommandError

from assessments.models import Board, sort_key
from assessments.models.school_codes import same_number


def board_named(text: str) -> Board:
    """Return the one board that `text` means."""
    try:
        found = list(Board.objects.filter(uid=UUID(text)))
    except ValueError:
        found = [
            board
            for board in Board.objects.all()
            if same_number(text, board.number) or sort_key(text) == sort_key(board.name)
        ]
    if len(found) != 1:
        what = "Meer dan één bestuur heet" if found else "Er is geen bestuur"
        raise CommandError(
            f"{what} “{text}”. Er is niets gewijzigd. Geef het nummer, de hele naam of het ID."
        )
    return found[0]
