"""What takes long to print: asking for all reports of a board, seeing how far they are, and taking them."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.access.policies import Refused
from assessments.enums import PrintKind
from assessments.models import Board, PrintJob, Round
from assessments.reports.engine import PangoMissing
from assessments.services.printing import archive, asking, hands
from assessments.services.printing.standing import Standing, standing

from .results.filters import Asked

NAMED = 10
"""How many reports that could not be made are named on the page; the rest are counted."""


@guarded(rows.boards)
def board_files(request: HttpRequest, board: Board) -> HttpResponse:
    """Ask for all reports of a board in one file, of now or of the round that its page shows."""
    if request.method != "POST":
        return redirect("board-result", board.uid)
    round_ = Asked.of(request.POST).round_among(Round.objects.of_board(board).select_related("card"))
    try:
        job = asking.ask_for_all(by=user_of(request), board=board, language=get_language(), round_=round_)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("board-result", board.uid)
    return redirect("print-job", job.uid)


@guarded(rows.print_jobs)
def print_job(request: HttpRequest, job: PrintJob) -> HttpResponse:
    """How far it is; once it is done, where to take it. The button tries again, or makes it of today's data."""
    if request.method == "POST":
        try:
            return redirect("print-job", asking.ask_again(by=user_of(request), job=job).uid)
        except Refused as refused:
            messages.error(request, str(refused.reason))
            return redirect("print-job", job.uid)
    now = _standing(request, job)
    subject = _subject(job)
    given_up = list(job.parts.given_up().values_list("name", flat=True)[:NAMED]) if now.given_up else []
    context = {
        "job": job,
        "now": now,
        "work": _work(job, now),
        "is_file_of_many": job.kind == PrintKind.BOARD_FILES,
        "name": subject.name,
        "address": subject.file,
        "given_up": given_up,
        "more_given_up": now.given_up - len(given_up),
        "commands": PangoMissing().commands if now.no_pango else [],
        "breadcrumbs": [
            (_("Resultaten"), reverse("results")),
            (subject.name, subject.page),
            (_("Rapport"), None),
        ],
    }
    return render(request, "reports/job.html", context)


@guarded(rows.print_jobs)
def print_progress(request: HttpRequest, job: PrintJob) -> JsonResponse:
    """How far it is, for the script that asks every second."""
    return JsonResponse(_work(job, _standing(request, job)))


@guarded(rows.print_jobs)
def print_file(request: HttpRequest, job: PrintJob) -> HttpResponseBase:
    """The ZIP, as it is put together; the page where it is not there, or tells of data that changed since."""
    if job.kind != PrintKind.BOARD_FILES or request.method == "HEAD":
        return redirect("print-job", job.uid)
    taken = archive.take(by=user_of(request), job=job)
    if taken is None:
        return redirect("print-job", job.uid)
    disposition = content_disposition_header(as_attachment=True, filename=taken.name)
    headers = {"Content-Disposition": disposition, "Content-Length": str(taken.size)}
    return StreamingHttpResponse(taken.pieces, content_type="application/zip", headers=headers)


def _standing(request: HttpRequest, job: PrintJob) -> Standing:
    """Who looks sees to it as well that somebody is at it: a worker may have died."""
    if job.finished_at is None:
        hands.keep_going(job)
        try:
            job.refresh_from_db(fields=["finished_at"])
        except PrintJob.DoesNotExist as gone:  # nothing of it was theirs to see any more
            raise Http404 from gone
    return standing(job, reader=user_of(request))


def _work(job: PrintJob, now: Standing) -> dict[str, Any]:
    """As the script of a progress bar reads it (see `components/work.html`)."""
    if now.is_stuck:
        text = _("Er wordt nu niets gemaakt. Vraag je beheerder of de worker loopt.")
    elif now.waits:
        text = _("Het maken begint zo.")
    elif job.kind == PrintKind.BOARD_FILES:
        text = ngettext(
            "%(made)s van %(total)s rapport klaar", "%(made)s van %(total)s rapporten klaar", now.total
        ) % {"made": now.made, "total": now.total}
    else:
        text = _("Het rapport is voor %(percent)s%% klaar") % {"percent": now.share // 10}
    state = "klaar" if now.is_done else "bezig"
    return {"state": state, "busy": not now.is_done, "done": now.share, "total": 1000, "text": text}


class Subject(NamedTuple):
    """Of whom it is, the page that it was asked for at, and where it is taken."""

    name: str
    page: str
    file: str


def _subject(job: PrintJob) -> Subject:
    """A single report is taken where it was asked for, so that it is given as it is by then."""
    part = job.parts.select_related("assessment", "school", "round").first()
    if job.kind == PrintKind.TEAM and part and part.assessment:
        team, at = part.assessment, [part.assessment.uid]
        return Subject(team.team_name, reverse("team-result", args=at), reverse("team-report", args=at))
    if job.kind == PrintKind.SCHOOL and part and part.school and part.round:
        school, at = part.school, [part.school.uid, part.round.uid]
        return Subject(school.name, reverse("school-result", args=at), reverse("school-report", args=at))
    board, at = job.board, [job.board.uid]
    as_then = f"?meting={job.round.uid}" if job.round else ""
    file = reverse("board-report", args=at) + as_then
    if job.kind == PrintKind.BOARD_FILES:
        file = reverse("print-file", args=[job.uid])
    return Subject(board.name, reverse("board-result", args=at) + as_then, file)
