"""What stands around every page: headers on each answer, cookies, limits on guessing, and what production refuses."""

from __future__ import annotations

import http.client
import json
import logging
import os
import re
import smtplib
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Card, User
from lobkwaliteit.tooling.load import serving
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory, make_round, set_scores

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
CSP = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
TOO_OFTEN = "te vaak verkeerd"


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team], small_card).assessments.get()


def sign_in(person: User, password: str = PASSWORD, client: Client | None = None, **headers: str) -> Any:
    data = {"login": person.email, "password": password}
    return (client or Client()).post(reverse("account_login"), data, headers=headers)


# --- headers --------------------------------------------------------------------------------------------------------


def test_every_answer_is_private_and_framed_by_nobody(
    cast: Cast, assessment: Assessment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages, errors, redirects, JSON, the admin: one policy, and nothing that a next visitor finds by going back."""
    monkeypatch.setattr("assessments.views.reports.render_pdf", lambda report: b"%PDF-")
    set_scores(assessment, {"VA1.1": 4})
    client = Client(raise_request_exception=False)
    client.force_login(cast.coordinator)
    reader = Client()
    reader.force_login(cast.manager)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.coordinator)
    staff = Client()
    staff.force_login(UserFactory(is_staff=True))
    criterion = reverse("scoring-criterion", args=[assessment.uid, "VA1"])
    choice = {"indicator": "VA1.2", "VA1.2-choice": "3", "VA1.2-version": "0"}
    answers = {
        "home": (200, client.get("/")),
        "round": (200, client.get(reverse("round-detail", args=[assessment.round.uid]))),
        "result": (200, client.get(reverse("team-result", args=[assessment.uid]))),
        "form": (200, client.get(criterion)),
        "json": (200, client.post(criterion, choice, headers={"X-Requested-With": "fetch"})),
        "report": (200, client.get(reverse("team-report", args=[assessment.uid]))),
        "redirect": (302, Client().get("/")),
        "sign in": (200, Client().get(reverse("account_login"))),
        "health": (200, Client().get(reverse("healthy"))),
        "400": (400, client.get("/", headers={"host": "kwaad.example"})),
        "403": (403, reader.get(criterion)),
        "csrf": (403, strict.post("/taal/", {"language": "en"})),
        "404": (404, client.get("/bestaat-niet/")),
        "405": (405, client.put("/")),
        "admin": (200, staff.get("/beheer/")),
        "admin list": (200, staff.get("/beheer/assessments/user/")),
    }
    monkeypatch.setattr("assessments.views.home.situation_of", None)
    answers["500"] = (500, client.get("/"))
    for name, (status, response) in answers.items():
        assert response.status_code == status, name
        assert set(response.headers["Content-Security-Policy"].split("; ")) == CSP, name
        assert response.headers["X-Frame-Options"] == "DENY", name
        assert response.headers["X-Content-Type-Options"] == "nosniff", name
        assert response.headers["Referrer-Policy"] == "same-origin", name
        assert {"private", "no-store"} <= set(response.headers["Cache-Control"].split(", ")), name
        assert "Cookie" in response.headers["Vary"], name


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(cast: Cast) -> None:
    thief, victim = Client(), Client()
    thief.get(reverse("account_login"))
    session = thief.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = session.session_key or ""
    assert sign_in(cast.member, client=victim).status_code == 302
    assert victim.cookies["sessionid"].value != session.session_key
    thief.cookies["sessionid"] = session.session_key or ""
    assert thief.get("/").status_code == 302


def test_a_new_password_ends_the_other_sessions(cast: Cast) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        sign_in(cast.member, client=client)
    new = "een heel ander lang wachtwoord"
    data = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), data).status_code == 302
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


@pytest.mark.parametrize(
    "there",
    [
        "https://kwaad.example/",
        "//kwaad.example",
        "/\\kwaad.example",
        "http:///kwaad.example",
        "javascript:alert(1)",
        "\x00//kwaad.example",
        "/\r\nLocation: https://kwaad.example/",
    ],
)
def test_next_leads_nowhere_else(cast: Cast, there: str) -> None:
    client = Client()
    data = {"login": cast.member.email, "password": PASSWORD, "next": there}
    answers = [
        client.post(reverse("account_login"), data),
        client.post(reverse("set_language"), {"language": "en", "next": there}),
        client.get(reverse("set_language"), {"next": there}),
        client.post(reverse("account_logout"), {"next": there}),
    ]
    for response in answers:
        place = response.headers["Location"]
        assert response.status_code == 302
        assert place.startswith("/"), place
        assert not place.startswith(("//", "/\\")), place


# --- guessing -------------------------------------------------------------------------------------------------------


def test_guessing_on_one_account_stops_after_five_times_whatever_the_host(cast: Cast, settings: Any) -> None:
    settings.ALLOWED_HOSTS = [".lob.example"]
    hosts = ["lob.example", "lob.example:8443", "LOB.example", "lob.example.", "a.lob.example"]
    for host in hosts:
        assert TOO_OFTEN not in sign_in(cast.member, "mis", host=host).content.decode()
    for host in [*hosts, "lob.example:1"]:
        assert TOO_OFTEN in sign_in(cast.member, host=host).content.decode()
    cast.member.email = cast.member.email.upper()
    assert TOO_OFTEN in sign_in(cast.member, host="lob.example").content.decode()
    assert sign_in(cast.manager, host="lob.example").status_code == 302, "a colleague is not held up"


def test_failures_on_other_accounts_do_not_push_out_the_count(cast: Cast) -> None:
    for _time in range(5):
        sign_in(cast.member, "mis")
    for number in range(700):
        cache.set(f"another-{number}", [1.0], 300)
    assert TOO_OFTEN in sign_in(cast.member).content.decode()


def test_a_whole_school_behind_one_address_can_sign_in(cast: Cast) -> None:
    for _time in range(4):
        for person in cast.everyone().values():
            assert sign_in(person).status_code == 302


def ask_for_a_password(address: str) -> tuple[int, str, str]:
    """Return how it is answered and what the page after it says, but for the token that differs by itself."""
    client = Client(raise_request_exception=False)
    response = client.post(reverse("account_reset_password"), {"email": address})
    place = response.headers.get("Location", "")
    page = client.get(place).content.decode() if place else response.content.decode()
    page = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", page)
    return response.status_code, place, page.partition("<main")[2]


def test_asking_for_a_password_does_not_tell_who_is_known(cast: Cast) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    people = (cast.member.email, cast.manager.email, "niemand@voorbeeld.example")
    known, off, unknown = map(ask_for_a_password, people)
    assert known[:2] == (302, reverse("account_reset_password_done"))
    assert known == off == unknown


def test_a_wrong_password_and_an_unknown_address_read_the_same(cast: Cast) -> None:
    def words(person: User) -> str:
        page = sign_in(person, "mis").content.decode().replace(person.email, "ADDRESS")
        return page.partition("data-errors")[2].partition("<form")[0]

    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    nobody = User(email="niemand@voorbeeld.example")
    assert words(cast.member) == words(nobody) == words(cast.manager) != ""


# --- a mail server that fails ---------------------------------------------------------------------------------------

ADDRESS = "lid@voorbeeld.example"
SAID = f"5.1.1 <{ADDRESS}>: no".encode()
FAILURES = [
    (ConnectionRefusedError(111, "Connection refused"), "ConnectionRefusedError Connection refused"),
    (TimeoutError("timed out"), "TimeoutError"),
    (smtplib.SMTPAuthenticationError(535, SAID), "SMTPAuthenticationError 535"),
    (smtplib.SMTPRecipientsRefused({ADDRESS: (550, SAID)}), "SMTPRecipientsRefused 550"),
    (smtplib.SMTPSenderRefused(553, SAID, "lob@voorbeeld.example"), "SMTPSenderRefused 553"),
    (smtplib.SMTPServerDisconnected(ADDRESS), "SMTPServerDisconnected"),
    (UnicodeEncodeError("ascii", ADDRESS, 0, 1, "ordinal not in range"), "UnicodeEncodeError"),
]


@pytest.fixture(params=FAILURES, ids=lambda failure: type(failure[0]).__name__)
def failing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """A mail server that does not take our mail; what the log has to say of it."""
    error, words = request.param

    def fail(*_args: Any) -> int:
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", fail)
    return str(words)


def test_a_mail_server_that_fails_does_not_tell_who_is_known(
    cast: Cast, failing: str, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = ask_for_a_password("niemand@voorbeeld.example")
    assert unknown[:2] == (302, reverse("account_reset_password_done"))
    assert not caplog.records
    assert ask_for_a_password(cast.member.email) == unknown
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert record.getMessage() == f"A mail was not sent (account/email/password_reset_key): {failing}."
    assert record.exc_info is None, "a traceback would repeat the words of the mail server"


def test_any_other_mail_that_fails_is_logged_too(
    cast: Cast, failing: str, rf: Any, caplog: pytest.LogCaptureFixture
) -> None:
    request = rf.get("/")
    with request_context(request):
        get_adapter(request).send_mail("account/email/password_reset_key", cast.member.email, {})
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert ADDRESS not in caplog.text
    assert cast.member.email not in caplog.text


def test_a_fault_of_our_own_in_a_mail_is_not_hidden(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_args: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        Client().post(reverse("account_reset_password"), {"email": cast.member.email})
    assert mail.outbox == []


# --- the admin ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "query",
    ["user/?password__startswith=md5", "participation/?address__contains=a", "membership/?user__password=x"],
)
def test_the_admin_gives_no_letter_by_letter_answer(query: str) -> None:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    assert client.get(f"/beheer/assessments/{query}").status_code == 400


# --- production -----------------------------------------------------------------------------------------------------

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


def test_the_server_answers_who_watches_it_and_leaves_the_home_directory_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    url = f"sqlite:///{tmp_path / 'lob.sqlite3'}"
    settings = environment(tmp_path, DATABASE_URL=url, HOME=str(home))
    with serving(settings | {"XDG_RUNTIME_DIR": ""}, workers=1) as server:
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
        connection.request("GET", "/gezond/", headers={"Host": "lob.example"})
        response = connection.getresponse()
        assert (response.status, response.read()) == (200, b"ok")
        connection.request("GET", "/inloggen/", headers={"Host": "lob.example"})
        response = connection.getresponse()
        assert response.status == 301
        assert response.headers["Location"] == "https://lob.example/inloggen/"
        assert not [
            path for path in tmp_path.rglob("*") if ".gunicorn" in path.parts or path.suffix == ".ctl"
        ]
