"""From everything that can be taken along of a result to one file."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.exports.names import file_name
from assessments.exports.sets import BoardSet, SchoolSet, Taken, TeamSet, tables_of

from . import of_group, of_team, parts
from .book import MANY, Book
from .page import Page

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FOR_ANALYSIS = "gegevens"


@dataclass(frozen=True, slots=True)
class Workbook:
    """A finished file; its name is ASCII and names no person."""

    file_name: str
    content: bytes


def workbook(taken: Taken, *, as_of: dt.date) -> Workbook:
    """Write the file in the active language, with the figures of the day `as_of`."""
    tables = tables_of(taken)
    title, names = _named(taken)
    told = _("Gemaakt met LOB-kwaliteit %(version)s, met de stand van %(day)s.") % {
        "version": settings.VERSION,
        "day": parts.day(as_of),
    }
    many = len(tables[FOR_ANALYSIS].rows) > MANY
    book = Book(title, told, as_of=as_of, language=get_language() or settings.LANGUAGE_CODE, many=many)
    page = Page(book, _("Lezen"), of_team.COLUMNS if isinstance(taken, TeamSet) else of_group.COLUMNS)
    match taken:
        case TeamSet():
            of_team.write(page, taken.result, as_of)
        case SchoolSet():
            of_group.write_school(page, taken.result, as_of)
        case BoardSet():
            of_group.write_board(page, taken.result, as_of)
    parts.contents(page, tables)
    for key, table in tables.items():
        book.add(key, table, wrap=key != FOR_ANALYSIS)
    return Workbook(file_name(_("cijfers"), *names, suffix="xlsx"), book.content())


def _named(taken: Taken) -> tuple[str, tuple[str, ...]]:
    """The title of the file, and what its name says."""
    match taken:
        case TeamSet(result=team):
            info = team.assessment
            title = _("Cijfers van %(team)s, %(school)s – %(round)s") % {
                "team": info.team_name,
                "school": info.school_name,
                "round": info.round.title,
            }
            return title, (info.team_name, info.round.title)
        case SchoolSet(result=school):
            title = _("Cijfers van %(name)s – %(round)s") % {
                "name": school.school_name,
                "round": school.round.title,
            }
            return title, (school.school_name, school.round.title)
        case BoardSet(result=board):
            return _("Cijfers van %(name)s") % {"name": board.board_name}, (board.board_name,)
