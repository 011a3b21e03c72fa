"""What may not be seen changes nothing that is seen: no page, no file, no figure, for anybody.

The same history twice: with other answers where answering is open or where a group is under the floor, and with
people who swapped their answers where it is above. Every page that speaks of a round must read the same, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Role, Via, Way
from assessments.models import Answer, Assessment, Card, Participation, Response, User
from assessments.reports.context import school_report, team_report
from assessments.services import confirmations
from assessments.services.closing import close_answering
from assessments.services.own_document import document, written
from tests.access.door import session_of
from tests.cast import Cast
from tests.factories import UserFactory, choice_of, give_role, make_round

pytestmark = pytest.mark.django_db

OF_A_TEAM = (
    "scoring-start", "scoring-confirm", "team-result", "response", "answering-close", "team-link",
    "paper", "conversation",
)  # fmt: skip
OF_ALL = ("home", "round-list", "results", "own-data", "audit-log")
WATCHING = (
    "member",
    "coordinator",
    "team_coordinator",
    "manager",
    "team_manager",
    "governor",
    "administrator",
)

Given = dict[str, list[int | str]]
"""What each of six people chose, by code; the last two of VA1.2 chose nothing, so that it is under the floor."""

ONE: Given = {"VA1.1": [1, 2, 3, 4, 5, "?"], "VA1.2": [1, 1, 2, 5]}


@pytest.fixture
def teams(cast: Cast, small_card: Card) -> list[Assessment]:
    """One team is answering, one talks, one has confirmed; in each six people take part, none of them looks."""
    today = timezone.localdate()
    round_ = make_round(
        [cast.team, cast.sibling_team, cast.cousin_team], small_card, starts_on=today, way=Way.INDIVIDUAL
    )
    round_.assessments.update(declared_size=9)
    assessments = [Assessment.objects.with_context().get(round=round_, team=team) for team in teams_of(cast)]
    for assessment in assessments:
        for _ in range(6):
            user = UserFactory()
            give_role(user, Role.MEMBER, assessment.team)
            began = Participation.objects.create(
                assessment=assessment, via=Via.ACCOUNT, user=user, began_on=today
            )
            Response.objects.create(participation=began)
    give_role(cast.member, Role.MEMBER, cast.sibling_team)
    return assessments


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)


def teams_of(cast: Cast) -> list[Any]:
    return [cast.team, cast.sibling_team, cast.cousin_team]


def everything(cast: Cast, teams: list[Assessment], answers: list[Given]) -> dict[str, object]:
    """All that is seen with these answers per team, by who and where."""
    with transaction.atomic():
        for assessment, given in zip(teams, answers, strict=True):
            give(assessment, given)
        for assessment in teams[1:]:
            close_answering(by=cast.board_coordinator, assessment=assessment)
        confirmations.confirm(by=cast.board_coordinator, assessment=teams[2], with_gaps=True)
        seen = dict(seen_by_all(cast, teams))
        transaction.set_rollback(True)
    return seen


def give(assessment: Assessment, given: Given) -> None:
    forms = list(Response.objects.filter(participation__assessment=assessment).order_by("pk"))
    for code, choices in given.items():
        indicator = assessment.round.card.indicators.get(code=code)
        for form, choice in zip(forms, choices, strict=False):
            Answer.objects.create(response=form, indicator=indicator, **choice_of(choice))


def seen_by_all(cast: Cast, teams: list[Assessment]) -> Iterator[tuple[str, object]]:
    schools = [(cast.school, teams[0].round), (cast.sibling_school, teams[0].round)]
    for name in WATCHING:
        user: User = getattr(cast, name)
        client = Client()
        client.cookies["sessionid"] = session_of(user)
        addresses = [reverse(route) for route in OF_ALL]
        addresses += [reverse(route, args=[team.uid]) for route in OF_A_TEAM for team in teams]
        for school, round_ in schools:
            addresses.append(reverse("school-result", args=[school.uid, round_.uid]))
            addresses.append(reverse("school-criterion", args=[school.uid, round_.uid, "VA1"]))
        addresses.append(reverse("round-detail", args=[teams[0].round.uid]))
        for address in addresses:
            response = client.get(address)
            body = response.getvalue()
            yield f"{name} {address}", f"{response.status_code} {same(body.decode())}"
        yield f"{name} download", same("".join(written(document(user))))
    day = timezone.localdate()
    for team in teams:
        yield f"report of {team.team_name}", team_report(team, as_of=day)
    for school, round_ in schools:
        yield f"report of {school.name}", school_report(school, round_, as_of=day)


def same(page: str) -> str:
    """A page without what differs each time it is asked for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r'name="once" value="[^"]*"', "", page)
    page = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", "MOMENT", page)
    return re.sub(r'"sleutel": "[^"]*"', "", page)


def differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    assert one.keys() == other.keys()
    return [place for place in one if one[place] != other[place]]


def test_answers_of_an_open_form_show_nowhere(cast: Cast, teams: list[Assessment]) -> None:
    other: Given = {"VA1.1": [5, 5, 5, 5, 5, 5], "VA1.2": ["-", "-", "-", "-"]}
    assert (
        differing(everything(cast, teams, [ONE, ONE, ONE]), everything(cast, teams, [other, ONE, ONE])) == []
    )


def test_a_group_under_the_floor_shows_nowhere(cast: Cast, teams: list[Assessment]) -> None:
    other = ONE | {"VA1.2": [5, 4, "?", "-"]}
    assert (
        differing(everything(cast, teams, [ONE, ONE, ONE]), everything(cast, teams, [ONE, other, other]))
        == []
    )


def test_who_chose_what_shows_nowhere(cast: Cast, teams: list[Assessment]) -> None:
    swapped: Given = {code: [*choices[1:], choices[0]] for code, choices in ONE.items()}
    assert differing(everything(cast, teams, [ONE] * 3), everything(cast, teams, [swapped] * 3)) == []


def test_what_may_be_seen_does_show(cast: Cast, teams: list[Assessment]) -> None:
    """The comparison sees what there is to see: the team that talks, and the one that has confirmed."""
    other = ONE | {"VA1.1": [1, 1, 1, 1, 1, 1]}
    places = differing(everything(cast, teams, [ONE] * 3), everything(cast, teams, [ONE, ONE, other]))
    assert any(place.startswith("governor") for place in places)
    assert not any(place.startswith(("administrator", "member", "team_")) for place in places)
    places = differing(everything(cast, teams, [ONE] * 3), everything(cast, teams, [ONE, other, ONE]))
    assert any(place.startswith("coordinator") for place in places)
    assert not any(place.startswith(("governor", "manager", "administrator")) for place in places)
