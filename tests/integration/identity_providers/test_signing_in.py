"""Signing in by an identity provider: what works, and what happens when it is down or says no."""

from __future__ import annotations

from typing import Any

import jwt
import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.models import User
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.identity_provider import CLIENT, OTHER_KEY, Provider, published
from tests.integration.identity_providers.steps import (
    BACK,
    START,
    go,
    led_to,
    told,
    who,
    words,
)

pytestmark = pytest.mark.django_db


def test_somebody_connected_signs_in(provider: Provider, known: User) -> None:
    client = Client()
    response = go(client, provider)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert who(client) == known.pk
    account = SocialAccount.objects.get()
    assert account.extra_data == {"organisation": "noordzoom.nl"}
    assert not SocialToken.objects.exists()
    assert User.objects.get(pk=known.pk).email == known.email


def test_passwords_that_somebody_guesses_do_not_close_it(
    provider: Provider, known: User, settings: Any
) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    wrong = reverse("account_login"), {"login": known.email, "password": "mis"}
    assert [Client().post(*wrong).status_code for _time in range(2)] == [200, 429]
    client = Client()
    go(client, provider)
    assert who(client) == known.pk


def test_one_goes_on_to_where_one_was_going(provider: Provider, known: User) -> None:
    assert go(Client(), provider, next="/metingen/").headers["Location"] == "/metingen/"


@pytest.mark.parametrize(
    "there",
    [
        "https://kwaad.example/",
        "//kwaad.example",
        "/\\kwaad.example",
        "javascript:alert(1)",
        "http://testserver/metingen/",
        "metingen/",
    ],
)
def test_next_leads_nowhere_else(provider: Provider, known: User, there: str) -> None:
    assert go(Client(), provider, next=there).headers["Location"] == "/"


def test_what_is_asked_of_the_provider(provider: Provider) -> None:
    """The visitor's own words in the address (scope, parameters, another process) add nothing."""
    page = Client().post(f"{START}?scope=admin&auth_params=prompt%3Dnone&process=connect&action=x")
    url = led_to(page)
    query = {pair.partition("=")[0] for pair in url.partition("?")[2].split("&")}
    assert query == {
        "client_id",
        "redirect_uri",
        "scope",
        "response_type",
        "state",
        "nonce",
        "code_challenge",
        "code_challenge_method",
    }
    assert "scope=openid&" in f"{url}&"
    assert "http%3A%2F%2Ftestserver%2Finloggen%2Fvia%2Fsurfconext%2Fterug%2F" in url


def test_only_a_button_starts_it(provider: Provider) -> None:
    page = Client().get(START)
    assert page.status_code == 200
    assert "http-equiv" not in page.content.decode()
    assert not provider.asked
    assert Client(enforce_csrf_checks=True).post(START).status_code == 403


def test_the_policy_names_no_provider(provider: Provider) -> None:
    response = Client().post(START)
    assert "localhost" not in response.headers["Content-Security-Policy"]
    assert "form-action 'self'" in response.headers["Content-Security-Policy"]


def test_what_a_provider_publishes_is_asked_once(provider: Provider, known: User) -> None:
    for _time in range(2):
        go(Client(), provider)
    assert provider.asked == ["openid-configuration", "keys", "token", "userinfo", "token", "userinfo"]


def test_a_new_key_is_fetched(provider: Provider, known: User) -> None:
    go(Client(), provider)
    provider.twist_keys = lambda answer: {"keys": [published(OTHER_KEY, "nieuw")]}
    provider.sign = lambda claims: jwt.encode(claims, OTHER_KEY, "RS256", {"kid": "nieuw"})
    client = Client()
    go(client, provider)
    assert who(client) == known.pk


def test_a_provider_that_is_not_set_up_shows_nowhere(cast: Cast, settings: Any) -> None:
    assert "SURFconext" not in Client().get(reverse("account_login")).content.decode()
    for path in (START, BACK, "/inloggen/via/openid_connect/", "/inloggen/via/anders/"):
        assert Client().get(path).status_code == 404
        assert Client().post(path).status_code == 404


def test_the_sign_in_page_offers_what_is_set_up(provider: Provider) -> None:
    with CaptureQueriesContext(connection) as queries:
        page = Client().get(reverse("account_login")).content.decode()
    assert "Inloggen met SURFconext" in page
    assert "Entree" not in page
    assert len(queries) == 0


def test_another_provider_than_ours_understands_us(cast: Cast, settings: Any) -> None:
    """The same against an implementation that we did not write."""
    person = oidc_provider_mock.User(sub="kenmerk", claims={"schac_home_organization": "noordzoom.nl"})
    with oidc_provider_mock.run_server_in_thread(user_claims=[person], require_nonce=True) as server:
        issuer = f"http://localhost:{server.server_port}"
        settings.IDENTITY_PROVIDERS = {"surfconext": {"issuer": issuer, **CLIENT}}
        SocialAccount.objects.create(user=cast.member, provider="surfconext", uid="kenmerk")
        client = Client()
        there = led_to(client.post(START))
        sent = requests.post(there, data={"sub": "kenmerk"}, allow_redirects=False, timeout=10)
        client.get(sent.headers["Location"])
        assert who(client) == cast.member.pk


@pytest.mark.parametrize("path", ["openid-configuration", "keys", "userinfo"])
def test_a_provider_that_is_down(provider: Provider, known: User, path: str) -> None:
    provider.broken = path
    client = Client()
    response = client.post(START)
    if response.status_code == 200:
        response = client.get(provider.consent(led_to(response)))
    response = told(client, response)
    assert response.status_code == 503
    assert "SURFconext geeft nu geen antwoord" in words(response)
    data = {"login": known.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), data).status_code == 302, "other ways work"


def test_nobody_listens(settings: Any, cast: Cast) -> None:
    settings.IDENTITY_PROVIDERS = {"surfconext": {"issuer": "http://localhost:9", **CLIENT}}
    client = Client()
    assert told(client, client.post(START)).status_code == 503


def test_one_that_is_down_is_left_alone_for_a_while(provider: Provider, known: User) -> None:
    """Waiting for it would hold every worker."""
    provider.broken = "openid-configuration"
    for _time in range(3):
        client = Client()
        assert told(client, client.post(START)).status_code == 503
    assert provider.asked == ["openid-configuration"]


def test_one_that_sends_us_elsewhere_is_not_followed(provider: Provider) -> None:
    from assessments.views.openid import SocialAccountAdapter

    session = SocialAccountAdapter().get_requests_session()
    assert session.max_redirects == 0
    assert session.request.keywords == {"timeout": 10}
