"""Measure the main pages and reports against gunicorn with three workers: `make bench`.

On SQLite in a temporary folder, or on the PostgreSQL server of `TEST_DATABASE_URL` (its database is filled and must
be empty). The settings are those of production. Prints medians in milliseconds; never a test, only figures.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from lobkwaliteit.tooling.bench_print import compare
from lobkwaliteit.tooling.bench_scene import (
    BOARD,
    CLOSING_PEOPLE,
    CLOSING_TEAMS,
    REPORT_TEAMS,
    ROUNDS,
    TEAM_LINK,
    TEAMS,
    documents,
    populate,
)
from lobkwaliteit.tooling.bench_zip import measure_zip
from lobkwaliteit.tooling.load import ROOT, Answer, Client, at_once, serving


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


def answering(path: str) -> Ask:
    """Answer as the queue in a browser does, each client for themselves: the next indicator, with a key of its own."""
    versions: dict[tuple[str, str], int] = {}
    criteria = ("VA1", "VA2", "VA3")

    def answer(client: Client, turn: int) -> Answer:
        criterion, place = criteria[turn % 3], 1 + turn % 4
        code = f"{criterion}.{place}"
        mine = client.cookies["sessionid"], code
        version = versions.setdefault(mine, 0)
        data = {
            "indicator": code,
            "key": str(uuid.uuid4()),
            f"{code}-choice": str(1 + version % 5),
            f"{code}-version": str(version),
        }
        told = client.post(path.replace("/VA1/", f"/{criterion}/"), data, {"X-Requested-With": "fetch"})
        versions[mine] = json.loads(told.body)["version"]
        return told

    return answer


def joining(path: str) -> Ask:
    """Scan the QR code on a device of one's own, read, begin as a number, and come to the form."""

    def join(client: Client, turn: int) -> Answer:
        device = Client(client.port)
        device.get(f"/meedoen/{TEAM_LINK}/")
        answers = [device.get(path), device.post(path, {}), device.get(path)]
        return Answer(answers[-1].status, b"", sum(answer.milliseconds for answer in answers))

    return join


def closing(paths: Sequence[str]) -> Ask:
    """Close answering, each time for a team that was still answering."""
    left = list(paths)

    def close(client: Client, turn: int) -> Answer:
        told = client.post(left.pop(), {})
        return Answer(200 if told.status == 302 else told.status, b"", told.milliseconds)

    return close


def measure(
    name: str, port: int, sessions: Sequence[str], ask: Ask, *, times: int, clients: Sequence[int] = (1, 8)
) -> None:
    """Print the medians of one thing, asked `times` times in all by so many clients at once, each in its session."""
    medians = []
    for number_of_clients in clients:

        def task(number: int, turns: int = max(2, times // number_of_clients)) -> list[float]:
            client = Client(port, {"sessionid": sessions[number % len(sessions)]})
            ask(client, number * 1000)
            taken = []
            for turn in range(turns):
                answer = ask(client, number * 1000 + turn)
                if answer.status != 200:
                    raise RuntimeError(f"{name}: status {answer.status}")
                taken.append(answer.milliseconds)
            return taken

        medians.append(statistics.median(at_once([partial(task, n) for n in range(number_of_clients)])))
    print(f"  {name:<44} {' '.join(f'{median:8.1f}' for median in medians)}", flush=True)


def manage(*arguments: str, **environment: str) -> float:
    """Run a command on the database that is measured. Return the seconds that it took."""
    started = time.perf_counter()
    command = [sys.executable, str(ROOT / "manage.py"), *arguments]
    subprocess.run(command, check=True, env=os.environ | environment)
    return time.perf_counter() - started


@contextmanager
def empty_place() -> Iterator[tuple[dict[str, str], float]]:
    """A database with the card in it, and the files that pages ask for, until the block ends. Give the environment of
    a server on it, which is ours by then too, and the seconds that migrating and loading took.
    """
    with tempfile.TemporaryDirectory() as temporary:
        env = environment(Path(temporary))
        os.environ.update(env)
        ready = manage("migrate", "--verbosity=0")
        ready += manage("loaddata", "kwaliteitskaart", "voorbeeldacties", "--verbosity=0")
        manage("collectstatic", "--no-input", "--verbosity=0")
        yield env, ready


def database(env: Mapping[str, str]) -> str:
    return "PostgreSQL" if env["DATABASE_URL"].startswith("postgres") else "SQLite"


def main() -> None:
    with empty_place() as (env, ready):
        scene = populate()
        with serving(env, workers=3) as server:
            print(
                f"{database(env)}, gunicorn with 3 workers, medians in ms\n"
                f"  {'':<44} {'1 client':>8} {'8':>8} {'50':>8}"
            )
            things: list[tuple[str, Ask, int]] = [
                ("opening a criterion page", fetching(scene.criterion), 200),
                ("saving one choice", saving(scene.criterion), 200),
                ("team page", fetching(scene.team), 100),
                (f"school dashboard, {TEAMS} teams, {ROUNDS} rounds", fetching(scene.dashboard), 60),
                ("team PDF, printed before", fetching(scene.team_report), 16),
                (f"school PDF, {REPORT_TEAMS} teams, printed before", fetching(scene.school_report), 8),
            ]
            for name, ask, times in things:
                measure(name, server.port, [scene.session], ask, times=times)
            measure(
                "one answer by the queue",
                server.port,
                scene.people,
                answering(scene.answering),
                times=400,
                clients=(1, 8, 50),
            )
            measure(
                "joining by QR, three pages",
                server.port,
                [scene.session],
                joining(scene.joining),
                times=200,
                clients=(1, 8, 50),
            )
            measure(
                f"closing a team of {CLOSING_PEOPLE}",
                server.port,
                [scene.session],
                closing(scene.closing),
                times=CLOSING_TEAMS - 1,
                clients=(1,),
            )
            print(f"  memory of the 3 workers: {server.memory():.0f} MB (PSS)")
            measure_zip(server, scene.session, BOARD)
        print(f"  from an empty database to ready (migrate + card): {ready:.1f} s")
        compare(documents())


if __name__ == "__main__":
    main()
