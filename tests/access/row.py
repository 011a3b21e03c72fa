"""What a row of the matrix is, and the rows that many pages share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from assessments.services.mail_choices import stop_link
from tests.access.people import (
    BOARD,
    FILL_FOREIGN,
    FILL_OWN,
    FORMER,
    INACTIVE,
    LEAD_OWN,
    LEAD_SIBLING,
    LOOK_AFTER_FOREIGN,
    LOOK_AFTER_OWN,
    READ_COUSIN,
    READ_OWN,
    READ_SIBLING,
    SCHOOL,
    SIBLING_SCHOOL,
)
from tests.access.scene import Scene

CHOICE = {"indicator": "VA1.2", "VA1.2-choice": "3", "VA1.2-version": "0"}


Data = dict[str, Any] | Callable[[Scene], dict[str, Any]]
"""What a form sends; made from the scene where it holds keys."""


@dataclass(frozen=True)
class Row:
    route: str
    args: Callable[[Scene], dict[str, Any]] = lambda scene: {}
    expect: dict[int, set[str]] = field(default_factory=dict)
    method: str = "get"
    data: Data = field(default_factory=dict)
    anonymous: int = 302
    otherwise: int = 404

    def __str__(self) -> str:
        return f"{self.method} {self.route}"

    def expected(self, person: str | None) -> int:
        """The status for a person; for None the one for somebody who is not signed in."""
        if person is None or person in INACTIVE:
            return self.anonymous
        name = "stranger" if person in FORMER else person
        return next((status for status, people in self.expect.items() if name in people), self.otherwise)

    def sent(self, scene: Scene) -> dict[str, Any]:
        return self.data(scene) if callable(self.data) else self.data


def own_stop_link(scene: Scene) -> dict[str, Any]:
    """What leads whoever takes part by the own link to having no more reminders."""
    return {"token": stop_link(scene.link).rpartition("/geen-mail/")[2].rstrip("/")}


def assessment(round_: str, team: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": scene.assessment(getattr(scene, round_), team).uid, **more}


def round_(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, name).uid}


def board(name: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene.cast, name).uid, **more}


def file(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, name).uid}


def school(name: str, round_name: str | None = None, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    def args(scene: Scene) -> dict[str, Any]:
        round_arg = {"round_uid": getattr(scene, round_name).uid} if round_name else {}
        return {"uid": getattr(scene.cast, name).uid, **round_arg, **more}

    return args


def per_assessment(
    route: str, method: str = "get", data: dict[str, str] | None = None, **more: Any
) -> list[Row]:
    """Rows of a page of the team form: who fills in gets it, who may only see how far is refused."""
    common: dict[str, Any] = {"route": route, "method": method, "data": data or {}}
    ok = 200 if method == "get" else 302
    return [
        Row(args=assessment("open_round", "team", **more), expect={ok: FILL_OWN, 403: READ_OWN}, **common),
        Row(
            args=assessment("open_round", "sibling_team", **more),
            expect={ok: LEAD_SIBLING, 403: READ_SIBLING},
            **common,
        ),
        Row(
            args=assessment("foreign_open_round", "foreign_team", **more),
            expect={ok: FILL_FOREIGN, 403: {"foreign_governor"}},
            **common,
        ),
    ]


def per_answerer(
    route: str, method: str = "get", data: dict[str, str] | None = None, **more: Any
) -> list[Row]:
    """Rows of a page of one person's own form: it is there for the teamleden of that team alone."""
    common: dict[str, Any] = {"route": route, "method": method, "data": data or {}}
    ok = 200 if method == "get" else 302
    return [
        Row(args=assessment("answering_round", "team", **more), expect={ok: {"member"}}, **common),
        Row(args=assessment("answering_round", "sibling_team", **more), **common),
        Row(
            args=assessment("foreign_answering_round", "foreign_team", **more),
            expect={ok: {"foreign_member"}},
            **common,
        ),
    ]


def per_closing() -> list[Row]:
    """Rows of closing answering: for the coordinators of the team. Where it fills in one form nothing is to be done."""

    def rows(round_: str, team: str, lead: set[str], read: set[str]) -> list[Row]:
        args = assessment(round_, team)
        return [
            Row("answering-close", args, {200 if method == "get" else 302: lead, 403: read}, method)
            for method in ("get", "post")
        ]

    together = Row(
        "answering-close", assessment("open_round", "team"), {302: LEAD_OWN, 403: READ_OWN | {"member"}}
    )
    foreign = {"foreign_member", "foreign_governor"}
    return [
        *rows("answering_round", "team", LEAD_OWN, READ_OWN | {"member"}),
        *rows("answering_round", "sibling_team", LEAD_SIBLING, READ_SIBLING),
        *rows("foreign_answering_round", "foreign_team", {"foreign_coordinator"}, foreign),
        together,
    ]


def per_inviter(route: str, method: str = "get", data: dict[str, str] | None = None) -> list[Row]:
    """Rows of a page for who invites others to answer: it is there for the coordinators of that team alone."""
    common: dict[str, Any] = {"route": route, "method": method, "data": data or {}}
    ok = 200 if method == "get" else 302
    return [
        Row(args=assessment("answering_round", "team"), expect={ok: LEAD_OWN}, **common),
        Row(args=assessment("answering_round", "sibling_team"), expect={ok: LEAD_SIBLING}, **common),
        Row(
            args=assessment("foreign_answering_round", "foreign_team"),
            expect={ok: {"foreign_coordinator"}},
            **common,
        ),
    ]


def per_talk(
    route: str,
    method: str = "get",
    data: dict[str, str] | None = None,
    *,
    leads: bool = False,
    ok: int = 200,
) -> list[Row]:
    """Rows of a page of a team's conversation: the team follows, who leads it takes the steps (`leads`)."""
    common: dict[str, Any] = {"route": route, "method": method, "data": data or {}}

    def expect(leaders: set[str], members: set[str]) -> dict[int, set[str]]:
        return {ok: leaders, 403: members} if leads else {ok: leaders | members}

    foreign = {"foreign_coordinator"}, {"foreign_member"}
    return [
        Row(args=assessment("talk_round", "team"), expect=expect(LEAD_OWN, {"member"}), **common),
        Row(args=assessment("talk_round", "sibling_team"), expect=expect(LEAD_SIBLING, set()), **common),
        Row(args=assessment("foreign_talk_round", "foreign_team"), expect=expect(*foreign), **common),
        Row(args=assessment("open_round", "team"), **common),
    ]


def per_link(route: str, **more: Any) -> list[Row]:
    """Rows of a page for who holds a link: for nobody, signed in or not, where there is none."""
    places = [("answering_round", "team"), ("foreign_answering_round", "foreign_team")]
    return [
        Row(route, assessment(*place, **more), method=method, anonymous=404)
        for place in places
        for method in ("get", "post")
    ]


def per_participation(route: str, method: str = "get") -> list[Row]:
    """Rows of a deed with one who takes part: for the coordinators of that team alone."""
    ok = 200 if method == "get" else 302
    return [
        Row(route, lambda scene: {"uid": scene.link.uid}, {ok: LEAD_OWN}, method),
        Row(route, lambda scene: {"uid": scene.foreign_link.uid}, {ok: {"foreign_coordinator"}}, method),
    ]


def per_school(route: str, ok: int = 200, *, with_round: bool = True, **more: Any) -> list[Row]:
    """Rows of a page of a school, with rounds swapped between boards."""

    def args(name: str, round_name: str) -> Callable[[Scene], dict[str, Any]]:
        return school(name, round_name if with_round else None, **more)

    rows = [
        Row(route, args("school", "closed_round"), {ok: SCHOOL}),
        Row(route, args("school", "open_round"), {ok: SCHOOL}),
        Row(route, args("sibling_school", "closed_round"), {ok: SIBLING_SCHOOL}),
        Row(
            route,
            args("foreign_school", "foreign_closed_round"),
            {ok: {"foreign_coordinator", "foreign_governor"}},
        ),
    ]
    swapped = [
        Row(route, args("school", "foreign_closed_round")),
        Row(route, args("school", "draft_round")),
        Row(route, args("foreign_school", "closed_round")),
        Row(route, args("sibling_school", "open_round")),
    ]
    return rows + (swapped if with_round else [])


def per_board(route: str, **more: Any) -> list[Row]:
    """Rows of a page of a board's results: for who sees the results of all its schools."""
    return [
        Row(route, board("board", **more), {200: BOARD}),
        Row(route, board("foreign_board", **more), {200: {"foreign_governor"}}),
    ]


def per_round(route: str, once_closed: int, **more: Any) -> list[Row]:
    """Rows of a page that runs a round; `once_closed` is what it answers after closing."""
    return [
        Row(
            route,
            round_("open_round"),
            {200: LEAD_SIBLING, 403: {"team_coordinator"} | READ_OWN},
            **more,
        ),
        Row(
            route,
            round_("closed_round"),
            {
                once_closed: {"board_coordinator"},
                403: {"team_coordinator", "coordinator", "cousin_coordinator"} | READ_OWN | READ_COUSIN,
            },
            **more,
        ),
        Row(
            route,
            round_("foreign_open_round"),
            {200: {"foreign_coordinator"}, 403: {"foreign_governor"}},
            **more,
        ),
    ]


def planned(scene: Scene, **chosen: Any) -> dict[str, Any]:
    """What the form of a round sends: a card of all boards, and the places chosen."""
    return {
        "title": "Nieuw",
        "card": scene.card.uid,
        "starts_on": "2027-01-11",
        "ends_on": "2027-02-12",
        **chosen,
    }


def person(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene.cast, name).uid}


def role_of(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene.cast, name).memberships.get().uid}


def invitation(name: str) -> Callable[[Scene], dict[str, Any]]:
    return lambda scene: {"uid": getattr(scene, name).uid}


def per_person(route: str, data: Callable[[Scene], dict[str, Any]] | None = None) -> list[Row]:
    """Rows of a page of one person; `data` for a form that gives a role in the own team."""
    if data:
        own, foreign = {302: LOOK_AFTER_OWN}, {200: LOOK_AFTER_FOREIGN}
        return [
            Row(route, person("member"), own, "post", data),
            Row(route, person("foreign_member"), foreign, "post", data),
        ]
    return [
        Row(route, person("member"), {200: LOOK_AFTER_OWN}),
        Row(route, person("coordinator"), {200: {"coordinator", "board_coordinator", "administrator"}}),
        Row(route, person("governor"), {200: {"board_coordinator", "administrator"}}),
        Row(route, person("former_member"), {200: {"administrator"}}),
        Row(route, person("stranger")),
        Row(route, person("foreign_member"), {200: LOOK_AFTER_FOREIGN}),
    ]


def per_removal() -> list[Row]:
    """Removing somebody is for a beheerder; who may see them and nothing more is refused."""
    sure = {"sure": "on"}
    own = {"administrator"}
    return [
        Row("person-remove", person("member"), {200: own, 403: LOOK_AFTER_OWN - own}),
        # somebody's own page leads to removing oneself
        Row(
            "person-remove",
            person("coordinator"),
            {200: own, 302: {"coordinator"}, 403: {"board_coordinator"}},
        ),
        Row("person-remove", person("former_member"), {200: own}),
        Row("person-remove", person("stranger")),
        Row("person-remove", person("administrator"), {302: own, 403: {"board_coordinator"}}),
        Row(
            "person-remove",
            person("foreign_member"),
            {200: {"foreign_administrator"}, 403: LOOK_AFTER_FOREIGN - {"foreign_administrator"}},
        ),
        Row("person-remove", person("member"), {302: own, 403: LOOK_AFTER_OWN - own}, "post", sure),
        Row("person-remove", person("member"), {200: own, 403: LOOK_AFTER_OWN - own}, "post"),
    ]


def per_letting_in(route: str = "person-second-factor") -> list[Row]:
    """Taking away a lost second step is for a beheerder, who is asked again who they are: so 302."""
    own = {"administrator"}
    return [
        *(
            Row(route, person("governor"), {302: own, 403: {"board_coordinator"}}, method)
            for method in ("get", "post")
        ),
        Row(route, person("member"), {302: own, 403: LOOK_AFTER_OWN - own}),
        Row(route, person("coordinator"), {302: own | {"coordinator"}, 403: {"board_coordinator"}}),
        Row(route, person("former_member"), {302: own}),
        Row(route, person("stranger")),
        Row(route, person("administrator"), {302: own, 403: {"board_coordinator"}}),
        Row(route, person("foreign_governor"), {302: {"foreign_administrator"}}, "post"),
    ]


def per_membership(route: str, method: str = "get", data: dict[str, Any] | None = None) -> list[Row]:
    """Rows of a page about a role somebody holds: a teamlid, a coordinator of the school, a governor."""
    ok = 200 if method == "get" else 302
    common: dict[str, Any] = {"route": route, "method": method, "data": data or {}}
    school_staff = {"coordinator", "board_coordinator"}
    return [
        Row(args=role_of("member"), expect={ok: LOOK_AFTER_OWN}, **common),
        Row(args=role_of("coordinator"), expect={ok: {"administrator"}, 403: school_staff}, **common),
        Row(args=role_of("governor"), expect={ok: {"administrator"}, 403: {"board_coordinator"}}, **common),
        Row(args=role_of("former_member"), expect={302: {"administrator"}}, **common),
        Row(args=role_of("foreign_member"), expect={ok: LOOK_AFTER_FOREIGN}, **common),
    ]


def per_invitation(route: str, method: str = "get") -> list[Row]:
    ok = 200 if method == "get" else 302
    return [
        Row(route, invitation("invitation"), {ok: LOOK_AFTER_OWN}, method),
        Row(route, invitation("coordinator_invitation"), {ok: {"administrator"}}, method),
        Row(route, invitation("foreign_invitation"), {ok: LOOK_AFTER_FOREIGN}, method),
    ]


def invited(scene: Scene, **more: Any) -> dict[str, Any]:
    """What the form sends that invites somebody to the own team."""
    role = {"role": "teamlid", "place": scene.cast.team.uid, "language": "nl"}
    return {"addresses": "nieuw@voorbeeld.example", **role, **more}
