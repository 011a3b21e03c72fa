"""Choosing what a team improves first: which, from suggestions with their reasons, and then in which order.

Both steps are one page that keeps nothing but what stands in its address, so that it works without a script too, and
going back or loading it again sends nothing twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability
from assessments.access.policies import Refused
from assessments.enums import MOST_PRIORITIES
from assessments.models import Assessment
from assessments.results.queries import team_result
from assessments.results.suggestions import Reason, suggestions
from assessments.results.values import CriterionInfo, IndicatorResult, TeamResult
from assessments.services.priorities import TOO_MANY, Overtaken, choose_priorities

from .breadcrumbs import assessment_crumbs

REASONS = {
    Reason.NO_LONGER_IN_ORDER: gettext_lazy("was op orde, nu niet meer"),
    Reason.FELL: gettext_lazy("lager dan de vorige keer"),
    Reason.FAR: gettext_lazy("nog ver van op orde"),
    Reason.CLOSE: gettext_lazy("bijna op orde"),
    Reason.UNKNOWN: gettext_lazy("het team weet het niet"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """An indicator that can be chosen; `why` it is suggested, in words, if it is."""

    result: IndicatorResult
    checked: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """The indicators of a criterion that are not suggested; open where one of them is chosen."""

    info: CriterionInfo
    options: tuple[Option, ...]

    @property
    def chosen(self) -> int:
        return sum(option.checked for option in self.options)


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen so far, in order, and the list that stood when the page was first shown."""

    codes: tuple[str, ...]
    seen: tuple[str, ...]

    @classmethod
    def sent(cls, data: QueryDict, known: Iterable[str]) -> Choice:
        """What was put in order before keeps that order; what was added comes after it."""
        there = set(known)

        def those(name: str) -> list[str]:
            return [code for code in dict.fromkeys(data.getlist(name)) if code in there]

        chosen = those("code")
        before = [code for code in those("was") if code in chosen]
        return cls(tuple(dict.fromkeys([*before, *chosen])), tuple(those("seen")))

    def moved(self, code: str, by: int) -> Choice:
        """With one of them a place up (−1) or down (1)."""
        codes = list(self.codes)
        if code in codes:
            place = codes.index(code)
            codes.remove(code)
            codes.insert(max(place + by, 0), code)
        return Choice(tuple(codes), self.seen)


@guarded(rows.visible_assessments, may=Ability.CHOOSE_PRIORITIES)
def priorities(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Choose, put in order, and keep; all of it can be left for later."""
    if (reason := policies.choosing_priorities(assessment)) is not None:
        messages.info(request, str(reason))
        return redirect("team-result", assessment.uid)
    result = team_result(assessment, language=get_language())
    stands = result.assessment.priorities
    data = request.POST if request.method == "POST" else request.GET
    choice = Choice.sent(data, result.card.places)
    if request.method != "POST":
        if "again" in data:
            return _choose(request, assessment, result, choice)
        if 1 < len(choice.codes) <= MOST_PRIORITIES:
            return _put_in_order(request, assessment, result, choice)
        return _choose(request, assessment, result, Choice(stands, stands))
    for pressed, by in (("up", -1), ("down", 1)):
        if moved := data.get(pressed):
            return _step(assessment, choice.moved(moved, by), moved=moved, pressed=pressed)
    if "again" in data:
        return _step(assessment, choice, again="1")
    if len(choice.codes) > MOST_PRIORITIES:
        return _choose(request, assessment, result, choice, problem=str(TOO_MANY))
    if not choice.codes and not choice.seen:
        return _choose(
            request, assessment, result, choice, problem=_("Kies er minstens één, of doe het later.")
        )
    if "next" in data and len(choice.codes) > 1:
        return _step(assessment, choice)
    return _keep(request, assessment, result, choice)


def _step(assessment: Assessment, choice: Choice, **more: str) -> HttpResponse:
    """To the page of a step, with all that it needs in its address."""
    asked = urlencode({"code": choice.codes, "seen": choice.seen, **more}, doseq=True)
    return redirect(f"{reverse('priorities', args=[assessment.uid])}?{asked}")


def _keep(request: HttpRequest, assessment: Assessment, result: TeamResult, choice: Choice) -> HttpResponse:
    try:
        choose_priorities(by=user_of(request), assessment=assessment, codes=choice.codes, seen=choice.seen)
    except Overtaken as overtaken:
        theirs = Choice(overtaken.codes, overtaken.codes)
        mine = Choice(choice.codes, overtaken.codes)
        lists = {"theirs": _named(result, theirs.codes), "mine": _named(result, mine.codes)}
        return _page(request, assessment, "overtaken", mine, lists, status=409)
    except Refused as refused:
        return _choose(request, assessment, result, choice, problem=str(refused.reason))
    number = len(choice.codes)
    done = ngettext("%(n)s prioriteit vastgelegd.", "%(n)s prioriteiten vastgelegd.", number) % {"n": number}
    messages.success(
        request,
        _("%(done)s Maak er nu acties van: wie doet wat, en wanneer is het klaar?") % {"done": done}
        if number
        else _("Er zijn nu geen prioriteiten meer."),
    )
    return redirect(reverse("team-result", args=[assessment.uid]) + "#prioriteiten")


def reasons_in_words(reasons: Sequence[Reason]) -> str:
    """Why an indicator is suggested, in a line; what was op orde and nearly still is says only the first."""
    said = [str(REASONS[one]) for one in reasons]
    if Reason.NO_LONGER_IN_ORDER in reasons and Reason.CLOSE in reasons:
        said.remove(str(REASONS[Reason.CLOSE]))
    return ", ".join(said).capitalize()


def _choose(
    request: HttpRequest, assessment: Assessment, result: TeamResult, choice: Choice, *, problem: str = ""
) -> HttpResponse:
    suggested = {one.indicator.info.code: reasons_in_words(one.reasons) for one in suggestions(result)}
    by_code = {one.info.code: one for one in result.indicators}

    def option(code: str) -> Option:
        return Option(by_code[code], code in choice.codes, suggested.get(code, ""))

    groups = (
        Group(
            criterion.info,
            tuple(option(one.info.code) for one in criterion.indicators if one.info.code not in suggested),
        )
        for criterion in result.criteria
    )
    context = {
        "suggested": [option(code) for code in suggested],
        "groups": [group for group in groups if group.options],
        "has_previous": result.change is not None,
        "error_list": [("", problem)] if problem else [],
    }
    return _page(
        request, assessment, "choose", choice, context | {"result": result}, status=422 if problem else 200
    )


def _put_in_order(
    request: HttpRequest, assessment: Assessment, result: TeamResult, choice: Choice
) -> HttpResponse:
    """The button by which one was just moved keeps the focus, as long as it can do more."""
    context = {
        "items": _named(result, choice.codes),
        "moved": request.GET.get("moved", ""),
        "pressed": request.GET.get("pressed", ""),
        "result": result,
    }
    return _page(request, assessment, "order", choice, context)


def _named(result: TeamResult, codes: Sequence[str]) -> list[IndicatorResult]:
    by_code = {one.info.code: one for one in result.indicators}
    return [by_code[code] for code in codes]


def _page(
    request: HttpRequest,
    assessment: Assessment,
    name: str,
    choice: Choice,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    crumbs = assessment_crumbs(request.user, assessment, form=True)
    crumbs[-1] = (assessment.round.title, None)
    here = {
        "assessment": assessment,
        "choice": choice,
        "most": MOST_PRIORITIES,
        "breadcrumbs": [*crumbs, (_("Prioriteiten"), None)],
    }
    return render(request, f"priorities/{name}.html", here | context, status=status)
