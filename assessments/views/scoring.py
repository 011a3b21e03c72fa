"""Scoring a team, the way samen: the first page, and a page per criterion."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.forms.scoring import UNREADABLE, ScoringForm, edit_of, settlement
from assessments.models import Assessment
from assessments.results.cards import load_card
from assessments.services.score_edits import Conflict, Invalid, Standing
from assessments.services.scores import save_page, save_score
from assessments.services.texts import clean_line

from . import scoring_pages as pages
from .scoring_pages import Page


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def start(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What this is, who sees what, and on to where one was."""
    if assessment.round.is_draft:
        return redirect("round-detail", assessment.round.uid)
    card = load_card(assessment.round.card_id, get_language())
    progress = pages.progress_of(assessment, card, pages.load_scores(assessment))
    context = {
        "card": card,
        "progress": progress,
        "example": card.levels[-2],
        "refusal": policies.editing_scores(request.user, assessment),
        "leaders": pages.leaders(assessment),
        "reopenings": assessment.confirmations.reopened(),
    }
    return render(request, "scoring/start.html", pages.common(request, assessment) | context)


# --- a criterion --------------------------------------------------------------------------------------------


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def criterion(request: HttpRequest, assessment: Assessment, code: str) -> HttpResponse:
    """The indicators of one criterion. Saves as a whole, or one answer at a time for the page's script."""
    if request.method == "POST":
        if request.headers.get("X-Requested-With") == "fetch":
            return _save_one(request, assessment, code)
        return _save_page(request, pages.load_page(assessment, code))
    page = pages.load_page(assessment, code)
    if refusal := policies.editing_scores(request.user, assessment):
        return _read_only(request, page, refusal)
    return _form_page(request, page, page.form())


def _criterion_context(request: HttpRequest, page: Page) -> dict[str, Any]:
    progress = pages.progress_of(page.assessment, page.card, page.scores, page.criterion.code)
    here = next(criterion for criterion in progress.criteria if criterion.current)
    (theme,) = (theme for theme in page.card.themes if page.criterion in theme.criteria)
    neighbours = {criterion.number: criterion for criterion in progress.criteria}
    return pages.common(request, page.assessment, here.name) | {
        "card": page.card,
        "levels": page.card.levels,
        "criterion": page.criterion,
        "theme": theme,
        "theme_name": theme.translation or theme.name,
        "progress": progress,
        "here": here,
        "elsewhere": progress.answered - here.answered,
        "before": neighbours.get(here.number - 1),
        "after": neighbours.get(here.number + 1),
        "confirm_url": reverse("scoring-confirm", args=[page.assessment.uid]),
        "unofficial": page.card.has_translation,
    }


def _form_page(request: HttpRequest, page: Page, form: ScoringForm, *, status: int = 200) -> HttpResponse:
    errors = [(name.rpartition("-")[0], error) for name, found in form.errors.items() for error in found]
    conflicts = [(f"{code}-conflict", f"{code}: {block['title']}") for code, block in form.conflicts.items()]
    context = {
        "form": form,
        "saved": pages.last_saved(page),
        "problems": [(where, f"{where}: {text}") for where, text in errors] + conflicts,
    }
    return render(
        request, "scoring/criterion.html", _criterion_context(request, page) | context, status=status
    )


def _read_only(request: HttpRequest, page: Page, refusal: Any) -> HttpResponse:
    indicators = [
        {
            "info": indicator,
            "mark": pages.mark(page.card, page.standings.get(indicator.code, Standing())),
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
                code: pages.attempt(conflict, form.edits[code].version)
                for code, conflict in outcome.conflicts.items()
            },
            conflicts={
                code: pages.conflict_block(request.user, page, conflict)
                for code, conflict in outcome.conflicts.items()
            },
        )
        return _form_page(request, page, form, status=409)
    return redirect(_where_to(request, page))


def _where_to(request: HttpRequest, page: Page) -> str:
    """Where the button that was pressed leads; a button of one indicator leads back to it."""
    if request.POST.get("go") == "stop":
        return reverse("home")
    codes = [criterion.code for criterion in page.card.criteria]
    here = codes.index(page.criterion.code)
    step = {"next": 1, "back": -1}.get(request.POST.get("go", ""), 0)
    if here + step == len(codes):
        return reverse("scoring-confirm", args=[page.assessment.uid])
    url = reverse("scoring-criterion", args=[page.assessment.uid, codes[max(here + step, 0)]])
    touched = [
        indicator.code
        for indicator in page.criterion.indicators
        if f"{indicator.code}-clear" in request.POST or f"{indicator.code}-resolve" in request.POST
    ]
    return f"{url}#{touched[0]}" if touched and not step else url


def _save_one(request: HttpRequest, assessment: Assessment, criterion_code: str) -> HttpResponse:
    """One answer, for the script of the page. Answers in JSON: saved, replaced, conflict, invalid or refused."""
    code = clean_line(request.POST.get("indicator", ""))
    edit = None
    try:
        edit = edit_of(request.POST, code)
        if edit is None:
            return JsonResponse({"state": "invalid", "errors": {"choice": str(UNREADABLE)}}, status=422)
        settled = settlement(request.POST, code)
        if settled is not None and not settled.mine:
            return _replacement(assessment, criterion_code, code)
        saved = save_score(
            by=user_of(request),
            assessment=assessment,
            indicator_code=code,
            version=edit.version,
            choice=edit.choice,
            level=edit.level,
            rationale=edit.rationale,
            evidence=edit.evidence,
        )
    except Invalid as invalid:
        errors = {name: message for (_code, name), message in invalid.errors.items()}
        return JsonResponse({"state": "invalid", "errors": errors}, status=422)
    except Refused as refused:
        return JsonResponse({"state": "refused", "message": str(refused.reason)}, status=403)
    except Conflict as conflict:
        page = pages.load_page(assessment, criterion_code)
        block = pages.conflict_block(request.user, page, conflict)
        html = render_to_string("components/conflict.html", {"conflict": block})
        return JsonResponse({"state": "conflict", "html": html}, status=409)
    return JsonResponse(
        {
            "state": "saved",
            "version": saved.standing.version,
            "saved_at": pages.clock(saved.saved_at),
        }
    )


def _replacement(assessment: Assessment, criterion_code: str, code: str) -> HttpResponse:
    """What stands for one indicator, as its fieldset: chosen over one's own answer in a conflict."""
    page = pages.load_page(assessment, criterion_code)
    form = page.form()
    if code not in form.indicators:
        return JsonResponse({"state": "invalid", "errors": {"choice": str(UNREADABLE)}}, status=422)
    return JsonResponse(
        {
            "state": "replaced",
            "html": form.rendered(code),
            "saved_at": pages.clock(page.scores[code].at) if code in page.scores else "",
        }
    )
