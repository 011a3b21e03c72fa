"""Results as files, a table or everything: the same numbers as the page shows, with the same choice in the address."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.exports import over_time
from assessments.exports.sets import Taken, table_of
from assessments.exports.table import Table, as_csv
from assessments.exports.workbook import CONTENT_TYPE, workbook
from assessments.models import Assessment, Board, Round, School
from assessments.results.values.over_time import OverTime
from assessments.services.reports import figures_downloaded

from .over_time import told_of_board, told_of_school, told_of_team
from .school import rounds_of
from .taken import board_set, school_set, team_set, whole_board_set, whole_school_set, whole_team_set

Place = Assessment | School | Board


# --- one table as CSV -----------------------------------------------------------------------------------------------


@guarded(rows.assessments_with_results)
def team(request: HttpRequest, assessment: Assessment, table: str) -> HttpResponse:
    """A table of a team's result."""
    return _csv(request, table_of(team_set(request, assessment), table), of=assessment)


@guarded(rows.schools)
def school(request: HttpRequest, school: School, round_uid: UUID, table: str) -> HttpResponse:
    """A table of a school's result in a round, of the theme that is chosen."""
    return _csv(request, table_of(school_set(request, school, _round(school, round_uid)), table), of=school)


@guarded(rows.boards)
def board(request: HttpRequest, board: Board, table: str) -> HttpResponse:
    """A table of a board's result, of what is chosen."""
    taken = board_set(request, board)
    return _csv(request, table_of(taken, table) if taken else None, of=board)


@guarded(rows.assessments_with_results)
def team_over_time(request: HttpRequest, assessment: Assessment, table: str) -> HttpResponse:
    return _over_time(request, told_of_team(request, assessment), table, of=assessment)


@guarded(rows.schools)
def school_over_time(request: HttpRequest, school: School, table: str) -> HttpResponse:
    return _over_time(request, told_of_school(request, school), table, of=school)


@guarded(rows.boards)
def board_over_time(request: HttpRequest, board: Board, table: str) -> HttpResponse:
    return _over_time(request, told_of_board(request, board), table, of=board)


def _over_time(request: HttpRequest, found: OverTime | None, name: str, *, of: Place) -> HttpResponse:
    if name == "metingen" and found:
        return _csv(request, over_time.moments(found.with_changes), of=of)
    if name == "vergelijking" and found and found.comparison:
        return _csv(request, over_time.beside(found.comparison), of=of)
    raise Http404


# --- everything as a spreadsheet ------------------------------------------------------------------------------------


@guarded(rows.assessments_with_results)
def team_workbook(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """All of a team's result; before confirming it is a concept, for its coordinator."""
    return _spreadsheet(request, whole_team_set(request, assessment), of=assessment)


@guarded(rows.schools)
def school_workbook(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """All of a school's result in a round, of the theme that is chosen."""
    return _spreadsheet(request, whole_school_set(request, school, _round(school, round_uid)), of=school)


@guarded(rows.boards)
def board_workbook(request: HttpRequest, board: Board) -> HttpResponse:
    """All of a board's result, of what is chosen."""
    return _spreadsheet(request, whole_board_set(request, board), of=board)


def _spreadsheet(request: HttpRequest, taken: Taken | None, *, of: Place) -> HttpResponse:
    if taken is None:
        raise Http404
    made = workbook(taken, as_of=timezone.localdate())
    return _download(request, made.content, CONTENT_TYPE, made.file_name, of=of)


# --- both -----------------------------------------------------------------------------------------------------------


def _round(school: School, round_uid: UUID) -> Round:
    return get_object_or_404(rounds_of(school).select_related("card"), uid=round_uid)


def _csv(request: HttpRequest, table: Table | None, *, of: Place) -> HttpResponse:
    if table is None:
        raise Http404
    return _download(request, "".join(as_csv(table)), "text/csv; charset=utf-8", table.file_name, of=of)


def _download(
    request: HttpRequest, content: str | bytes, content_type: str, file_name: str, *, of: Place
) -> HttpResponse:
    """Who only asks for the heads takes nothing along."""
    if request.method != "HEAD":
        figures_downloaded(by=user_of(request), of=of)
    return HttpResponse(
        content,
        content_type=content_type,
        headers={"Content-Disposition": content_disposition_header(as_attachment=True, filename=file_name)},
    )
