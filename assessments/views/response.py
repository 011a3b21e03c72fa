"""How a team takes part: who has begun, inviting by personal link, reminding, taking back, and a larger team."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.policies import Reason, Refused
from assessments.forms.response import InviteToAnswerForm, RaiseForm
from assessments.models import Assessment, Participation
from assessments.services import participations as services
from assessments.services.participations import Invited
from assessments.services.reminders import remind
from assessments.services.ways import raise_size

from .guided import go_on
from .response_page import response_crumbs, response_page


@guarded(rows.invited_by)
def response(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Who has begun, and what can be done to bring in the others; the button reminds all of them."""
    if request.method == "POST":
        return _remind(request, assessment)
    context = {
        "assessment": assessment,
        "page": response_page(request.user, assessment),
        "breadcrumbs": response_crumbs(request.user, assessment),
    }
    return render(request, "response/response.html", context)


def _remind(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    try:
        number = remind(by=user_of(request), assessment=assessment)
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        if number:
            words = ngettext("Er gaat mail naar %(n)s persoon.", "Er gaat mail naar %(n)s mensen.", number)
            messages.success(request, words % {"n": number})
        else:
            messages.warning(request, _("Iedereen die nog niet is begonnen, kreeg vandaag al mail."))
    return redirect("response", assessment.uid)


@guarded(rows.invited_by)
def invite(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if reason := policies.inviting(assessment):
        return _refuse(request, assessment, reason)
    form = InviteToAnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            done = services.invite(
                by=user_of(request),
                assessment=assessment,
                addresses=form.cleaned_data["addresses"],
                language=form.cleaned_data["language"],
            )
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            messages.success(request, _told(done))
            return go_on(request, "response", assessment.uid)
    return _form_page(request, assessment, "response/invite.html", _("Mensen een link sturen"), form)


def _told(done: Invited) -> str:
    """What happened, in a sentence per kind."""
    sentences = []
    if number := len(done.new):
        sentences.append(
            ngettext("%(n)s link gaat op weg.", "%(n)s links gaan op weg.", number) % {"n": number}
        )
    if number := len(done.open):
        sentences.append(
            ngettext("%(n)s adres kreeg al een link.", "%(n)s adressen kregen al een link.", number)
            % {"n": number}
        )
    if done.members:
        sentences.append(
            ngettext(
                "%(addresses)s is van een teamlid, dat met zijn eigen account invult.",
                "%(addresses)s zijn van teamleden, die met hun eigen account invullen.",
                len(done.members),
            )
            % {"addresses": ", ".join(done.members)}
        )
    return " ".join(sentences)


@guarded(rows.invited_by)
def larger(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """More people than was said, with the reason."""
    if reason := policies.inviting(assessment):
        return _refuse(request, assessment, reason)
    now = assessment.declared_size or 0
    form = RaiseForm(request.POST if request.method == "POST" else None, now=now, initial={"size": now + 1})
    if form.is_valid():
        try:
            raise_size(by=user_of(request), assessment=assessment, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused.reason))
        else:
            words = _("Het team telt nu %(n)s mensen. Er is weer plaats om mee te doen.")
            messages.success(request, words % {"n": form.cleaned_data["size"]})
            return redirect("response", assessment.uid)
    return _form_page(request, assessment, "response/larger.html", _("Team groter maken"), form)


def _form_page(
    request: HttpRequest, assessment: Assessment, template: str, here: str, form: Any
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "form": form,
        "breadcrumbs": response_crumbs(request.user, assessment, here),
    }
    return render(request, template, context)


# --- one who takes part ---------------------------------------------------------------------------------------------


@guarded(rows.participations)
def resend(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Sends again at once from the list; whoever comes by the address is asked first."""
    if request.method == "POST":
        done = _("De mail gaat opnieuw op weg. De oude link werkt niet meer.")
        return _carry_out(
            request,
            participation,
            lambda: services.resend(by=user_of(request), participation=participation),
            done,
        )
    return _ask(request, participation, "response/resend.html", _("Opnieuw sturen"))


@guarded(rows.participations)
def withdraw(request: HttpRequest, participation: Participation) -> HttpResponse:
    """Says what goes: who has begun loses their answers for good."""
    if request.method == "POST":
        return _carry_out(
            request,
            participation,
            lambda: services.withdraw(
                by=user_of(request), participation=participation, with_answers="antwoorden" in request.POST
            ),
            _("De deelname is ingetrokken.")
            if participation.number
            else _("De deelname is ingetrokken. De link werkt niet meer."),
        )
    return _ask(request, participation, "response/withdraw.html", _("Intrekken"))


def _carry_out(
    request: HttpRequest, participation: Participation, deed: Callable[[], object], done: str
) -> HttpResponse:
    try:
        deed()
    except Refused as refused:
        messages.error(request, str(refused.reason))
    else:
        messages.success(request, done)
    return redirect("response", participation.assessment.uid)


def _ask(request: HttpRequest, participation: Participation, template: str, here: str) -> HttpResponse:
    assessment = participation.assessment
    if reason := policies.inviting(assessment):
        return _refuse(request, assessment, reason)
    context = {
        "participation": participation,
        "assessment": assessment,
        "breadcrumbs": response_crumbs(request.user, assessment, here),
    }
    return render(request, template, context)


def _refuse(request: HttpRequest, assessment: Assessment, reason: Reason) -> HttpResponse:
    """Say why not, on the page of the response. Nothing was changed."""
    messages.error(request, str(reason))
    return redirect("response", assessment.uid)
