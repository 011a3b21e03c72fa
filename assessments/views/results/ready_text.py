"""Texts to use elsewhere, on a page to copy them from: of what is chosen, for who may see the result."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import guarded
from assessments.models import Assessment, Board, School
from assessments.reports.ready_text import ReadyText, board_text, school_text, team_text
from assessments.results.improving_queries import board_improving, school_improving, team_improving
from assessments.results.queries import school_result, team_result
from assessments.views.breadcrumbs import Crumbs, board_crumb

from .board import board_figures
from .filters import Asked
from .school import rounds_of


@guarded(rows.assessments_with_results)
def team(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Of a team; before confirming it is a concept, for its coordinator."""
    result = team_result(assessment, language=get_language())
    found = team_improving(result, reader=request.user, as_of=timezone.localdate())
    way: Crumbs = [
        board_crumb(request.user, assessment.school.board),
        (assessment.team_name, reverse("team-result", args=[assessment.uid])),
    ]
    return _page(
        request,
        team_text(result, found),
        way,
        name=assessment.team_name,
        unofficial=result.card.has_translation,
    )


@guarded(rows.schools)
def school(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """Of a school in a round, of the theme that is chosen."""
    round_ = get_object_or_404(rounds_of(school), uid=round_uid)
    result = school_result(school, round_, language=get_language(), theme=Asked.of(request.GET).theme)
    found = school_improving(result, school, as_of=timezone.localdate())
    way: Crumbs = [
        board_crumb(request.user, school.board, name=result.board_name),
        (result.school_name, reverse("school-result", args=[school.uid, round_.uid])),
    ]
    return _page(
        request,
        school_text(result, found),
        way,
        name=result.school_name,
        unofficial=result.card.has_translation,
    )


@guarded(rows.boards)
def board(request: HttpRequest, board: Board) -> HttpResponse:
    """Of a board, of what is chosen."""
    result = board_figures(request, board)
    if result is None:
        raise Http404
    found = board_improving(result, board, as_of=timezone.localdate())
    way: Crumbs = [board_crumb(request.user, board)]
    return _page(
        request,
        board_text(result, found),
        way,
        name=result.board_name,
        unofficial=result.card.has_translation,
    )


def _page(request: HttpRequest, text: ReadyText, way: Crumbs, *, name: str, unofficial: bool) -> HttpResponse:
    context = {
        "text": text,
        "name": name,
        "unofficial": unofficial,
        "breadcrumbs": [*way, (_("Tekst om te gebruiken"), None)],
    }
    return render(request, "results/ready_text.html", context)
