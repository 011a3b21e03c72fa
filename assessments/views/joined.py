"""Whoever takes part without an account: known by two cookies, which go to the pages of one self-assessment alone.

`DEVICE` holds the secret of a personal link or of a number, `LINK` the team's link that was opened here: who has that
may begin. Neither makes a session. After closing, both find nothing: the page says no more than for who never had one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.guards import View, open_to_all
from assessments.access.policies import Refused
from assessments.forms.joining import CodeForm
from assessments.models import Assessment, Participation
from assessments.services import joining
from assessments.services.taking_part import Answerer
from assessments.services.tokens import is_of_number

from .saving import is_by_script
from .way_in import WayIn

DEVICE = "deelname"
LINK = "teamlink"


@dataclass(frozen=True, slots=True)
class Visit:
    """What the cookies of a visitor lead to in one self-assessment: their form, or else the team's link."""

    assessment: Assessment
    participation: Participation | None
    secret: str
    team_token: str
    """What was opened here. It may be none any more where there is a form."""


def way_of(participation: Participation) -> WayIn:
    return WayIn(Answerer(participation.assessment, participation=participation), str(participation.uid))


def visit_of(request: HttpRequest, uid: UUID) -> Visit | None:
    secret, token = request.COOKIES.get(DEVICE, ""), request.COOKIES.get(LINK, "")
    if secret and (participation := joining.of_device(secret, uid)):
        return Visit(participation.assessment, participation, secret, token)
    if token and (assessment := joining.of_team_link(token, uid)):
        return Visit(assessment, None, secret, token)
    return None


def with_a_link(view: View) -> View:
    """Rule: whoever opened a link of this self-assessment on this device; for anybody else it is not there."""

    @open_to_all
    @wraps(view)
    def guard(request: HttpRequest, uid: UUID, **kwargs: Any) -> HttpResponseBase:
        visit = visit_of(request, uid)
        return view(request, visit, **kwargs) if visit else gone(request, uid)

    guard.rule = "holds a link"  # type: ignore[attr-defined]
    return guard


def taking_part(page: Callable[..., HttpResponse]) -> View:
    """Rule: whoever takes part by a link on this device. Who has yet to begin is led to where one does.

    A number under which nothing stands may have made way for others while its form stood open: with the first answer
    it is there again.
    """

    @with_a_link
    @wraps(page)
    def guard(request: HttpRequest, visit: Visit, **kwargs: Any) -> HttpResponse:
        if visit.participation is None and request.method == "POST" and is_of_number(visit.secret):
            visit = _back(request, visit) or visit
        if visit.participation is None:
            return not_begun(request, visit.assessment)
        return page(request, way_of(visit.participation), **kwargs)

    return guard


def _back(request: HttpRequest, visit: Visit) -> Visit | None:
    try:
        begun = joining.begin(
            assessment=visit.assessment,
            team_token=visit.team_token,
            secret=visit.secret,
            language=request.LANGUAGE_CODE,
            crowd=True,
        )
    except (Refused, joining.Crowded):
        return None
    return Visit(visit.assessment, begun.participation, visit.secret, visit.team_token)


# --- who is not, or no longer ----------------------------------------------------------------------------------------


def not_begun(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if is_by_script(request):
        return _refused(_("Dit apparaat doet niet meer mee als dit nummer. Begin opnieuw, of typ je code."))
    return redirect("join-start", assessment.uid)


def gone(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One page for who never had a link, whose link was taken back, and for after closing: that one cannot tell."""
    message = _("Deze link werkt niet meer. Vraag je LOB-coördinator om een nieuwe, of typ je code.")
    if is_by_script(request):
        return _refused(message)
    response = dead(request, status=404)
    for name in (DEVICE, LINK):
        if name in request.COOKIES:
            response.delete_cookie(name, path=path_of(uid), samesite="Lax")
    return response


def dead(request: HttpRequest, *, status: int) -> HttpResponse:
    return render(request, "joining/dead.html", {"form": CodeForm()}, status=status)


def _refused(message: str) -> HttpResponse:
    return JsonResponse({"state": "refused", "message": message}, status=404)


# --- cookies ---------------------------------------------------------------------------------------------------------


def path_of(uid: UUID) -> str:
    return reverse("join-start", args=[uid])


def remember(
    response: HttpResponse, assessment: Assessment, *, secret: str = "", team_token: str = ""
) -> None:
    """Let this device be known again until the round is over."""
    days = max((assessment.round.ends_on - timezone.localdate()).days, 0) + 2
    for name, value in ((DEVICE, secret), (LINK, team_token)):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=days * 24 * 60 * 60,
                path=path_of(assessment.uid),
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def forget(response: HttpResponse, assessment: Assessment) -> None:
    """Let this device no longer be who took part; the next one who sits down can begin."""
    response.delete_cookie(DEVICE, path=path_of(assessment.uid), samesite="Lax")
