"""Measure the pages of a nation against gunicorn with three workers: `make bench-national`.

The whole of it on the PostgreSQL server of `TEST_DATABASE_URL` (its database is filled and must be empty, or filled so
before), a tenth on SQLite in a temporary folder; `--part` chooses otherwise. Prints how long loading took, and of each
page how many queries it asks, the processor time of one, and the median in milliseconds; never a test, only figures.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import NamedTuple

from lobkwaliteit.tooling.bench import database, empty_place, fetching, manage, measure
from lobkwaliteit.tooling.bench_scene import session_of
from lobkwaliteit.tooling.load import serving

TIMES, TIMES_HERE = 40, 9
DOMAIN = "landelijk.example"
COORDINATOR = "coordinator"
PEOPLE = ("bestuur", COORDINATOR, "manager", "teamlid")
"""Who looks: of the board with sixty schools, of its school with forty teams, and of one of those teams."""


class Page(NamedTuple):
    name: str
    path: str
    person: str = COORDINATOR


def pages() -> list[Page]:
    """What is measured."""
    from django.db.models import Count
    from django.urls import reverse

    from assessments.enums import Way
    from assessments.models import Action, Assessment, Board, School

    board = Board.objects.get(memberships__user__email=f"{COORDINATOR}@{DOMAIN}")
    school = School.objects.filter(board=board).annotate(size=Count("teams")).latest("size")
    round_ = board.rounds.latest("starts_on")
    confirmed = Assessment.objects.confirmed().filter(round=round_, school=school)
    team = confirmed.filter(tallies__isnull=False).latest("pk")  # the page that says most
    choosing = confirmed.filter(priorities__isnull=False, actions__isnull=False).latest("pk")
    scoring = Assessment.objects.filter(round=round_, school=school, confirmed_at=None, way=Way.TOGETHER)
    action = Action.objects.filter(assessment=choosing)[0]
    of_school = [school.uid, round_.uid]
    actions, search = reverse("actions"), reverse("search")
    return [
        Page("team", reverse("team-result", args=[team.uid])),
        Page("the team over time", reverse("team-over-time", args=[team.uid])),
        Page("school of 40 teams", reverse("school-result", args=of_school)),
        Page("one criterion of the school", reverse("school-criterion", args=[*of_school, "VA1"])),
        Page("the school over time", reverse("school-over-time", args=[school.uid])),
        Page("board of 60 schools", reverse("board-result", args=[board.uid])),
        Page("one criterion of the board", reverse("board-criterion", args=[board.uid, "VA1"])),
        Page("the board over time", reverse("board-over-time", args=[board.uid])),
        Page("which results there are", reverse("results")),
        *(Page(f"today, as {person}", reverse("home"), person) for person in PEOPLE),
        *(Page(f"the actions, as {person}", actions, person) for person in PEOPLE),
        Page("the late actions of a school", f"{actions}?plek={school.uid}&laat=1"),
        Page("every action that was done", f"{actions}?status=afgerond&ouder=1"),
        Page("one action", reverse("action", args=[action.uid])),
        Page("a new action", f"{reverse('action-new')}?assessment={choosing.uid}"),
        Page("choosing where an action is", reverse("action-new")),
        Page("the priorities of a team", reverse("priorities", args=[choosing.uid])),
        Page(
            "filling in one criterion", reverse("scoring-criterion", args=[scoring.latest("pk").uid, "VA1"])
        ),
        Page("searching for a word", f"{search}?q=mentor"),
        Page("searching for a word, actions alone", f"{search}?q=mentor&soort=acties"),
        Page("searching for an indicator", f"{search}?q=VA1.1"),
        Page("one indicator", reverse("card-indicator", args=[round_.card.uid, "VA1.1"])),
    ]


def cost(page: Page, session: str) -> tuple[int, float]:
    """Ask for a page in this process. Return how many queries it asks, and how many milliseconds of processor time it
    takes: what stays the same where others keep the machine busy. On SQLite the database is among it.
    """
    from django.conf import settings
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(SERVER_NAME="localhost")
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    answer = client.get(page.path)
    if answer.status_code != 200:
        raise RuntimeError(f"{page.name}: status {answer.status_code}")
    times = []
    for _ in range(TIMES_HERE):
        started = time.process_time()
        client.get(page.path)
        times.append(time.process_time() - started)
    with CaptureQueriesContext(connection) as asked:
        client.get(page.path)
    return len(asked), statistics.median(times) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", type=float, help="how much of the nation, at most 1")
    chosen = parser.parse_args().part
    os.environ["SECOND_FACTOR_REQUIRED"] = "0"  # a bestuur signs in with a password alone
    with empty_place() as (env, _ready):
        part = chosen or (1 if database(env) == "PostgreSQL" else 0.1)
        # Production refuses to make it.
        seconds = manage("build_national", f"--part={part}", LOB_ENV="development")
        print(f"{database(env)}, {part:g} of the nation, loaded in {seconds:.0f} s")
        import django

        django.setup()
        from assessments.models import User

        sessions = {name: session_of(User.objects.get(email=f"{name}@{DOMAIN}")) for name in PEOPLE}
        found = pages()
        costs = [cost(page, sessions[page.person]) for page in found]
        with serving(env, workers=3) as server:
            print(f"gunicorn with 3 workers, medians in ms\n  {'':<44} {'1 client':>8} {'8':>8}")
            for page, (asked, spent) in zip(found, costs, strict=True):
                name = f"{page.name}: {asked} queries, {spent:.0f} ms CPU"
                measure(name, server.port, [sessions[page.person]], fetching(page.path), times=TIMES)
            print(f"  memory of the 3 workers: {server.memory():.0f} MB (PSS)")


if __name__ == "__main__":
    main()
