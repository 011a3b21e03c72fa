"""What stands for one indicator, what somebody wants to write there, and what can be in the way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.enums import MAX_TEXT, Choice

from .texts import clean_text

Word = Literal["rationale", "evidence", "dissent", "remark"]
WORDS: tuple[Word, ...] = ("rationale", "evidence", "dissent", "remark")

NOT_IN_SCALE = _("Dit niveau hoort niet bij de schaal van deze kaart. Kies een van de niveaus die er staan.")
NOT_ON_CARD = _("Deze indicator hoort niet bij de kaart van deze meting.")
TOO_LONG = _("Deze tekst is langer dan 4.000 tekens. Maak hem korter.")


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one indicator. `version` is 0 where nothing was ever written.

    A team has words of its own (`rationale`, `evidence`, `dissent`), one person has a `remark`.
    """

    choice: Choice = Choice.NONE
    level: int | None = None
    rationale: str = ""
    evidence: str = ""
    dissent: str = ""
    evidenced_on: dt.date | None = None
    version: int = 0
    remark: str = ""

    @property
    def is_answered(self) -> bool:
        return self.choice != Choice.NONE

    def says_the_same_as(self, other: Standing) -> bool:
        mine, others = ([s.choice, s.level, *(getattr(s, word) for word in WORDS)] for s in (self, other))
        return mine == others

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left: no choice, and no words."""
        return not self.is_answered and not any(getattr(self, word) for word in WORDS)


@dataclass(frozen=True, slots=True)
class Edit:
    """What somebody wants to write, based on `version`. None leaves a field as it stands.

    `level` belongs to `Choice.LEVEL` and to no other choice; `Choice.NONE` clears the answer.
    """

    version: int
    choice: Choice | None = None
    level: int | None = None
    rationale: str | None = None
    evidence: str | None = None
    dissent: str | None = None
    remark: str | None = None

    @property
    def words_only(self) -> Edit:
        """The same, with the choice left as it stands."""
        return replace(self, choice=None, level=None)

    def onto(self, current: Standing, *, today: dt.date) -> Standing:
        """Return `current` with this edit carried out, texts in their stored form."""
        wanted: dict[str, Any] = {
            word: clean_text(text) for word in WORDS if (text := getattr(self, word)) is not None
        }
        if self.choice is not None:
            wanted |= {"choice": self.choice, "level": self.level}
        if wanted.get("evidence", current.evidence) != current.evidence:
            wanted["evidenced_on"] = today if wanted["evidence"] else None
        return replace(current, **wanted)

    def errors(self, levels: int) -> dict[str, Promise | str]:
        """Return what is wrong with this edit, by field, on a card with so many levels."""
        found: dict[str, Promise | str] = {
            word: TOO_LONG for word in WORDS if len(clean_text(getattr(self, word) or "")) > MAX_TEXT
        }
        in_scale = self.level is not None and 1 <= self.level <= levels
        if in_scale != (self.choice == Choice.LEVEL) or (self.level is not None and not in_scale):
            found["choice"] = NOT_IN_SCALE
        return found


class Conflict(Exception):
    """Somebody else wrote in between. `current` stands; `attempted` is what would have been written."""

    def __init__(self, code: str, current: Standing, attempted: Standing) -> None:
        super().__init__(f"{code}: version {current.version} stands")
        self.code = code
        self.current = current
        self.attempted = attempted


class Invalid(Exception):
    """What cannot be stored. `errors` holds a message by indicator code and field."""

    def __init__(self, errors: Mapping[tuple[str, str], Promise | str]) -> None:
        self.errors = {key: str(message) for key, message in errors.items()}
        super().__init__("; ".join(self.errors.values()))


def decide(code: str, current: Standing, edit: Edit, *, today: dt.date) -> Standing | None:
    """Return what has to be written, or None where it stands already. Raises `Conflict`."""
    wanted = edit.onto(current, today=today)
    if wanted.says_the_same_as(current):
        return None
    if edit.version != current.version:
        raise Conflict(code, current, wanted)
    return replace(wanted, version=current.version + 1)
