"""The conversation of a team about what everybody answered: led on the big screen, followed on others."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.access import policies, rows
from assessments.access.guards import guarded, user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import Choice
from assessments.forms.score_data import UNREADABLE, choice_value, edit_of, settlement
from assessments.models import Assessment
from assessments.results.topics import Topic, first_to_discuss, next_open
from assessments.services import conversation as service
from assessments.services.score_edits import Conflict, Edit, Invalid, Standing
from assessments.services.texts import clean_line

from . import conversation_pages as talks
from . import scoring_pages as pages
from .conversation_pages import Talk, load_talk
from .form_pages import clock, mark, within_sentence


@guarded(rows.conversations)
def conversation(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What is on the big screen now: an indicator, or the agenda. Who leads the team takes the steps."""
    if request.method == "POST":
        return _step(request, assessment)
    if (refusal := policies.conversing(assessment)) is not None:
        return _not_now(request, assessment, refusal)
    talk = load_talk(request.user, assessment)
    if talk.current is None:
        return _agenda(request, talk, follows=True)
    return _topic(request, talk, talk.current)


@guarded(rows.conversations)
def agenda(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """What to discuss first, on one page of paper, and the whole order with where the team is."""
    if (refusal := policies.conversing(assessment)) is not None:
        return _not_now(request, assessment, refusal)
    return _agenda(request, load_talk(request.user, assessment), follows=False)


@guarded(rows.conversations)
def stamp(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Whether something changed, for other screens that follow. `done` says that nothing will any more."""
    return JsonResponse({"stamp": talks.stamp_of(assessment), "done": assessment.is_confirmed})


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


# --- a step -----------------------------------------------------------------------------------------------------


def _step(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Go somewhere, keep words, agree, or settle a conflict; answers the script of the page in JSON."""
    if not can(request.user, Ability.LEAD_TEAM, assessment):
        raise PermissionDenied
    is_script = request.headers.get("X-Requested-With") == "fetch"
    if (refusal := policies.conversing(assessment)) is not None:
        return _refused(request, assessment, refusal, is_script=is_script)
    talk = load_talk(request.user, assessment)
    code = clean_line(request.POST.get("indicator", ""))
    topic = next((one for one in talk.topics if one.code == code), None)
    try:
        if topic is None:
            service.go_to(by=user_of(request), assessment=assessment, code=_wanted(request, talk))
            return redirect("conversation", assessment.uid)
        edit = edit_of(request.POST, code) or Edit(0)
        edit = replace(edit, dissent=request.POST.get(f"{code}-dissent"))
        saved = _carry_out(request, talk, topic, edit)
    except Invalid as invalid:
        return _invalid(request, talk, topic, invalid, is_script=is_script)
    except Refused as refused:
        return _refused(request, assessment, refused.reason, is_script=is_script)
    if conflict := saved.get(code):
        if is_script:
            return JsonResponse({"state": "conflict"}, status=409)
        return _conflict(request, load_talk(request.user, assessment), topic, edit, conflict)
    if is_script:
        return _kept(assessment, code)
    return redirect("conversation", assessment.uid)


def _carry_out(request: HttpRequest, talk: Talk, topic: Topic, edit: Edit) -> dict[str, Conflict]:
    """Do what the button says with one indicator. Returns the conflict that was met, by its code."""
    by, assessment, code = user_of(request), talk.assessment, topic.code
    settled = settlement(request.POST, code)
    if settled is not None and not settled.mine:
        return {}
    if request.POST.get("do") == "agree" or settled is not None:
        then = next_open(talk.topics, code, talk.agreed | {code})
        page = service.agree(by=by, assessment=assessment, code=code, edit=edit, then=then)
        if not page.conflicts:
            _tell_agreed(request, talk, topic, page.saved[code])
        return page.conflicts
    page = service.keep_words(by=by, assessment=assessment, code=code, edit=edit)
    if page.conflicts:
        return page.conflicts
    if request.POST.get("do") == "later":
        then = next_open(talk.topics, code, talk.agreed)
        service.go_to(by=by, assessment=assessment, code=then)
    elif "go" in request.POST:
        service.go_to(by=by, assessment=assessment, code=_wanted(request, talk))
    return {}


def _wanted(request: HttpRequest, talk: Talk) -> str | None:
    """Where a button leads: to an indicator, or without one to the first that is open."""
    code = clean_line(request.POST.get("go", ""))
    return code or next_open(talk.topics, "", talk.agreed)


def _tell_agreed(request: HttpRequest, talk: Talk, topic: Topic, standing: Standing) -> None:
    """What was agreed, and only now what it was last time."""
    score = within_sentence(talk.card, standing.choice, standing.level)
    text = _("%(code)s vastgelegd: %(score)s.") % {"code": topic.code, "score": score}
    messages.success(request, " ".join(filter(None, [text, talks.last_time(talk, topic)])))


def _kept(assessment: Assessment, code: str) -> HttpResponse:
    stored = pages.load_scores(assessment).get(code)
    return JsonResponse(
        {
            "state": "saved",
            "version": stored.standing.version if stored else 0,
            "saved_at": clock(stored.at) if stored else "",
            "stamp": talks.stamp_of(assessment),
        }
    )


def _refused(request: HttpRequest, assessment: Assessment, reason: Any, *, is_script: bool) -> HttpResponse:
    if is_script:
        return JsonResponse({"state": "refused", "message": str(reason)}, status=403)
    messages.error(request, _("Er is niets opgeslagen. %(reason)s") % {"reason": reason})
    return redirect("conversation", assessment.uid)


def _invalid(
    request: HttpRequest, talk: Talk, topic: Topic | None, invalid: Invalid, *, is_script: bool
) -> HttpResponse:
    if is_script:
        errors = {name: message for (_code, name), message in invalid.errors.items()}
        return JsonResponse({"state": "invalid", "errors": errors}, status=422)
    if topic is None:
        messages.error(request, str(UNREADABLE))
        return redirect("conversation", talk.assessment.uid)
    problems = [(f"{topic.code}-{name}", message) for (_code, name), message in invalid.errors.items()]
    return _topic(request, talk, topic, meant=_posted(request, talk, topic), problems=problems, status=422)


# --- pages ------------------------------------------------------------------------------------------------------


def _stored(standing: Standing) -> dict[str, str]:
    """What the fields hold when a page opens."""
    return {
        "choice": choice_value(standing.choice, standing.level),
        "rationale": standing.rationale,
        "evidence": standing.evidence,
        "dissent": standing.dissent,
    }


def _posted(request: HttpRequest, talk: Talk, topic: Topic) -> dict[str, str]:
    """What somebody sent, where it differs from what stands: shown again, so that nothing is typed twice."""
    stored = _stored(talk.standing(topic))
    return {name: request.POST.get(f"{topic.code}-{name}", value) for name, value in stored.items()}


def _topic(
    request: HttpRequest,
    talk: Talk,
    topic: Topic,
    *,
    meant: dict[str, str] | None = None,
    version: int | None = None,
    problems: list[tuple[str, str]] | None = None,
    conflict: dict[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    standing = talk.standing(topic)
    context = talks.topic_context(
        request.user,
        talk,
        topic,
        meant or _stored(standing),
        standing.version if version is None else version,
    )
    context |= {
        "assessment": talk.assessment,
        "talk": talk,
        "problems": problems or [],
        "conflict": conflict,
        "unofficial": bool(topic.info.translation),
    }
    template = "conversation/lead.html" if talk.leads else "conversation/follow.html"
    return render(request, template, context, status=status)


def _conflict(request: HttpRequest, talk: Talk, topic: Topic, edit: Edit, conflict: Conflict) -> HttpResponse:
    """Somebody else wrote in between: both values side by side, the own one still in the fields."""
    page = pages.Page(talk.assessment, talk.card, topic.criterion, talk.scores)
    block = pages.conflict_block(request.user, page, conflict)
    meant = _posted(request, talk, topic)
    return _topic(request, talk, topic, meant=meant, version=edit.version, conflict=block, status=409)


def _agenda(request: HttpRequest, talk: Talk, *, follows: bool) -> HttpResponse:
    assessment, agreed = talk.assessment, talk.agreed
    first = first_to_discuss(talk.topics)
    context = {
        "assessment": assessment,
        "talk": talk,
        "follows": follows,
        "first": [(topic, talks.said_of(topic)) for topic in first],
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
