"""Scoring a team, the way samen: the first page, and a page per criterion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.score_data import TEAM_WORDS
from assessments.forms.scoring import ScoringForm
from assessments.models import Assessment
from assessments.results.cards import load_card
from assessments.results.last_time import last_time
from assessments.services.score_edits import Standing
from assessments.services.scores import save_page

from . import scoring_pages as pages
from .form_pages import Ways, attempt, clock, criterion_context, mark, problems, progress_of, where_to
from .saving import is_by_script, is_of_other, save_one
from .scoring_pages import Page


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def start(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What this is, who sees what, and on to where one was."""
    if assessment.round.is_draft:
        return redirect("round-detail", assessment.round.uid)
    if assessment.is_individual and not assessment.is_confirmed:
        return redirect("conversation", assessment.uid)
    card = load_card(assessment.round.card_id, get_language())
    standings = {code: stored.standing for code, stored in pages.load_scores(assessment).items()}
    progress = progress_of(card, standings, pages.criterion_url(assessment))
    refusal = policies.editing_scores(request.user, assessment)
    context = {
        "card": card,
        "progress": progress,
        "example": card.levels[-2],
        "refusal": refusal,
        "last": None if refusal else last_time(assessment, card),
        "leaders": pages.leaders(assessment),
        "reopenings": assessment.confirmations.reopened(),
    }
    return render(request, "scoring/start.html", pages.common(request, assessment) | context)


# --- a criterion --------------------------------------------------------------------------------------------


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def criterion(request: HttpRequest, assessment: Assessment, code: str) -> HttpResponse:
    """The indicators of one criterion. Saves as a whole, or one answer at a time for the page's script."""
    if request.method == "POST":
        if is_by_script(request):
            return save_one(request, FormSaver(user_of(request), assessment, TEAM_WORDS, code))
        return _save_page(request, pages.load_page(assessment, code))
    page = pages.load_page(assessment, code)
    if refusal := policies.editing_scores(request.user, assessment):
        return _read_only(request, page, refusal)
    return _form_page(request, page, page.form())


def _criterion_context(request: HttpRequest, page: Page) -> dict[str, Any]:
    url = pages.criterion_url(page.assessment)
    context = criterion_context(
        page.card, page.criterion, progress_of(page.card, page.standings, url, page.criterion.code)
    )
    own = {
        "form_key": f"team-{page.assessment.uid}",
        "end_url": reverse("scoring-confirm", args=[page.assessment.uid]),
    }
    return pages.common(request, page.assessment, context["here"].name) | context | own


def _form_page(
    request: HttpRequest, page: Page, form: ScoringForm, *, made_for: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "saved": pages.last_saved(page),
        "problems": problems(form),
        "made_for": made_for,
    }
    return render(
        request, "scoring/criterion.html", _criterion_context(request, page) | context, status=status
    )


def _read_only(request: HttpRequest, page: Page, refusal: Any) -> HttpResponse:
    indicators = [
        {
            "info": indicator,
            "mark": mark(page.card, page.standings.get(indicator.code, Standing())),
            "standing": page.standings.get(indicator.code),
        }
        for indicator in page.criterion.indicators
    ]
    context = {"indicators": indicators, "refusal": refusal, "leaders": pages.leaders(page.assessment)}
    context["today"] = timezone.localdate()
    return render(request, "scoring/criterion_read.html", _criterion_context(request, page) | context)


def _save_page(request: HttpRequest, page: Page) -> HttpResponse:
    """Without a script: the whole page, then on to where the button leads."""
    assessment = page.assessment
    form = page.form(request.POST)
    if is_of_other(request, str(user_of(request).uid)):
        form.is_valid()
        return _form_page(request, page, form, made_for=request.POST["person"], status=409)
    if not form.is_valid():
        return _form_page(request, page, form, status=422)
    try:
        outcome = save_page(by=user_of(request), assessment=assessment, edits=form.edits)
    except Refused as refused:
        messages.error(request, _("Er is niets opgeslagen. %(reason)s") % {"reason": refused.reason})
        return redirect(request.path)
    if outcome.conflicts:
        page = pages.load_page(assessment, page.criterion.code)
        form = page.form(
            attempts={
                code: attempt(conflict, form.edits[code].version)
                for code, conflict in outcome.conflicts.items()
            },
            conflicts={
                code: pages.conflict_block(request.user, page.card, page.scores, conflict)
                for code, conflict in outcome.conflicts.items()
            },
        )
        return _form_page(request, page, form, status=409)
    ways = Ways(reverse("home"), reverse("scoring-confirm", args=[assessment.uid]), page.url)
    return redirect(where_to(request, page.card, page.criterion, ways))


@dataclass(frozen=True)
class FormSaver(pages.TeamSaver):
    """How the team's form saves one answer, on the page of a criterion."""

    criterion: str

    def fieldset(self, code: str) -> tuple[str, str] | None:
        page = pages.load_page(self.assessment, self.criterion)
        form = page.form()
        if code not in form.indicators:
            return None
        return form.rendered(code), clock(page.scores[code].at) if code in page.scores else ""
