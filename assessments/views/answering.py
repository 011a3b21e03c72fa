"""Answering by account: whoever is a teamlid of a team in which everybody answers first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.models import Assessment
from assessments.services.taking_part import Answerer

from . import answering_pages as pages
from .way_in import WayIn


def _way(request: HttpRequest, assessment: Assessment) -> WayIn:
    user = user_of(request)
    return WayIn(Answerer(assessment, user=user), str(user.uid))


@guarded(rows.answerable)
def start(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What this is, who sees what, and on to where one was."""
    return pages.start_page(request, _way(request, assessment))


@guarded(rows.answerable)
def criterion(request: HttpRequest, assessment: Assessment, code: str) -> HttpResponse:
    """The indicators of one criterion. Saves as a whole, or one answer at a time for the page's script."""
    return pages.criterion_page(request, _way(request, assessment), code)


@guarded(rows.answerable)
def done(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Past the last criterion: what is open still, and that nothing need be sent."""
    return pages.done_page(request, _way(request, assessment))


@guarded(rows.answerable)
def erase(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Erase all of one's own answers."""
    return pages.erase_page(request, _way(request, assessment))
