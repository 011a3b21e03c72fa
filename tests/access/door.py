"""Asking thousands of pages quickly: the product's own handler and middleware, without what a test client adds.

The middleware is built once, no template is recorded, and nothing is kept between two requests but the database.
"""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any, cast

from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.client import ClientHandler

_handlers: dict[bool, ClientHandler] = {}


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
    asking = RequestFactory()
    asking.cookies = SimpleCookie({settings.SESSION_COOKIE_NAME: session} if session else {})
    request = getattr(asking, method)(address, data or {}, headers=headers)
    return cast(HttpResponse, _handlers[csrf](request.environ))


def text_of(response: HttpResponse) -> str:
    """All that it says, also where it is sent bit by bit."""
    body = b"".join(response) if response.streaming else response.content
    return body.decode(errors="replace")
