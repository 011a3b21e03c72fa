"""Reports to take away, for who may see the results they tell of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.models import Assessment, Board, Round, School
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.engine import PangoMissing
from assessments.reports.render import AnyReport, render_pdf
from assessments.services.reports import report_downloaded
from assessments.views.results.board import card_and_round
from assessments.views.results.filters import Asked


@guarded(rows.assessments_with_results)
def team_pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The report of a team; before confirming it is a concept, for its coordinator."""
    return _download(
        request, team_report(assessment, reader=request.user, as_of=timezone.localdate()), of=assessment
    )


@guarded(rows.schools)
def school_pdf(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """The report of a school in a round that was opened; while it is open, an interim one."""
    mine = Round.objects.started().filter(pk__in=school.assessments.values("round"))
    round_ = get_object_or_404(mine, uid=round_uid)
    return _download(request, school_report(school, round_, as_of=timezone.localdate()), of=school)


@guarded(rows.boards)
def board_pdf(request: HttpRequest, board: Board) -> HttpResponse:
    """The report of a board as it is now, or as it was in the round that the address asks for."""
    card, round_ = card_and_round(board, Asked.of(request.GET))
    report = board_report(board, card, round_=round_, as_of=timezone.localdate())
    return _download(request, report, of=board)


def _download(request: HttpRequest, report: AnyReport, *, of: Assessment | School | Board) -> HttpResponse:
    try:
        content = render_pdf(report)
    except PangoMissing as missing:
        return render(request, "reports/missing.html", {"commands": missing.commands}, status=503)
    report_downloaded(by=user_of(request), of=of)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=report.file_name)
        },
    )
