"""What a row says once it is read: the values of its fields, and what cannot be right in them. Knows no database."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from assessments.enums import Role
from assessments.models import normalise_email, sort_key
from assessments.models.school_codes import BRANCH_CODE, BRIN, brin_of, codes_differ, school_code
from assessments.services.texts import clean_line

from .faults import Fault, fault
from .heads import COLUMNS, LANGUAGES, PERSON, REQUIRED, ROLES, SCHOOL, SECTORS, fields_of
from .tables import Cell, Strange, Table

MAX_NAME = 120
MAX_KEY = 40
MAX_EMAIL = 254

_BY_EXCEL = re.compile(r"\d+[.,]0+|\d+([.,]\d+)?E[+-]?\d+", re.IGNORECASE)
_FORMULA = ("=", "+", "-", "@")
_MANGLED = re.compile("[ÃÂÄÅ][\x80-\xbf]|[ÃÂÄÅ][€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|\ufffd")
"""Letters that were written in UTF-8 and read as something else; no name has them."""


@dataclass(slots=True)
class Entry:
    """One row. `values` holds cleaned texts by field, "" where nothing stands."""

    kind: str
    sheet: str
    row: int
    values: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


def read_rows(kind: str, table: Table) -> list[Entry]:
    """Return an entry for each row of a table of this kind."""
    fields = fields_of(kind, table.heads)
    return [_entry(kind, table, fields, row.number, row.cells) for row in table.rows]


def _entry(kind: str, table: Table, fields: list[str], number: int, cells: tuple[Cell, ...]) -> Entry:
    entry = Entry(kind, table.sheet, number)
    if any(cells[len(fields) :]):
        entry.faults.append(fault("beside_the_columns"))
    for name, cell in zip(fields, cells, strict=False):
        if not name:
            continue
        if isinstance(cell, Strange):
            entry.faults.append(fault(cell.code, field=name))
        else:
            entry.values[name] = cell
    _check(entry, lossy=table.lossy)
    return entry


def school_entry(sheet: str, number: int, values: dict[str, str]) -> Entry:
    """Return the entry of a school whose values come from elsewhere than our own columns."""
    entry = Entry(SCHOOL, sheet, number, values)
    _check(entry, lossy=False)
    return entry


def _check(entry: Entry, *, lossy: bool) -> None:
    strange = {one[1].get("field") for one in entry.faults}
    for name in COLUMNS[entry.kind]:
        raw = entry.values.get(name, "")
        text = clean_line(raw)
        if not text and name in REQUIRED[entry.kind] and name not in strange:
            entry.faults.append(fault("missing", field=name))
        entry.values[name] = _CHECKS[name](entry, name, text) if text else ""
    if lossy and entry.kind == PERSON and "?" in entry["name"]:
        entry.faults.append(fault("lost_letter", value=entry["name"]))
    if entry.kind == SCHOOL:
        _check_codes(entry)
    if entry.kind == PERSON:
        _check_place(entry)


# --- a field at a time: its stored form; what is wrong with it is added to the entry --------------------------------


def _name(entry: Entry, name: str, text: str) -> str:
    if len(text) > MAX_NAME or len(sort_key(text)) > MAX_NAME + 30:
        entry.faults.append(fault("too_long", field=name, length=len(text), most=MAX_NAME))
    if text.startswith(_FORMULA):
        entry.faults.append(fault("looks_like_formula", field=name, value=text))
    if _MANGLED.search(text):
        entry.faults.append(fault("mangled", value=text))
    return text


def _key(entry: Entry, name: str, text: str) -> str:
    if len(text) > MAX_KEY:
        entry.faults.append(fault("too_long", field=name, length=len(text), most=MAX_KEY))
    elif _BY_EXCEL.fullmatch(text):
        entry.faults.append(fault("made_a_number", field=name, value=text))
    elif text.startswith(_FORMULA):
        entry.faults.append(fault("looks_like_formula", field=name, value=text))
    return text


def _reference(entry: Entry, name: str, text: str) -> str:
    text = _key(entry, name, text)
    return text.upper() if BRANCH_CODE.fullmatch(text.upper()) or BRIN.fullmatch(text.upper()) else text


def _code(pattern: re.Pattern[str], example: str) -> Callable[[Entry, str, str], str]:
    def check(entry: Entry, name: str, text: str) -> str:
        code = school_code(text)
        if not pattern.fullmatch(code):
            entry.faults.append(fault("bad_code", field=name, value=text, example=example))
        return code

    return check


def _one_of(choices: dict[str, str], code: str) -> Callable[[Entry, str, str], str]:
    def check(entry: Entry, name: str, text: str) -> str:
        value = choices.get(sort_key(text))
        if value is None:
            entry.faults.append(fault(code, value=text))
        return str(value or "")

    return check


def _email(entry: Entry, name: str, text: str) -> str:
    address = normalise_email(text)
    try:
        if len(address) > MAX_EMAIL or address.startswith(_FORMULA):
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        entry.faults.append(fault("bad_email", value=text))
    return address


_CHECKS: dict[str, Callable[[Entry, str, str], str]] = {
    "key": _key,
    "name": _name,
    "sector": _one_of(SECTORS, "bad_sector"),
    "brin": _code(BRIN, "01AB"),
    "branch_code": _code(BRANCH_CODE, "01AB00"),
    "school": _reference,
    "email": _email,
    "language": _one_of(LANGUAGES, "bad_language"),
    "role": _one_of(ROLES, "bad_role"),
    "place": _reference,
}


# --- fields held against each other ---------------------------------------------------------------------------------


def _check_codes(entry: Entry) -> None:
    """A vestigingscode begins with the BRIN; by one of the two, or by a key of one's own, a school is known."""
    brin, branch = entry["brin"], entry["branch_code"]
    if BRANCH_CODE.fullmatch(branch):
        if not brin:
            entry.values["brin"] = brin_of(branch)
        elif BRIN.fullmatch(brin) and codes_differ(brin, branch):
            entry.faults.append(fault("codes_differ", brin=brin, branch=branch))
    if not entry.faults and not (brin or branch or entry["key"]):
        entry.faults.append(fault("no_key"))


def _check_place(entry: Entry) -> None:
    role, place = entry["role"], entry["place"]
    if role in {Role.MEMBER, Role.MANAGER} and not place:
        entry.faults.append(fault("needs_team" if role == Role.MEMBER else "needs_school"))
    if role in {Role.GOVERNOR, Role.ADMINISTRATOR} and place:
        entry.faults.append(fault("whole_board", value=place))
