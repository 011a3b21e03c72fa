"""One answer of a form, saved by the script of its page. Answers in JSON, for the team's form and one person's alike.

The state is: saved, replaced, conflict, invalid, refused, or someone-else where the page was made for another person
than who is there now, as on a shared computer. What a browser kept for one person is never written as another's.
"""

from __future__ import annotations

from typing import Any, Protocol
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string

from assessments.access.policies import Refused
from assessments.forms.score_data import UNREADABLE, Words, edit_of, settlement
from assessments.services.score_edits import Conflict, Edit, Invalid
from assessments.services.texts import clean_line
from assessments.services.writing import Saved

from .form_pages import clock


def is_by_script(request: HttpRequest) -> bool:
    """Whether the script of a page asks, which reads JSON; not a form that is sent, which is answered by a page."""
    return request.headers.get("X-Requested-With") == "fetch"


def is_of_other(request: HttpRequest, person: str) -> bool:
    """Whether what is sent comes from a page that was made for another person than who is there now."""
    return request.POST.get("person", person) != person


class Saver(Protocol):
    """How one form saves an answer, and what it shows in the place of it."""

    @property
    def words(self) -> Words: ...

    @property
    def person(self) -> str:
        """The key of who is there now (see `WayIn.key`)."""

    def save(self, code: str, edit: Edit, key: UUID | None) -> Saved: ...

    def conflict(self, conflict: Conflict) -> dict[str, Any]:
        """Both values, for `components/conflict.html`."""

    def fieldset(self, code: str) -> tuple[str, str] | None:
        """What stands for an indicator of this page as HTML, and when that was saved; None where it is not here."""


def save_one(request: HttpRequest, saver: Saver) -> JsonResponse:
    """Save one answer. With a `key` it is written once, however often it is sent."""
    if is_of_other(request, saver.person):
        return JsonResponse({"state": "someone-else"}, status=403)
    code = clean_line(request.POST.get("indicator", ""))
    try:
        edit = edit_of(request.POST, code, saver.words)
        key = UUID(request.POST["key"]) if "key" in request.POST else None
        settled = settlement(request.POST, code) if edit else None
    except Invalid as invalid:
        return _invalid(invalid)
    except ValueError:
        return _unreadable()
    if edit is None:
        return _unreadable()
    if settled is not None and not settled.mine:
        return _replacement(saver, code)
    try:
        saved = saver.save(code, edit, key)
    except Invalid as invalid:
        return _invalid(invalid)
    except Refused as refused:
        return JsonResponse({"state": "refused", "message": str(refused.reason)}, status=403)
    except Conflict as conflict:
        html = render_to_string("components/conflict.html", {"conflict": saver.conflict(conflict)})
        return JsonResponse({"state": "conflict", "html": html}, status=409)
    return JsonResponse({"state": "saved", "version": saved.version, "saved_at": clock(saved.saved_at)})


def _replacement(saver: Saver, code: str) -> JsonResponse:
    """What stands for one indicator: chosen over one's own answer in a conflict."""
    found = saver.fieldset(code)
    if found is None:
        return _unreadable()
    html, saved_at = found
    return JsonResponse({"state": "replaced", "html": html, "saved_at": saved_at})


def _invalid(invalid: Invalid) -> JsonResponse:
    errors = {name: message for (_code, name), message in invalid.errors.items()}
    return JsonResponse({"state": "invalid", "errors": errors}, status=422)


def _unreadable() -> JsonResponse:
    return JsonResponse({"state": "invalid", "errors": {"choice": str(UNREADABLE)}}, status=422)
