"""How the log reads. It holds no personal data: of a fault it tells where, never with what; of an address which one of
ours it is, with keys of things and without what somebody typed or a link that lets one in.
"""

from __future__ import annotations

import copy
import datetime as dt
import json
import logging
import re
import uuid
from contextvars import ContextVar
from http import HTTPStatus
from types import TracebackType
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import Resolver404, resolve

from assessments.tasks.faults import where

Caught = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

# --- which request ----------------------------------------------------------------------------------------------------

request_number: ContextVar[str] = ContextVar("lob_request_number", default="")
"""Of the request that is being answered; "" outside one."""

GIVEN = re.compile(r"[0-9a-f-]{16,36}")
"""A number that a proxy may give: no name can be written so."""


def number_request(given: str) -> None:
    """Take the number that the proxy gave this request, or make one."""
    request_number.set(given if GIVEN.fullmatch(given) else uuid.uuid4().hex)


# --- what may be told -------------------------------------------------------------------------------------------------

PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What could begin a new line, or do something to the screen of who reads."""

UNKNOWN = "(no address of ours)"


def address(path: str) -> str:
    """Return which address of ours a path is: with keys in it, and with the name of what else it has in their place.

    `/uitnodiging/<token>/`. A path that is none of ours may hold anything, and is not told.
    """
    if path.startswith(settings.STATIC_URL):
        return f"{settings.STATIC_URL}…"
    try:
        found = resolve(path)
    except Resolver404:
        return UNKNOWN

    def value(parameter: re.Match[str]) -> str:
        known = found.kwargs.get(parameter[1])
        return str(known) if isinstance(known, UUID) else f"<{parameter[1]}>"

    route, pattern, _rest = found.route.replace("^", "").partition("(?P")
    return f"/{PARAMETER.sub(value, route)}{'…' if pattern else ''}"


def told(record: logging.LogRecord) -> str:
    """Return the message of a record, on one line; what libraries say of a request is put in words of our own."""
    request: Any = getattr(record, "request", None)
    if record.name.startswith("django.") and hasattr(request, "path"):
        phrase = HTTPStatus(getattr(record, "status_code", 400)).phrase
        message = f"{phrase}{_reason(record)}: {address(request.path)}"
    else:
        message = record.getMessage()
    return CONTROL.sub(lambda found: ascii(found[0])[1:-1], message)


def _reason(record: logging.LogRecord) -> str:
    """Return why a form was refused: before the dash stands what did not fit, after it what the visitor sent."""
    if record.name != "django.security.csrf" or not isinstance(record.args, tuple) or not record.args:
        return ""
    return f" ({str(record.args[0]).partition(' - ')[0]})"


# --- how it is written ------------------------------------------------------------------------------------------------


class WithoutWords(logging.Formatter):
    """A line as usual. The words of a fault stay out: those of a database quote the row that it stumbled over."""

    def format(self, record: logging.LogRecord) -> str:
        own = copy.copy(record)
        own.msg, own.args, own.exc_text = told(record), (), None
        return super().format(own)

    def formatException(self, ei: Caught) -> str:
        return where(ei[1]) if ei[1] else ""

    def formatStack(self, stack_info: str) -> str:
        return ""


class AsJson(WithoutWords):
    """One object a line: time (UTC), level, logger and message; where it has them, the place of a fault, the number of
    the request, and of a request that was answered its method, path, status and milliseconds.
    """

    def format(self, record: logging.LogRecord) -> str:
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds")
        line: dict[str, Any] = {
            "time": moment.replace("+00:00", "Z"),
            "level": record.levelname,
            "logger": record.name,
            "message": told(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["where"] = where(record.exc_info[1])
        if number := request_number.get():
            line["request"] = number
        line |= getattr(record, "answered", {})
        return json.dumps(line)
