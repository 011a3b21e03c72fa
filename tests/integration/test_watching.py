"""Who watches over a process hears one word: whether it lives, and whether it can serve. Nobody hears more."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.core.cache import caches
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from assessments.services import readiness

READY, ALIVE = "/gezond/", "/gezond/leeft/"


def asked(page: str, host: str = "10.0.0.7:8000") -> Any:
    """Ask as a load balancer does: by address, on plain http."""
    return Client().get(page, headers={"host": host})


def test_a_process_that_lives_says_so_without_its_database() -> None:
    """This test may not use one."""
    response = asked(ALIVE)
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
def test_a_process_that_can_serve_says_so_at_the_cost_of_a_few_questions(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(3):
        response = asked(READY)
    assert (response.status_code, response.content) == (200, b"ok")


@pytest.mark.django_db
@pytest.mark.parametrize("page", [READY, ALIVE])
def test_it_is_asked_by_any_name_on_plain_http_and_no_cookie_comes_of_it(page: str, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for host in ("10.0.0.7:8000", "localhost", "niet-van-ons.example"):
        response = asked(page, host)
        assert response.status_code == 200
        assert not response.cookies
        assert "no-store" in response.headers["Cache-Control"]
        assert response.headers["Content-Type"] == "text/plain"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert asked("/gezond/anders/", "localhost").status_code == 301


@pytest.mark.django_db
def test_a_step_that_was_not_taken(caplog: pytest.LogCaptureFixture) -> None:
    MigrationRecorder.Migration.objects.filter(app="assessments", name="0001_initial").delete()
    with caplog.at_level(logging.ERROR):
        response = asked(READY)
    assert (response.status_code, response.content) == (503, b"migrations")
    assert readiness.unapplied() == [("assessments", "0001_initial")]
    assert asked(ALIVE).status_code == 200


@pytest.mark.django_db
def test_a_database_that_is_ahead_serves_still() -> None:
    """A new version migrates while the old one goes on."""
    MigrationRecorder(connection).record_applied("assessments", "9999_of_tomorrow")
    assert asked(READY).status_code == 200


@pytest.mark.django_db
def test_a_cache_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caches["default"], "_table", "lob_gone")
    response = asked(READY)
    assert (response.status_code, response.content) == (503, b"cache")


def test_a_database_that_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def away() -> None:
        raise OperationalError("host db.internal user=lob password=geheim")

    monkeypatch.setattr(connection, "ensure_connection", away)
    response = asked(READY)
    assert (response.status_code, response.content) == (503, b"database")
