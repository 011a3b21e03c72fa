"""Twenty people saving at the same time against a real server with three workers: none lost, none failed.

The short form runs always, the long one (six hundred saves) by `make trials`. Both on whichever database is tested.
"""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client as DjangoClient

from assessments.enums import Role
from assessments.models import Assessment, Card, Team, TeamScore, User
from lobkwaliteit.tooling.load import Client, Server, at_once, serving
from tests.factories import SchoolFactory, TeamFactory, UserFactory, give_role, make_round

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE = 20
LENGTHS = [pytest.param(4, id="short"), pytest.param(30, id="long", marks=pytest.mark.trials)]


def database_url() -> str:
    """The address of the database under test, for another process."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    user, password = (urllib.parse.quote(config[name], safe="") for name in ("USER", "PASSWORD"))
    return f"postgres://{user}:{password}@{config['HOST']}:{config['PORT']}/{config['NAME']}"


def server_environment() -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "lobkwaliteit.settings",
        "LOB_ENV": "test",
        "DATABASE_URL": database_url(),
    }


def browser(server: Server, user: User) -> Client:
    """A client of the real server, signed in."""
    signed_in = DjangoClient()
    signed_in.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    return Client(server.port, {name: signed_in.cookies[name].value})


def saving(
    client: Client, assessment: Assessment, saves: list[tuple[str, int, int]]
) -> Callable[[], list[float]]:
    """Save one after another: per save an indicator, the version it is based on, and a level."""

    def task() -> list[float]:
        times = []
        for code, version, level in saves:
            answer = client.post(
                f"/zelfevaluaties/{assessment.uid}/criteria/{code[:3]}/",
                {
                    "indicator": code,
                    f"{code}-choice": str(level),
                    f"{code}-rationale": f"{code} bij {assessment.team_name}",
                    f"{code}-version": str(version),
                },
                {"X-Requested-With": "fetch"},
            )
            assert answer.status == 200, (answer.status, answer.body)
            assert json.loads(answer.body)["version"] == version + 1
            times.append(answer.milliseconds)
        return times

    return task


@pytest.fixture
def card(transactional_db: None) -> Card:
    call_command("loaddata", "kwaliteitskaart", verbosity=0)
    return Card.objects.get(key="lob")


@pytest.mark.parametrize("each", LENGTHS)
def test_everybody_in_a_team_of_their_own(card: Card, each: int) -> None:
    """Every save makes a score of its own."""
    teams: list[Team] = [
        TeamFactory(school=school) for school in [SchoolFactory()] for _person in range(PEOPLE)
    ]
    assessments = list(make_round(teams, card).assessments.order_by("pk"))
    codes = [indicator.code for indicator in card.indicators.all()][:each]
    people = [UserFactory() for _person in range(PEOPLE)]
    for person, team in zip(people, teams, strict=True):
        give_role(person, Role.MEMBER, team)
    with serving(server_environment()) as server:
        tasks = [
            saving(
                browser(server, person), assessment, [(code, 0, n % 5 + 1) for n, code in enumerate(codes)]
            )
            for person, assessment in zip(people, assessments, strict=True)
        ]
        assert len(at_once(tasks)) == PEOPLE * each
    for assessment in assessments:
        rows = TeamScore.objects.filter(assessment=assessment).order_by("pk")
        assert [(row.indicator.code, row.level, row.version) for row in rows.select_related("indicator")] == [
            (code, n % 5 + 1, 1) for n, code in enumerate(codes)
        ]
        assert all(row.rationale.endswith(f" bij {assessment.team_name}") for row in rows)


@pytest.mark.parametrize("each", LENGTHS)
def test_everybody_in_one_team_with_a_score_of_their_own(card: Card, each: int) -> None:
    """All on one form, each on an indicator of their own, again and again."""
    team = TeamFactory()
    (assessment,) = make_round([team], card).assessments.all()
    codes = [indicator.code for indicator in card.indicators.all()][:PEOPLE]
    with serving(server_environment()) as server:
        tasks = []
        for code in codes:
            person = UserFactory()
            give_role(person, Role.MEMBER, team)
            saves = [(code, version, version % 5 + 1) for version in range(each)]
            tasks.append(saving(browser(server, person), assessment, saves))
        assert len(at_once(tasks)) == PEOPLE * each
    rows = TeamScore.objects.filter(assessment=assessment).values_list("indicator__code", "version", "level")
    assert sorted(rows) == sorted((code, each, (each - 1) % 5 + 1) for code in codes)
