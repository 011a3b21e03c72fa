"""DUO's open files of schools in vo, mbo and ho, recognised by their heads. Knows no database.

Heads as in the files "vestigingen voortgezet onderwijs", "instellingen mbo" and "hogescholen en universiteiten" (and
"hoofdvestigingen voortgezet onderwijs"), of now and of years ago. The sector follows from a head that only that file
has. A bevoegdgezagnummer is five digits; spreadsheets drop or add zeros in front, so those do not count.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assessments.enums import Sector
from assessments.models.school_codes import same_number

from .entries import Entry, school_entry
from .faults import Unreadable
from .heads import BOARD, BRANCH, BRIN, DUO_HEADS, HOUSE, INSTITUTION, NAME, STREET, folded_head
from .tables import Row, Table


def _field(head: str) -> str:
    return DUO_HEADS.get(folded_head(head), "")


def is_duo(heads: Sequence[str]) -> bool:
    """Whether this is one of DUO's files: none of ours names a bevoegd gezag."""
    return BOARD in map(_field, heads)


def sector_of(heads: Sequence[str]) -> Sector:
    """The sector that the shape of the file tells."""
    folded = [folded_head(head) for head in heads]
    if BRIN not in map(_field, heads):
        raise Unreadable("duo_boards")
    if any(head.startswith("mboinstellingssoort") for head in folded):
        return Sector.MBO
    if "soortho" in folded:
        return Sector.HO
    if "onderwijsstructuur" in folded:
        return Sector.VO
    raise Unreadable("duo_other")


def read_duo(table: Table, board_number: str) -> tuple[list[Entry], int]:
    """Return the schools of this board, and how many rows belong to others."""
    sector = sector_of(table.heads)
    if not board_number:
        raise Unreadable("board_without_number")
    fields = [_field(head) for head in table.heads]
    doubled = [field for field, n in Counter(filter(None, fields)).items() if n > 1]
    if doubled:
        raise Unreadable("duplicate_head", head=table.heads[fields.index(doubled[0])])
    rows = [(row, _values(row, fields)) for row in table.rows]
    own = [(row, values) for row, values in rows if same_number(values.get(BOARD, ""), board_number)]
    if not own:
        raise Unreadable("duo_none_of_ours", number=board_number, rows=len(rows))
    names = Counter(_name(values) for _row, values in own)
    entries = []
    for row, values in own:
        name = _name(values)
        if names[name] > 1 and (address := f"{values.get(STREET, '')} {values.get(HOUSE, '')}".strip()):
            name = f"{name}, {address}"
        fields_of_school = {
            "name": name,
            "sector": str(sector),
            "brin": values.get(BRIN, ""),
            "branch_code": values.get(BRANCH, ""),
        }
        entries.append(school_entry(table.sheet, row.number, fields_of_school))
    return entries, len(rows) - len(own)


def _values(row: Row, fields: Sequence[str]) -> dict[str, str]:
    """The cells that we use; one that is no text counts as empty (a code is never one)."""
    return {
        field: cell
        for field, cell in zip(fields, row.cells, strict=False)
        if field and isinstance(cell, str) and cell
    }


def _name(values: dict[str, str]) -> str:
    return values.get(NAME) or values.get(INSTITUTION, "")
