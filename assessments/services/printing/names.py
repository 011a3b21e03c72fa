"""Names of the files in a ZIP: plain letters that every program can unpack, and short enough for Windows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.text import slugify
from django.utils.translation import gettext as _

FOLDER, NAME, ROUND = 40, 50, 30
RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}
"""What no folder can be called on Windows."""


def slug_of(text: str, length: int) -> str:
    """“Havo 4/5” is havo-4-5, not havo-45; empty where nothing of it can be written in ASCII."""
    return slugify(re.sub(r"[^\w\s-]", " ", text))[:length].strip("-_")


def short(text: str, length: int, *, otherwise: str) -> str:
    """As the name of a folder; `otherwise` where nothing of it can be written in ASCII."""
    slug = slug_of(text, length) or otherwise
    return f"{otherwise}-{slug}" if slug in RESERVED else slug


class Names:
    """Gives names, each once: two schools or teams of one name get a number."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def folder(self, school: str) -> str:
        return self._once(short(school, FOLDER, otherwise=_("school")))

    def of_school(self, folder: str, school: str, round_: str) -> str:
        return self._file(folder, _("schoolrapport"), (school, NAME), (round_, ROUND))

    def of_team(self, folder: str, team: str, round_: str) -> str:
        return self._file(folder, _("teamrapport"), (team, NAME), (round_, ROUND))

    def of_board(self, board: str) -> str:
        return self._file("", _("bestuursrapport"), (board, NAME))

    def _file(self, folder: str, kind: str, *names: tuple[str, int]) -> str:
        slugs = filter(None, (slug_of(*name) for name in names))
        return self._once("/".join(filter(None, [folder, "-".join([kind, *slugs])])), ".pdf")

    def _once(self, name: str, ending: str = "") -> str:
        for tried in _numbered(name):
            if (full := f"{tried}{ending}") not in self._given:
                self._given.add(full)
                break
        return full


def _numbered(name: str) -> Iterable[str]:
    yield name
    number = 2
    while True:
        yield f"{name}-{number}"
        number += 1
