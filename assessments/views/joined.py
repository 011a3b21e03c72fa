"""Whoever takes part without an account: known by cookies, which go to the pages of one self-assessment alone.

`DEVICE` holds what a personal link or a number gave this device. `LINK` holds the link that was opened here last: with
the team's one may begin, with a personal one somebody else may go on. `BESIDE` says the same as `DEVICE` to the form by
account, so that nobody fills in both in one browser. None makes a session. After closing they find nothing: the page
says no more than for who never had one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial, wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.guards import View, open_to_all, user_of
from assessments.access.guessing import here, take_turn
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.forms.joining import CodeForm
from assessments.models import Assessment, Participation
from assessments.services import joining
from assessments.services.joining import Begun
from assessments.services.taking_part import Answerer

from .saving import is_by_script
from .way_in import WayIn

DEVICE = "deelname"
LINK = "teamlink"
BESIDE = "nummer"


@dataclass(frozen=True, slots=True)
class Visit:
    """What the cookies of a visitor lead to in one self-assessment: their form, or else the team's link."""

    assessment: Assessment
    participation: Participation | None
    held: str
    link: str
    """What was opened here. It may be none any more where there is a form."""
    refusal: object = None
    """Why a number that made way is not back."""
    is_over: bool = False
    """Whether that is for good: it was taken back, or its code replaced."""
    is_busy: bool = False

    @property
    def browser_key(self) -> str:
        """Under which name this browser may keep what is not saved; empty where there is none."""
        if self.participation is not None:
            return str(self.participation.uid)
        return str(joining.person_of_device(self.held, self.assessment.uid) or "")


def way_of(participation: Participation) -> WayIn:
    return WayIn(Answerer(participation.assessment, participation=participation), str(participation.uid))


def visit_of(request: HttpRequest, uid: UUID) -> Visit | None:
    """Who a device is. A number that made way for others is there again: the same, with what its browser kept."""
    held, link = request.COOKIES.get(DEVICE, ""), request.COOKIES.get(LINK, "")
    if held and (participation := joining.of_device(held, uid)):
        return Visit(participation.assessment, participation, held, link)
    if over := joining.retired(held, uid):
        return Visit(over[0], None, held, link, refusal=over[1], is_over=True)
    if link and (assessment := joining.of_team_link(link, uid)):
        visit = Visit(assessment, None, held, link)
        return _back(request, visit) if visit.browser_key else visit
    if participation := joining.of_personal_link(link, uid):
        return Visit(participation.assessment, participation, link, link)
    return None


def _back(request: HttpRequest, visit: Visit) -> Visit:
    try:
        begun = begin(request, visit)
    except Refused as refused:
        return replace(visit, refusal=refused.reason)
    return replace(visit, participation=begun.participation) if begun else replace(visit, is_busy=True)


def begin(request: HttpRequest, visit: Visit) -> Begun | None:
    """A number, or None where this place asks for so many that others would have to make way all the time."""
    ask = partial(
        joining.begin,
        assessment=visit.assessment,
        team_token=visit.link,
        held=visit.held,
        language=request.LANGUAGE_CODE,
    )
    try:
        return ask()
    except joining.Crowded:
        turns = "join_back" if visit.browser_key else "join_crowd"
        if take_turn(request, turns, visit.assessment.uid, here(request)) is None:
            return None
        return ask(crowd=True)


def with_a_device(view: View) -> View:
    """Rule: whoever opened a link of this self-assessment on this device; for anybody else it is not there."""

    @open_to_all
    @wraps(view)
    def guard(request: HttpRequest, uid: UUID, **kwargs: Any) -> HttpResponseBase:
        visit = visit_of(request, uid)
        return view(request, visit, **kwargs) if visit else gone(request, uid)

    guard.rule = "holds a link"  # type: ignore[attr-defined]
    return guard


def with_a_link(view: View) -> View:
    """Rule: the same, where the number of this device was not taken back, nor given to who has a newer code."""

    @with_a_device
    @wraps(view)
    def guard(request: HttpRequest, visit: Visit, **kwargs: Any) -> HttpResponseBase:
        return over(request, visit) if visit.is_over else view(request, visit, **kwargs)

    return guard


def taking_part(page: Callable[..., HttpResponse]) -> View:
    """Rule: whoever takes part by a link on this device. Who has yet to begin is led to where one does."""

    @with_a_link
    @wraps(page)
    def guard(request: HttpRequest, visit: Visit, **kwargs: Any) -> HttpResponse:
        if visit.participation is None or has_account_instead(request, visit):
            return not_begun(request, visit)
        return page(request, way_of(visit.participation), **kwargs)

    return guard


def has_account_instead(request: HttpRequest, visit: Visit) -> bool:
    """Whether who is signed in here has a form of their own, and nothing stands yet under a number."""
    begun = visit.participation is not None and (
        visit.participation.began_on is not None or visit.participation.number is None
    )
    return not begun and request.user.is_authenticated and can(request.user, Ability.ANSWER, visit.assessment)


# --- who is not, or no longer ----------------------------------------------------------------------------------------


def not_begun(request: HttpRequest, visit: Visit) -> HttpResponse:
    if not is_by_script(request):
        return redirect("join-start", visit.assessment.uid)
    if visit.is_busy:
        return HttpResponse(status=429)  # what the browser keeps is sent again by itself
    if has_account_instead(request, visit):
        return _refused(_("Je bent ingelogd en hoort bij dit team. Vul in met je account."))
    message = visit.refusal or _("Dit apparaat doet nog niet mee. Begin eerst, of typ je code.")
    return _refused(str(message), status=403 if visit.refusal else 404)


def over(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The number of this device is no longer its: it says why, and shows what this browser could not save."""
    if is_by_script(request):
        return _refused(str(visit.refusal), status=403)
    context = {
        "assessment": visit.assessment,
        "refusal": visit.refusal,
        "form": CodeForm() if visit.refusal is joining.REPLACED else None,
        "browser_key": visit.browser_key,
    }
    return render(request, "joining/over.html", context, status=403)


def gone(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One page for who never had a link, whose link was taken back, and for after closing: that one cannot tell."""
    message = _("Deze link werkt niet meer. Vraag je LOB-coördinator om een nieuwe, of typ je code.")
    if is_by_script(request):
        return _refused(message)
    held = [request.COOKIES[name] for name in (DEVICE, LINK) if name in request.COOKIES]
    response = by_account_now(request, *held) or dead(request, status=404, replaced=is_replaced(*held))
    kept = joining.person_of_device(request.COOKIES.get(DEVICE, ""), uid) and joining.is_answered(uid)
    for name in (LINK,) if kept else (DEVICE, LINK):  # with a newer link it is the same number again
        if name in request.COOKIES:
            response.delete_cookie(name, path=path_of(uid), samesite="Lax")
    return response


def by_account_now(request: HttpRequest, *tokens: str) -> HttpResponse | None:
    """The way on for who is signed in, and took over by account what they answered by one of these links."""
    user = user_of(request) if request.user.is_authenticated else None
    own = next(filter(None, (joining.taken_over(token, user) for token in tokens)), None) if user else None
    if own is None:
        return None
    messages.info(request, _("Je vult verder in met je account. De link uit je mail heb je niet meer nodig."))
    return redirect("answer-start", own.uid)


def is_replaced(*tokens: str) -> bool:
    return any(joining.is_replaced(token) for token in tokens)


def dead(request: HttpRequest, *, status: int, replaced: bool = False) -> HttpResponse:
    """Says nothing of an account to who is not signed in: a link can be with somebody else than it was sent to."""
    context = {"form": None if replaced else CodeForm(), "replaced": replaced}
    return render(request, "joining/dead.html", context, status=status)


def _refused(message: str, *, status: int = 404) -> HttpResponse:
    return JsonResponse({"state": "refused", "message": message}, status=status)


# --- cookies ---------------------------------------------------------------------------------------------------------


def path_of(uid: UUID) -> str:
    return reverse("join-start", args=[uid])


def remember(response: HttpResponse, assessment: Assessment, *, held: str = "", link: str = "") -> None:
    """Let this device be known again until the round is over."""
    days = max((assessment.round.ends_on - timezone.localdate()).days, 0) + 2
    for name, value, path in (
        (DEVICE, held, path_of(assessment.uid)),
        (BESIDE, held, reverse("answer-start", args=[assessment.uid])),
        (LINK, link, path_of(assessment.uid)),
    ):
        if value:
            response.set_cookie(
                name,
                value,
                max_age=days * 24 * 60 * 60,
                path=path,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )


def forget(response: HttpResponse, assessment: Assessment, *, link: bool = False) -> None:
    """Let this device no longer be who took part; the next one who sits down can begin."""
    response.delete_cookie(DEVICE, path=path_of(assessment.uid), samesite="Lax")
    response.delete_cookie(BESIDE, path=reverse("answer-start", args=[assessment.uid]), samesite="Lax")
    if link:
        response.delete_cookie(LINK, path=path_of(assessment.uid), samesite="Lax")
