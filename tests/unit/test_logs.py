"""What may be in the log: which address and which fault, never what a visitor or a database said."""

from __future__ import annotations

import datetime as dt
import json
import logging
import sys
import uuid
from types import SimpleNamespace
from typing import Any

import pytest

from lobkwaliteit import logs
from lobkwaliteit.access_log import Log
from lobkwaliteit.logs import AsJson, WithoutWords, address, number_request, request_number

UID = "0e1c64de-9c2f-4c5e-8f6f-0a52f1a25f5c"
TEXT = WithoutWords("{asctime} {levelname} {name} {message}", style="{")


def record(name: str, message: str, *args: object, **extra: Any) -> logging.LogRecord:
    return logging.makeLogRecord(
        {"name": name, "levelno": 30, "levelname": "WARNING", "msg": message, "args": args} | extra
    )


def as_json(found: logging.LogRecord) -> dict[str, Any]:
    line = AsJson().format(found)
    assert line.isascii()
    assert "\n" not in line
    return json.loads(line)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/inbreng/{UID}/criteria/zeldzaam-de-vries/", f"/inbreng/{UID}/criteria/<code>/"),
        (f"/resultaten/teams/{UID}.xlsx", f"/resultaten/teams/{UID}.xlsx"),
        ("/uitnodiging/geheim123/", "/uitnodiging/<token>/"),
        ("/meedoen/geheim123/", "/meedoen/<token>/"),
        ("/wachtwoord/kiezen/4f-geheim-123/", "/wachtwoord/kiezen/…"),
        ("/inloggen/via/zeldzaam/terug/", "/inloggen/via/<provider_id>/terug/"),
        ("/beheer/assessments/user/12/change/", "/beheer/assessments/user/<object_id>/change/"),
        ("/beheer/zeldzaam/", "/beheer/…"),
        ("/static/assessments/css/app.0123.css", "/static/…"),
        ("/", "/"),
        ("/zeldzaam@voorbeeld.example/", logs.UNKNOWN),
        ("/mensen/Zeldzaam%20de%20Vries/\n2026", logs.UNKNOWN),
    ],
)
def test_an_address_is_told_without_what_somebody_typed_or_a_way_in(path: str, told: str) -> None:
    assert address(path) == told


def test_a_line_has_what_one_looks_for() -> None:
    number_request("0123456789abcdef")
    try:
        line = as_json(record("assessments.tasks.worker", "%s failed", "x", created=1_793_282_400.5))
    finally:
        request_number.set("")
    assert line == {
        "time": "2026-10-29T14:00:00.500Z",
        "level": "WARNING",
        "logger": "assessments.tasks.worker",
        "message": "x failed",
        "request": "0123456789abcdef",
    }


def test_the_words_of_a_fault_stay_out_and_its_place_does_not() -> None:
    try:
        raise ValueError("Key (email)=(zeldzaam@voorbeeld.example) already exists")
    except ValueError:
        caught = sys.exc_info()
    line = as_json(record("django.request", "Internal Server Error", exc_info=caught))
    assert line["where"].startswith("ValueError at tests/unit/test_logs.py:")
    assert "voorbeeld" not in json.dumps(line)
    assert "voorbeeld" not in TEXT.format(record("x", "y", exc_info=caught))


@pytest.mark.parametrize("newline", ["\n", "\r", "\x1b[2J", "\x85", "\u2028", "\x00"])
def test_no_words_make_a_line_of_their_own(newline: str) -> None:
    said = record("assessments.services.delivery", "Mail waits: %s", f"451{newline}INFO assessments.cuts")
    assert len(TEXT.format(said).splitlines()) == 1
    assert newline not in TEXT.format(said)
    as_json(said)


@pytest.mark.parametrize(
    ("name", "message", "args", "status", "told"),
    [
        (
            "django.request",
            "%s: %s",
            ("Not Found", "/zeldzaam@x.example/"),
            404,
            f"Not Found: {logs.UNKNOWN}",
        ),
        (
            "django.security.DisallowedHost",
            "Invalid HTTP_HOST header: 'zeldzaam.example'.",
            (),
            400,
            f"Bad Request: {logs.UNKNOWN}",
        ),
        (
            "django.security.csrf",
            "Forbidden (%s): %s",
            (
                "Origin checking failed - https://zeldzaam.example does not match any trusted origins.",
                "/zeldzaam/",
            ),
            403,
            f"Forbidden (Origin checking failed): {logs.UNKNOWN}",
        ),
    ],
)
def test_what_django_says_of_a_request_quotes_no_visitor(
    name: str, message: str, args: tuple[str, ...], status: int, told: str
) -> None:
    request = SimpleNamespace(path="/zeldzaam@x.example/", method="GET")
    for formatter in (TEXT, AsJson()):
        line = formatter.format(record(name, message, *args, request=request, status_code=status))
        assert "zeldzaam" not in line
    assert as_json(record(name, message, *args, request=request, status_code=status))["message"] == told


@pytest.mark.parametrize("given", ["zeldzaam-de-vries", "x", "0" * 99, "0123456789abcdef\n", "", "Zeldzaam"])
def test_a_number_of_a_request_is_no_name(given: str) -> None:
    number_request(given)
    made = request_number.get()
    request_number.set("")
    assert made != given
    assert uuid.UUID(made)


# --- the server's own lines -------------------------------------------------------------------------------------------


class Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(AsJson())
        self.lines: list[str] = []

    def emit(self, found: logging.LogRecord) -> None:
        self.lines.append(self.format(found))


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> tuple[Log, Kept]:
    kept, log = Kept(), object.__new__(Log)
    for name in ("error_log", "access_log"):
        logger = logging.Logger(f"gunicorn.{name.removesuffix('_log')}", logging.INFO)
        logger.addHandler(kept)
        setattr(log, name, logger)
    log._access_log_enabled = True
    return log, kept


def answered(log: Log, path: str, status: str, method: str = "GET") -> None:
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "RAW_URI": f"{path}?naam=zeldzaam",
        "QUERY_STRING": "naam=zeldzaam",
        "REMOTE_ADDR": "192.0.2.7",
        "HTTP_REFERER": "https://zeldzaam.example/",
        "HTTP_USER_AGENT": "zeldzaam",
        "HTTP_COOKIE": "sessionid=zeldzaam",
    }
    log.access(SimpleNamespace(status=status), None, environ, dt.timedelta(milliseconds=12.4))


def test_a_request_is_told_by_method_path_status_and_time(server: tuple[Log, Kept]) -> None:
    log, kept = server
    answered(log, f"/inbreng/{UID}/", "200 OK")
    answered(log, "/meedoen/zeldzaam/", "302 Found")
    answered(log, "/zeldzaam\n/", "404 Not Found", method="ZELDZAAM")
    first, second, third = map(json.loads, kept.lines)
    assert first["message"] == f"GET /inbreng/{UID}/ 200 12"
    assert {name: first[name] for name in ("method", "path", "status", "ms")} == {
        "method": "GET",
        "path": f"/inbreng/{UID}/",
        "status": 200,
        "ms": 12,
    }
    assert second["path"] == "/meedoen/<token>/"
    assert (third["method"], third["path"]) == ("?", logs.UNKNOWN)
    everything = "".join(kept.lines).lower()
    assert "zeldzaam" not in everything
    assert "192.0.2.7" not in everything


def test_who_watches_is_told_of_only_when_it_is_not_well(server: tuple[Log, Kept]) -> None:
    log, kept = server
    answered(log, "/gezond/", "200 OK")
    answered(log, "/gezond/leeft/", "200 OK")
    assert not kept.lines
    answered(log, "/gezond/", "503 Service Unavailable")
    assert len(kept.lines) == 1


def test_what_the_server_says_of_a_bad_request_quotes_no_visitor(server: tuple[Log, Kept]) -> None:
    log, kept = server
    log.warning("Invalid request from ip=192.0.2.7: Invalid HTTP request line: 'ZELDZAAM / x'")
    log.exception("Error handling request %s %s", "GET", "/meedoen/zeldzaam/?naam=zeldzaam")
    log.warning("Worker (pid:%s) was sent SIGKILL!", 7)
    assert [json.loads(line)["message"] for line in kept.lines] == [
        "Invalid request",
        "Error handling request",
        "Worker (pid:7) was sent SIGKILL!",
    ]
