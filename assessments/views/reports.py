"""Reports to take away, for who may see the results they tell of: at once, or after a worker has printed them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.models import Assessment, Board, Round, School
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.engine import PangoMissing
from assessments.reports.render import AnyReport, render_document
from assessments.services.printing import asking, store
from assessments.services.reports import report_downloaded
from assessments.views.results.board import card_and_round
from assessments.views.results.filters import Asked
from assessments.views.results.school import rounds_of


@guarded(rows.assessments_with_results)
def team_pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The report of a team; before confirming it is a concept, for its coordinator."""
    report = partial(team_report, assessment, reader=request.user, as_of=timezone.localdate())
    return _download(request, report, of=assessment, board=assessment.school.board)


@guarded(rows.schools)
def school_pdf(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """The report of a school in a round that was opened; while it is open, an interim one."""
    round_ = get_object_or_404(rounds_of(school).select_related("card"), uid=round_uid)
    report = partial(school_report, school, round_, reader=request.user, as_of=timezone.localdate())
    return _download(request, report, of=school, board=school.board, round_=round_)


@guarded(rows.boards)
def board_pdf(request: HttpRequest, board: Board) -> HttpResponse:
    """The report of a board as it is now, or as it was in the round that the address asks for."""
    card, round_ = card_and_round(board, Asked.of(request.GET))
    report = partial(board_report, board, card, round_=round_, as_of=timezone.localdate())
    return _download(request, report, of=board, board=board, round_=round_)


def _download(
    request: HttpRequest,
    make_report: Callable[[], AnyReport],
    *,
    of: Assessment | School | Board,
    board: Board,
    round_: Round | None = None,
) -> HttpResponse:
    """The PDF, or the way to the page that shows how far it is. Asking makes something only where it is not there; so
    GET will do, but who asks for the headers alone has nothing made, and takes nothing.
    """
    rounds = store.rounds_there_are(board)
    report = make_report()
    document = render_document(report)
    of_heads = request.method == "HEAD"
    try:
        content = store.kept(document.digest) if of_heads else store.at_once(document, board=board, of=rounds)
    except PangoMissing as missing:
        return render(request, "reports/missing.html", {"commands": missing.commands}, status=503)
    if content is None and of_heads:
        return HttpResponse(status=202)
    if content is None:
        job = asking.ask_for_one(
            by=user_of(request),
            of=of,
            round_=round_,
            board=board,
            language=report.language,
            document=document,
            name=report.file_name,
        )
        return redirect("print-job", job.uid)
    if not of_heads:
        report_downloaded(by=user_of(request), of=of)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=report.file_name)
        },
    )
