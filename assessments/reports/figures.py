"""The figures of a report as CSV, to go inside the PDF: one row per indicator, and for a school one per team too.

Written for the spreadsheet of the reader's language: semicolons and decimal commas in Dutch. A text that a
spreadsheet would take for a formula is kept a text by an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from assessments.results.values import Cell, Summary
from assessments.templatetags.numbers import decimal
from assessments.templatetags.results import worded

from .document import AttachedFile

if TYPE_CHECKING:
    from .context import SchoolReport, TeamReport

FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
NOTHING = ""


def team_files(report: TeamReport) -> tuple[AttachedFile, ...]:
    header = [
        *_place_header(),
        _("Antwoord"),
        _("Niveau"),
        _("Op orde"),
        _("Vorige keer"),
        _("Waarom"),
        _("Bewijs"),
        _("Bewijs van"),
        _("Anders gezien"),
    ]
    rows = [
        [
            theme.info.name,
            criterion.info.code,
            item.info.code,
            item.info.text,
            worded(item.cell, report.card),
            _level(item.cell),
            _in_order(item.cell),
            _level(item.previous) if item.previous else NOTHING,
            item.words.rationale,
            item.words.evidence,
            item.words.evidenced_on.isoformat() if item.words.evidenced_on else NOTHING,
            item.words.dissent,
        ]
        for theme in report.result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    return (
        _file(_("cijfers.csv"), _("Elke indicator met het niveau en de woorden van het team"), header, rows),
    )


def school_files(report: SchoolReport) -> tuple[AttachedFile, ...]:
    return (_indicators(report), _teams(report))


def _indicators(report: SchoolReport) -> AttachedFile:
    header = [
        *_place_header(),
        _("Op orde"),
        _("Met een score"),
        *(_("Niveau %(number)s") % {"number": level.number} for level in report.levels),
        _("Weet ik niet"),
        _("Niet van toepassing"),
        _("Niet ingevuld"),
        _("Gemiddelde"),
        _("Verschil op orde"),
    ]
    rows = [
        [
            theme.info.name,
            criterion.info.code,
            item.info.code,
            item.info.text,
            *_counts(item.summary),
            str(item.change.in_order) if item.change else NOTHING,
        ]
        for theme in report.result.themes
        for criterion in theme.criteria
        for item in criterion.indicators
    ]
    return _file(_("indicatoren.csv"), _("Elke indicator over de vastgestelde teams"), header, rows)


def _teams(report: SchoolReport) -> AttachedFile:
    header = [_("Team"), _("Vastgesteld op"), _("Indicator"), _("Antwoord"), _("Niveau"), _("Op orde")]
    rows: list[list[str]] = []
    for row in report.result.rows:
        team = row.assessment.team_name
        if row.assessment.confirmed_at is None:
            rows.append([team, NOTHING, NOTHING, _("Niet vastgesteld"), NOTHING, NOTHING])
            continue
        day = timezone.localdate(row.assessment.confirmed_at).isoformat()
        rows += [
            [team, day, code, worded(cell, report.card), _level(cell), _in_order(cell)]
            for code, cell in row.cells.items()
        ]
    return _file(_("teams.csv"), _("Elk team met elke indicator"), header, rows)


def _place_header() -> list[str]:
    return [_("Thema"), _("Criterium"), _("Code"), _("Indicator")]


def _counts(summary: Summary) -> list[str]:
    counts = [summary.in_order, summary.scored, *summary.distribution]
    counts += [summary.unknown, summary.not_applicable, summary.empty]
    return [*map(str, counts), NOTHING if summary.mean is None else decimal(summary.mean)]


def _level(cell: Cell) -> str:
    if cell.value is None:
        return NOTHING
    return str(cell.value) if cell.value.denominator == 1 else decimal(cell.value)


def _in_order(cell: Cell) -> str:
    if cell.value is None:
        return NOTHING
    return _("ja") if cell.in_order else _("nee")


def _harmless(text: str) -> str:
    """A text that stays a text in a spreadsheet; a number with its sign stays a number."""
    is_number = re.fullmatch(r"-?\d+([.,]\d+)?", text) is not None
    return f"'{text}" if text.startswith(FORMULA_SIGNS) and not is_number else text


def _file(name: str, description: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> AttachedFile:
    comma_is_decimal = get_format("DECIMAL_SEPARATOR") == ","
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if comma_is_decimal else ",", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(value) for value in row] for row in rows)
    return AttachedFile(name, description, text.getvalue().encode("utf-8-sig"))
