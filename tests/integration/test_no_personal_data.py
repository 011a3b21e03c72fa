"""No personal data in logs, addresses, caches, names of files or error reports; no cookies but three.

Every page, form and file of the access matrix is asked for by those who see most, under names that occur nowhere else.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import unquote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils.log import AdminEmailHandler

from assessments.access.limits import cache_key
from assessments.models import Invitation, User
from lobkwaliteit import settings as own_settings
from lobkwaliteit.logs import WithoutWords
from tests.access.row import Row
from tests.access.scene import Scene, let_everybody_in, make_scene
from tests.access.test_matrix import MATRIX
from tests.cast import Cast
from tests.factories import PASSWORD

TELLING = re.compile("zeldzaam|persoonlijk", re.IGNORECASE)
ADDRESSES = re.compile(r"""(?:href|src|action|data-[a-z-]+)="([^"]*)\"""")
COOKIES = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME}


WALKERS = ["administrator", "board_coordinator", "member", None]
"""Together they come to every page; None is somebody who is not signed in."""


class Lines(logging.Handler):
    """Keeps what any logger says, with everything that hangs on it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(WithoutWords("%(name)s %(levelname)s %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@pytest.fixture
def log() -> Iterator[Lines]:
    root, handler = logging.getLogger(), Lines()
    levels = {name: logging.getLogger(name).level for name in ("", "django.db.backends", "django.template")}
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    for name in (
        "django.db.backends",
        "django.template",
    ):  # written with DEBUG on alone, which production refuses
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield handler
    finally:
        root.removeHandler(handler)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The scene of the matrix, in which everybody has a name and an address that can be looked for."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = make_scene()
        let_everybody_in(found)
        for user in User.objects.all():
            user.name = f"Zëldzaam Zeldzaam{user.pk}"
            user.email = f"zeldzaam{user.pk}@persoonlijk.example"
            user.save()
        Invitation.objects.update(name="Gast Zeldzaam")
        for number, invitation in enumerate(Invitation.objects.all()):
            invitation.address = f"gast{number}@persoonlijk.example"
            invitation.save()
        for person in filter(None, WALKERS):
            found.session(person)
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _no_real_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assessments.reports.engine.print_pdf", lambda *args: b"%PDF-")


def answer(scene: Scene, row: Row, person: str | None) -> Any:
    client = Client()
    if person:
        client.cookies[settings.SESSION_COOKIE_NAME] = scene.session(person)
    url = reverse(row.route, kwargs=row.args(scene))
    return url, getattr(client, row.method)(url, row.sent(scene))


def telling(found: Iterator[str] | list[str]) -> list[str]:
    return [text for text in found if TELLING.search(unquote(text))]


@pytest.mark.page
@pytest.mark.parametrize("person", WALKERS)
def test_nowhere_but_in_the_page_itself(scene: Scene, log: Lines, person: str | None) -> None:
    wrong: list[str] = []
    for row in MATRIX:
        with transaction.atomic():
            url, response = answer(scene, row, person)
            body = b"".join(response) if response.streaming else response.content
            with connection.cursor() as cursor:
                cursor.execute("SELECT cache_key, value FROM lob_cache")
                cached = [f"{key} {value}" for key, value in cursor.fetchall()]
            transaction.set_rollback(True)
        led_to = [response.headers.get("Location", ""), response.headers.get("Content-Disposition", "")]
        links = ADDRESSES.findall(body.decode(errors="replace"))
        wrong += [f"{row}: {text}" for text in telling([url, *led_to, *links, *cached])]
        set_here = SimpleCookie(response.cookies.output(header="", sep=";"))
        wrong += [f"{row}: the cookie {name}" for name in {*response.cookies, *set_here} - COOKIES if name]
    wrong += [f"log: {line}" for line in telling(log.lines)]
    assert not wrong, "\n".join(wrong[:40])
    assert log.lines, "something was said in all this"


def test_signing_in_leaves_no_address_in_log_or_cache(cast: Cast, log: Lines) -> None:
    address = "zeldzaam@persoonlijk.example"
    User.objects.filter(pk=cast.member.pk).update(email=address, name="Zeldzaam")
    for route, data in (
        ("account_login", {"login": address, "password": "fout-zeldzaam-wachtwoord"}),
        ("account_request_login_code", {"email": address}),
        ("account_reset_password", {"email": address}),
        ("account_login", {"login": "onbekend@persoonlijk.example", "password": "x"}),
        ("account_login", {"login": address, "password": PASSWORD}),
    ):
        client = Client()
        client.post(reverse(route), data)
        assert set(client.cookies) <= COOKIES
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM lob_cache")
        rows = cursor.fetchall()
    assert rows, "limits were counted"
    assert all(re.fullmatch("[0-9a-f]{64}", key) for key, _value in rows)
    assert not telling([str(row) for row in rows])
    assert not telling(log.lines)
    cache.clear()


def test_a_key_in_the_cache_cannot_be_tried_out() -> None:
    """A plain hash of an address is found by hashing addresses; this one has our secret in it."""
    key = cache_key("zeldzaam@persoonlijk.example", "", 1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "SECRET_KEY", "another secret, just as long as the first one was")
        assert cache_key("zeldzaam@persoonlijk.example", "", 1) != key
    assert settings.CACHES["default"]["KEY_FUNCTION"] == "assessments.access.limits.cache_key"


def test_a_fault_is_logged_by_place_and_not_by_its_words(
    cast: Cast, log: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a database says of a row that does not fit quotes that row."""

    def breaks(*args: Any, **kwargs: Any) -> Any:
        try:
            raise ValueError("Key (email)=(zeldzaam@persoonlijk.example) already exists")
        except ValueError as error:
            raise RuntimeError("Zeldzaam") from error

    monkeypatch.setattr("assessments.views.own_data.change_own", breaks)
    client = Client(raise_request_exception=False)
    client.force_login(cast.member)
    response = client.post(reverse("own-change"), {"name": "Zeldzaam", "language": "nl"})
    assert response.status_code == 500
    assert not TELLING.search(response.content.decode())
    (line,) = [line for line in log.lines if "Internal Server Error" in line]
    assert "RuntimeError from ValueError at" in line
    assert "assessments/views/own_data.py" in line
    assert not telling(log.lines)


def test_production_writes_its_log_so_and_sends_no_report() -> None:
    """`settings.py` as it is outside a development machine: no debug pages, no mail to administrators."""
    formatters = own_settings.LOGGING["formatters"]
    assert formatters["text"]["()"] == "lobkwaliteit.logs.WithoutWords"  # type: ignore[index]
    assert formatters["json"]["()"] == "lobkwaliteit.logs.AsJson"  # type: ignore[index]
    assert not settings.DEBUG
    assert not settings.ADMINS
    handlers = own_settings.LOGGING["handlers"]
    assert list(handlers) == ["console"]  # type: ignore[call-overload]


def test_nothing_mails_a_fault_with_all_that_was_typed() -> None:
    names = ["", *logging.Logger.manager.loggerDict]
    handlers = [handler for name in names for handler in logging.getLogger(name).handlers]
    assert handlers
    assert not [handler for handler in handlers if isinstance(handler, AdminEmailHandler)]
