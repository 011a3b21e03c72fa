"""The pages of the individual form, for whoever answers, by whichever way in.

What somebody answered is shown to themselves alone. Once answering is closed their answers are gone, and these pages
say so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from assessments.access import policies
from assessments.access.policies import Refused
from assessments.forms.score_data import Words, person_words
from assessments.forms.scoring import ScoringForm
from assessments.models import Answer
from assessments.results.cards import load_card
from assessments.results.last_time import chosen_last_time, last_time
from assessments.results.values import CardInfo, CriterionInfo
from assessments.services.answers import erase_answers, save_answer, save_answers
from assessments.services.score_edits import Conflict, Edit, Standing
from assessments.services.taking_part import Answerer
from assessments.services.writing import PERSON, Saved

from .breadcrumbs import Crumbs
from .form_pages import (
    Progress,
    Ways,
    agreed_before,
    attempt,
    criterion_context,
    load_criterion,
    problems,
    progress_of,
    two_values,
    where_to,
)
from .saving import is_by_script, is_of_other, save_one
from .scoring_pages import leaders
from .way_in import WayIn

EXAMPLE = (2, 3, 1)
"""How many people chose each of the last levels, in the example of what a team sees."""

# --- what somebody answered ---------------------------------------------------------------------------------


def load_answers(answerer: Answerer) -> dict[str, Standing]:
    """Return what stands of one person, by indicator code, in one query."""
    rows = Answer.objects.filter(response__participation__assessment=answerer.assessment)
    if answerer.participation is not None:
        rows = rows.filter(response__participation=answerer.participation)
    else:
        rows = rows.filter(response__participation__user=answerer.user)
    return {
        code: PERSON.standing(values) for code, *values in rows.values_list("indicator__code", *PERSON.stored)
    }


@dataclass(frozen=True, slots=True)
class Page:
    """A criterion with everything that one person answered, loaded in three queries."""

    way: WayIn
    card: CardInfo
    criterion: CriterionInfo
    standings: dict[str, Standing]

    @classmethod
    def load(cls, way: WayIn, code: str) -> Page:
        """Raises `Http404`."""
        return cls(way, *load_criterion(way.assessment, code), load_answers(way.answerer))

    @property
    def progress(self) -> Progress:
        return _progress(self.way, self.card, self.standings, self.criterion.code)

    def form(self, data: Any = None, **kwargs: Any) -> ScoringForm:
        """The form of this criterion, with what the team agreed last time; who will read a remark takes queries too."""
        assessment = self.way.assessment
        return ScoringForm(
            data,
            card=self.card,
            criterion=self.criterion,
            standings=self.standings,
            before=agreed_before(assessment, self.card, self.criterion),
            words=person_words(leaders(assessment)),
            **kwargs,
        )

    def conflict(self, conflict: Conflict) -> dict[str, Any]:
        title = _("Je hebt dit intussen ook op een andere plek ingevuld")
        return two_values(self.card, conflict, title=title, theirs=_("Wat er nu staat"))


def _progress(way: WayIn, card: CardInfo, standings: dict[str, Standing], current: str = "") -> Progress:
    return progress_of(card, standings, lambda code: way.url("criterion", code), current)


# --- the pages ----------------------------------------------------------------------------------------------


def start_page(request: HttpRequest, way: WayIn, said: Message | None = None) -> HttpResponse:
    """What this is, who will see what, and on to where one was; and what came of what one did, where it is `said`."""
    card = load_card(way.assessment.round.card_id, get_language())
    context = {
        "card": card,
        "progress": _progress(way, card, load_answers(way.answerer)),
        "example": card.levels[-2],
        "spread": list(zip(card.levels[-len(EXAMPLE) :], EXAMPLE[-len(card.levels) :], strict=True)),
        "leaders": leaders(way.assessment),
        "last": chosen_last_time(way.assessment, card),
        "may_follow": policies.conversing(way.assessment) is None,
    }
    told = {"messages": [said]} if said else {}
    return render(request, "answering/start.html", _common(way) | context | told)


def _tell(request: HttpRequest, way: WayIn, level: int, text: str) -> HttpResponse:
    """Say on the first page what came of it. For who has no account nothing is kept in between: that would make a
    session, and one more each time for whoever does so without end.
    """
    if not way.by_account:
        return start_page(request, way, Message(level, text))
    messages.add_message(request, level, text)
    return redirect(way.url("start"))


def criterion_page(request: HttpRequest, way: WayIn, code: str) -> HttpResponse:
    """The indicators of one criterion; saved as a whole, or one answer at a time by the script of the page."""
    if request.method == "POST":
        if is_by_script(request):
            return save_one(request, PersonSaver(way, code))
        return _save_page(request, Page.load(way, code))
    if policies.answering(way.assessment):
        return redirect(way.url("start"))
    page = Page.load(way, code)
    return _form_page(request, page, page.form())


def done_page(request: HttpRequest, way: WayIn) -> HttpResponse:
    """Past the last criterion: what is still open, that nothing need be sent, and until when one can change it."""
    if policies.answering(way.assessment):
        return redirect(way.url("start"))
    card = load_card(way.assessment.round.card_id, get_language())
    standings = load_answers(way.answerer)
    open_ones = [
        {
            "info": indicator,
            "criterion": criterion,
            "url": f"{way.url('criterion', criterion.code)}#{indicator.code}",
        }
        for criterion in card.criteria
        for indicator in criterion.indicators
        if not standings.get(indicator.code, Standing()).is_answered
    ]
    context = {
        "card": card,
        "progress": _progress(way, card, standings),
        "open": open_ones,
        "leaders": leaders(way.assessment),
        "last": None if open_ones else last_time(way.assessment, card),
        "stop_url": way.stop_url if open_ones else way.finished_url,
        "unofficial": card.has_translation and bool(open_ones),
    }
    return render(request, "answering/done.html", _common(way, _("Klaar")) | context)


def erase_page(request: HttpRequest, way: WayIn) -> HttpResponse:
    """Erase everything that one answered, after being asked."""
    if request.method == "POST" and not is_of_other(request, way.key):
        try:
            erased = erase_answers(by=way.answerer)
        except Refused as refused:
            return _tell(request, way, messages.ERROR, str(refused.reason))
        text = ngettext("%(number)s antwoord is gewist.", "%(number)s antwoorden zijn gewist.", erased)
        said = text % {"number": erased} if erased else _("Er was niets om te wissen.")
        return _tell(request, way, messages.SUCCESS, said)
    if policies.answering(way.assessment):
        return redirect(way.url("start"))
    given = sum(not standing.is_empty for standing in load_answers(way.answerer).values())
    return render(request, "answering/erase.html", _common(way, _("Wissen")) | {"given": given})


def _common(way: WayIn, here: str = "") -> dict[str, Any]:
    """What every page of the form knows; `here` names the page within it, but for the first."""
    assessment = way.assessment
    start = way.url("start")
    crumbs: Crumbs = [
        (assessment.school_name, None),
        (assessment.team_name, None),
        (assessment.round.title, start if here else None),
    ]
    return {
        "way": way,
        "browser_key": way.key,
        "assessment": assessment,
        "refusal": policies.answering(assessment),
        "breadcrumbs": [*crumbs, (here, None)] if here else crumbs,
        "stop_url": way.stop_url,
        "mark_url": reverse("home") if way.by_account else start,
        "number_url": way.number_url,
        "start_url": start,
        "done_url": way.url("done"),
        "erase_url": way.url("erase"),
    }


# --- a criterion --------------------------------------------------------------------------------------------


def _form_page(
    request: HttpRequest, page: Page, form: ScoringForm, *, made_for: str = "", status: int = 200
) -> HttpResponse:
    context = criterion_context(page.card, page.criterion, page.progress)
    here = any(not page.standings.get(one.code, Standing()).is_empty for one in page.criterion.indicators)
    own = {
        "form": form,
        "form_key": f"answers-{page.way.assessment.uid}",
        "end_url": page.way.url("done"),
        "problems": problems(form),
        "made_for": made_for,
        "saved": _("Opgeslagen") if here else "",
        "keeps_time": True,
    }
    common = _common(page.way, context["here"].name)
    return render(request, "answering/criterion.html", common | context | own, status=status)


def _save_page(request: HttpRequest, page: Page) -> HttpResponse:
    """Without a script: the whole page, then on to where the button leads."""
    way = page.way
    form = page.form(request.POST)
    if is_of_other(
        request, way.key
    ):  # shown as it was typed, and still theirs: one more click does not send it
        form.is_valid()
        return _form_page(request, page, form, made_for=request.POST["person"], status=409)
    if not form.is_valid():
        return _form_page(request, page, form, status=422)
    try:
        outcome = save_answers(by=way.answerer, edits=form.edits)
    except Refused as refused:
        said = _("Er is niets opgeslagen. %(reason)s") % {"reason": refused.reason}
        return _tell(request, way, messages.ERROR, said)
    if outcome.conflicts:
        page = Page.load(way, page.criterion.code)
        form = page.form(
            attempts={
                code: attempt(conflict, form.edits[code].version)
                for code, conflict in outcome.conflicts.items()
            },
            conflicts={code: page.conflict(conflict) for code, conflict in outcome.conflicts.items()},
        )
        return _form_page(request, page, form, status=409)
    ways = Ways(
        way.stop_url,
        way.url("done"),
        lambda code: way.url("criterion", code),
    )
    return redirect(where_to(request, page.card, page.criterion, ways))


@dataclass(frozen=True, slots=True)
class PersonSaver:
    """How the form of one person saves one answer (see `saving.Saver`)."""

    way: WayIn
    criterion: str

    @property
    def words(self) -> Words:
        return person_words()

    @property
    def person(self) -> str:
        return self.way.key

    def save(self, code: str, edit: Edit, key: UUID | None) -> Saved:
        return save_answer(by=self.way.answerer, indicator_code=code, edit=edit, key=key)

    def conflict(self, conflict: Conflict) -> dict[str, Any]:
        return Page.load(self.way, self.criterion).conflict(conflict)

    def fieldset(self, code: str) -> tuple[str, str] | None:
        form = Page.load(self.way, self.criterion).form()
        return (form.rendered(code), "") if code in form.indicators else None
