"""What a file that goes along is: its rows, and what each column is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from assessments.models import Board

Column = tuple[str, str, str]
"""Its name in the file, the path to it from the row, and what it is in words."""

PERSON = "sleutel van de persoon, zie mensen; bij wie gewist is staat daar geen naam"


@dataclass(frozen=True, slots=True)
class Table:
    """One file: `rows` gives what of a board stands in it, in an order that says nothing."""

    name: str
    about: str
    models: tuple[type[Model], ...]
    rows: Callable[[Board], QuerySet[Any]]
    columns: tuple[Column, ...]
