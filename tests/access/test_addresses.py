"""What an address of results asks for in vain reads the same, whether it is somebody else's or nobody's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.access.door import Visitor, text_of
from tests.access.scene import Scene, make_scene

pytestmark = pytest.mark.django_db

HIDDEN: dict[str, Callable[[Scene], Any]] = {
    "a round of another board": lambda scene: scene.foreign_closed_round.uid,
    "a concept": lambda scene: scene.draft_round.uid,
    "a trial": lambda scene: scene.trial_round.uid,
    "a school of another board": lambda scene: scene.cast.foreign_school.uid,
    "a team": lambda scene: scene.cast.team.uid,
}
NAMES = ("meting", "school", "van", "tot", "thema", "sorteer", "sector")


def pages(scene: Scene) -> dict[str, list[str]]:
    """Whose address it is, and of what."""
    cast = scene.cast
    place = [cast.school.uid, scene.closed_round.uid]
    own = scene.assessment(scene.closed_round, "team").uid
    return {
        "manager": [
            reverse("school-result", args=place),
            reverse("school-criterion", args=[*place, "VA1"]),
            reverse("school-table", args=[*place, "teams"]),
            reverse("school-over-time", args=[cast.school.uid]),
            reverse("school-over-time-table", args=[cast.school.uid, "metingen"]),
        ],
        "member": [reverse("team-over-time", args=[own])],
        "governor": [
            reverse("board-result", args=[cast.board.uid]),
            reverse("board-criterion", args=[cast.board.uid, "VA1"]),
            reverse("board-table", args=[cast.board.uid, "scholen"]),
            reverse("board-over-time", args=[cast.board.uid]),
            reverse("board-over-time-table", args=[cast.board.uid, "metingen"]),
        ],
    }


def asked(client: Visitor, page: str, value: Any) -> tuple[int, str, int]:
    """What it answers to that value for everything at once, and in how many queries."""
    with CaptureQueriesContext(connection) as queries:
        response = client.get(page, {name: str(value) for name in NAMES})
    text = re.sub(r'name="(csrfmiddlewaretoken|once)" value="[^"]*"', "", text_of(response))
    return response.status_code, text.replace(str(value), "VALUE"), len(queries)


@pytest.mark.usefixtures("_plain_refusals")
def test_what_is_hidden_reads_as_what_is_not_there() -> None:
    scene = make_scene()
    for person, addresses in pages(scene).items():
        client = Visitor(scene.session(person))
        for page in addresses:
            asked(client, page, uuid4())  # what is read once, is read
            nothing = asked(client, page, uuid4())
            assert nothing[0] == 200
            for what, value in HIDDEN.items():
                assert asked(client, page, value(scene)) == nothing, f"{what} at {page}"
