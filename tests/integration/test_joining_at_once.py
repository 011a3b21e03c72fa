"""A study day: everybody scans the QR code at the same moment, behind one address, and fills in the whole card.

Against a real server with three workers. The short form runs always, the long one (two hundred people, each 36
answers) by `make trials`. Both on whichever database is tested.
"""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from django.core.management import call_command
from django.db.models import Count

from assessments.enums import Role
from assessments.models import Answer, Assessment, Card, Participation
from assessments.services.joining import make_team_link, most_waiting
from assessments.views.joined import DEVICE, LINK
from lobkwaliteit.tooling.load import PATIENCE, Client, Server, at_once, serving
from tests.factories import SchoolFactory, TeamFactory, UserFactory, give_role, make_individual
from tests.integration.test_concurrent_saves import server_environment

pytestmark = pytest.mark.django_db(transaction=True)

LENGTHS = [pytest.param(12, 4, id="short"), pytest.param(200, 36, id="long", marks=pytest.mark.trials)]
"""How many people, and how many answers each."""


@pytest.fixture
def card(transactional_db: None) -> Card:
    call_command("loaddata", "kwaliteitskaart", verbosity=0)
    return Card.objects.get(key="lob")


def linked(card: Card, size: int) -> Assessment:
    team = TeamFactory(school=SchoolFactory())
    coordinator = UserFactory()
    give_role(coordinator, Role.COORDINATOR, team)
    assessment = make_individual(team, card, size=size)
    assessment.team_token = make_team_link(by=coordinator, assessment=assessment)
    return assessment


def join(server: Server, assessment: Assessment) -> tuple[Client, float]:
    """Scan, read, begin: with the milliseconds that it took."""
    client = Client(server.port)
    address = f"/deelname/{assessment.uid}/"
    answers = [
        client.get(f"/meedoen/{assessment.team_token}/"),
        client.get(address),
        client.post(address, {}),
        client.get(address),
    ]
    assert [answer.status for answer in answers] == [302, 200, 200, 200]
    return client, sum(answer.milliseconds for answer in answers)


def choose(client: Client, assessment: Assessment, code: str, level: int) -> float:
    answer = client.post(
        f"/deelname/{assessment.uid}/criteria/{code.partition('.')[0]}/",
        {"indicator": code, f"{code}-choice": str(level), f"{code}-version": "0"},
        {"X-Requested-With": "fetch"},
    )
    assert answer.status == 200, (answer.status, answer.body)
    assert json.loads(answer.body)["state"] == "saved"
    return answer.milliseconds


@pytest.mark.parametrize(("people", "each"), LENGTHS)
def test_everybody_joins_at_once_behind_one_address_and_answers(
    card: Card, people: int, each: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assessment = linked(card, people)
    codes = [indicator.code for indicator in card.indicators.all()][:each]
    joined: list[float] = []
    began = time.perf_counter()

    def person(server: Server) -> Callable[[], list[float]]:
        def task() -> list[float]:
            client, milliseconds = join(server, assessment)
            joined.append(time.perf_counter() - began)
            return [
                milliseconds,
                *(choose(client, assessment, code, n % 5 + 1) for n, code in enumerate(codes)),
            ]

        return task

    with serving(server_environment()) as server:
        began = time.perf_counter()
        times = at_once([person(server)] * people)
        seconds = time.perf_counter() - began
    with capsys.disabled():
        saved = sorted(times)[len(times) // 2]
        print(
            f"\n{people} people joined in {max(joined):.1f} s, and saved {people * each} answers in {seconds:.1f} s;"
        )
        print(f"half of all within {saved:.0f} ms")
    assert len(times) == people * (each + 1), "no failure"
    assert max(joined) < 60
    numbers = Participation.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, people + 1))
    assert Participation.objects.begun().count() == people
    counts = Answer.objects.values("response").annotate(n=Count("pk")).values_list("n", flat=True)
    assert list(counts) == [each] * people


@pytest.mark.parametrize(
    ("people", "attempts"),
    [pytest.param(4, 60, id="short"), pytest.param(60, 1500, id="long", marks=pytest.mark.trials)],
)
def test_a_flood_from_one_device_keeps_nobody_out(
    card: Card, people: int, attempts: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody who begins again and again, without the cookie of the number they were given, while others join.

    What stops it: numbers that were not used are bounded, and take no place; one that made way comes back with the
    first answer.
    """
    assessment = linked(card, 2 * people)
    codes = [indicator.code for indicator in card.indicators.all()][:2]
    statuses: Counter[int] = Counter()
    flooded = threading.Event()

    def flood(server: Server) -> Callable[[], list[float]]:
        def task() -> list[float]:
            client = Client(server.port, {LINK: assessment.team_token or ""})
            for attempt in range(attempts):
                client.cookies.pop(DEVICE, None)
                statuses.update([client.post(f"/deelname/{assessment.uid}/", {}).status])
                if attempt == attempts * 4 // 5:
                    flooded.set()
            return []

        return task

    def person(server: Server) -> Callable[[], list[float]]:
        def task() -> list[float]:
            client, milliseconds = join(server, assessment)
            flooded.wait(PATIENCE)  # reading, until their numbers have made way
            return [milliseconds, *(choose(client, assessment, code, 3) for code in codes)]

        return task

    with serving(server_environment()) as server:
        times = at_once([flood(server), *[person(server)] * people])
    with capsys.disabled():
        print(f"\nthe flood of {attempts}: {dict(statuses)}; {people} people got in and answered")
    assert len(times) == people * (len(codes) + 1)
    assert attempts > most_waiting(assessment)
    assert Participation.objects.begun().count() == people
    assert Participation.objects.waiting().count() <= most_waiting(assessment)
    assert Answer.objects.count() == people * len(codes)
