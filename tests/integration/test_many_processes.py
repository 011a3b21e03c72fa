"""Three web and two worker processes on PostgreSQL behind a proxy, one of them killed every few seconds while people
score, mail goes out and reports are printed: nothing lost, nothing doubled, no page failing for longer than a retry.

Real processes ended by SIGKILL, at random by a seed that is told. The short form runs always on PostgreSQL; five
minutes with fifty people by `make trials`.
"""

from __future__ import annotations

import json
import random
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client as DjangoClient
from django.utils import timezone

from assessments.enums import MailState, Role
from assessments.models import (
    Answer,
    Assessment,
    Card,
    Mail,
    Participation,
    PrintedFile,
    PrintJob,
    Receipt,
    Tally,
    Team,
    User,
)
from assessments.services import closing, participations
from assessments.services.printing import asking
from lobkwaliteit.tooling.load import Client
from lobkwaliteit.tooling.system_packages import nginx
from tests import mail_server
from tests.cast import Cast
from tests.factories import (
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_individual,
    make_round,
    set_scores,
)
from tests.integration.printing.doing import taken
from tests.integration.test_concurrent_saves import server_environment
from tests.mail_server import MailServer
from tests.proxied import Web, behind_a_proxy
from tests.workers import Workers, workers

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.postgres,
    pytest.mark.skipif(nginx() is None, reason="nginx is missing"),
]

RETRY = 1.0
"""Seconds after which who was told nothing asks again: once."""


class Form(NamedTuple):
    """How long and how often at least, how many, and how many seconds there are between two kills, two mails, and two
    deeds of a person.
    """

    seconds: float
    kills: int
    teams: int
    each: int
    codes: int
    reports: int
    between_kills: tuple[float, float]
    between_mails: float
    pause: tuple[float, float]
    seed: int


FORMS = [
    pytest.param(Form(5, 4, 1, 10, 2, 1, (0.8, 1.4), 0.5, (0.1, 0.5), 11), id="short"),
    pytest.param(Form(300, 60, 5, 10, 36, 4, (2, 4), 1.0, (4, 8), 2026), id="long", marks=pytest.mark.trials),
]


@dataclass
class Person:
    """Somebody who fills in their own form, and what they were told is saved: per indicator the version and level."""

    user: User
    assessment: Assessment
    client: Client
    chance: random.Random
    shown: dict[str, tuple[int, int]] = field(default_factory=dict)
    saves: int = 0
    pages: int = 0
    waits: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def live(self, codes: list[str], pause: tuple[float, float], over: threading.Event) -> None:
        while not over.wait(self.chance.uniform(*pause)):
            code = self.chance.choice(codes)
            if self.chance.random() < 0.25:
                self._look(code)
            else:
                self._save(code)
        self.client.close()

    def _page(self, code: str) -> str:
        return f"/inbreng/{self.assessment.uid}/criteria/{code[:3]}/"

    def _look(self, code: str) -> None:
        answer = self._asked(lambda: self.client.get(self._page(code)))
        if answer is not None and code.encode() in answer:
            self.pages += 1

    def _save(self, code: str) -> None:
        version, level = self.shown.get(code, (0, 0))
        level = level % 5 + 1
        data = {
            "indicator": code,
            "key": str(uuid.uuid4()),
            f"{code}-choice": str(level),
            f"{code}-version": str(version),
        }
        answer = self._asked(lambda: self.client.post(self._page(code), data, {"X-Requested-With": "fetch"}))
        if answer is None:
            return
        told = json.loads(answer)
        if (told.get("state"), told.get("version")) == ("saved", version + 1):
            self.shown[code] = (version + 1, level)
            self.saves += 1
        else:
            self.faults.append(f"{code} after {version}: {told}")

    def _asked(self, ask: Callable[[], Any]) -> bytes | None:
        """Ask, and where that failed once more a second later. Failing twice is a fault, and asked on until heard."""
        began, tries = time.monotonic(), 0
        while time.monotonic() < began + 60:
            tries += 1
            try:
                answer = ask()
            except (OSError, HTTPException) as error:
                self.client.close()
                went_wrong = type(error).__name__
            else:
                if answer.status == 200:
                    if tries > 1:
                        self.waits.append(time.monotonic() - began)
                    return bytes(answer.body)
                went_wrong = str(answer.status)
            if tries > 1:
                self.faults.append(f"failed {tries} times in {time.monotonic() - began:.1f} s: {went_wrong}")
            time.sleep(RETRY)
        self.faults.append("no answer")
        return None


class Town:
    """Everybody and everything that goes on while processes die."""

    def __init__(self, cast: Cast, card: Card, form: Form, port: int) -> None:
        self.cast, self.form, self.chance = cast, form, random.Random(form.seed)
        codes = [indicator.code for indicator in card.indicators.all()][: form.codes]
        self.over = threading.Event()
        self.people: list[Person] = []
        for _team in range(form.teams):
            assessment = make_individual(TeamFactory(school=cast.school), card, size=form.each)
            for _person in range(form.each):
                self.people.append(self._person(assessment, port))
        asked = [
            make_individual(TeamFactory(school=cast.school), card, size=100)
            for _team in range(int(form.seconds / form.between_mails / 100) + 1)
        ]
        self.addresses = [
            (assessment, f"{number}@voorbeeld.example") for assessment in asked for number in range(100)
        ]
        self.mails = self.files = self.again = 0
        # The latest round of the board: its reports are printed.
        reports: list[Team] = [TeamFactory(school=cast.school) for _ in range(form.reports)]
        reported = make_round(reports, card, starts_on=timezone.localdate())
        for assessment in reported.assessments.all():
            set_scores(assessment, {"VA1.1": 4, "VA1.2": 2})
            confirm(assessment)
        self.threads = [
            threading.Thread(target=person.live, args=(codes, form.pause, self.over), daemon=True)
            for person in self.people
        ]

    def _person(self, assessment: Assessment, port: int) -> Person:
        user = UserFactory()
        give_role(user, Role.MEMBER, assessment.team)
        signed_in = DjangoClient()
        signed_in.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        client = Client(port, {name: signed_in.cookies[name].value})
        return Person(user, assessment, client, random.Random(f"{self.form.seed} {user.pk}"))

    def go_on(self, webs: list[Web], real: Workers, alive: list[int]) -> Counter[str]:
        """Kill one of them every few seconds, at random. Somebody else is always left to serve. Return how many."""
        killed: Counter[str] = Counter()
        for thread in self.threads:
            thread.start()
        now = time.monotonic()
        end, next_kill, next_mail, next_print = now + self.form.seconds, now + 1, now, now
        while (now := time.monotonic()) < end or killed.total() < self.form.kills:
            if now >= next_kill:
                next_kill = now + self.chance.uniform(*self.form.between_kills)
                killed[self._kill(webs, real, alive, killed.total())] += 1
            if now >= next_mail and self.mails < len(self.addresses):
                next_mail = now + self.form.between_mails
                self._invite()
            if now >= next_print:
                next_print = now + 5
                self._print()
            time.sleep(0.05)
        self.over.set()
        for thread in self.threads:
            thread.join(60)
        return killed

    def _kill(self, webs: list[Web], real: Workers, alive: list[int], before: int) -> str:
        """One of each kind first, so that neither is left out; then whichever chance takes."""
        up = [web for web in webs if web.is_up]
        of_web, of_workers = up if len(up) > 1 else [], range(len(alive))
        victim = self.chance.choice(
            [of_web or of_workers, of_workers, [*of_web, *of_workers]][min(before, 2)]
        )
        if isinstance(victim, Web):
            victim.kill()
            return f"web, {len(up) - 1} left"
        real.kill(alive[victim])
        alive[victim] = real.start()
        return "worker"

    def _invite(self) -> None:
        assessment, address = self.addresses[self.mails]
        participations.invite(by=self.cast.coordinator, assessment=assessment, addresses=[address])
        self.mails += 1

    def _print(self) -> None:
        """Ask for all reports of the board; once they are there, take them and have them made anew."""
        job = asking.ask_for_all(by=self.cast.governor, board=self.cast.board, language="nl")
        if job.finished_at is None:
            return
        if job.parts.given_up().exists():
            self.again += 1
            asking.ask_again(by=self.cast.governor, job=job)
        elif (file := taken(job, self.cast.governor)) is not None:
            assert file.startswith(b"PK")
            self.files += 1
            PrintJob.objects.all().delete()
            PrintedFile.objects.all().delete()

    def come_to_rest(self) -> None:
        """Let workers finish what was asked."""
        at_rest = {MailState.SENT, MailState.UNCERTAIN}
        deadline = time.monotonic() + 120
        while Mail.objects.exclude(state__in=at_rest).exists() or not self.files:
            assert time.monotonic() < deadline, "mail or reports did not come"
            self._print()
            time.sleep(0.2)


@pytest.mark.parametrize("form", FORMS)
def test_processes_killed_while_people_work(
    cast: Cast, real_card: Card, form: Form, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = str(connection.settings_dict["NAME"])
    with (
        mail_server.running() as mail,
        workers(database=database, mail_port=mail.port, lease=5, forgotten=2, every=1, print_lease=3) as real,
        behind_a_proxy(server_environment(), number=3, folder=tmp_path) as (port, webs),
    ):
        town = Town(cast, real_card, form, port)
        mail.pause = 0.01
        alive = [real.start(), real.start()]
        killed = town.go_on(webs, real, alive)
        town.come_to_rest()
        for worker in alive:
            assert real.stop(worker) == 0
        log = real.log()
    with capsys.disabled():
        print(told(town, killed, mail))
    nothing_failed_for_longer_than_a_retry(town, killed)
    every_answer_is_there_once(town)
    every_mail_went_once_at_most(town, mail, killed)
    assert "@voorbeeld.example" not in log
    counts_are_of_what_was_answered(town)


def told(town: Town, killed: Counter[str], mail: MailServer) -> str:
    waits = sorted(wait for person in town.people for wait in person.waits)
    states = Counter(Mail.objects.values_list("state", flat=True))
    return (
        f"\nseed {town.form.seed}, {town.form.seconds:.0f} s, {len(town.people)} people: "
        f"{sum(person.saves for person in town.people)} answers shown as saved, "
        f"{sum(person.pages for person in town.people)} pages read; killed: {dict(killed)}. "
        f"{len(waits)} asked again, longest {max(waits, default=0):.2f} s, "
        f"{sum(len(person.faults) for person in town.people)} failed twice. "
        f"{town.mails} mails: {states[MailState.SENT]} sent, {states[MailState.UNCERTAIN]} uncertain, "
        f"{len(mail.taken)} taken by the mail server. {town.files} files of reports, {town.again} asked for again."
    )


def nothing_failed_for_longer_than_a_retry(town: Town, killed: Counter[str]) -> None:
    assert [fault for person in town.people for fault in person.faults] == []
    assert killed.total() >= town.form.kills
    assert {what.partition(",")[0] for what in killed} == {"web", "worker"}


def every_answer_is_there_once(town: Town) -> None:
    stands = {
        (user, code): (version, level)
        for user, code, version, level in Answer.objects.values_list(
            "response__participation__user", "indicator__code", "version", "level"
        )
    }
    shown = {(person.user.pk, code): what for person in town.people for code, what in person.shown.items()}
    assert stands == shown
    assert sum(version for version, _level in stands.values()) == sum(person.saves for person in town.people)
    receipts = list(Receipt.objects.values_list("response", "indicator", "version"))
    assert len(receipts) == len(set(receipts)), "a write left two receipts"
    answering = {person.user.pk for person in town.people if person.shown}
    assert Participation.objects.filter(user__in=answering).count() == len(answering)


def every_mail_went_once_at_most(town: Town, mail: MailServer, killed: Counter[str]) -> None:
    """None is forgotten: each was sent, or is known to be uncertain since its worker died while handing it over."""
    taken_by_server = Counter(str(one["Message-ID"]).strip("<>").partition("@")[0] for one in mail.taken)
    assert max(taken_by_server.values()) == 1
    assert Mail.objects.count() == town.mails
    sent = {str(uid) for uid in Mail.objects.filter(state=MailState.SENT).values_list("uid", flat=True)}
    assert sent <= taken_by_server.keys()
    assert town.mails - len(sent) <= killed["worker"]


def counts_are_of_what_was_answered(town: Town) -> None:
    """What remains once answering closes, of each indicator that enough people answered: how many chose which level."""
    assessment = town.people[0].assessment
    chosen: Counter[tuple[str, int]] = Counter()
    for person in town.people:
        if person.assessment == assessment:
            chosen.update((code, level) for code, (_version, level) in person.shown.items())
    closing.close_answering(by=town.cast.coordinator, assessment=assessment)
    counts = {tally.indicator.code: tally.levels for tally in Tally.objects.select_related("indicator")}
    assert counts
    for code, levels in counts.items():
        assert [chosen[code, level] for level in range(1, len(levels) + 1)] == list(levels)
