"""One command looks over a running installation: each thing is well at first, then wrong in each way there is."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import shutil
import tempfile
import time
from collections import namedtuple
from collections.abc import Callable, Iterator
from http.client import HTTPMessage
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.functions import Now
from django.utils import timezone

from assessments.enums import MailKind, MailState
from assessments.models import Heartbeat, Mail
from assessments.services import heartbeats, mail
from assessments.tasks import due
from assessments.tasks.checkup import inside, outside
from assessments.tasks.checkup.found import State, shift
from assessments.tasks.checkup.run import NAMES, look
from assessments.tasks.worker import Worker
from lobkwaliteit.static_files import HashedFiles
from lobkwaliteit.tooling.system_packages import PANGO
from tests import mail_server
from tests.mail_server import HANG_UP, MailServer

pytestmark = pytest.mark.django_db


def said(name: str) -> tuple[str, str]:
    ((_name, found),) = look({name})
    return found.state.value, found.said


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with mail_server.running() as server:
        settings.EMAIL_BACKEND = outside.SMTP
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def sound(server: MailServer) -> None:
    """A worker runs, and did what is due."""
    heartbeats.beat("een")
    due.due_work()


@pytest.mark.usefixtures("sound")
def test_a_sound_installation_has_a_line_for_each_thing_and_no_fault() -> None:
    written = io.StringIO()
    call_command("check_installation", stdout=written)
    lines = written.getvalue().splitlines()
    assert {line[8:21].strip() for line in lines} == set(NAMES) - {"adres"}
    assert {line[:7].strip() for line in lines} <= {"ok", "let op"}


@pytest.mark.usefixtures("sound")
def test_a_program_reads_it_as_json_and_a_fault_ends_in_an_error() -> None:
    Heartbeat.objects.all().delete()
    written = io.StringIO()
    with pytest.raises(CommandError, match="1 ding is fout"):
        call_command("check_installation", only=["worker", "cache"], json=True, stdout=written)
    told = json.loads(written.getvalue())
    assert told["ok"] is False
    assert {check["name"]: check["state"] for check in told["checks"]} == {"cache": "ok", "worker": "fault"}


def test_a_trial_mail_goes_along(server: MailServer) -> None:
    written = io.StringIO()
    call_command("check_installation", only=["cache"], mail="ict@voorbeeld.example", stdout=written)
    assert "Aangenomen" in written.getvalue()
    server.answers["RCPT"] = "550 no"
    with pytest.raises(CommandError):
        call_command("check_installation", only=["cache"], mail="ict@voorbeeld.example", stdout=written)
    assert "fout    proefbericht  Geweigerd (SMTPRecipientsRefused" in written.getvalue()


# --- the worker -------------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_worker_shows_life_and_is_gone_when_it_stops_in_peace() -> None:
    assert said("worker")[0] == "fout"
    worker, seen = Worker(), []

    def once() -> bool:
        seen.append(heartbeats.at_work())
        return len(seen) < 2

    worker.work(once)
    assert seen == [0, 1]
    assert not Heartbeat.objects.exists()


def test_a_worker_that_died_is_missed_and_at_last_forgotten() -> None:
    heartbeats.beat("een")
    heartbeats.beat("ander")
    heartbeats.beat("een")
    assert said("worker") == ("ok", "Er werken 2 workers en er blijft niets liggen.")
    Heartbeat.objects.filter(worker="een").update(seen_at=Now() - heartbeats.DEAD_AFTER)
    assert heartbeats.at_work() == 1
    Heartbeat.objects.filter(worker="een").update(seen_at=Now() - 2 * heartbeats.FORGOTTEN_AFTER)
    assert heartbeats.prune() == 1
    assert Heartbeat.objects.get().worker == "ander"


def test_work_that_is_left_lying(monkeypatch: pytest.MonkeyPatch) -> None:
    heartbeats.beat("een")
    monkeypatch.setattr("assessments.services.queue.is_stuck", lambda: True)
    state, words = said("worker")
    assert state == "fout"
    assert "langer dan een minuut" in words


def test_what_is_due_daily(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks() -> None:
        raise ValueError

    assert "nog niet begonnen" in said("dagwerk")[1]
    due.due_work()
    assert said("dagwerk")[0] == "ok"
    cache.set(due._key(due.DAILY[0]), due.BEGUN)
    assert said("dagwerk")[0] == "let op"
    monkeypatch.setattr(due, "DAILY", (*due.DAILY, breaks))
    due.due_work()
    state, words = said("dagwerk")
    assert state == "fout"
    assert "breaks" in words


def test_by_cron_it_is_done_as_well() -> None:
    call_command("due_work")
    assert said("dagwerk")[0] == "ok"


# --- the database -----------------------------------------------------------------------------------------------------


def test_a_step_that_was_not_taken() -> None:
    MigrationRecorder.Migration.objects.filter(name="0001_initial", app="assessments").delete()
    assert "1 migraties zijn niet uitgevoerd (assessments.0001_initial" in said("migraties")[1]


def test_a_database_that_is_away_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def away() -> None:
        asked.append("asked")
        raise OperationalError("password=geheim")

    monkeypatch.setattr(connection, "cursor", away)
    found = dict(look({"database", "worker", "cache", "migraties"}))
    assert {one.state for one in found.values()} == {State.FAULT}
    assert len(asked) == 1
    assert "geheim" not in "".join(one.said for one in found.values())


@pytest.mark.postgres
def test_a_database_that_is_nearly_full_of_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said("database")[0] == "ok"
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO lob_trial, public, pg_catalog")
        cursor.execute("CREATE SCHEMA lob_trial")
        cursor.execute(
            "CREATE VIEW lob_trial.pg_stat_activity AS SELECT 'client backend' AS backend_type "
            "FROM generate_series(1, current_setting('max_connections')::int)"
        )
    assert said("database")[0] == "let op"


@pytest.mark.parametrize(
    ("seconds", "state"), [(0.4, State.OK), (-4, State.OK), (-6, State.NOTICE), (31, State.FAULT)]
)
def test_a_clock_that_differs(seconds: float, state: State) -> None:
    assert shift(seconds, "x").state == state


def test_the_clock_of_the_database_is_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said("klok")[0] == "ok"
    now = time.time
    monkeypatch.setattr("assessments.tasks.checkup.inside.time.time", lambda: now() + 40)
    assert said("klok")[0] == ("fout" if connection.vendor == "postgresql" else "ok")


# --- this machine -----------------------------------------------------------------------------------------------------

Usage = namedtuple("Usage", "total used free")


@pytest.mark.parametrize(("free", "state"), [(2 * 1024**3, "ok"), (1024**3 - 1, "let op"), (1024, "fout")])
def test_a_disk_that_fills(monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda place: Usage(1, 1, free))
    assert said("schijf")[0] == state


def test_a_folder_that_is_not_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    assert tempfile.gettempdir() in said("schijf")[1]


def test_pango_may_be_missed(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    assert said("pdf") == ("ok", "Pango is er.")
    monkeypatch.setattr(inside, "PANGO", PANGO._replace(present=lambda: False))
    assert said("pdf")[0] == "let op"
    settings.SILENCED_SYSTEM_CHECKS = [inside.PANGO_MISSING]
    assert said("pdf")[0] == "ok"


def test_static_files(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sources, root = tmp_path / "sources", tmp_path / "static"
    sources.mkdir()
    for name in ("a.txt", "b.txt"):
        (sources / name).write_text(name)
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS, settings.STATIC_ROOT, settings.PRODUCTION = [sources], root, True
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "lobkwaliteit.static_files.HashedFiles"}
    }

    def told() -> tuple[str, str]:
        monkeypatch.setattr(inside, "staticfiles_storage", HashedFiles())  # as another process reads it
        return said("bestanden")

    assert "geen statische bestanden" in told()[1]
    call_command("collectstatic", interactive=False, verbosity=0)
    assert told() == ("ok", "2 statische bestanden staan klaar.")
    os.utime(sources / "a.txt", (time.time() + 60, time.time() + 60))
    assert told()[0] == "let op"
    (sources / "c.txt").write_text("c")
    assert "1 statische bestanden zijn niet verzameld" in told()[1]
    next(root.glob("a.*.txt")).unlink()
    assert "1 statische bestanden zijn weg" in told()[1]


def test_settings_that_are_not_sound(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    assert said("instellingen")[0] == "let op", "a test is no installation"
    settings.PRODUCTION, settings.SECURE_HSTS_SECONDS = True, 0
    assert "security.W004" in said("instellingen")[1]


# --- the mail server --------------------------------------------------------------------------------------------------


def test_a_mail_server_that_lets_us_in_gets_no_mail(server: MailServer) -> None:
    assert said("mail")[0] == "ok"
    assert not server.taken


def test_a_mail_server_that_does_not(server: MailServer) -> None:
    server.answers["EHLO"] = HANG_UP
    assert said("mail")[0] == "fout"


def test_a_mail_server_that_is_not_there(settings: Any, server: MailServer) -> None:
    settings.EMAIL_PORT = 9
    state, words = said("mail")
    assert state == "fout"
    assert "Daar luistert geen mailserver" in words


def test_mail_that_was_not_sent_of_late(server: MailServer) -> None:
    stored = mail.put(kind=MailKind.TEST, to="lid@voorbeeld.example", subject="x", text="x", html="x")
    at_rest = {"address": "", "subject": "", "text": "", "html": "", "state": MailState.FAILED}
    Mail.objects.filter(pk=stored.pk).update(finished_at=timezone.now(), **at_rest)
    assert said("mail")[0] == "let op"
    Mail.objects.update(finished_at=timezone.now() - dt.timedelta(days=2))
    assert said("mail")[0] == "ok"


def test_mail_that_is_written_to_a_folder(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert said("mail")[0] == "let op"


# --- our own address --------------------------------------------------------------------------------------------------

HSTS = "Strict-Transport-Security"


@pytest.fixture
def answers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What our own address answers; a real proxy with a certificate was asked when docs/deploy.md was tried."""
    settings.SITE_URL = "https://lob.example"
    monkeypatch.setattr(outside, "_plain_is_served", lambda host: False)

    def set_up(
        ready: int = 200, page: int = 200, secure: bool = True, days: float = 60, shift: float = 0
    ) -> None:
        headers = HTTPMessage()
        if secure:
            headers[HSTS] = "max-age=31536000"
        ends = time.time() + 86_400 * days
        found = {"/gezond/": ready, "/inloggen/": page}
        monkeypatch.setattr(
            outside, "_asked", lambda site, path: outside.Answer(found[path], headers, ends, shift)
        )

    return set_up


@pytest.mark.parametrize(
    ("found", "state", "words"),
    [
        ({}, "ok", "antwoordt versleuteld"),
        ({"ready": 503}, "fout", "geeft 503"),
        ({"page": 301}, "fout", "X-Forwarded-Proto"),
        ({"page": 400}, "fout", "ALLOWED_HOSTS"),
        ({"secure": False}, "fout", HSTS),
        ({"shift": -90}, "fout", "NTP"),
        ({"days": 3.5}, "let op", "over 3 dagen"),
    ],
)
def test_our_own_address(answers: Callable[..., None], found: dict[str, Any], state: str, words: str) -> None:
    answers(**found)
    told = said("adres")
    assert told[0] == state
    assert words in told[1]


def test_an_address_without_encryption(
    answers: Callable[..., None], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers()
    monkeypatch.setattr(outside, "_plain_is_served", lambda host: True)
    assert said("adres")[0] == "fout"
    settings.SITE_URL = "http://lob.example"
    assert "niet versleuteld" in said("adres")[1]


def test_an_address_where_nobody_answers(settings: Any) -> None:
    settings.SITE_URL = "https://127.0.0.1:9"
    assert "ConnectionRefusedError" in said("adres")[1]
