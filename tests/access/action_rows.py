"""The rows of the matrix about actions."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from tests.access.people import (
    COUSINS,
    FOREIGN_READERS,
    LEAD_COUSIN,
    LEAD_OWN,
    READ_OWN,
)
from tests.access.row import Row, file
from tests.access.scene import Scene

MANAGE_OWN = LEAD_OWN | {"team_manager", "manager"}
SEE_OWN = MANAGE_OWN | {"member"} | READ_OWN
SEE = SEE_OWN | COUSINS | FOREIGN_READERS
"""Who sees the actions of some place."""
MANAGE = MANAGE_OWN | LEAD_COUSIN | {"cousin_manager", "foreign_coordinator"}


def words(scene: Scene) -> dict[str, Any]:
    """What the form sends that says what an action is."""
    return {
        "what": "Gastles plannen",
        "indicators": ["VA1.1"],
        "who": scene.cast.member.uid,
        "due_on": (timezone.localdate() + dt.timedelta(days=30)).isoformat(),
    }


def said(scene: Scene) -> dict[str, Any]:
    """The same, of the own team."""
    return words(scene) | {"plek": scene.cast.team.uid}


def made_in(scene: Scene) -> dict[str, Any]:
    return words(scene) | {"assessment": scene.assessment(scene.closed_round, "team").uid}


def changed(scene: Scene) -> dict[str, Any]:
    return words(scene) | {"version": 1}


ACTION_ROWS: list[Row] = [
    Row("actions", expect={200: SEE}),
    Row("action-new", expect={200: MANAGE, 403: SEE - MANAGE}),
    # at the own team; whoever manages others makes none there, and is asked where
    Row(
        "action-new",
        expect={302: MANAGE_OWN, 200: MANAGE - MANAGE_OWN, 403: SEE - MANAGE},
        method="post",
        data=said,
    ),
    Row("action-new", expect={302: MANAGE_OWN, 403: SEE - MANAGE}, method="post", data=made_in),
    Row("action", file("action"), {200: SEE_OWN}),
    Row("action", file("foreign_action"), {200: FOREIGN_READERS}),
    *(
        Row(route, file(name), {200: keep, 403: see - keep})
        for route in ("action-change", "action-delete")
        for name, keep, see in (
            ("action", MANAGE_OWN, SEE_OWN),
            ("foreign_action", {"foreign_coordinator"}, FOREIGN_READERS),
        )
    ),
    Row("action-change", file("action"), {302: MANAGE_OWN, 403: SEE_OWN - MANAGE_OWN}, "post", changed),
    Row("action-delete", file("action"), {302: MANAGE_OWN, 403: SEE_OWN - MANAGE_OWN}, "post"),
    # its member does it themselves
    Row("action-move", file("action"), {200: MANAGE_OWN | {"member"}, 403: {"governor"}}),
    Row(
        "action-move",
        file("foreign_action"),
        {200: {"foreign_coordinator"}, 403: FOREIGN_READERS - {"foreign_coordinator"}},
    ),
    Row(
        "action-move",
        file("action"),
        {302: MANAGE_OWN | {"member"}, 403: {"governor"}},
        "post",
        {"status": "bezig", "version": "1"},
    ),
]
