"""The figures of a report as CSV, to go inside the PDF: one row per indicator, and for more than a team per row too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.exports import results
from assessments.exports.table import Table, as_csv

from .document import AttachedFile

if TYPE_CHECKING:
    from .context import BoardReport, SchoolReport, TeamReport


def team_files(report: TeamReport) -> tuple[AttachedFile, ...]:
    return (_file(results.team_indicators(report.result)),)


def school_files(report: SchoolReport) -> tuple[AttachedFile, ...]:
    return (_file(results.indicators(report.result)), _file(results.team_levels(report.result)))


def board_files(report: BoardReport) -> tuple[AttachedFile, ...]:
    return (_file(results.indicators(report.result)), _file(results.schools(report.result)))


def _file(table: Table) -> AttachedFile:
    return AttachedFile(table.file_name, table.description, "".join(as_csv(table)).encode())
