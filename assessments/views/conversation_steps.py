"""A step in a conversation: going somewhere, agreeing, keeping words, settling a conflict; and the page it leads to."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from assessments.access import policies
from assessments.access.guards import user_of
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.forms.score_data import TALK_WORDS, UNREADABLE, choice_value, edit_of, settlement
from assessments.models import Assessment
from assessments.results.topics import Topic, next_open
from assessments.services import conversation as service
from assessments.services.score_edits import Conflict, Edit, Invalid, Standing
from assessments.services.texts import clean_line
from assessments.services.writing import Saved

from . import conversation_pages as talks
from . import scoring_pages as pages
from .conversation_pages import Talk, load_talk
from .form_pages import within_sentence
from .saving import is_by_script, save_one

# --- a step -----------------------------------------------------------------------------------------------------


def take_step(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Go somewhere, keep words, agree, or settle a conflict. The script of the page keeps words in the same place."""
    if not can(request.user, Ability.LEAD_TEAM, assessment):
        raise PermissionDenied
    if is_by_script(request):
        return _keep(request, assessment)
    if (refusal := policies.conversing(assessment)) is not None:
        return _refused(request, assessment, refusal)
    talk = load_talk(request.user, assessment)
    code = clean_line(request.POST.get("indicator", ""))
    topic = next((one for one in talk.topics if one.code == code), None)
    try:
        if topic is None:
            service.go_to(by=user_of(request), assessment=assessment, code=_wanted(request, talk))
            return redirect("conversation", assessment.uid)
        edit = edit_of(request.POST, code, TALK_WORDS) or Edit(0)
        conflict = _carry_out(request, talk, topic, edit).get(code)
    except Invalid as invalid:
        return _invalid(request, talk, topic, invalid)
    except Refused as refused:
        return _refused(request, assessment, refused.reason)
    if conflict:
        return _conflict(request, load_talk(request.user, assessment), topic, edit, conflict)
    return redirect("conversation", assessment.uid)


class TalkSaver(pages.TeamSaver):
    """How the words of a conversation are kept while they are typed: never the choice."""

    def save(self, code: str, edit: Edit, key: UUID | None) -> Saved:
        return super().save(code, edit.words_only, key)


def _keep(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """Keep words; the answer also has the stamp, so that a screen does not follow itself."""
    response = save_one(request, TalkSaver(user_of(request), assessment, TALK_WORDS))
    answer = json.loads(response.content) | {"stamp": talks.stamp_now(assessment)}
    return JsonResponse(answer, status=response.status_code)


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
    messages.success(request, " ".join([text, *talks.last_time(talk, topic)]))


def _refused(request: HttpRequest, assessment: Assessment, reason: Any) -> HttpResponse:
    messages.error(request, _("Er is niets opgeslagen. %(reason)s") % {"reason": reason})
    return redirect("conversation", assessment.uid)


def _invalid(request: HttpRequest, talk: Talk, topic: Topic | None, invalid: Invalid) -> HttpResponse:
    if topic is None:
        messages.error(request, str(UNREADABLE))
        return redirect("conversation", talk.assessment.uid)
    problems = [(f"{topic.code}-{name}", message) for (_code, name), message in invalid.errors.items()]
    return topic_page(
        request, talk, topic, meant=_posted(request, talk, topic), problems=problems, status=422
    )


# --- the page of one indicator ----------------------------------------------------------------------------------


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


def topic_page(
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
    """Somebody else wrote in between: both values side by side, the own one still in the fields.

    The block is there alone and takes the focus: naming it among the errors would tell it twice.
    """
    return topic_page(
        request,
        talk,
        topic,
        meant=_posted(request, talk, topic),
        version=edit.version,
        conflict=pages.conflict_block(request.user, talk.card, talk.scores, conflict),
        status=409,
    )
