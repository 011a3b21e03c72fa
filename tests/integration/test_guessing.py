"""A hundred guesses at the same moment, on a real server; and two hundred people who sign in within a minute."""

from __future__ import annotations

import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as DjangoClient
from django.urls import reverse

from assessments.access.passwords import Argon2
from assessments.models import Mail, User
from lobkwaliteit.tooling.load import Answer, Client, Server, at_once, serving
from tests.factories import UserFactory
from tests.integration.test_concurrent_saves import server_environment
from tests.signing_in import ask_code, by_password, give_app

pytestmark = pytest.mark.django_db(transaction=True)

THREADS, EACH = 20, 5
PASSWORD = "correct-paard-batterij"
SESSION = settings.SESSION_COOKIE_NAME


@pytest.fixture
def server(transactional_db: None) -> Iterator[Server]:
    with serving(server_environment()) as running:
        yield running


def guess_at_once(server: Server, path: str, data: dict[str, str], session: str = "") -> list[Answer]:
    answers: list[Answer] = []

    def guess() -> list[float]:
        client = Client(server.port, {SESSION: session} if session else {})
        for _time in range(EACH):
            answers.append(client.post(path, data))
            client.cookies[SESSION] = session
        return []

    at_once([guess] * THREADS)
    assert len(answers) == THREADS * EACH
    return answers


def saying(answers: list[Answer], words: str) -> int:
    return sum(words in answer.body.decode() for answer in answers)


def session_of(client: DjangoClient) -> str:
    return client.cookies[SESSION].value


def test_a_hundred_guesses_at_once_are_not_more_than_a_few(server: Server) -> None:
    """Each is counted before it is looked at, whichever process takes it; and the owner comes in by another way."""
    person = UserFactory(password=argon2(PASSWORD))
    answers = guess_at_once(server, "/inloggen/", {"login": person.email, "password": "mis"})
    assert saying(answers, "horen niet bij elkaar") <= 5
    assert saying(answers, "te vaak verkeerd") >= 95
    session = session_of(ask_code(person.email))
    answers = guess_at_once(server, reverse("account_confirm_login_code"), {"code": "1"}, session)
    assert saying(answers, "Deze code klopt niet") <= 3
    other = UserFactory()
    app = give_app(other)
    halfway = session_of(by_password(other))
    data = {"code": app.wrong_code()}
    answers = guess_at_once(server, reverse("mfa_authenticate"), data, halfway)
    assert saying(answers, "Deze code klopt niet") <= 5
    assert saying(answers, "te vaak verkeerd") >= 95
    by_code = Client(server.port)
    assert sign_in_by_code(by_code, person)[-1].status == 200, "the owner, by another way"


# --- two hundred people behind one address --------------------------------------------------------------------------


def argon2(password: str) -> str:
    hasher = Argon2()
    return hasher.encode(password, hasher.salt())


def sign_in_by_password(client: Client, person: User) -> list[Answer]:
    return [
        client.get("/inloggen/"),
        client.post("/inloggen/", {"login": person.email, "password": PASSWORD}),
        client.get("/"),
    ]


def sign_in_by_code(client: Client, person: User) -> list[Answer]:
    answers = [client.get("/inloggen/"), client.post("/inloggen/code/", {"email": person.email})]
    mail = Mail.objects.filter(address=person.email).latest("pk")
    connection.close()  # twenty people in this process share a pool of four
    found = re.search(r"\d{4}-\d{4}", mail.subject)
    assert found
    answers.append(client.post("/inloggen/code/invullen/", {"code": found.group()}))
    return [*answers, client.get("/")]


@pytest.mark.trials
@pytest.mark.parametrize("way", [sign_in_by_password, sign_in_by_code])
def test_two_hundred_people_behind_one_address_sign_in_within_a_minute(
    server: Server, way: Callable[[Client, User], list[Answer]], capsys: pytest.CaptureFixture[str]
) -> None:
    password = argon2(PASSWORD)
    people: list[User] = [UserFactory(password=password) for _number in range(200)]
    statuses: Counter[int] = Counter()
    came_in: list[bool] = []

    def signing_in(some: Sequence[User]) -> Callable[[], list[float]]:
        def task() -> list[float]:
            times = []
            for person in some:
                answers = way(Client(server.port), person)
                statuses.update(answer.status for answer in answers)
                came_in.append(answers[-1].status == 200)
                times.append(sum(answer.milliseconds for answer in answers))
            return times

        return task

    started = time.perf_counter()
    times = sorted(at_once([signing_in(people[n::20]) for n in range(20)]))
    seconds = time.perf_counter() - started
    with capsys.disabled():
        print(f"\n{way.__name__}: 200 people in {seconds:.1f} s; per person half within {times[100]:.0f} ms,")
        print(f"the slowest {times[-1]:.0f} ms; statuses {dict(statuses)}")
    assert all(came_in)
    assert len(came_in) == 200
    assert seconds < 60
