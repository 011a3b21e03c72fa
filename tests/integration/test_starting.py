"""How the product starts in production: soundly, or not at all and with all that is wrong in plain words."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from lobkwaliteit.tooling.load import serving
from tests.migrated import kept_file

ROOT = Path(__file__).parents[2]

GOOD = {
    "LOB_ENV": "production",
    "SECRET_KEY": "0123456789" * 6,
    "ALLOWED_HOSTS": "lob.example",
    "DATABASE_URL": "sqlite://:memory:",
    "EMAIL_URL": "submission://user:password@localhost:587",
    "DEFAULT_FROM_EMAIL": "LOB-kwaliteit <lob@voorbeeld.example>",
    "TRUSTED_PROXY_COUNT": "1",
}
ASK = """
import django, json
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.http import HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import RequestFactory
call_command("check", "--deploy", "--fail-level", "WARNING")
found = {name: getattr(settings, name) for name in dir(settings)
    if "COOKIE" in name or name.startswith(("SECURE", "SESSION", "DEBUG", "DEMO", "ALLAUTH"))}
request = RequestFactory().get("/", headers={"X-Forwarded-Proto": "https"})
found["hsts"] = SecurityMiddleware(lambda request: HttpResponse())(request).headers["Strict-Transport-Security"]
print(json.dumps(found, default=str))
"""


def environment(directory: Path, **changed: str) -> dict[str, str]:
    """The environment of production; an empty text leaves a variable out."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    (directory / "empty.env").touch()
    own = {"LOB_VAR_DIR": str(directory), "LOB_ENV_FILE": str(directory / "empty.env")}
    whole = kept | GOOD | own | changed | {"DJANGO_SETTINGS_MODULE": "lobkwaliteit.settings"}
    return {name: value for name, value in whole.items() if value}


def run(directory: Path, *command: str, **changed: str) -> subprocess.CompletedProcess[str]:
    """Run Python with a command as in production."""
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=environment(directory, **changed),
        capture_output=True,
        text=True,
        check=False,
    )


def production(directory: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Start as in production and ask how things are set."""
    return run(directory, "-c", ASK, **changed)


def test_production_is_sound(tmp_path: Path) -> None:
    done = production(tmp_path, SILENCED_SYSTEM_CHECKS="assessments.W001")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    for cookie in ("SESSION", "CSRF", "LANGUAGE"):
        assert found[f"{cookie}_COOKIE_SECURE"] is True
        assert found[f"{cookie}_COOKIE_HTTPONLY"] is True
        assert found[f"{cookie}_COOKIE_SAMESITE"] == "Lax"
    assert found["SESSION_EXPIRE_AT_BROWSER_CLOSE"] is True
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_HSTS_SECONDS"] >= 60 * 60 * 24 * 365
    assert (found["DEBUG"], found["DEMO_ACCOUNTS_ON_SIGN_IN_PAGE"]) == (False, False)
    assert found["ALLAUTH_TRUSTED_PROXY_COUNT"] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "kort"),
        ("SECRET_KEY", "only-for-development-and-tests-0123456789abcdefghijklmn"),
        ("ALLOWED_HOSTS", ""),
        ("DATABASE_URL", ""),
        ("EMAIL_URL", ""),
        ("EMAIL_URL", "onzin"),
        ("EMAIL_URL", "http://x"),
        ("EMAIL_URL", "filemail:////tmp/m"),
        ("DEFAULT_FROM_EMAIL", ""),
        ("DEFAULT_FROM_EMAIL", "LOB-kwaliteit"),
        ("ALLOWED_HOSTS", "*"),
        ("DATABASE_URL", "onzin"),
        ("DATABASE_URL", "sqlite:////bestaat/niet/lob.sqlite3"),
        ("TRUSTED_PROXY_COUNT", "een"),
        ("SECURE_SSL_REDIRECT", "misschien"),
        ("SECURE_HSTS_SECONDS", "een jaar"),
        ("LOB_ENV_FILE", "/bestaat/niet/lob.env"),
        ("LOB_VAR_DIR", "/dev/null/var"),
        ("LOB_ENV", "prodcution"),
    ],
)
def test_production_does_not_start_half_configured(tmp_path: Path, name: str, value: str) -> None:
    done = production(tmp_path, **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr


def test_half_of_an_identity_provider_is_told_part_by_part(tmp_path: Path) -> None:
    done = production(
        tmp_path,
        SURFCONEXT_ISSUER="http://user:geheim@localhost",
        SURFCONEXT_CLIENT_SECRET="geheim geheim",
        ENTRA_ISSUER="https://login.microsoftonline.com/common/v2.0",
        ENTRA_CLIENT_ID="lob",
        ENTRA_CLIENT_SECRET="geheim",
    )
    assert "SURFCONEXT_ISSUER is wrong: it is not an address that begins with https://" in done.stderr
    assert "SURFCONEXT_CLIENT_ID is missing: give the name it knows this application by" in done.stderr
    assert "SURFCONEXT_CLIENT_SECRET is wrong: it holds a space" in done.stderr
    assert "ENTRA_ISSUER is wrong: it stands for anybody with a Microsoft account" in done.stderr
    assert "ENTREE" not in done.stderr
    assert "geheim" not in done.stderr


def test_forgetting_what_it_is_for_opens_nothing(tmp_path: Path) -> None:
    assert "SECRET_KEY is missing" in production(tmp_path, LOB_ENV="", SECRET_KEY="").stderr


WRONG = {
    "SECRET_KEY": "",
    "ALLOWED_HOSTS": "",
    "TRUSTED_PROXY_COUNT": "een",
    "EMAIL_URL": "http://u:geheim@x",
}


@pytest.mark.parametrize(
    "command",
    [
        ["manage.py", "check", "--deploy"],
        ["manage.py", "migrate"],
        ["manage.py", "collectstatic", "--no-input"],
        ["manage.py", "create_board"],
        ["manage.py", "runserver"],
        ["-m", "gunicorn", "-c", "python:lobkwaliteit.gunicorn", "--bind", "127.0.0.1:0"],
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_all_that_is_wrong_is_named_at_once_and_nothing_else(tmp_path: Path, command: list[str]) -> None:
    done = run(tmp_path, *command, **WRONG)
    assert done.returncode == 1
    gunicorns_own = "["
    said = [line for line in done.stderr.splitlines() if not line.startswith(gunicorns_own)]
    assert [line.split()[0] for line in said] == [*WRONG, "docs/deploy.md"], done.stderr
    assert "geheim" not in done.stderr


def test_a_fault_in_the_code_keeps_its_traceback(tmp_path: Path) -> None:
    """Only what the environment says wrongly is told in one line."""
    (tmp_path / "broken.py").write_text(
        "from lobkwaliteit.settings import *\nDATABASES = {'default': {'ENGINE': 'no.such'}}\n"
    )
    done = run(tmp_path, "manage.py", "migrate", "--settings=broken", f"--pythonpath={tmp_path}")
    assert "Traceback" in done.stderr
    assert "ImproperlyConfigured" in done.stderr


def test_a_file_with_settings_is_read_and_no_other(tmp_path: Path) -> None:
    """Not one of the same name in a folder above either."""
    named = tmp_path / "lob.env"
    named.write_text("TRUSTED_PROXY_COUNT=een\n")
    done = production(tmp_path, LOB_ENV_FILE=str(named), TRUSTED_PROXY_COUNT="")
    assert "ImproperlyConfigured: TRUSTED_PROXY_COUNT is wrong" in done.stderr
    (tmp_path / "below").mkdir()
    done = production(tmp_path, LOB_ENV_FILE=str(tmp_path / "below" / "lob.env"))
    assert "ImproperlyConfigured: LOB_ENV_FILE is wrong" in done.stderr


def test_the_folder_for_data_may_have_any_name(tmp_path: Path) -> None:
    folder = tmp_path / "a#b?c %41"
    ask = "from lobkwaliteit.settings import DATABASES; print(DATABASES['default']['NAME'])"
    done = run(tmp_path, "-c", ask, LOB_ENV="development", DATABASE_URL="", LOB_VAR_DIR=str(folder))
    assert done.stdout.strip() == str(folder / "lobkwaliteit.sqlite3"), done.stderr


def test_hsts_speaks_for_its_own_host_unless_told_otherwise(tmp_path: Path) -> None:
    quiet = {"SILENCED_SYSTEM_CHECKS": "assessments.W001"}
    for chosen, words in [("", False), ("1", True)]:
        done = production(
            tmp_path, SECURE_HSTS_INCLUDE_SUBDOMAINS=chosen, SECURE_HSTS_PRELOAD=chosen, **quiet
        )
        assert done.returncode == 0, done.stderr
        found = json.loads(done.stdout.splitlines()[-1])
        assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is words
        assert found["SECURE_HSTS_PRELOAD"] is words
        assert (" includeSubDomains" in found["hsts"], " preload" in found["hsts"]) == (words, words)


def test_other_warnings_about_production_still_count(tmp_path: Path) -> None:
    done = production(tmp_path, SECURE_HSTS_SECONDS="0", SILENCED_SYSTEM_CHECKS="assessments.W001")
    assert done.returncode != 0
    assert "security.W004" in done.stderr


def test_the_server_answers_who_watches_it_and_leaves_the_home_directory_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And tells so in its log, an object a line."""
    home = tmp_path / "home"
    migrated(tmp_path)
    settings = environment(tmp_path, DATABASE_URL=file_in(tmp_path), HOME=str(home))
    with serving(settings | {"XDG_RUNTIME_DIR": ""}, workers=1, access_log="-") as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        for page, expected in (("/gezond/leeft/", (200, b"ok")), ("/gezond/", (200, b"ok"))):
            connection.request("GET", page, headers={"Host": "10.0.0.7"})
            response = connection.getresponse()
            assert (response.status, response.read()) == expected
        connection.request("GET", "/inloggen/", headers={"Host": "lob.example"})
        response = connection.getresponse()
        assert response.status == 301
        assert response.headers["Location"] == "https://lob.example/inloggen/"
        assert not [
            path for path in tmp_path.rglob("*") if ".gunicorn" in path.parts or path.suffix == ".ctl"
        ]
    lines = [json.loads(line) for text in capfd.readouterr() for line in text.splitlines()]
    told = {(line["logger"], line.get("path"), line.get("status")) for line in lines}
    assert ("gunicorn.access", "/inloggen/", 301) in told
    assert "127.0.0.1" not in "".join(line["message"] for line in lines)


SERVE = """
import gc, sys, threading, lobkwaliteit.wsgi
from lobkwaliteit import gunicorn
gunicorn.when_ready(None)
from assessments.reports import engine, printer
print(gc.get_freeze_count() > 0, threading.active_count(), engine._pool, printer.ground.cache_info().currsize)
"""


def test_before_the_workers_fork_there_is_no_thread_and_no_font(tmp_path: Path) -> None:
    migrated(tmp_path)
    done = run(tmp_path, "-c", SERVE, DATABASE_URL=file_in(tmp_path))
    assert done.stdout.split() == ["True", "1", "None", "0"], done.stderr


# --- the database ---------------------------------------------------------------------------------------------------


def file_in(directory: Path) -> str:
    return f"sqlite:///{directory / 'lob.sqlite3'}"


def migrated(directory: Path) -> None:
    """Put the migrated database there that tests keep, or make it."""
    if (kept := kept_file()).exists():
        shutil.copyfile(kept, directory / "lob.sqlite3")
    else:
        run(
            directory, "manage.py", "migrate", "--verbosity=0", DATABASE_URL=file_in(directory)
        ).check_returncode()


def test_the_web_server_does_not_start_on_a_database_that_is_not_migrated(tmp_path: Path) -> None:
    server = ["-m", "gunicorn", "-c", "python:lobkwaliteit.gunicorn", "--bind", "127.0.0.1:0"]
    done = run(tmp_path, *server, DATABASE_URL=file_in(tmp_path))
    said = r"The database is not up to date \(assessments\.0001_\w+ and \d+ more\): run `manage.py migrate` first.\n"
    assert done.returncode == 1
    assert re.fullmatch(said, done.stderr)


def test_a_worker_does_not_start_on_a_database_of_a_newer_version(tmp_path: Path) -> None:
    migrated(tmp_path)
    with closing(sqlite3.connect(tmp_path / "lob.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations VALUES (NULL, 'assessments', '9999_later', '2027-01-01')"
        )
    done = run(tmp_path, "manage.py", "worker", DATABASE_URL=file_in(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith(
        "The database is of a newer version than this program (assessments.9999_later):"
    )
