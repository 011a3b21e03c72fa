"""Workers killed in the middle of a file: another finishes it, each report once, and the bar never goes back.

Real processes ended by SIGKILL, that print real reports. The short form runs always; the long one by `make trials`.
"""

from __future__ import annotations

import io
import random
import time
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from assessments.models import Card, PrintedFile, PrintJob
from assessments.services.printing import asking
from tests.cast import Cast
from tests.factories import TeamFactory, confirm, make_round, set_scores
from tests.reading import signed_in
from tests.workers import workers

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE = 120
KILLS, TEAMS = 20, 60


class Watched:
    """All reports of the own board with so many teams, and what its requester sees of it, each time they look."""

    def __init__(self, cast: Cast, card: Card, teams: int) -> None:
        round_ = make_round([TeamFactory(school=cast.school) for _ in range(teams)], card)
        for assessment in round_.assessments.all():
            set_scores(assessment, {"VA1.1": 4, "VA1.2": 2})
            confirm(assessment)
        self.client: Client = signed_in(cast.governor)
        self.job: PrintJob = asking.ask_for_all(by=cast.governor, board=cast.board, language="nl")
        self.seen: list[int] = []

    def look(self) -> dict[str, Any]:
        told: dict[str, Any] = self.client.get(reverse("print-progress", args=[self.job.uid])).json()
        self.seen.append(told["done"])
        return told

    def look_until(self, happened: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < deadline, "it did not happen"
            time.sleep(0.05)

    @property
    def in_hand(self) -> bool:
        return self.job.parts.open().exclude(lease_until=None).exists()

    def is_done(self) -> bool:
        return not self.look()["busy"]

    def names(self) -> list[str]:
        response: Any = self.client.get(reverse("print-file", args=[self.job.uid]))
        with zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content))) as file:
            assert file.testzip() is None
            assert all(file.read(name).startswith(b"%PDF-") for name in file.namelist()[1:])
            return file.namelist()


def test_another_worker_finishes_what_a_killed_one_began(cast: Cast, small_card: Card) -> None:
    watched = Watched(cast, small_card, teams=3)
    parts = watched.job.parts.count()
    with workers(database=str(connection.settings_dict["NAME"]), print_lease=2) as real:
        first = real.start()
        watched.look_until(lambda: watched.look()["done"] >= 200 and watched.in_hand)
        real.kill(first)
        left = watched.job.parts.open().count()
        assert 0 < left < parts
        second = real.start()
        watched.look_until(watched.is_done)
        assert real.stop(second) == 0
    assert watched.seen == sorted(watched.seen)
    assert watched.seen[-1] == 1000
    assert watched.job.parts.made().count() == PrintedFile.objects.count() == parts
    assert sum(watched.job.parts.values_list("attempts", flat=True)) == parts + 1
    assert len(watched.names()) == 1 + parts


@pytest.mark.trials
def test_a_file_of_many_while_workers_are_killed(
    cast: Cast, small_card: Card, capsys: pytest.CaptureFixture[str]
) -> None:
    """Three at work at any time. What is tried three times in vain is given up, and made when asked for again."""
    chance = random.Random(6)
    watched = Watched(cast, small_card, teams=TEAMS)
    parts = watched.job.parts.count()
    with workers(database=str(connection.settings_dict["NAME"]), print_lease=3, every=1) as real:
        alive = [real.start() for _worker in range(3)]
        for _kill in range(KILLS):
            until = time.monotonic() + chance.uniform(0.5, 2.5)
            while time.monotonic() < until:
                watched.look()
                time.sleep(0.1)
            victim = chance.randrange(len(alive))
            real.kill(alive[victim])
            alive[victim] = real.start()
        watched.look_until(watched.is_done)
        given_up = watched.job.parts.given_up().count()
        tries = sum(watched.job.parts.values_list("attempts", flat=True))
        if given_up:
            watched.client.post(reverse("print-job", args=[watched.job.uid]))
            watched.look_until(watched.is_done)
        for worker in alive:
            assert real.stop(worker) == 0
    with capsys.disabled():
        print(
            f"\n{connection.vendor}: {KILLS} workers killed over {parts} reports: {tries} tries, "
            f"{given_up} given up at first, {PrintedFile.objects.count()} kept"
        )
    if not given_up:
        assert watched.seen == sorted(watched.seen)
    assert watched.job.parts.made().count() == PrintedFile.objects.count() == parts
    assert len(set(watched.names())) == 1 + parts
