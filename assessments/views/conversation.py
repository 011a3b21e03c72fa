"""The conversation of a team about what everybody answered: led on the big screen, followed on others."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments import charts
from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import Choice
from assessments.models import Assessment
from assessments.results.last_time import last_time
from assessments.results.topics import Topic, first_to_discuss
from assessments.services import conversation as service
from assessments.services.score_edits import Edit, Standing

from . import conversation_pages as talks
from .conversation_pages import Talk, load_talk
from .conversation_steps import take_step, topic_page
from .form_pages import mark


@guarded(rows.conversations)
def conversation(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What is on the big screen now: an indicator, or the agenda. Who leads the team takes the steps."""
    if request.method == "POST":
        return take_step(request, assessment)
    if (refusal := policies.conversing(assessment)) is not None:
        return _not_now(request, assessment, refusal)
    talk = load_talk(request.user, assessment)
    if talk.current is None:
        return _agenda(request, talk, follows=True)
    return topic_page(request, talk, talk.current)


@guarded(rows.conversations)
def agenda(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What to discuss first, on one page of paper, and the whole order with where the team is."""
    if (refusal := policies.conversing(assessment)) is not None:
        return _not_now(request, assessment, refusal)
    return _agenda(request, load_talk(request.user, assessment), follows=False)


@guarded(rows.followed)
def stamp(request: HttpRequest, followed: Assessment) -> HttpResponse:
    """Whether something changed, for other screens that follow. `done` says that nothing will any more."""
    return JsonResponse({"stamp": talks.stamp_of(followed), "done": followed.is_confirmed})


@guarded(rows.conversations, may=Ability.LEAD_TEAM)
def unanimous(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """A preview of what all agree on, to be accepted at once."""
    if (refusal := policies.conversing(assessment)) is not None:
        return _not_now(request, assessment, refusal)
    talk = load_talk(request.user, assessment)
    found = [topic for topic in talk.topics if topic.unanimous and topic.code not in talk.agreed]
    place = [indicator.code for indicator in talk.card.indicators]
    if request.method == "POST":
        return _accept(request, talk, found)
    context = {
        "assessment": assessment,
        "items": [
            {
                "topic": topic,
                "mark": mark(talk.card, Standing(Choice.LEVEL, topic.unanimous)),
            }
            for topic in sorted(found, key=lambda topic: place.index(topic.code))
        ],
        "unofficial": talk.card.has_translation and bool(found),
        "breadcrumbs": talks.crumbs_of(request.user, assessment, _("Eens")),
    }
    return render(request, "conversation/unanimous.html", context)


def _accept(request: HttpRequest, talk: Talk, found: list[Topic]) -> HttpResponse:
    """Only what was seen in the preview, and what is still so: the level comes from the spread, not from the form."""
    wanted = set(request.POST.getlist("code"))
    edits = {
        topic.code: Edit(talk.standing(topic).version, Choice.LEVEL, topic.unanimous)
        for topic in found
        if topic.code in wanted
    }
    try:
        saved = service.accept_unanimous(by=user_of(request), assessment=talk.assessment, levels=edits)
    except Refused as refused:
        messages.error(request, str(refused.reason))
        return redirect("conversation", talk.assessment.uid)
    if done := len(saved.saved):
        messages.success(
            request,
            ngettext("%(n)s niveau is vastgelegd.", "%(n)s niveaus zijn vastgelegd.", done) % {"n": done},
        )
    if left := len(wanted) - done:
        messages.info(
            request,
            ngettext(
                "%(n)s indicator is intussen al besproken en bleef zoals hij was.",
                "%(n)s indicatoren zijn intussen al besproken en bleven zoals ze waren.",
                left,
            )
            % {"n": left},
        )
    return redirect("conversation-agenda", talk.assessment.uid)


# --- pages ------------------------------------------------------------------------------------------------------


def _agenda(request: HttpRequest, talk: Talk, *, follows: bool) -> HttpResponse:
    assessment, agreed = talk.assessment, talk.agreed
    first = first_to_discuss(talk.topics)
    context = {
        "assessment": assessment,
        "talk": talk,
        "follows": follows,
        "first": [
            (
                topic,
                talks.said_of(topic),
                charts.spread_bar(topic.spread, talk.card, key=f"spread-{topic.code}", name=topic.code),
            )
            for topic in first
            if topic.spread
        ],
        "lines": [
            {
                "topic": topic,
                "mark": mark(talk.card, talk.standing(topic)) if topic.code in agreed else None,
                "is_current": topic == talk.current,
            }
            for topic in talk.topics
        ],
        "agreed": len(agreed),
        "left": len(talk.topics) - len(agreed),
        "hidden": sum(topic.spread is None for topic in talk.topics),
        "unanimous": sum(bool(topic.unanimous) and topic.code not in agreed for topic in talk.topics),
        "unofficial": talk.card.has_translation,
        "last": last_time(assessment, talk.card),
        "breadcrumbs": talks.crumbs_of(request.user, assessment),
    }
    return render(request, "conversation/agenda.html", context)


def _not_now(request: HttpRequest, assessment: Assessment, refusal: Any) -> HttpResponse:
    """Before answering is closed, and after confirming: why, and where to go."""
    context = {
        "assessment": assessment,
        "refusal": refusal,
        "leads": can(request.user, Ability.LEAD_TEAM, assessment),
        "answers": can(request.user, Ability.ANSWER, assessment),
        "breadcrumbs": talks.crumbs_of(request.user, assessment),
    }
    return render(request, "conversation/not_now.html", context)
