"""Files to begin with: our columns, empty or filled in as an example. Codes are text, so that no zero is lost."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .heads import COLUMNS, EXPLANATION, PERSON, SCHOOL, SHEETS, TEAM

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TEXT_FORMAT = "@"
WIDTHS = {"name": 36, "email": 36}

EXAMPLE: dict[str, list[tuple[str, ...]]] = {
    SCHOOL: [
        ("duin", "Duinmark College", "vo", "01AB", "01AB00"),
        ("delta", "Mbo De Zilte Delta", "mbo", "02CD", ""),
    ],
    TEAM: [
        ("duin-brug", "Brugklas", "01AB00"),
        ("duin-havo", "Havo 4-5", "01AB00"),
        ("delta-zorg", "Zorg & Welzijn", "delta"),
    ],
    PERSON: [
        ("Anaïs Øster", "a.oster@noordzoom.example", "nl", "coördinator", ""),
        ("Marieke Postma", "m.postma@noordzoom.example", "nl", "bestuur", ""),
        ("Jürgen Groß", "j.gross@noordzoom.example", "en", "manager", "01AB00"),
        ("Jürgen Groß", "j.gross@noordzoom.example", "en", "teamlid", "delta-zorg"),
        ("Şükrü Łukasz", "s.lukasz@noordzoom.example", "", "teamlid", "duin-havo"),
    ],
}
"""Who knows how it looks filled in, needs no manual. Schools, teams and people do not exist."""

FILES = {
    "organisatie.xlsx": "",
    "voorbeeld.xlsx": "",
    "scholen.csv": SCHOOL,
    "teams.csv": TEAM,
    "mensen.csv": PERSON,
}
"""What can be downloaded, and of which kind of row a CSV is."""


def sample(name: str) -> tuple[bytes, str]:
    """Return the content of one of `FILES` and its type."""
    if kind := FILES[name]:
        return write_csv(kind, []), CSV_TYPE
    return write_xlsx(EXAMPLE if name == "voorbeeld.xlsx" else {}), XLSX_TYPE


def write_csv(kind: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows under our heads as a Dutch Excel opens them: semicolons, UTF-8 with a mark, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([list(COLUMNS[kind].values()), *rows])
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """Return a workbook with a sheet per kind, every cell of it text, and one that explains."""
    # 18 MB that a web server holds for good: only the process that writes one loads it.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    explanation = book.active
    explanation.title = EXPLANATION
    _explain(explanation)
    for kind, columns in COLUMNS.items():
        sheet = book.create_sheet(SHEETS[kind])
        sheet.append(list(columns.values()))
        for row in rows.get(kind, ()):
            sheet.append(row)
        sheet.freeze_panes = "A2"
        for number, field in enumerate(columns, start=1):
            column = sheet.column_dimensions[get_column_letter(number)]
            column.width = WIDTHS.get(field, 18)
            column.number_format = TEXT_FORMAT
            sheet.cell(1, number).font = Font(bold=True)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _explain(sheet: Worksheet) -> None:
    from openpyxl.styles import Alignment, Font

    lines = [
        _("Zo vul je dit bestand in"),
        _(
            "Vul op de bladen scholen, teams en mensen een rij in per school, team en rol. Een blad mag leeg blijven."
        ),
        _("scholen: we herkennen een school aan haar vestigingscode, BRIN of eigen sleutel."),
        _("sector is vo, mbo of ho."),
        _("teams: bedenk voor elk team een eigen sleutel en verander die nooit."),
        _("school: de vestigingscode, de BRIN of de eigen sleutel van de school."),
        _("mensen: een rij per rol. Wie twee rollen heeft, staat er twee keer."),
        _("rol is teamlid, coördinator, manager, bestuur of beheerder. Taal is nl of en."),
        _("plek: de sleutel van het team, of de code of sleutel van de school. Leeg is het hele bestuur."),
        _("Niets wordt verwijderd: wat niet in het bestand staat, blijft zoals het is."),
        _("Voor het opslaan zie je per rij wat er gebeurt."),
    ]
    for number, line in enumerate(lines, start=1):
        cell = sheet.cell(number, 1, line)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.cell(1, 1).font = Font(bold=True)
    sheet.column_dimensions["A"].width = 100
