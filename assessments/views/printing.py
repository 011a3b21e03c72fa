"""What takes long to print: asking for all reports of a board, seeing how far they are, and taking them."""

from __future__ import annotations

from typing import Any

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
from assessments.models import Board, PrintJob, PrintPart, Round
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
    parts = list(job.parts.select_related("assessment__round", "school", "round")[:1])
    given_up = list(job.parts.given_up().values_list("name", flat=True)[:NAMED]) if now.given_up else []
    context = {
        "job": job,
        "now": now,
        "work": _work(job, now),
        "is_file_of_many": job.kind == PrintKind.BOARD_FILES,
        "name": _name(job, parts),
        "address": _address(job, parts),
        "given_up": given_up,
        "more_given_up": now.given_up - len(given_up),
        "commands": PangoMissing().commands if now.no_pango else [],
        "breadcrumbs": _crumbs(job, parts),
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
        text = _("Er wordt nu niets gemaakt. Vraag wie LOB-kwaliteit bij jullie draait of de worker loopt.")
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


def _name(job: PrintJob, parts: list[PrintPart]) -> str:
    """Of whom it is."""
    part = parts[0] if parts else None
    if job.kind == PrintKind.TEAM and part and part.assessment:
        return part.assessment.team_name
    if job.kind == PrintKind.SCHOOL and part and part.school:
        return part.school.name
    return job.board.name


def _address(job: PrintJob, parts: list[PrintPart]) -> str:
    """Where it is taken: a single report where it was asked for, so that it is given as it is by then."""
    part = parts[0] if parts else None
    if job.kind == PrintKind.TEAM and part and part.assessment:
        return reverse("team-report", args=[part.assessment.uid])
    if job.kind == PrintKind.SCHOOL and part and part.school and part.round:
        return reverse("school-report", args=[part.school.uid, part.round.uid])
    if job.kind == PrintKind.BOARD:
        return reverse("board-report", args=[job.board.uid]) + _of_round(job)
    return reverse("print-file", args=[job.uid])


def _of_round(job: PrintJob) -> str:
    return f"?meting={job.round.uid}" if job.round else ""


def _crumbs(job: PrintJob, parts: list[PrintPart]) -> list[tuple[str, str | None]]:
    part = parts[0] if parts else None
    if job.kind == PrintKind.TEAM and part and part.assessment:
        back = part.assessment.team_name, reverse("team-result", args=[part.assessment.uid])
    elif job.kind == PrintKind.SCHOOL and part and part.school and part.round:
        back = part.school.name, reverse("school-result", args=[part.school.uid, part.round.uid])
    else:
        back = job.board.name, reverse("board-result", args=[job.board.uid]) + _of_round(job)
    return [(_("Resultaten"), reverse("results")), back, (_("Rapport"), None)]
