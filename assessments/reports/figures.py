"""The figures of a report as CSV, to go inside the PDF: every table that it shows, as it can be taken by itself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from assessments.exports import over_time, sets
from assessments.exports.table import Table, as_csv

from .document import AttachedFile

if TYPE_CHECKING:
    from .context import BoardReport, SchoolReport, TeamReport
    from .context.group import Course

LEFT_OUT = frozenset({"gegevens"})
"""The table for analysis: it is for who looks further than a report, and repeats what these say."""


def team_files(report: TeamReport) -> tuple[AttachedFile, ...]:
    taken = sets.TeamSet(report.result, report.layers.now, report.response)
    return _files(make(taken) for key, make in sets.OF_A_TEAM.items() if key not in LEFT_OUT)


def school_files(report: SchoolReport) -> tuple[AttachedFile, ...]:
    """Of teams that are not confirmed only how far they are."""
    told = {line.info.pk: line.response for line in report.responses if line.info.is_confirmed}
    taken = sets.SchoolSet(report.result, report.spreads, responses=told)
    tables = (make(taken) for key, make in sets.OF_A_SCHOOL.items() if key not in LEFT_OUT)
    return _files([*tables, *_course(report.course)])


def board_files(report: BoardReport) -> tuple[AttachedFile, ...]:
    taken = sets.BoardSet(report.result)
    tables = (make(taken) for key, make in sets.OF_A_BOARD.items() if key not in LEFT_OUT)
    return _files([*tables, *_course(report.course)])


def _course(course: Course) -> list[Table]:
    """How it went over time, where there is more than one round."""
    return [over_time.moments(reversed(course.latest_first))] if course.moments else []


def _files(tables: Iterable[Table]) -> tuple[AttachedFile, ...]:
    return tuple(
        AttachedFile(table.file_name, table.description, "".join(as_csv(table)).encode()) for table in tables
    )
