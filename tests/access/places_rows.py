"""The rows of the matrix about managing schools and teams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from assessments.models import Membership, Team
from tests.access.people import (
    FOREIGN_AUDITORS,
    LEAD_OWN,
    MANAGE_FOREIGN_SCHOOL,
    MANAGE_SCHOOL,
    MANAGE_SIBLING_SCHOOL,
    ORGANISE,
)
from tests.access.row import Row, board, school
from tests.access.scene import Scene

ADMIN, FOREIGN_ADMIN = {"administrator"}, {"foreign_administrator"}
NOT_FOR_COORDINATORS = {"coordinator", "board_coordinator"}
SCHOOL_FIELDS = {"name": "Nieuw", "sector": "vo", "brin": "", "branch_code": "", "own_key": ""}
TODAY = timezone.localdate().isoformat()


def of_scene(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, name).uid}


def for_managers(route: str) -> list[Row]:
    """Of a school's teams: for who manages all of them."""
    return [
        Row(route, school("school"), {200: MANAGE_SCHOOL}),
        Row(route, school("sibling_school"), {200: MANAGE_SIBLING_SCHOOL}),
        Row(route, school("foreign_school"), {200: MANAGE_FOREIGN_SCHOOL}),
    ]


def for_administrators(route: str) -> list[Row]:
    """Of a school itself: seen by who manages its teams, done by the beheerder alone."""
    return [
        Row(
            route,
            school("sibling_school"),
            {200: ADMIN, 403: MANAGE_SIBLING_SCHOOL - ADMIN},
        ),
        Row(
            route,
            school("foreign_sibling_school"),
            {200: FOREIGN_ADMIN},
        ),
    ]


def of_team(route: str) -> list[Row]:
    """Of a team: its own coordinator sees it, and changes nothing of it."""
    return [
        Row(route, school("team"), {200: MANAGE_SCHOOL, 403: {"team_coordinator"}}),
        Row(route, school("cousin_team"), {200: MANAGE_SIBLING_SCHOOL}),
        Row(route, school("foreign_team"), {200: MANAGE_FOREIGN_SCHOOL}),
    ]


def teams_of_sibling_school(scene: Scene) -> list[Any]:
    return list(Team.objects.filter(school=scene.cast.sibling_school).values_list("uid", flat=True))


def role_there(scene: Scene) -> Any:
    return Membership.objects.get(user=scene.person("cousin_manager")).uid


PLACES_ROWS: list[Row] = [
    Row("organisation", expect={200: ORGANISE}),
    Row(
        "organisation-school-add",
        board("board"),
        {200: ADMIN, 403: LEAD_OWN | {"cousin_coordinator", "governor"}},
    ),
    Row(
        "organisation-school-add",
        board("foreign_board"),
        {200: FOREIGN_ADMIN, 403: {"foreign_coordinator"} | FOREIGN_AUDITORS - FOREIGN_ADMIN},
    ),
    Row(
        "organisation-school-add",
        board("board"),
        {302: ADMIN, 403: LEAD_OWN | {"cousin_coordinator", "governor"}},
        "post",
        SCHOOL_FIELDS,
    ),
    # schools
    *for_managers("schools-detail"),
    *for_managers("schools-teams-add"),
    *for_managers("schools-teams-merge"),
    *for_administrators("schools-change"),
    *for_administrators("schools-close"),
    *for_administrators("schools-merge"),
    Row("schools-detail", of_scene("closed_school"), {200: {"board_coordinator", "administrator"}}),
    Row("schools-reopen", of_scene("closed_school"), {200: ADMIN, 403: {"board_coordinator"}}),
    Row(
        "schools-reopen",
        of_scene("closed_school"),
        {302: ADMIN, 403: {"board_coordinator"}},
        "post",
        lambda scene: {"teams": [scene.its_team.uid]},
    ),
    Row("schools-reopen", school("school"), {302: ADMIN, 403: NOT_FOR_COORDINATORS}),
    Row("schools-close", school("school"), {302: ADMIN, 403: NOT_FOR_COORDINATORS}),
    Row("schools-change", of_scene("closed_school"), {302: ADMIN, 403: {"board_coordinator"}}),
    Row(
        "schools-change",
        school("school"),
        {302: ADMIN, 403: NOT_FOR_COORDINATORS},
        "post",
        SCHOOL_FIELDS,
    ),
    Row(
        "schools-close",
        school("sibling_school"),
        {302: ADMIN, 403: MANAGE_SIBLING_SCHOOL - ADMIN},
        "post",
        {"on": TODAY},
    ),
    Row(
        "schools-merge",
        school("sibling_school"),
        {302: ADMIN, 403: MANAGE_SIBLING_SCHOOL - ADMIN},
        "post",
        lambda scene: {"naar": scene.cast.school.uid, "roles": [role_there(scene)]},
    ),
    Row(
        "schools-teams-add",
        school("school"),
        {302: MANAGE_SCHOOL},
        "post",
        {"names": "Nieuw team", "sure": "1"},
    ),
    Row(
        "schools-teams-merge",
        school("sibling_school"),
        {302: MANAGE_SIBLING_SCHOOL},
        "post",
        lambda scene: {"teams": teams_of_sibling_school(scene), "name": "Samen"},
    ),
    Row(
        "schools-teams-merge",
        of_scene("closed_school"),
        {302: {"board_coordinator", "administrator"}},
        "post",
        lambda scene: {"elders": teams_of_sibling_school(scene), "name": "Samen"},
    ),
    # teams
    Row("teams-detail", school("team"), {200: MANAGE_SCHOOL | {"team_coordinator"}}),
    Row("teams-detail", school("cousin_team"), {200: MANAGE_SIBLING_SCHOOL}),
    Row("teams-detail", school("foreign_team"), {200: MANAGE_FOREIGN_SCHOOL}),
    *of_team("teams-change"),
    *of_team("teams-move"),
    Row("teams-close", school("team"), {302: MANAGE_SCHOOL, 403: {"team_coordinator"}}),
    Row("teams-close", school("cousin_team"), {200: MANAGE_SIBLING_SCHOOL}),
    Row("teams-close", school("foreign_cousin_team"), {200: FOREIGN_ADMIN}),
    Row("teams-reopen", of_scene("closed_team"), {200: MANAGE_SCHOOL}),
    Row("teams-reopen", school("foreign_team"), {302: MANAGE_FOREIGN_SCHOOL}),
    Row("teams-reopen", of_scene("closed_team"), {302: MANAGE_SCHOOL}, "post"),
    Row(
        "teams-change",
        school("team"),
        {302: MANAGE_SCHOOL, 403: {"team_coordinator"}},
        "post",
        {"name": "Anders", "own_key": ""},
    ),
    Row(
        "teams-move",
        school("team"),
        {302: {"board_coordinator", "administrator"}, 200: {"coordinator"}, 403: {"team_coordinator"}},
        "post",
        lambda scene: {"naar": scene.cast.sibling_school.uid, "name": "Anders"},
    ),
    Row("teams-close", school("cousin_team"), {302: MANAGE_SIBLING_SCHOOL}, "post", {"on": TODAY}),
]
