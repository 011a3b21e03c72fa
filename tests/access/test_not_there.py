"""What is not there and what is not yours answer alike: status, words, headers, queries, and the way through our code.

That they take as long is so by construction: the same functions run in the same order, and ask the database the same.
"""

from __future__ import annotations

import gc
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import connection, transaction
from django.http import Http404
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import assessments
from assessments.checks import routes
from assessments.views import errors
from assessments.views.security import passkey_uid
from tests.access.door import knock
from tests.access.scene import Scene, make_scene

NOBODY = ["stranger", "former_member", "member", "board_coordinator", "administrator"]
"""People who have nothing to do with the foreign board."""

ROUTES = sorted({pattern.name for path, pattern in routes() if "<uuid:uid>" in path and pattern.name})
METHODS = {"get": {}, "post": {"reason": "x", "with_gaps": "on", "VA1.1-choice": "3", "indicator": "VA1.1"}}


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    with django_db_blocker.unblock(), transaction.atomic():
        scene = make_scene()
        # What is imported, built and read for the first error page is not part of the way to the next.
        for person in (*NOBODY, "manager"):
            knock("get", "/bestaat-niet/", session=scene.session(person))
        yield scene
        transaction.set_rollback(True)


def foreign(route: str, scene: Scene) -> dict[str, Any]:
    """The arguments by which the foreign board's own people come to a page."""
    kind: dict[str, Any] = {
        "action": scene.foreign_action,
        "audit": scene.cast.foreign_board,
        "board": scene.cast.foreign_board,
        "card": scene.foreign_card,
        "retention": scene.cast.foreign_board,
        "invitation": scene.foreign_invitation,
        "membership": scene.cast.foreign_member.memberships.get(),
        "person": scene.cast.foreign_member,
        "organisation": scene.cast.foreign_board,
        "import": scene.foreign_file,
        "print": scene.foreign_job,
        "round": scene.foreign_open_round,
        "passkey": SimpleNamespace(uid=passkey_uid(scene.foreign_passkey)),
        "school": scene.cast.foreign_school,
        "schools": scene.cast.foreign_school,
        "teams": scene.cast.foreign_team,
        "answer": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "answering": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "join": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "team-link": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "response": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "participation": scene.foreign_link,
        "scoring": scene.assessment(scene.foreign_open_round, "foreign_team"),
        "conversation": scene.assessment(scene.foreign_talk_round, "foreign_team"),
        "priorities": scene.assessment(scene.foreign_closed_round, "foreign_team"),
        "paper": scene.assessment(scene.foreign_answering_round, "foreign_team"),
        "typed": scene.foreign_paper_form,
        "team": scene.assessment(scene.foreign_closed_round, "foreign_team"),
    }
    pattern = next(path for path, pattern in routes() if pattern.name == route)
    args: dict[str, Any] = {"uid": (kind.get(route) or kind[route.partition("-")[0]]).uid}
    if "round_uid" in pattern:
        args["round_uid"] = scene.foreign_closed_round.uid
    if "<slug:code>" in pattern:
        args["code"] = "VA1"
    if "<str:code>" in pattern:
        args["code"] = "VA1.1"
    if "<slug:table>" in pattern:
        args["table"] = "metingen" if "over-time" in route else "criteria"
    return args


def nowhere(args: dict[str, Any], *names: str) -> dict[str, Any]:
    """The same arguments with keys that nothing has."""
    return args | {name: uuid4() for name in names if name in args}


APP = str(Path(assessments.__file__).parent)


@contextmanager
def followed() -> Iterator[list[str]]:
    """The functions of ours that are entered, in order; what an earlier test left is not cleared away meanwhile."""
    steps: list[str] = []

    def note(frame: FrameType, event: str, argument: object) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(APP):
            steps.append(f"{frame.f_code.co_filename.removeprefix(APP)} {frame.f_code.co_qualname}")

    gc.disable()
    sys.settrace(note)
    try:
        yield steps
    finally:
        sys.settrace(None)
        gc.enable()


def answer(session: str, method: str, route: str, args: dict[str, Any], headers: dict[str, str]) -> Any:
    """Status, queries, words, headers and steps; what the page repeats of the request is left out."""
    address = reverse(route, kwargs=args)
    with transaction.atomic():
        with CaptureQueriesContext(connection) as queries, followed() as steps:
            response = knock(method, address, METHODS[method], session=session, headers=headers)
        transaction.set_rollback(True)
    asked = [re.sub(r"'[^']*'|\b[0-9a-f]{32}\b|\d+", "?", query["sql"]) for query in queries]
    text = response.content.decode()
    for key in args.values():
        text = text.replace(str(key), "KEY") if isinstance(key, UUID) else text
    token = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    assert any("guard" in step for step in steps), "the way is followed"
    return response.status_code, asked, token, sorted(response.headers), steps


def test_the_routes_are_found() -> None:
    assert len(ROUTES) >= 16


def test_the_pages_of_refusal_say_nothing_of_what_was_asked(scene: Scene) -> None:
    """The matrix relies on it: these pages know the visitor, not the reason."""
    request = RequestFactory().get("/")
    request.user = scene.cast.member
    for page, reason in (
        (errors.not_found, Http404("Havo 4-5")),
        (errors.forbidden, PermissionDenied("Havo 4-5")),
        (errors.bad_request, SuspiciousOperation("Havo 4-5")),
    ):
        assert "Havo 4-5" not in page(request, reason).content.decode()


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("route", ROUTES)
def test_not_yours_is_not_there(scene: Scene, route: str, method: str) -> None:
    theirs = foreign(route, scene)
    for person in NOBODY:
        for headers in [{}, {"X-Requested-With": "fetch"}][
            : 2 if (method, person) == ("post", "member") else 1
        ]:
            there = answer(scene.session(person), method, route, theirs, headers)
            gone = answer(scene.session(person), method, route, nowhere(theirs, "uid", "round_uid"), headers)
            assert there[0] == 404, person
            assert there == gone, person


@pytest.mark.parametrize("route", ["school-result", "school-criterion", "school-report", "school-table"])
@pytest.mark.parametrize("round_", ["foreign_closed_round", "draft_round"])
def test_a_round_of_others_at_ones_own_school_is_not_there(scene: Scene, route: str, round_: str) -> None:
    session = scene.session("manager")
    args = foreign(route, scene) | {"uid": scene.cast.school.uid, "round_uid": getattr(scene, round_).uid}
    there = answer(session, "get", route, args, {})
    assert there[0] == 404
    assert there == answer(session, "get", route, nowhere(args, "round_uid"), {})


def test_the_next_team_is_not_there_for_a_teamlid(scene: Scene) -> None:
    session = scene.session("member")
    sibling = {"uid": scene.assessment(scene.open_round, "sibling_team").uid}
    for route in ("scoring-start", "scoring-confirm", "scoring-reopen", "team-result", "team-report"):
        for method in METHODS:
            there = answer(session, method, route, sibling, {})
            assert there[0] == 404
            assert there == answer(session, method, route, nowhere(sibling, "uid"), {})
