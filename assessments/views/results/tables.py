"""The tables of results as files: the same numbers as the page shows, with the same choice in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.utils.translation import get_language

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.exports import over_time, results
from assessments.exports.sheet import csv_lines
from assessments.exports.table import Table
from assessments.models import Assessment, Board, School
from assessments.results.queries import school_result, team_result
from assessments.results.values import BoardResult, GroupResult, SchoolResult, TeamResult
from assessments.results.values.over_time import OverTime
from assessments.services.reports import figures_downloaded

from .board import board_figures
from .filters import Asked
from .over_time import told_of_board, told_of_school, told_of_team
from .school import rounds_of

R = TypeVar("R")
Taken = Assessment | School | Board

OF_ALL: dict[str, Callable[[GroupResult | TeamResult], Table]] = {
    "criteria": results.criteria,
    "wie-is-aan-zet": results.actors,
}
OF_A_TEAM: dict[str, Callable[[TeamResult], Table]] = {**OF_ALL, "indicatoren": results.team_indicators}
OF_A_SCHOOL: dict[str, Callable[[SchoolResult], Table]] = {
    **OF_ALL,
    "indicatoren": results.indicators,
    "teams": results.teams,
    "teams-indicatoren": results.team_levels,
}
OF_A_BOARD: dict[str, Callable[[BoardResult], Table]] = {
    **OF_ALL,
    "indicatoren": results.indicators,
    "scholen": results.schools,
}


@guarded(rows.assessments_with_results)
def team(request: HttpRequest, assessment: Assessment, table: str) -> HttpResponse:
    """A table of a team's result."""
    make = _known(OF_A_TEAM, table)
    return _download(request, make(team_result(assessment, language=get_language())), of=assessment)


@guarded(rows.schools)
def school(request: HttpRequest, school: School, round_uid: UUID, table: str) -> HttpResponse:
    """A table of a school's result in a round, of the theme that is chosen."""
    make = _known(OF_A_SCHOOL, table)
    round_ = get_object_or_404(rounds_of(school), uid=round_uid)
    result = school_result(school, round_, language=get_language(), theme=Asked.of(request.GET).theme)
    return _download(request, make(result), of=school)


@guarded(rows.boards)
def board(request: HttpRequest, board: Board, table: str) -> HttpResponse:
    """A table of a board's result, of what is chosen."""
    make = _known(OF_A_BOARD, table)
    result = board_figures(request, board)
    if result is None:
        raise Http404
    return _download(request, make(result), of=board)


@guarded(rows.assessments_with_results)
def team_over_time(request: HttpRequest, assessment: Assessment, table: str) -> HttpResponse:
    return _over_time(request, told_of_team(request, assessment), table, of=assessment)


@guarded(rows.schools)
def school_over_time(request: HttpRequest, school: School, table: str) -> HttpResponse:
    return _over_time(request, told_of_school(request, school), table, of=school)


@guarded(rows.boards)
def board_over_time(request: HttpRequest, board: Board, table: str) -> HttpResponse:
    return _over_time(request, told_of_board(request, board), table, of=board)


def _over_time(request: HttpRequest, found: OverTime | None, name: str, *, of: Taken) -> HttpResponse:
    if name == "metingen" and found:
        return _download(request, over_time.moments(found), of=of)
    if name == "vergelijking" and found and found.comparison:
        return _download(request, over_time.beside(found.comparison), of=of)
    raise Http404


def _known(found: Mapping[str, Callable[[R], Table]], name: str) -> Callable[[R], Table]:
    if name not in found:
        raise Http404
    return found[name]


def _download(request: HttpRequest, table: Table, *, of: Taken) -> HttpResponse:
    figures_downloaded(by=user_of(request), of=of)
    return HttpResponse(
        "".join(csv_lines(table.head, table.rows)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=table.file_name)
        },
    )
