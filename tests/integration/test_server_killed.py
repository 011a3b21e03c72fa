"""A server killed between and during saves: every answer that was shown as saved is there, and none came twice.

Real processes ended by SIGKILL, all of the server at once, while people answer. Who hears nothing sends the same again,
with the same key, as the queue in a browser does. Of both forms: that of each person, and that of a team. A few kills
run always; a hundred by `make trials`. Both on whichever database is tested.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from http.client import HTTPException

import pytest
from django.db import connection

from assessments.enums import Role
from assessments.models import Answer, Card, Participation, Receipt, Team, TeamScore, User
from lobkwaliteit.tooling.load import PATIENCE, Client, free_port, serving
from tests.factories import TeamFactory, UserFactory, give_role, make_individual, make_round
from tests.integration.test_concurrent_saves import browser, card, server_environment  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 6
KILLS = [pytest.param(2, id="short"), pytest.param(100, id="long", marks=pytest.mark.trials)]


Standing = dict[tuple[int, str], tuple[int, int | None]]
"""Per person and code a version and a level."""


@dataclass
class Person:
    """Somebody who answers at these codes, and what the server told them was saved: of each the version and level."""

    user: User
    codes: list[str]
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    saves: int = 0
    sent_again: int = 0


class Crowd:
    """People who keep answering on a form while the server comes and goes."""

    def __init__(self, form: str, people: list[Person]) -> None:
        self.form = form
        self.people = people
        self.done = threading.Event()
        self.faults: list[str] = []

    def answer(self, person: Person, client: Client, chance: random.Random) -> None:
        while not self.done.is_set():
            code = chance.choice(person.codes)
            version, level = person.shown.get(code, (0, 0))
            level = level % 5 + 1
            result = self._until_heard(person, client, code, version, level)
            if result is None:
                return
            if result != {"state": "saved", "version": version + 1}:
                self.faults.append(f"{code} after {version}: {result}")
                return
            person.shown[code] = (version + 1, level)
            person.saves += 1

    def _until_heard(
        self, person: Person, client: Client, code: str, version: int, level: int
    ) -> dict[str, object] | None:
        """Send one answer until the server says what came of it; None where it is too late for that."""
        data = {
            "indicator": code,
            "key": str(uuid.uuid4()),
            f"{code}-choice": str(level),
            f"{code}-version": str(version),
        }
        path = f"{self.form}criteria/{code[:3]}/"
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = client.post(path, data, {"X-Requested-With": "fetch"})
                told = json.loads(answer.body)
            except (OSError, HTTPException, ValueError):
                client.close()
                person.sent_again += 1
                time.sleep(0.1)
                continue
            return {name: told.get(name) for name in ("state", "version")}
        self.faults.append(f"{code}: no answer")
        return None


@pytest.mark.parametrize("kills", KILLS)
def test_a_server_killed_while_people_answer(
    card: Card,  # noqa: F811
    kills: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    team, people = a_team([[indicator.code for indicator in card.indicators.all()]] * PEOPLE)
    assessment = make_individual(team, card, size=PEOPLE)
    crowd = Crowd(f"/inbreng/{assessment.uid}/", people)
    answer_amid(kills, crowd)
    stands = {
        (user, code): (version, level)
        for user, code, version, level in Answer.objects.values_list(
            "response__participation__user", "indicator__code", "version", "level"
        )
    }
    with capsys.disabled():
        print(told(f"{kills} kills, each for themselves", crowd, stands))
    demand_all(crowd, stands)
    assert Participation.objects.count() == PEOPLE


@pytest.mark.parametrize("kills", KILLS)
def test_a_server_killed_while_a_team_scores(
    card: Card,  # noqa: F811
    kills: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each writes at indicators of their own, on one form: of one indicator a second person would meet a conflict."""
    codes = [indicator.code for indicator in card.indicators.all()]
    team, people = a_team([codes[number::PEOPLE] for number in range(PEOPLE)])
    assessment = make_round([team], card).assessments.get()
    crowd = Crowd(f"/zelfevaluaties/{assessment.uid}/", people)
    answer_amid(kills, crowd)
    user_of = {code: person.user.pk for person in people for code in person.codes}
    stands = {
        (user_of[code], code): (version, level)
        for code, version, level in TeamScore.objects.exclude(version=0).values_list(
            "indicator__code", "version", "level"
        )
    }
    with capsys.disabled():
        print(told(f"{kills} kills, a team together", crowd, stands))
    demand_all(crowd, stands)


def a_team(codes: list[list[str]]) -> tuple[Team, list[Person]]:
    """Teamleden, each of whom answers at these codes."""
    team = TeamFactory()
    people = [Person(UserFactory(), theirs) for theirs in codes]
    for person in people:
        give_role(person.user, Role.MEMBER, team)
    return team, people


def answer_amid(kills: int, crowd: Crowd) -> None:
    """Let them answer while the server is killed so often; in the end it is there, and all have heard."""
    chance = random.Random(7)
    threads: list[threading.Thread] = []
    port = free_port()
    for _kill in range(kills):
        with serving(server_environment(), port=port) as server:
            if not threads:
                threads = [
                    threading.Thread(
                        target=crowd.answer, args=(person, browser(server, person.user), random.Random(n))
                    )
                    for n, person in enumerate(crowd.people)
                ]
                for thread in threads:
                    thread.start()
            time.sleep(chance.uniform(0.2, 1.0))
            server.kill()
    with serving(server_environment(), port=port):
        crowd.done.set()
        for thread in threads:
            thread.join(PATIENCE)


def shown(crowd: Crowd) -> Standing:
    """Of each person and code the version and the level that they were told is saved."""
    return {(person.user.pk, code): what for person in crowd.people for code, what in person.shown.items()}


def told(what: str, crowd: Crowd, stands: Standing) -> str:
    saves = sum(person.saves for person in crowd.people)
    again = sum(person.sent_again for person in crowd.people)
    lost = sum(stands.get(key) != saved for key, saved in shown(crowd).items())
    doubled = sum(version for version, _level in stands.values()) - saves
    return (
        f"\n{connection.vendor}: {what}: {saves} answers shown as saved, {again} sent again, {lost} lost, "
        f"{doubled} doubled"
    )


def demand_all(crowd: Crowd, stands: Standing) -> None:
    assert crowd.faults == []
    assert stands == shown(crowd)
    receipts = list(Receipt.objects.values_list("response", "assessment", "indicator", "version"))
    assert len(receipts) == len(set(receipts)), "a write left two receipts"
    assert len({receipt[:3] for receipt in receipts}) == len(stands)
    assert sum(person.sent_again for person in crowd.people) > 0
