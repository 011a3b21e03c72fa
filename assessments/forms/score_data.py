"""What a scoring form says about its indicators, read from what a browser sends.

Its field names are stable: `VA1.1-choice`, `VA1.1-version`, and the words of a team (`VA1.1-rationale`,
`VA1.1-evidence`) or of one person (`VA1.1-remark`); a button `VA1.1-clear` takes a choice back and `VA1.1-resolve`
settles a conflict. A field that is absent stays as it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.enums import Choice
from assessments.services.score_edits import NOT_IN_SCALE, Edit, Invalid

MINE, THEIRS = "mine", "theirs"
UNREADABLE = gettext_lazy(
    "Dit formulier is niet goed aangekomen. Laad de pagina opnieuw en probeer het nog eens."
)


def choice_value(choice: Choice, level: int | None) -> str:
    """The value of a radio button: the number of a level, or the name of another answer."""
    return str(level) if choice == Choice.LEVEL else choice.value


def parse_choice(value: str) -> tuple[Choice, int | None]:
    """Read what `choice_value` wrote. Raises `ValueError`."""
    if value.isascii() and value.isdigit() and len(value) < 3:
        return Choice.LEVEL, int(value)
    choice = Choice(value)
    if choice == Choice.LEVEL:
        raise ValueError(value)
    return choice, None


def parse_version(value: str) -> int:
    """Read the number of a version. Raises `ValueError`."""
    if not (value.isascii() and value.isdigit() and len(value) < 10):
        raise ValueError(value)
    return int(value)


@dataclass(frozen=True, slots=True)
class Settlement:
    """How somebody settled a conflict, having seen what stood at `version`."""

    mine: bool
    version: int


def settlement(data: QueryDict, code: str) -> Settlement | None:
    """Return the choice between two values that was made, if one was. Raises `ValueError`."""
    whose, _colon, version = data.get(f"{code}-resolve", "").partition(":")
    return Settlement(whose == MINE, parse_version(version)) if whose in (MINE, THEIRS) else None


@dataclass(frozen=True, slots=True)
class Word:
    """A text beside a choice: its name in the form, how it is called in a message, its label and its hint."""

    name: str
    called: Promise | str
    label: Promise | str
    hint: Promise | str
    rows: int

    def field(self, code: str, value: str, error: str = "") -> dict[str, Any]:
        """This text of one indicator, for `components/remark.html`."""
        name = f"{code}-{self.name}"
        return {
            "id": name,
            "name": name,
            "value": value,
            "label": self.label,
            "hint": self.hint,
            "error": error,
            "rows": self.rows,
        }


@dataclass(frozen=True, slots=True)
class Words:
    """The texts of a form, and what opens them: where there are none yet, and where there are."""

    fields: tuple[Word, ...]
    add: Promise | str
    opened: Promise | str
    asks_evidence: bool = False

    @property
    def names(self) -> list[str]:
        return [word.name for word in self.fields]


TEAM_WORDS = Words(
    (
        Word(
            "rationale",
            gettext_lazy("onderbouwing"),
            gettext_lazy("Waarom dit niveau?"),
            gettext_lazy(
                "Wie het resultaat van dit team mag zien, leest dit. "
                "Noem geen namen van leerlingen of collega’s."
            ),
            3,
        ),
        Word(
            "evidence",
            gettext_lazy("bewijs"),
            gettext_lazy("Bewijs"),
            gettext_lazy("Een document, een link of een datum."),
            2,
        ),
    ),
    gettext_lazy("Onderbouwing toevoegen"),
    gettext_lazy("Onderbouwing en bewijs"),
    asks_evidence=True,
)


TALK_WORDS = Words(
    (
        *TEAM_WORDS.fields,
        Word(
            "dissent",
            gettext_lazy("andere mening"),
            gettext_lazy("Wie ziet het anders, en waarom?"),
            gettext_lazy("Zonder namen. Dit staat straks bij het resultaat."),
            2,
        ),
    ),
    gettext_lazy("Bewijs, of een andere mening"),
    gettext_lazy("Bewijs, of een andere mening"),
)
"""What is written down in a conversation."""


def person_words(leaders: str = "") -> Words:
    """The remark of one person, and who will read it: their team, and who leads it (`leaders`, where known)."""
    readers = _("Je team en %(leaders)s lezen dit straks in het gesprek, zonder je naam.") % {
        "leaders": leaders
    }
    if not leaders:
        readers = _("Je team en je LOB-coördinator lezen dit straks in het gesprek, zonder je naam.")
    hint = f"{readers} {_('Noem geen namen van leerlingen of collega’s.')}"
    remark = Word("remark", _("opmerking"), _("Opmerking"), hint, 3)
    return Words((remark,), _("Opmerking toevoegen"), _("Opmerking"))


def edit_of(data: QueryDict, code: str, words: Words) -> Edit | None:
    """Read what is to be written for one indicator; None where the data say nothing of it. Raises `Invalid`."""
    if not any(key.startswith(f"{code}-") for key in data):
        return None
    try:
        settled = settlement(data, code)
        version = settled.version if settled else parse_version(data.get(f"{code}-version", "0"))
        value = "" if f"{code}-clear" in data else data.get(f"{code}-choice")
        choice, level = parse_choice(value) if value is not None else (None, None)
    except ValueError as error:
        raise Invalid({(code, "choice"): NOT_IN_SCALE if f"{code}-choice" in data else UNREADABLE}) from error
    return Edit(version, choice, level, **{name: data.get(f"{code}-{name}") for name in words.names})
