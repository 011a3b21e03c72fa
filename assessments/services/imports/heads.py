"""The columns of our own files: what they are called, and which file a row of heads announces. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assessments.enums import Role, Sector
from assessments.models import sort_key

SCHOOL, TEAM, PERSON = "school", "team", "person"

COLUMNS: dict[str, dict[str, str]] = {
    SCHOOL: {
        "key": "sleutel",
        "name": "naam",
        "sector": "sector",
        "brin": "brin",
        "branch_code": "vestigingscode",
    },
    TEAM: {"key": "sleutel", "name": "naam", "school": "school"},
    PERSON: {"name": "naam", "email": "e-mail", "language": "taal", "role": "rol", "place": "plek"},
}
"""Per kind of row its fields, and the head that our templates write over each."""

SHEETS = {SCHOOL: "scholen", TEAM: "teams", PERSON: "mensen"}
EXPLANATION = "uitleg"
"""The sheet of our template that holds no rows."""

OTHER_NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    SCHOOL: {
        "key": ("eigensleutel",),
        "name": ("schoolnaam", "naamschool"),
        "brin": ("brinnummer", "instellingscode"),
        "branch_code": ("vestigingsnummer",),
    },
    TEAM: {"key": ("eigensleutel", "teamsleutel"), "name": ("teamnaam", "naamteam")},
    PERSON: {"email": ("emailadres", "mail", "mailadres"), "place": ("plaats",)},
}

REQUIRED: dict[str, tuple[str, ...]] = {
    SCHOOL: ("name",),
    TEAM: ("key", "name", "school"),
    PERSON: ("name", "email", "role"),
}
"""Fields whose column must be there."""

SECTORS: dict[str, str] = {
    **{sector.value: sector.value for sector in Sector},
    "voortgezet onderwijs": Sector.VO,
    "middelbaar beroepsonderwijs": Sector.MBO,
    "hoger onderwijs": Sector.HO,
    "hbo": Sector.HO,
}
ROLES: dict[str, str] = {
    "teamlid": Role.MEMBER,
    "coordinator": Role.COORDINATOR,
    "lob-coordinator": Role.COORDINATOR,
    "lob coordinator": Role.COORDINATOR,
    "manager": Role.MANAGER,
    "bestuur": Role.GOVERNOR,
    "beheerder": Role.ADMINISTRATOR,
}
LANGUAGES: dict[str, str] = {
    "nl": "nl",
    "en": "en",
    "nederlands": "nl",
    "engels": "en",
    "dutch": "nl",
    "english": "en",
}


BOARD, BRIN, BRANCH, NAME, INSTITUTION = "board", "brin", "branch_code", "name", "institution"
STREET, HOUSE = "street", "house"
DUO_HEADS: dict[str, str] = {
    "bevoegdgezagnummer": BOARD,
    "bevoegdgezagcode": BOARD,
    "instellingscode": BRIN,
    "brinnummer": BRIN,
    "brin": BRIN,
    "vestigingscode": BRANCH,
    "vestigingsnummer": BRANCH,
    "vestigingsnaam": NAME,
    "instellingsnaamvestiging": NAME,
    "instellingsnaam": INSTITUTION,
    "straatnaam": STREET,
    "huisnummertoevoeging": HOUSE,
}
"""What DUO calls the columns that we use, folded, now and years ago."""


def folded_head(head: str) -> str:
    """A head without what people write differently: case, accents, spaces, hyphens, points and the like."""
    return re.sub(r"[\W_]", "", sort_key(head))


_FIELDS: dict[str, dict[str, str]] = {
    kind: {
        **{folded_head(head): field for field, head in columns.items()},
        **{name: field for field, names in OTHER_NAMES[kind].items() for name in names},
    }
    for kind, columns in COLUMNS.items()
}


def fields_of(kind: str, heads: Iterable[str]) -> list[str]:
    """The field under each head of a table of this kind; empty where we know of none."""
    return [_FIELDS[kind].get(folded_head(head), "") for head in heads]


def recognised(heads: Iterable[str]) -> int:
    """How many of these heads stand in some file that we read."""
    found = list(heads)
    return max(
        sum(folded_head(head) in DUO_HEADS for head in found),
        *(sum(map(bool, fields_of(kind, found))) for kind in COLUMNS),
    )


def kind_of(heads: Iterable[str]) -> str | None:
    """The one kind of our own files that these heads announce: the one that has most of them, and all it needs."""
    found = list(heads)
    fields = {kind: fields_of(kind, found) for kind in COLUMNS}
    complete = [kind for kind in COLUMNS if set(REQUIRED[kind]) <= set(fields[kind])]
    ranked = sorted(complete, key=lambda kind: sum(map(bool, fields[kind])), reverse=True)
    return ranked[0] if ranked else None
