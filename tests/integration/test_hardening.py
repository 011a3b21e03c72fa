"""What stands around every page: headers on each answer, cookies, limits on guessing, and what production refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.models import Assessment, Card, User
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


def test_asking_for_a_password_does_not_tell_who_is_known(cast: Cast) -> None:
    def ask(address: str) -> tuple[int, str, str]:
        client = Client()
        response = client.post(reverse("account_reset_password"), {"email": address})
        page = client.get(response.headers["Location"]).content.decode()
        return response.status_code, response.headers["Location"], page.partition("<main")[2]

    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    known, off, unknown = ask(cast.member.email), ask(cast.manager.email), ask("niemand@voorbeeld.example")
    assert known == off == unknown


def test_a_wrong_password_and_an_unknown_address_read_the_same(cast: Cast) -> None:
    def words(person: User) -> str:
        page = sign_in(person, "mis").content.decode().replace(person.email, "ADDRESS")
        return page.partition("data-errors")[2].partition("<form")[0]

    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    nobody = User(email="niemand@voorbeeld.example")
    assert words(cast.member) == words(nobody) == words(cast.manager) != ""


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
call_command("check", "--deploy", "--fail-level", "WARNING")
print(json.dumps({name: getattr(settings, name) for name in dir(settings)
    if "COOKIE" in name or name.startswith(("SECURE", "SESSION", "DEBUG", "DEMO", "ALLAUTH"))}, default=str))
"""


def production(directory: Path, **changed: str) -> subprocess.CompletedProcess[str]:
    """Start as in production and ask how things are set."""
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG"}}
    own = {"LOB_VAR_DIR": str(directory), "LOB_ENV_FILE": str(directory / "no.env")}
    environment = kept | GOOD | changed | own
    environment["DJANGO_SETTINGS_MODULE"] = "lobkwaliteit.settings"
    return subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )


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
        ("LOB_ENV", "prodcution"),
    ],
)
def test_production_does_not_start_half_configured(tmp_path: Path, name: str, value: str) -> None:
    done = production(tmp_path, **{name: value})
    assert done.returncode != 0
    assert f"ImproperlyConfigured: {name}" in done.stderr


def test_forgetting_what_it_is_for_opens_nothing(tmp_path: Path) -> None:
    assert "SECRET_KEY is missing" in production(tmp_path, LOB_ENV="", SECRET_KEY="").stderr
