"""Taking part without an account: opening a link, beginning as a number, going on elsewhere, leaving a device."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from assessments.access import policies
from assessments.access.guards import open_to_all
from assessments.access.guessing import take_turn_with_code
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.forms.joining import TOO_OFTEN, WRONG, CodeForm
from assessments.models import Assessment, Participation
from assessments.services import joining
from assessments.services.joining import Begun
from assessments.services.taking_part import FULL, has_room

from . import answering_pages
from .joined import (
    Visit,
    begin,
    by_account_now,
    dead,
    forget,
    has_account_instead,
    is_replaced,
    not_begun,
    over,
    remember,
    taking_part,
    way_of,
    with_a_device,
    with_a_link,
)
from .speaking import speak
from .way_in import WayIn

# --- coming in ------------------------------------------------------------------------------------------------------


@open_to_all
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Keep what the link holds in a cookie, and go on to an address without it: it stays in no history and no log."""
    opened = joining.open_link(token)
    if opened is None:
        return by_account_now(request, token) or redirect(_of_dead(token))
    if opened.participation is None:
        return _to_form(opened.assessment, opened.assessment.team_token or "")
    response = _to_form(opened.assessment, token)
    if settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
        speak(response, opened.participation.language)
    return response


def _to_form(assessment: Assessment, link: str) -> HttpResponse:
    """By way of the page that asks whether it is still the same person, where somebody began on this device before."""
    response = redirect("join-leave", assessment.uid)
    remember(response, assessment, link=link)
    return response


def _of_dead(token: str) -> str:
    return f"{reverse('join-dead')}{'?vervangen' if is_replaced(token) else ''}"


@open_to_all
def dead_link(request: HttpRequest) -> HttpResponse:
    return dead(request, status=410, replaced="vervangen" in request.GET)


@open_to_all
def code(request: HttpRequest) -> HttpResponse:
    """Go on as the number to which a code belongs, or come in by the code of a team's link."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        turn = take_turn_with_code(request)
        if turn is None:
            form.add_error("code", TOO_OFTEN)
        elif response := _by_code(form.cleaned_data["code"]):
            turn.rollback()
            return response
        else:
            form.add_error("code", WRONG)
    return render(request, "joining/code.html", {"form": form}, status=422 if form.errors else 200)


def _by_code(typed: str) -> HttpResponse | None:
    if begun := joining.resume(code=typed):
        assessment = begun.participation.assessment
        response = redirect("join-start", assessment.uid)
        remember(response, assessment, held=begun.held)
        return response
    opened = joining.open_link(typed)
    is_of_team = opened is not None and opened.participation is None
    return _to_form(opened.assessment, opened.assessment.team_token or "") if opened and is_of_team else None


# --- the form -------------------------------------------------------------------------------------------------------


@with_a_link
def start(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The first page of the form; before it, where one begins as a number."""
    if has_account_instead(request, visit):
        return _welcome(request, visit, status=403 if request.method == "POST" else 200)
    if visit.participation is None:
        return _begin(request, visit) if request.method == "POST" else _welcome(request, visit, visit.refusal)
    if request.method == "POST":  # the page that gave the number, loaded again
        return redirect("join-start", visit.assessment.uid)
    return answering_pages.start_page(request, way_of(visit.participation))


def _welcome(
    request: HttpRequest, visit: Visit, refusal: object = None, *, status: int = 200
) -> HttpResponse:
    assessment = visit.assessment
    closed = policies.answering(assessment)
    if refusal is None and closed is None and not has_room(assessment):
        refusal = FULL
    context = {
        "assessment": assessment,
        "refusal": closed or refusal,
        "is_full": closed is None and refusal is FULL,
        "has_account_here": can(request.user, Ability.ANSWER, assessment),
        "browser_key": visit.browser_key,
    }
    return render(request, "joining/welcome.html", context, status=status)


def _begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    try:
        begun = begin(request, visit)
    except Refused as refused:
        return _welcome(request, visit, refused.reason, status=403)
    if begun is None:
        return render(request, "429.html", status=429)
    response = _number(request, begun)
    remember(response, visit.assessment, held=begun.held)
    return response


@taking_part
def criterion(request: HttpRequest, way: WayIn, code: str) -> HttpResponse:
    return answering_pages.criterion_page(request, way, code)


@taking_part
def done(request: HttpRequest, way: WayIn) -> HttpResponse:
    return answering_pages.done_page(request, way)


@taking_part
def erase(request: HttpRequest, way: WayIn) -> HttpResponse:
    return answering_pages.erase_page(request, way)


# --- this device, and another one -----------------------------------------------------------------------------------


@with_a_link
def number(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Which number one is; another code for who lost the first."""
    participation = visit.participation
    if participation is None or participation.number is None:
        return not_begun(request, visit)
    if request.method != "POST":
        return _number(request, Begun(participation, visit.held))
    try:
        begun = joining.renew_code(participation=participation)
    except Refused:
        return not_begun(request, visit)
    response = _number(request, begun)
    remember(response, visit.assessment, held=begun.held)
    return response


def _number(request: HttpRequest, begun: Begun) -> HttpResponse:
    participation = begun.participation
    context = {"assessment": participation.assessment, "participation": participation, "code": begun.code}
    return render(request, "joining/number.html", context)


@with_a_device
def leave(request: HttpRequest, visit: Visit) -> HttpResponse:
    """On a device that others use too: go on as who began here, or let it go."""
    participation = visit.participation
    sent = joining.of_personal_link(visit.link, visit.assessment.uid)
    if request.method == "POST":
        return _let_go(request, visit, sent)
    if visit.is_over and sent is None:
        return over(request, visit)
    if sent is not None and participation in (None, sent):
        return _as_sent(visit.assessment, visit.link)
    if participation is None:
        return redirect("join-start", visit.assessment.uid)
    context = _of_device(visit, sent) | {
        "browser_key": visit.browser_key,
        "leaving": "klaar" in request.GET,
        "finished": request.GET.get("klaar") == "alles",
    }
    return render(request, "joining/device.html", context)


def _let_go(request: HttpRequest, visit: Visit, sent: Participation | None) -> HttpResponse:
    if visit.participation is not None:
        joining.leave(participation=visit.participation)
    elif not visit.is_over:
        return redirect("join-start", visit.assessment.uid)
    if sent is not None and sent != visit.participation and request.POST.get("stap") == "anders":
        return _as_sent(visit.assessment, visit.link)
    own = can(request.user, Ability.ANSWER, visit.assessment)
    response = render(request, "joining/left.html", _of_device(visit, sent) | {"has_account_here": own})
    forget(response, visit.assessment, link=sent is not None)
    return response


def _as_sent(assessment: Assessment, token: str) -> HttpResponse:
    """Let this device be of whoever the link in a mail was sent to."""
    response = redirect("join-start", assessment.uid)
    forget(response, assessment, link=True)
    remember(response, assessment, held=token)
    return response


def _of_device(visit: Visit, sent: Participation | None) -> dict[str, Any]:
    return {
        "assessment": visit.assessment,
        "participation": visit.participation,
        "sent": sent if sent != visit.participation else None,
        "may_begin": joining.of_team_link(visit.link, visit.assessment.uid) is not None,
    }
