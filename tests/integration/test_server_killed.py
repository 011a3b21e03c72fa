"""A server killed between and during saves: every answer that was shown as saved is there, and none came twice.

Real processes ended by SIGKILL, all of the server at once, while people answer. Who hears nothing sends the same again,
with the same key, as the queue in a browser does. A few kills run always; a hundred by `make trials`. Both on whichever
database is tested.
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
from assessments.models import Answer, Assessment, Card, Participation, Receipt, User
from lobkwaliteit.tooling.load import PATIENCE, Client, free_port, serving
from tests.factories import TeamFactory, UserFactory, give_role, make_individual
from tests.integration.test_concurrent_saves import browser, card, server_environment  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 6
KILLS = [pytest.param(2, id="short"), pytest.param(100, id="long", marks=pytest.mark.trials)]


@dataclass
class Person:
    """Somebody who answers, and all that the server told them was saved: per indicator the version and the level."""

    user: User
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    saves: int = 0
    sent_again: int = 0


class Crowd:
    """People who keep answering while the server comes and goes."""

    def __init__(self, assessment: Assessment, codes: list[str], people: list[Person]) -> None:
        self.assessment = assessment
        self.codes = codes
        self.people = people
        self.done = threading.Event()
        self.faults: list[str] = []

    def answer(self, person: Person, client: Client, chance: random.Random) -> None:
        while not self.done.is_set():
            code = chance.choice(self.codes)
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
        path = f"/inbreng/{self.assessment.uid}/criteria/{code[:3]}/"
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
    chance = random.Random(7)
    team = TeamFactory()
    assessment = make_individual(team, card, size=PEOPLE)
    codes = [indicator.code for indicator in card.indicators.all()]
    people = [Person(UserFactory()) for _number in range(PEOPLE)]
    for person in people:
        give_role(person.user, Role.MEMBER, team)
    crowd = Crowd(assessment, codes, people)
    threads: list[threading.Thread] = []
    port = free_port()
    for _kill in range(kills):
        with serving(server_environment(), port=port) as server:
            if not threads:
                threads = [
                    threading.Thread(
                        target=crowd.answer, args=(person, browser(server, person.user), random.Random(n))
                    )
                    for n, person in enumerate(people)
                ]
                for thread in threads:
                    thread.start()
            time.sleep(chance.uniform(0.2, 1.0))
            server.kill()
    with serving(server_environment(), port=port):
        crowd.done.set()
        for thread in threads:
            thread.join(PATIENCE)
    shown = {(person.user.pk, code): what for person in people for code, what in person.shown.items()}
    stands = {
        (user, code): (version, level)
        for user, code, version, level in Answer.objects.values_list(
            "response__participation__user", "indicator__code", "version", "level"
        )
    }
    saves = sum(person.saves for person in people)
    again = sum(person.sent_again for person in people)
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {kills} kills, {saves} answers shown as saved, {again} sent again, "
            f"{sum(stands.get(key) != what for key, what in shown.items())} lost, "
            f"{sum(version for version, _ in stands.values()) - saves} doubled"
        )
    assert crowd.faults == []
    assert stands == shown
    receipts = list(Receipt.objects.values_list("response", "indicator", "version"))
    assert len(receipts) == len(set(receipts)), "a write left two receipts"
    assert len({receipt[:2] for receipt in receipts}) == len(shown)
    assert Participation.objects.count() == PEOPLE
    assert again > 0
