"""The figures of a report as CSV, to go inside the PDF: every table that it shows, as it can be taken by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assessments.exports import sets
from assessments.exports.table import as_csv

from .document import AttachedFile

if TYPE_CHECKING:
    from .context import BoardReport, SchoolReport, TeamReport

LEFT_OUT = frozenset({"gegevens"})
"""The table for analysis: it is for who looks further than a report, and repeats what these say."""


def team_files(report: TeamReport) -> tuple[AttachedFile, ...]:
    return _files(sets.TeamSet(report.result, report.layers.now, report.response, report.improving))


def school_files(report: SchoolReport) -> tuple[AttachedFile, ...]:
    """Of teams that are not confirmed only how far they are."""
    told = {line.info.pk: line.response for line in report.responses if line.info.is_confirmed}
    return _files(
        sets.SchoolSet(
            report.result,
            report.spreads,
            responses=told,
            improving=report.improving,
            over_time=report.course,
        )
    )


def board_files(report: BoardReport) -> tuple[AttachedFile, ...]:
    return _files(sets.BoardSet(report.result, report.improving, over_time=report.course))


def _files(taken: sets.Taken) -> tuple[AttachedFile, ...]:
    tables = [make() for key, make in sets.makers_of(taken).items() if key not in LEFT_OUT]
    return tuple(
        AttachedFile(table.file_name, table.description, "".join(as_csv(table)).encode()) for table in tables
    )
