"""What a part of a job is of, and its report for one reader: nothing where they may not see it any more."""

from __future__ import annotations

from collections.abc import Callable

from assessments.access import rows
from assessments.enums import PrintKind
from assessments.models import PrintJob, PrintPart, Round, User
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.render import AnyReport

Maker = Callable[[PrintJob, PrintPart, User], AnyReport | None]


def _of_team(job: PrintJob, part: PrintPart, reader: User) -> AnyReport | None:
    seen = rows.assessments_with_results(reader)
    if job.kind == PrintKind.BOARD_FILES:
        seen = seen.confirmed()  # its coordinator would see the others too
    found = seen.filter(pk=part.assessment_id or 0).first()
    return team_report(found, reader=reader, as_of=job.as_of) if found else None


def _of_school(job: PrintJob, part: PrintPart, reader: User) -> AnyReport | None:
    found = rows.schools(reader).filter(pk=part.school_id or 0).first()
    if found is None or part.round is None or part.round.is_draft:
        return None
    return school_report(found, part.round, reader=reader, as_of=job.as_of)


def _of_board(job: PrintJob, part: PrintPart, reader: User) -> AnyReport | None:
    found = rows.boards(reader).filter(pk=job.board_id).first()
    latest = job.round or Round.objects.of_board(job.board).select_related("card").first()
    if found is None or latest is None:
        return None
    return board_report(found, latest.card, round_=job.round, as_of=job.as_of)


MAKERS: dict[PrintKind, Maker] = {
    PrintKind.TEAM: _of_team,
    PrintKind.SCHOOL: _of_school,
    PrintKind.BOARD: _of_board,
}
"""Per kind of report: how it is made for somebody, with their right asked now."""


def kind_of(part: PrintPart) -> PrintKind:
    if part.assessment_id:
        return PrintKind.TEAM
    return PrintKind.SCHOOL if part.school_id else PrintKind.BOARD


def report_of(job: PrintJob, part: PrintPart, reader: User) -> AnyReport | None:
    """Return the report in the active language, or None where it is not there for `reader`."""
    return MAKERS[kind_of(part)](job, part, reader)
