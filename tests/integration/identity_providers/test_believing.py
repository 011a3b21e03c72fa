"""What an answer must hold to be believed, and whose attempt it must belong to."""

from __future__ import annotations

import logging
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from typing import Any

import jwt
import pytest
import time_machine
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from assessments.access.identities import HELD
from assessments.models import AllowedProvider, User
from tests.cast import Cast
from tests.identity_provider import KEY, OTHER_KEY, PERSON, Provider, published
from tests.integration.identity_providers.steps import (
    BACK,
    FAILED,
    START,
    TENANT,
    go,
    led_to,
    plus,
    refused_as_expired,
    state_of,
    told,
    who,
    without,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def signed(key: Any, algorithm: str, **header: Any) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, key, algorithm, header)


SECRET = urlsafe_b64encode(b"niet-zo-geheim" * 3).rstrip(b"=").decode()
LIES: dict[str, dict[str, Any]] = {
    "alg none": {"sign": lambda claims: jwt.encode(claims, "", "none", {"kid": "een"})},
    "alg none without a key": {"sign": lambda claims: jwt.encode(claims, "", "none")},
    "signed by our secret": {"sign": signed("niet-zo-geheim" * 3, "HS256", kid="een")},
    "signed by a secret among the keys": {
        "sign": signed("niet-zo-geheim" * 3, "HS256", kid="een"),
        "twist_keys": lambda answer: {"keys": [{"kty": "oct", "kid": "een", "k": SECRET}]},
    },
    "signed by another key": {"sign": signed(OTHER_KEY, "RS256", kid="een")},
    "an unknown key": {"sign": signed(KEY, "RS256", kid="drie")},
    "no key named, and there are two": {"sign": signed(KEY, "RS256")},
    "a changed signature": {"sign": lambda claims: signed(KEY, "RS256", kid="een")(claims)[:-8] + "AAAAAAAA"},
    "no token": {"sign": lambda claims: "onzin"},
    "another issuer": {"twist_claims": plus(iss="https://kwaad.example")},
    "an issuer that is no text": {"twist_claims": lambda claims: claims | {"iss": "1"}},
    "another audience": {"twist_claims": plus(aud="ander")},
    "several audiences, party unnamed": {"twist_claims": plus(aud=["lob", "ander"])},
    "another party": {"twist_claims": plus(azp="ander")},
    "expired": {"twist_claims": plus(exp=int(time.time()) - 120)},
    "from the future": {"twist_claims": plus(iat=int(time.time()) + 600)},
    "a time that is no time": {"twist_claims": plus(exp="morgen")},
    "no expiry": {"twist_claims": without("exp")},
    "another nonce": {"twist_claims": plus(nonce="x" * 43)},
    "no nonce": {"twist_claims": without("nonce")},
    "no sub": {"twist_claims": without("sub")},
    "an empty sub": {"twist_claims": plus(sub="")},
    "a sub with a null": {"twist_claims": plus(sub="a\x00b"), "twist_userinfo": plus(sub="a\x00b")},
    "a sub that is a number": {"twist_claims": plus(sub=1), "twist_userinfo": plus(sub=1)},
    "a sub that is too long": {"twist_claims": plus(sub="x" * 192), "twist_userinfo": plus(sub="x" * 192)},
    "userinfo about somebody else": {"twist_userinfo": plus(sub="ander")},
    "userinfo about nobody": {"twist_userinfo": without("sub")},
    "userinfo is rubbish": {"twist_userinfo": lambda answer: b"<html>"},
    "userinfo is a list": {"twist_userinfo": lambda answer: []},
    "no id_token": {"twist_answer": without("id_token")},
    "no access token": {"twist_answer": without("access_token")},
    "an access token that is a list": {"twist_answer": plus(access_token=["x"])},
    "the token endpoint answers rubbish": {"twist_answer": lambda answer: b"\xff\xfe<html>"},
    "the token endpoint answers a list": {"twist_answer": lambda answer: [1]},
    "the keys are rubbish": {"twist_keys": lambda answer: b"nee"},
    "the keys are no list": {"twist_keys": lambda answer: {"keys": {"kid": "een"}}},
    "no keys": {"twist_keys": lambda answer: {}},
    "discovery of another issuer": {"twist_discovery": plus(issuer="https://kwaad.example")},
    "discovery and tokens of another issuer": {
        "twist_discovery": plus(issuer="https://kwaad.example"),
        "twist_claims": plus(iss="https://kwaad.example"),
    },
    "discovery without an issuer": {"twist_discovery": without("issuer")},
    "discovery without endpoints": {"twist_discovery": without("token_endpoint")},
    "discovery leads elsewhere by script": {
        "twist_discovery": plus(authorization_endpoint="javascript:alert(1)")
    },
    "discovery holds a quote": {"twist_discovery": plus(authorization_endpoint='https://a.example/"><b>')},
    "discovery is rubbish": {"twist_discovery": lambda answer: b"<html>"},
    "discovery is a list": {"twist_discovery": lambda answer: []},
}


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_is_not_believed(
    provider: Provider, known: User, allowed: AllowedProvider, lie: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Each time the same page: nobody is signed in, nothing is made, and the log holds nothing about the person."""
    for name, twist in LIES[lie].items():
        setattr(provider, name, twist)
    before = User.objects.count(), SocialAccount.objects.count()
    client = Client()
    with caplog.at_level(logging.DEBUG, logger="assessments"):
        response = client.post(START)
        if response.status_code == 200:
            response = client.get(provider.consent(led_to(response)))
    page = told(client, response)
    assert page.status_code == 400
    assert "We konden niet vaststellen wie je bent" in words(page)
    assert who(client) is None
    assert HELD not in client.session
    assert (User.objects.count(), SocialAccount.objects.count()) == before
    assert len([record for record in caplog.records if record.name.startswith("assessments")]) == 1
    for secret in (*PERSON.values(), "niet-zo-geheim", "code-0"):
        assert secret not in caplog.text


def test_a_valid_token_by_itself_is_believed(provider: Provider, known: User) -> None:
    """What the lies above differ in: each on its own would pass without it."""
    provider.twist_claims = plus(azp="lob", aud=["lob", "ander"], exp=int(time.time()) - 30)
    client = Client()
    go(client, provider)
    assert who(client) == known.pk


# --- Microsoft: many tenants behind one address ---------------------------------------------------------------------


@pytest.fixture
def entra(provider: Provider, settings: Any) -> Provider:
    """Tokens name their tenant, and there is no userinfo to ask."""
    provider.person["sub"] = "kenmerk"
    issuer = f"{provider.issuer}/organizations/v2.0"
    settings.IDENTITY_PROVIDERS = {"entra": {**provider.settings, "issuer": issuer}}
    template = f"{provider.issuer}/{{tenantid}}/v2.0"
    provider.twist_discovery = lambda answer: answer | {"issuer": template}
    provider.twist_claims = lambda claims: (
        claims
        | {
            "iss": template.replace("{tenantid}", TENANT),
            "tid": TENANT,
            "name": "Chloë Dvořák",
            "email": "chloe@noordzoom.example",
        }
    )
    return provider


def go_entra(provider: Provider) -> Client:
    client = Client()
    client.get(provider.consent(led_to(client.post("/inloggen/via/entra/"))))
    return client


def test_a_tenant_of_many(entra: Provider, cast: Cast) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid=f"{TENANT}/kenmerk")
    assert who(go_entra(entra)) == cast.member.pk
    assert "userinfo" not in entra.asked


def test_the_same_subject_in_another_tenant_is_somebody_else(entra: Provider, cast: Cast) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid=f"{TENANT[::-1]}/kenmerk")
    assert who(go_entra(entra)) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"tid": "../../x"},
        {"tid": TENANT.replace("0", "1")},
        {"tid": None},
        {"iss": "http://localhost/x/v2.0"},
    ],
    ids=str,
)
def test_a_tenant_that_does_not_fit(entra: Provider, cast: Cast, claims: dict[str, Any]) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid=f"{TENANT}/kenmerk")
    honest = entra.twist_claims
    entra.twist_claims = lambda answer: honest(answer) | claims
    assert who(go_entra(entra)) is None


def test_a_key_of_one_tenant_signs_for_no_other(entra: Provider, cast: Cast) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid=f"{TENANT}/kenmerk")
    other = f"{entra.issuer}/{TENANT.replace('0', '1')}/v2.0"
    entra.twist_keys = lambda answer: {"keys": [published(KEY, "een") | {"issuer": other}]}
    assert who(go_entra(entra)) is None


# --- attempts that are not ours -------------------------------------------------------------------------------------


def test_an_answer_counts_once(provider: Provider, known: User) -> None:
    client = Client()
    back = provider.consent(led_to(client.post(START)))
    client.get(back)
    client.post(reverse("account_logout"))
    refused_as_expired(client.get(back), client)


def test_an_answer_of_another_session_does_not_count(provider: Provider, known: User) -> None:
    """Nobody is signed in as somebody else by a link that they were sent."""
    back = provider.consent(led_to(Client().post(START)))
    victim = Client()
    victim.get(START)
    refused_as_expired(victim.get(back), victim)


def test_a_swapped_state_does_not_count(provider: Provider, known: User) -> None:
    """Of two attempts in one session, the code of the one comes with the state of the other."""
    client = Client()
    first, second = (provider.consent(led_to(client.post(START))) for _time in range(2))
    mixed = re.sub(r"code=[^&]+", re.findall(r"code=[^&]+", second)[0], first)
    assert told(client, client.get(mixed)).status_code == 400
    assert who(client) is None


def test_an_answer_of_one_provider_does_not_count_for_another(
    provider: Provider, known: User, settings: Any
) -> None:
    settings.IDENTITY_PROVIDERS |= {"entree": provider.settings}
    client = Client()
    back = provider.consent(led_to(client.post(START)))
    refused_as_expired(
        client.get(back.replace("surfconext", "entree")), client, FAILED.replace("surfconext", "entree")
    )


def test_an_attempt_ends_after_ten_minutes(provider: Provider, known: User) -> None:
    client = Client()
    back = provider.consent(led_to(client.post(START)))
    with time_machine.travel(time.time() + 601, tick=True):
        refused_as_expired(client.get(back), client)


@pytest.mark.parametrize("query", ["", "?state=x", "?code=x", "?error=server_error", "?code=x&state=%00"])
def test_coming_back_without_an_attempt(provider: Provider, query: str) -> None:
    client = Client()
    refused_as_expired(client.get(BACK + query), client)


@pytest.mark.parametrize("with_state", [True, False])
def test_cancelled_at_the_provider(provider: Provider, known: User, with_state: bool) -> None:
    client = Client()
    state = state_of(led_to(client.post(START)))
    query = f"error=access_denied&state={state}" if with_state else "error=access_denied"
    response = client.get(f"{BACK}?{query}", follow=True)
    assert response.redirect_chain == [(reverse("account_login"), 302)]
    assert "afgebroken" in words(response)
    assert who(client) is None


def test_turned_away_by_the_provider(provider: Provider, known: User) -> None:
    client = Client()
    state = state_of(led_to(client.post(START)))
    response = client.get(f"{BACK}?error=server_error&error_description=%3Cb%3Esukru&state={state}")
    response = told(client, response)
    assert response.status_code == 403
    assert "SURFconext liet je niet door" in words(response)
    assert "sukru" not in words(response)
