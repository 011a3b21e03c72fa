"""Answering by account: whoever is a teamlid of a team in which everybody answers first."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.guards import View, guarded, user_of
from assessments.models import Assessment
from assessments.services import joining
from assessments.services.taking_part import Answerer

from . import answering_pages as pages
from .joined import BESIDE
from .saving import is_by_script
from .way_in import WayIn


def _once(page: Callable[..., HttpResponse]) -> View:
    """Who began in this browser by a link or as a number, and not by account, says first who they are there."""

    @wraps(page)
    def view(request: HttpRequest, assessment: Assessment, **kwargs: Any) -> HttpResponse:
        user = user_of(request)
        held = request.COOKIES.get(BESIDE, "")
        beside = joining.of_device(held, assessment.uid) if held else None
        if beside and beside.began_on and not assessment.participations.begun().filter(user=user).exists():
            return _ask_first(request, assessment)
        return page(request, WayIn(Answerer(assessment, user=user), str(user.uid)), **kwargs)

    return view


def _ask_first(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if is_by_script(request):
        message = _("In deze browser is al ingevuld met een link of als nummer. Met allebei tel je dubbel.")
        return JsonResponse({"state": "refused", "message": message}, status=403)
    return redirect("join-leave", assessment.uid)


@guarded(rows.answerable)
@_once
def start(request: HttpRequest, way: WayIn) -> HttpResponse:
    """What this is, who sees what, and on to where one was."""
    return pages.start_page(request, way)


@guarded(rows.answerable)
@_once
def criterion(request: HttpRequest, way: WayIn, code: str) -> HttpResponse:
    """The indicators of one criterion. Saves as a whole, or one answer at a time for the page's script."""
    return pages.criterion_page(request, way, code)


@guarded(rows.answerable)
@_once
def done(request: HttpRequest, way: WayIn) -> HttpResponse:
    """Past the last criterion: what is open still, and that nothing need be sent."""
    return pages.done_page(request, way)


@guarded(rows.answerable)
@_once
def erase(request: HttpRequest, way: WayIn) -> HttpResponse:
    """Erase all of one's own answers."""
    return pages.erase_page(request, way)
