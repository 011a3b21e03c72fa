"""Measure the main pages and reports against gunicorn with three workers: `make bench`.

On SQLite in a temporary folder, or on the PostgreSQL server of `TEST_DATABASE_URL` (its database is filled and must
be empty). The settings are those of production. Prints medians in milliseconds; never a test, only figures.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lobkwaliteit.tooling.load import ROOT, Answer, Client, at_once, serving

TEAMS, ROUNDS, REPORT_TEAMS = 40, 3, 12


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a production server on this machine."""
    return {
        "LOB_ENV": "production",
        "DJANGO_SETTINGS_MODULE": "lobkwaliteit.settings",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "ALLOWED_HOSTS": "localhost",
        "SECURE_SSL_REDIRECT": "0",
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder / 'bench.sqlite3'}",
        "EMAIL_URL": "smtp://localhost",
        "DEFAULT_FROM_EMAIL": "bench@voorbeeld.example",
        "LOB_VAR_DIR": str(folder),
    }


@dataclass(frozen=True)
class Scene:
    """What is asked for: paths, and the cookies of a coordinator."""

    criterion: str
    team: str
    dashboard: str
    team_report: str
    school_report: str
    session: str


def populate() -> Scene:
    """Fill the database: a school of forty teams and one of twelve, three rounds each, on the real card."""
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import transaction
    from django.urls import reverse

    from assessments.enums import Choice, Role, RoundState
    from assessments.models import Assessment, Card, Indicator, TeamScore
    from tests.factories import (
        BoardFactory,
        SchoolFactory,
        TeamFactory,
        UserFactory,
        confirm,
        give_role,
        make_round,
    )

    card = Card.objects.get(key="lob")
    indicators = list(Indicator.objects.filter(card=card))
    with transaction.atomic():
        board = BoardFactory(name="Stichting Meetlat")
        large, small = (SchoolFactory(board=board, name=name) for name in ("Groot College", "Klein College"))
        user = UserFactory(name="Coördinator")
        give_role(user, Role.COORDINATOR, board)
        teams = TeamFactory.create_batch(TEAMS, school=large) + TeamFactory.create_batch(
            REPORT_TEAMS, school=small
        )
        for number in range(ROUNDS):
            day = dt.date(2024 + number, 11, 1)
            last = number == ROUNDS - 1
            round_ = make_round(
                teams, card, starts_on=day, state=RoundState.OPEN if last else RoundState.CLOSED
            )
            for order, assessment in enumerate(round_.assessments.all()):
                TeamScore.objects.bulk_create(
                    TeamScore(
                        assessment=assessment,
                        indicator=indicator,
                        choice=Choice.LEVEL,
                        level=1 + (order + place + number) % 5,
                        rationale="Wij spraken dit af in het teamoverleg van november." if place % 2 else "",
                    )
                    for place, indicator in enumerate(indicators)
                )
                if not (last and order == 0):
                    confirm(assessment)
    first, confirmed = (Assessment.objects.get(round=round_, team=team) for team in teams[:2])
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return Scene(
        criterion=reverse("scoring-criterion", args=[first.uid, "VA1"]),
        team=reverse("team-result", args=[confirmed.uid]),
        dashboard=reverse("school-result", args=[large.uid, round_.uid]),
        team_report=reverse("team-report", args=[confirmed.uid]),
        school_report=reverse("school-report", args=[small.uid, round_.uid]),
        session=str(session.session_key),
    )


Ask = Callable[[Client, int], Answer]
"""Ask one thing of the server; the number says which client and which turn it is."""


def fetching(path: str) -> Ask:
    return lambda client, turn: client.get(path)


def saving(path: str) -> Ask:
    """Choose a level, each client on an indicator of its own, each time another level."""
    versions: dict[str, int] = {}
    criteria = ("FA1", "FA2")

    def save(client: Client, turn: int) -> Answer:
        number = turn // 1000
        criterion, place = criteria[number // 5], 1 + number % 5
        code = f"{criterion}.{place}"
        version = versions.setdefault(code, 1)
        data = {"indicator": code, f"{code}-choice": str(1 + version % 5), f"{code}-version": str(version)}
        answer = client.post(path.replace("/VA1/", f"/{criterion}/"), data, {"X-Requested-With": "fetch"})
        versions[code] = json.loads(answer.body)["version"]
        return answer

    return save


def measure(name: str, port: int, scene: Scene, ask: Ask, *, times: int) -> None:
    """Print the medians of one thing with one and with eight clients, each asking `times` times."""
    medians = []
    for clients in (1, 8):

        def task(number: int, clients: int = clients) -> list[float]:
            client = Client(port, {"sessionid": scene.session})
            ask(client, number * 1000)
            taken = []
            for turn in range(max(2, times // clients)):
                answer = ask(client, number * 1000 + turn)
                if answer.status != 200:
                    raise RuntimeError(f"{name}: status {answer.status}")
                taken.append(answer.milliseconds)
            return taken

        medians.append(statistics.median(at_once([partial(task, number) for number in range(clients)])))
    print(f"  {name:<44} {medians[0]:8.1f} {medians[1]:8.1f}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        env = environment(folder)
        os.environ.update(env)
        manage = [sys.executable, str(ROOT / "manage.py")]
        started = time.perf_counter()
        subprocess.run([*manage, "migrate", "--verbosity=0"], check=True)
        subprocess.run([*manage, "loaddata", "kwaliteitskaart", "--verbosity=0"], check=True)
        ready = time.perf_counter() - started
        subprocess.run([*manage, "collectstatic", "--no-input", "--verbosity=0"], check=True)
        scene = populate()
        with serving(env, workers=3) as server:
            database = "PostgreSQL" if env["DATABASE_URL"].startswith("postgres") else "SQLite"
            print(f"{database}, gunicorn with 3 workers, medians in ms\n  {'':<44} {'1 client':>8} {'8':>8}")
            things: list[tuple[str, Ask, int]] = [
                ("opening a criterion page", fetching(scene.criterion), 200),
                ("saving one choice", saving(scene.criterion), 200),
                ("team page", fetching(scene.team), 100),
                (f"school dashboard, {TEAMS} teams, {ROUNDS} rounds", fetching(scene.dashboard), 60),
                ("team PDF", fetching(scene.team_report), 16),
                (f"school PDF, {REPORT_TEAMS} teams", fetching(scene.school_report), 8),
            ]
            for name, ask, times in things:
                measure(name, server.port, scene, ask, times=times)
            print(f"  memory of the 3 workers: {server.memory():.0f} MB (PSS)")
        print(f"  from an empty database to ready (migrate + card): {ready:.1f} s")


if __name__ == "__main__":
    main()
