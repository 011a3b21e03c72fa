"""Going to a provider and coming back, without a browser, and reading what is said."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.test import Client

from assessments.access.identities import HELD
from assessments.models import AuditEvent, Mail
from tests.identity_provider import Provider

START = "/inloggen/via/surfconext/"
BACK = "/inloggen/via/surfconext/terug/"
FAILED = "/inloggen/via/surfconext/mislukt/"
NEW = "/inloggen/via/nieuw/"
NEW_CODE = "/inloggen/via/nieuw/code/"
SECURITY = "/account/beveiliging/"
DISCONNECT = "/account/inlogdiensten/ontkoppelen/"
TENANT = "0b1a9c6e-5a5c-4f55-9d2a-5b1f3a7c9d10"


def led_to(response: Any) -> str:
    """Where a page of ours leads on to, by itself and by its link alike."""
    assert response.status_code == 200
    page = response.content.decode()
    found = re.findall(r'<meta http-equiv="refresh" content="0; url=([^"]+)">', page)
    assert len(found) == 1
    assert f'<a class="btn" href="{found[0]}">' in page
    return html.unescape(found[0])


def go(client: Client, provider: Provider, **data: str) -> Any:
    """Sign in at the provider from start to end."""
    return client.get(provider.consent(led_to(client.post(START, data))))


def mailed_code() -> str:
    """The code in the newest mail."""
    found = re.search(r"\b\d{4}-\d{4}\b", Mail.objects.latest("pk").text)
    assert found
    return found[0]


def make_account(client: Client) -> Any:
    """Ask for an account, and type the code that was mailed."""
    assert client.post(NEW).headers["Location"] == NEW_CODE
    return client.post(NEW_CODE, {"code": mailed_code()})


def told(client: Client, response: Any) -> Any:
    """The page that says why not, at an address of its own."""
    assert (response.status_code, response.headers["Location"]) == (302, FAILED)
    return client.get(FAILED)


def who(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().partition("<main")[2])


def nothing_made(response: Any, client: Client, title: str) -> str:
    response = told(client, response)
    assert response.status_code == 403
    assert title in words(response)
    assert who(client) is None
    assert HELD not in client.session
    assert not SocialAccount.objects.exists()
    assert not AuditEvent.objects.exists()
    return words(response)


def refused_as_expired(response: Any, client: Client, failed: str = FAILED) -> None:
    assert (response.status_code, response.headers["Location"]) == (302, failed)
    page = client.get(failed)
    assert page.status_code == 400
    assert "verlopen" in words(page)
    assert who(client) is None


def state_of(url: str) -> str:
    return re.findall(r"state=([^&]+)", url)[0]


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def plus(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda answer: answer | claims
