"""The end of scoring: what is open, confirming, and reopening with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.forms.confirming import ReopenForm
from assessments.models import Assessment
from assessments.results.queries import team_result
from assessments.results.values import IndicatorResult, ScoreKind, TeamResult
from assessments.services import confirmations

from . import scoring_pages as pages


@dataclass(frozen=True, slots=True)
class Named:
    """An indicator with the name of its criterion and the way to it: none where a team talks, for that is a step."""

    result: IndicatorResult
    criterion: str
    url: str


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def confirm(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The last page: what is open, which fives lack evidence, and the coordinator's button."""
    if request.method == "POST":
        return _confirm(request, assessment)
    if assessment.round.is_draft or assessment.is_confirmed:
        return redirect("scoring-start", assessment.uid)
    return _confirm_page(request, assessment)


def _confirm(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    if not can(request.user, Ability.LEAD_TEAM, assessment):
        raise PermissionDenied
    try:
        confirmations.confirm(
            by=user_of(request),
            assessment=assessment,
            with_gaps="with_gaps" in request.POST,
        )
    except confirmations.Gaps as gaps:
        return _confirm_page(request, assessment, problem=str(gaps.reason), status=422)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("scoring-start", assessment.uid)
    messages.success(
        request, _("De teamscores van %(team)s zijn vastgesteld.") % {"team": assessment.team_name}
    )
    if assessment.priorities.exists():  # chosen before it was reopened
        return redirect("team-result", assessment.uid)
    return redirect("priorities", assessment.uid)


def _confirm_page(
    request: HttpRequest, assessment: Assessment, *, problem: str = "", status: int = 200
) -> HttpResponse:
    result = team_result(assessment, language=get_language())
    summary, top = result.summary, len(result.card.levels)

    def lacks_evidence(indicator: IndicatorResult) -> bool:
        cell = indicator.cell
        return cell.kind is ScoreKind.AGREED and cell.level == top and not indicator.words.evidence

    empty = _named(assessment, result, lambda indicator: indicator.cell.kind is ScoreKind.EMPTY)
    medians = _named(assessment, result, lambda indicator: indicator.cell.kind is ScoreKind.MEDIAN)
    unproven = _named(assessment, result, lacks_evidence)
    context = {
        "result": result,
        "facts": [
            {
                "label": _("Met een niveau"),
                "value": summary.scored - len(medians),
                "rest": _("van %(total)s") % {"total": summary.total},
            },
            *([{"label": _("Alleen een mediaan"), "value": len(medians)}] if medians else []),
            {"label": _("Weet ik niet"), "value": summary.unknown},
            {"label": _("Niet van toepassing"), "value": summary.not_applicable},
        ],
        "empty": empty,
        "medians": medians,
        "gaps": len(empty) + len(medians),
        "unproven": unproven,
        "top": result.card.level(top),
        "leaders": pages.leaders(assessment),
        "last": reverse("conversation-agenda", args=[assessment.uid])
        if assessment.is_individual
        else reverse("scoring-criterion", args=[assessment.uid, result.card.criteria[-1].code]),
        "last_number": len(result.card.criteria),
        "problems": [("with_gaps", problem)] if problem else [],
        "unofficial": result.card.has_translation and bool(empty or medians or unproven),
    }
    here = pages.common(request, assessment, _("Overzicht"))
    return render(request, "scoring/confirm.html", here | context, status=status)


def _named(
    assessment: Assessment, result: TeamResult, wanted: Callable[[IndicatorResult], bool]
) -> list[Named]:
    """The indicators that answer `wanted`, in card order."""
    return [
        Named(
            indicator,
            criterion.info.short_name_translation or criterion.info.short_name,
            ""
            if assessment.is_individual
            else f"{reverse('scoring-criterion', args=[assessment.uid, criterion.info.code])}#{indicator.info.code}",
        )
        for criterion in result.criteria
        for indicator in criterion.indicators
        if wanted(indicator)
    ]


@guarded(rows.visible_assessments, may=Ability.LEAD_TEAM)
def reopen(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Ask for a reason, then make confirmed scores editable again."""
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            confirmations.reopen(
                by=user_of(request),
                assessment=assessment,
                reason=form.cleaned_data["reason"],
            )
        except Refused as refused:
            messages.error(request, str(refused.reason))
        else:
            messages.success(
                request,
                _(
                    "De teamscores van %(team)s zijn heropend. Ze tellen pas weer mee als ze opnieuw zijn vastgesteld."
                )
                % {"team": assessment.team_name},
            )
        return redirect("scoring-start", assessment.uid)
    if request.method != "POST" and (reason := policies.reopening(assessment)) is not None:
        messages.info(request, str(reason))
        return redirect("scoring-start", assessment.uid)
    context: dict[str, Any] = {"form": form, "cancel_url": reverse("team-result", args=[assessment.uid])}
    here = pages.common(request, assessment, _("Heropenen"))
    return render(request, "scoring/reopen.html", here | context, status=422 if form.is_bound else 200)
