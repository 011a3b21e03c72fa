"""The team's link and its QR code, for the coordinator: to show on a big screen, to print, to replace or take back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.charts.qr import qr
from assessments.models import Assessment
from assessments.services.joining import make_team_link, withdraw_team_link

from .breadcrumbs import assessment_crumbs


@guarded(rows.invited_by, may=Ability.INVITE_TO_ANSWER)
def team_link(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if request.method == "POST":
        return _changed(request, assessment)
    context = {
        "assessment": assessment,
        "refusal": policies.answering(assessment),
        "breadcrumbs": assessment_crumbs(request.user, assessment, form=True, here=_("Teamlink")),
        **_poster(request, assessment),
    }
    on_screen = "scherm" in request.GET and context["qr"]
    return render(request, "joining/screen.html" if on_screen else "joining/team_link.html", context)


def _changed(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        match request.POST.get("stap"):
            case "maken":
                make_team_link(by=user_of(request), assessment=assessment)
                messages.success(request, _("De link staat klaar. Laat hem zien of druk hem af."))
            case "intrekken":
                withdraw_team_link(by=user_of(request), assessment=assessment)
                messages.success(
                    request, _("De link is ingetrokken. Wie al was begonnen, kan verder; een ander niet.")
                )
    except Refused as refused:
        messages.error(request, str(refused.reason))
    return redirect("team-link", assessment.uid)


def _poster(request: HttpRequest, assessment: Assessment) -> dict[str, Any]:
    """What hangs on the wall: the address as a QR code, and a short one with a code to type."""
    if not assessment.team_token:
        return {"qr": None}
    url = request.build_absolute_uri(reverse("join-link", args=[assessment.team_token]))
    typed = request.build_absolute_uri(reverse("join-code")).partition("://")[2]
    return {"qr": qr(url), "url": url, "typed": typed.rstrip("/"), "code": assessment.team_token}
