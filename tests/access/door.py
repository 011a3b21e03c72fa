"""Asking thousands of pages quickly: the product's own handler and middleware, without what a test client adds.

The middleware is built once, no template is recorded, and nothing is kept between two requests but the database. What
the session of a visitor holds is read from it once: that is not what is tried here.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from http.cookies import SimpleCookie
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.test.client import ClientHandler

from assessments.models import User

_handlers: dict[bool, ClientHandler] = {}
_sessions: dict[str, dict[str, Any]] = {}


class SessionStore(db.SessionStore):
    """The product's sessions, remembered as they were at first; a key is random, and of one visitor for good."""

    def load(self) -> dict[str, Any]:
        key = self.session_key or ""
        if key not in _sessions:
            found = super().load()
            if self.session_key is None:  # nobody has it
                return found
            _sessions[key] = found
        return deepcopy(_sessions[key])


def knock(
    method: str,
    address: str,
    data: dict[str, Any] | None = None,
    *,
    session: str = "",
    headers: dict[str, str] | None = None,
    csrf: bool = False,
) -> HttpResponse:
    """Ask for a page with a session, or as nobody; with `csrf` a form must prove that it is ours."""
    if csrf not in _handlers:
        _handlers[csrf] = ClientHandler(enforce_csrf_checks=csrf)
        with override_settings(SESSION_ENGINE=__name__):
            _handlers[csrf].load_middleware()
    asking = RequestFactory()
    asking.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
    request = getattr(asking, method)(address, data or {}, headers=headers)
    return cast(HttpResponse, _handlers[csrf](request.environ))


def session_of(user: User) -> str:
    """The session of somebody who signs in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@dataclass(frozen=True)
class Visitor:
    """Somebody with a session, who knocks as a test's client would: `visitor.get(address)`, `visitor.post(…)`."""

    session: str

    def __getattr__(self, method: str) -> Callable[..., HttpResponse]:
        return partial(knock, method, session=self.session)


def text_of(response: HttpResponse) -> str:
    """All that it says, also where it is sent bit by bit."""
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")
