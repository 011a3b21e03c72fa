"""Closing answering for a team: final, so it is told beforehand what happens and what there will be to see."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.models import Assessment
from assessments.services import closing
from assessments.services.floor import prospect

from . import scoring_pages as pages


@guarded(rows.visible_assessments, may=Ability.INVITE_TO_ANSWER)
def answering_close(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Tells that it is final and what happens; under the floor, that there will be nothing to see."""
    if reason := policies.closing_answering(assessment):
        return _refuse(request, assessment, reason)
    if request.method == "POST":
        return _close(request, assessment)
    found = prospect(assessment)
    context = {
        "prospect": found,
        "facts": [
            {
                "label": _("Begonnen met invullen"),
                "value": found.begun,
                "rest": _("van %(total)s") % {"total": found.declared},
            },
            {
                "label": _("Een verdeling is te zien"),
                "value": _("vanaf %(people)s mensen") % {"people": assessment.min_group},
                "note": _("die bij een indicator hebben geantwoord"),
            },
            {
                "label": _("Sluit anders vanzelf"),
                "value": date_format(assessment.round.ends_on, "j F"),
                "note": _("na de laatste dag van de meting"),
            },
        ],
        "response_url": reverse("response", args=[assessment.uid]),
    }
    here = pages.common(request, assessment, _("Invullen sluiten"))
    return render(request, "answering/close.html", here | context)


def _close(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        closing.close_answering(by=user_of(request), assessment=assessment)
    except Refused as refused:
        return _refuse(request, assessment, refused.reason)
    messages.success(
        request,
        _("Het invullen van %(team)s is gesloten. Wie wat antwoordde, is gewist. Het gesprek kan beginnen.")
        % {"team": assessment.team_name},
    )
    return redirect("response", assessment.uid)


def _refuse(request: HttpRequest, assessment: Assessment, reason: policies.Reason) -> HttpResponse:
    """Say why not, where somebody who may close it is at home."""
    messages.info(request, str(reason))
    answered = assessment.is_individual and not assessment.round.is_draft
    return redirect("response" if answered else "scoring-start", assessment.uid)
