"""Paper: the empty form to print, and typing in what came back on it."""

from __future__ import annotations

import secrets
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.enums import Via
from assessments.forms.paper import TypedForm
from assessments.models import Assessment, Participation
from assessments.reports.engine import PangoMissing
from assessments.reports.paper import paper_form
from assessments.reports.render import form_pdf
from assessments.results.cards import load_card
from assessments.services.paper import change_form, delete_form, type_in
from assessments.services.score_edits import Invalid, Standing
from assessments.services.taking_part import Answerer, has_room

from .answering_pages import load_answers
from .breadcrumbs import Crumbs
from .response_page import response_crumbs


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def empty_form(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The empty form of a team as PDF, in the language of the page."""
    form = paper_form(assessment, as_of=timezone.localdate())
    try:
        content = form_pdf(form)
    except PangoMissing as missing:
        return render(request, "reports/missing.html", {"commands": missing.commands}, status=503)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, form.file_name)},
    )


# --- typing in ------------------------------------------------------------------------------------------------------


@guarded(rows.visible_assessments, may=Ability.INVITE_TO_ANSWER)
def paper(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The next paper form to type in, and the numbers of those before it."""
    if assessment.round.is_draft or not assessment.is_individual:
        return redirect("round-detail", assessment.round.uid)
    form = _form(request, assessment, {})
    if not form.is_bound:
        return _typing_page(request, assessment, form)
    key = request.POST.get("once") or secrets.token_urlsafe(12)
    if not form.is_valid():
        return _typing_page(request, assessment, form, key=key, problems=form.problems)
    if form.blanks and "sure" not in request.POST:
        return _typing_page(request, assessment, form, key=key, blanks=form.blanks)
    try:
        typed = type_in(by=user_of(request), assessment=assessment, edits=form.edits, key=key)
    except (Refused, Invalid) as refused:
        return _typing_page(request, assessment, form, key=key, problems=[("", str(refused))])
    messages.success(
        request,
        _("Opgeslagen als nummer %(number)s. Schrijf dat nummer op het papier.") % {"number": typed.number},
    )
    if "stop" in (request.POST.get("go"), request.POST.get("sure")):
        return redirect("response", assessment.uid)
    return redirect(f"{request.path}?volgende")


@guarded(rows.paper_forms)
def typed_form(request: HttpRequest, typed: Participation) -> HttpResponse:
    """What one typed in oneself, to look at and to correct."""
    form = _form(request, typed.assessment, load_answers(Answerer(typed.assessment, participation=typed)))
    problems = form.problems if form.is_bound and not form.is_valid() else []
    if form.is_bound and not problems:
        try:
            change_form(by=user_of(request), form=typed, edits=form.edits)
        except (Refused, Invalid) as refused:
            problems = [("", str(refused))]
        else:
            messages.success(request, _("Nummer %(number)s is gewijzigd.") % {"number": typed.number})
            return redirect("paper", typed.assessment.uid)
    return _typing_page(request, typed.assessment, form, typed=typed, problems=problems)


@guarded(rows.paper_forms)
def typed_delete(request: HttpRequest, typed: Participation) -> HttpResponse:
    """Take a form back that one typed in oneself."""
    number = typed.number
    if request.method == "POST":
        try:
            delete_form(by=user_of(request), form=typed)
        except Refused as refused:
            messages.error(request, str(refused.reason))
        else:
            messages.success(request, _("Nummer %(number)s is weggehaald.") % {"number": number})
        return redirect("paper", typed.assessment.uid)
    here = _("Nummer %(number)s weghalen") % {"number": number}
    context = {
        "typed": typed,
        "assessment": typed.assessment,
        "breadcrumbs": _crumbs(request, typed.assessment, here),
    }
    return render(request, "paper/delete.html", context)


def _form(request: HttpRequest, assessment: Assessment, standings: dict[str, Standing]) -> TypedForm:
    card = load_card(assessment.round.card_id, get_language())
    return TypedForm(request.POST if request.method == "POST" else None, card=card, standings=standings)


def _typing_page(
    request: HttpRequest,
    assessment: Assessment,
    form: TypedForm,
    *,
    typed: Participation | None = None,
    key: str | None = None,
    problems: list[tuple[str, str]] | None = None,
    blanks: list[str] | None = None,
) -> HttpResponse:
    """A form to type in or to correct. What was typed stays on the page, whatever is wrong."""
    here = _("Nummer %(number)s") % {"number": typed.number} if typed else ""
    on_paper = assessment.participations.filter(via=Via.PAPER).select_related("typed_by").order_by("number")
    context: dict[str, Any] = {
        "assessment": assessment,
        "form": form,
        "unofficial": form.card.has_translation,
        "typed": typed,
        "key": key or secrets.token_urlsafe(12),
        "problems": problems or [],
        "blanks": blanks or [],
        "go": "stop" if request.POST.get("go") == "stop" else "next",
        "on_paper": [] if typed else list(on_paper),
        "refusal": policies.answering(assessment),
        "full": typed is None and not form.is_bound and not has_room(assessment),
        "begin": "volgende" in request.GET and not form.is_bound,
        "breadcrumbs": _crumbs(request, assessment, here),
    }
    return render(request, "paper/type.html", context, status=422 if problems or blanks else 200)


def _crumbs(request: HttpRequest, assessment: Assessment, number: str = "") -> Crumbs:
    """The way to the paper forms of a team, and there to the one with this number."""
    crumbs = response_crumbs(request.user, assessment, _("Papieren formulieren"))
    if not number:
        return crumbs
    return [
        *crumbs[:-1],
        (_("Papieren formulieren"), reverse("paper", args=[assessment.uid])),
        (number, None),
    ]
