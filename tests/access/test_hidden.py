"""What may not be seen changes nothing that is seen: no page, no file, no figure, for anybody.

The same history twice: with other answers where answering is open or where a group is under the floor, and with
people who swapped their answers where it is above. Every page that speaks of a round must read the same, to the byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from assessments.enums import Role, Via, Way
from assessments.models import Answer, Assessment, Card, Participation, Response, User
from assessments.reports.context import board_report, school_report, team_report
from assessments.services import confirmations
from assessments.services.closing import close_answering
from assessments.services.own_document import document, written
from tests.access.door import session_of
from tests.cast import Cast
from tests.factories import UserFactory, choice_of, give_role, make_round
from tests.kept import Kept, put_back

OF_A_TEAM = (
    "scoring-start", "scoring-confirm", "team-result", "response", "answering-close", "team-link",
    "paper", "conversation", "team-over-time", "priorities",
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


class History:
    """One team is answering, one talks, one has confirmed; in each six people take part, none of them looks."""

    def __init__(self, cast: Cast, card: Card) -> None:
        self.cast = cast
        today = timezone.localdate()
        teams = [cast.team, cast.sibling_team, cast.cousin_team]
        round_ = make_round(teams, card, starts_on=today, way=Way.INDIVIDUAL)
        round_.assessments.update(declared_size=9)
        self.teams = [Assessment.objects.with_context().get(round=round_, team=team) for team in teams]
        for assessment in self.teams:
            for _ in range(6):
                user = UserFactory()
                give_role(user, Role.MEMBER, assessment.team)
                began = Participation.objects.create(
                    assessment=assessment, via=Via.ACCOUNT, user=user, began_on=today
                )
                Response.objects.create(participation=began)
        give_role(cast.member, Role.MEMBER, cast.sibling_team)

    def seen(self, *answers: Given) -> dict[str, object]:
        """All that is seen with these answers per team, by who and where."""
        coordinator = self.cast.board_coordinator
        with transaction.atomic():
            for assessment, given in zip(self.teams, answers, strict=True):
                give(assessment, given)
            for assessment in self.teams[1:]:
                close_answering(by=coordinator, assessment=assessment)
            confirmations.confirm(by=coordinator, assessment=self.teams[2], with_gaps=True)
            seen = dict(seen_by_all(self.cast, self.teams))
            transaction.set_rollback(True)
        return seen

    @cached_property
    def _usual(self) -> dict[str, object]:
        return self.seen(ONE, ONE, ONE)

    def differing(self, *answers: Given) -> list[str]:
        """Where anything is seen that is not seen when everybody answers as usual."""
        one, other = self._usual, self.seen(*answers)
        assert one.keys() == other.keys()
        return [place for place in one if one[place] != other[place]]


@pytest.fixture(scope="module")
def history(kept_rows: Kept, django_db_blocker: DjangoDbBlocker) -> Iterator[History]:
    """One for all tests, as each undoes what it does; all at one moment."""
    with django_db_blocker.unblock(), transaction.atomic(), pytest.MonkeyPatch.context() as patch:
        now = timezone.now()
        patch.setattr(timezone, "now", lambda: now)
        yield History(put_back(kept_rows.cast), put_back(kept_rows.small_card))
        transaction.set_rollback(True)


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
        addresses += [reverse("team-table", args=[team.uid, "gegevens"]) for team in teams]
        for school, round_ in schools:
            addresses.append(reverse("school-result", args=[school.uid, round_.uid]))
            addresses.append(reverse("school-criterion", args=[school.uid, round_.uid, "VA1"]))
            addresses.append(reverse("school-over-time", args=[school.uid]))
            addresses.append(reverse("school-table", args=[school.uid, round_.uid, "gegevens"]))
        addresses.append(reverse("card-indicator", args=[teams[0].round.card.uid, "VA1.2"]))
        addresses.append(f"{reverse('search')}?q=VA1.2")
        addresses.append(reverse("board-result", args=[cast.board.uid]))
        addresses.append(reverse("board-criterion", args=[cast.board.uid, "VA1"]))
        addresses.append(reverse("board-over-time", args=[cast.board.uid]))
        addresses.append(reverse("board-table", args=[cast.board.uid, "gegevens"]))
        addresses.append(reverse("round-detail", args=[teams[0].round.uid]))
        for address in addresses:
            response = client.get(address)
            body = response.getvalue()
            yield f"{name} {address}", f"{response.status_code} {same(body.decode())}"
        yield f"{name} download", same("".join(written(document(user))))
    day = timezone.localdate()
    for team in teams:
        yield f"report of {team.team_name}", team_report(team, reader=None, as_of=day)
    for school, round_ in schools:
        yield f"report of {school.name}", school_report(school, round_, reader=None, as_of=day)
    yield "report of the board", board_report(cast.board, teams[0].round.card, as_of=day)


def same(page: str) -> str:
    """A page without what differs each time it is asked for."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="[^"]*"', "", page)
    page = re.sub(r'name="once" value="[^"]*"', "", page)
    page = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+\+00:00", "MOMENT", page)
    return re.sub(r'"sleutel": "[^"]*"', "", page)


def test_answers_of_an_open_form_show_nowhere(history: History) -> None:
    other: Given = {"VA1.1": [5, 5, 5, 5, 5, 5], "VA1.2": ["-", "-", "-", "-"]}
    assert history.differing(other, ONE, ONE) == []


def test_a_group_under_the_floor_shows_nowhere(history: History) -> None:
    other = ONE | {"VA1.2": [5, 4, "?", "-"]}
    assert history.differing(ONE, other, other) == []


def test_who_chose_what_shows_nowhere(history: History) -> None:
    swapped: Given = {code: [*choices[1:], choices[0]] for code, choices in ONE.items()}
    assert history.differing(swapped, swapped, swapped) == []


def test_what_may_be_seen_does_show(history: History) -> None:
    """The comparison sees what there is to see: the team that talks, and the one that has confirmed."""
    other = ONE | {"VA1.1": [1, 1, 1, 1, 1, 1]}
    places = history.differing(ONE, ONE, other)
    assert any(place.startswith("governor") for place in places)
    assert not any(place.startswith(("administrator", "member", "team_")) for place in places)
    places = history.differing(ONE, other, ONE)
    assert any(place.startswith("coordinator") for place in places)
    assert not any(place.startswith(("governor", "manager", "administrator")) for place in places)
