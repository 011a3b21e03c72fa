"""Signing in by an identity provider: what works, what is refused, and what an answer must hold to be believed."""

from __future__ import annotations

import html
import logging
import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import oidc_provider_mock
import pytest
import requests
import time_machine
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.access.identities import HELD
from assessments.enums import Verb
from assessments.models import AllowedProvider, AuditEvent, User
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.identity_provider import CLIENT, KEY, OTHER_KEY, PERSON, Provider, published, running

pytestmark = pytest.mark.django_db

START = "/inloggen/via/surfconext/"
BACK = "/inloggen/via/surfconext/terug/"
FAILED = "/inloggen/via/surfconext/mislukt/"
NEW = "/inloggen/via/nieuw/"
CONNECTIONS = "/account/inlogdiensten/"
TENANT = "0b1a9c6e-5a5c-4f55-9d2a-5b1f3a7c9d10"


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[], Provider]]:
    with running() as honest:
        yield honest


@pytest.fixture
def provider(serve: Callable[[], Provider], settings: Any) -> Provider:
    provider = serve()
    settings.IDENTITY_PROVIDERS = {"surfconext": provider.settings}
    return provider


@pytest.fixture
def known(cast: Cast) -> User:
    """A manager who connected SURFconext."""
    SocialAccount.objects.create(user=cast.manager, provider="surfconext", uid=PERSON["sub"])
    return cast.manager


@pytest.fixture
def allowed(cast: Cast) -> AllowedProvider:
    return AllowedProvider.objects.create(
        board=cast.board, provider="surfconext", organisation="noordzoom.nl"
    )


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


def told(client: Client, response: Any) -> Any:
    """The page that says why not, at an address of its own."""
    assert (response.status_code, response.headers["Location"]) == (302, FAILED)
    return client.get(FAILED)


def who(client: Client) -> int | None:
    key = client.session.get("_auth_user_id")
    return int(key) if key else None


def words(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode().partition("<main")[2])


# --- what works -----------------------------------------------------------------------------------------------------


def test_somebody_connected_signs_in(provider: Provider, known: User) -> None:
    client = Client()
    response = go(client, provider)
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert who(client) == known.pk
    account = SocialAccount.objects.get()
    assert account.extra_data == {"organisation": "noordzoom.nl"}
    assert not SocialToken.objects.exists()
    assert User.objects.get(pk=known.pk).email == known.email


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


# --- answers that are not to be believed ----------------------------------------------------------------------------


def signed(key: Any, algorithm: str, **header: Any) -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, key, algorithm, header)


def without(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda claims: {key: value for key, value in claims.items() if key != name}


def plus(**claims: Any) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda answer: answer | claims


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


# --- attempts that are not ours -------------------------------------------------------------------------------------


def refused_as_expired(response: Any, client: Client, failed: str = FAILED) -> None:
    assert (response.status_code, response.headers["Location"]) == (302, failed)
    page = client.get(failed)
    assert page.status_code == 400
    assert "verlopen" in words(page)
    assert who(client) is None


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


def state_of(url: str) -> str:
    return re.findall(r"state=([^&]+)", url)[0]


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


# --- a provider that is down ----------------------------------------------------------------------------------------


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


# --- who has no account ---------------------------------------------------------------------------------------------


def test_somebody_of_an_allowed_organisation_is_asked_and_comes_in(
    provider: Provider, allowed: AllowedProvider
) -> None:
    client = Client()
    response = go(client, provider)
    assert response.headers["Location"] == NEW
    page = client.get(NEW)
    assert page.status_code == 200
    for shown in ("Stichting De Noordzoom", "Şükrü Łukasz", "sukru@noordzoom.example"):
        assert shown in words(page)
    assert not User.objects.filter(email="sukru@noordzoom.example").exists(), "looking makes nothing"
    response = client.post(NEW)
    user = User.objects.get(email="sukru@noordzoom.example")
    assert (response.status_code, response.headers["Location"]) == (302, "/")
    assert who(client) == user.pk
    assert (user.name, user.home_board, user.language) == ("Şükrü Łukasz", allowed.board, "nl")
    assert not user.memberships.exists()
    assert not user.has_usable_password()
    assert HELD not in client.session
    event = AuditEvent.objects.get()
    assert (event.verb, event.board) == (Verb.PERSON_ADDED, allowed.board.uid)
    home = words(client.get("/"))
    assert "Je hebt nog geen rol" in home
    assert "Stichting De Noordzoom" in home
    client.post(reverse("account_logout"))
    go(client, provider)
    assert who(client) == user.pk, "the next time they just sign in"
    assert User.objects.filter(email="sukru@noordzoom.example").count() == 1


def test_asked_in_english_they_read_english(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    client.cookies["django_language"] = "en"
    go(client, provider)
    client.post(NEW)
    assert User.objects.get(email="sukru@noordzoom.example").language == "en"


def test_a_name_in_parts(provider: Provider, allowed: AllowedProvider) -> None:
    del provider.person["name"]
    provider.person |= {"given_name": "Joëlle", "nlEduPersonTussenvoegsels": "van ’t", "family_name": "Hof"}
    client = Client()
    go(client, provider)
    client.post(NEW)
    assert User.objects.get(email="sukru@noordzoom.example").name == "Joëlle van ’t Hof"


def test_pressing_twice_makes_one_account(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    twin = Client()
    twin.cookies.load(client.cookies.output(header="", sep=";"))
    kept = Session.objects.get(session_key=client.session.session_key)
    client.post(NEW)
    kept.save()
    assert twin.post(NEW).headers["Location"] == "/"
    assert who(twin) == who(client)
    assert User.objects.filter(email="sukru@noordzoom.example").count() == 1


def nothing_made(response: Any, client: Client, title: str) -> str:
    response = told(client, response)
    assert response.status_code == 403
    assert title in words(response)
    assert who(client) is None
    assert HELD not in client.session
    assert not SocialAccount.objects.exists()
    assert not AuditEvent.objects.exists()
    return words(response)


@pytest.mark.parametrize(
    "organisation", ["anders.nl", "", None, ["noordzoom.nl", "anders.nl"], "noordzoom.nl.kwaad.nl"]
)
def test_an_organisation_that_is_not_allowed(
    provider: Provider, allowed: AllowedProvider, organisation: Any
) -> None:
    provider.person["schac_home_organization"] = organisation
    client = Client()
    page = nothing_made(go(client, provider), client, "Je hebt nog geen account")
    assert "om een uitnodiging" in page
    assert "Noordzoom" not in page


def test_an_organisation_is_allowed_per_provider(
    provider: Provider, allowed: AllowedProvider, settings: Any
) -> None:
    AllowedProvider.objects.update(provider="entree")
    client = Client()
    nothing_made(go(client, provider), client, "Je hebt nog geen account")


def test_a_student_does_not_come_in(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    provider.person["eduperson_affiliation"] = ["student", "member"]
    nothing_made(go(client, provider), client, "Je hebt nog geen account")
    provider.person["eduperson_affiliation"] = ["student", "employee"]
    assert go(client, provider).headers["Location"] == NEW


def test_an_address_that_is_here_already_proves_nothing(
    provider: Provider, allowed: AllowedProvider, cast: Cast
) -> None:
    """Also when the provider says that it was verified."""
    provider.person |= {"email": cast.governor.email.upper(), "email_verified": True}
    client = Client()
    page = nothing_made(go(client, provider), client, "Er is al een account met jouw e-mailadres")
    assert "Log in zoals je gewend bent" in page


@pytest.mark.parametrize("address", ["", "geen adres", None, ["a@b.example", "c@d.example"]])
def test_no_address(provider: Provider, allowed: AllowedProvider, address: Any) -> None:
    provider.person["email"] = address
    client = Client()
    nothing_made(go(client, provider), client, "We kregen geen e-mailadres van je door")


def test_what_was_allowed_when_asked_may_have_ended(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    allowed.delete()
    nothing_made(client.post(NEW), client, "Je hebt nog geen account")


def test_the_question_waits_ten_minutes(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    session = client.session
    session[HELD] = {**session[HELD], "at": time.time() - 601}
    session.save()
    for response in (client.get(NEW), client.post(NEW)):
        assert response.headers["Location"] == reverse("account_login")
    assert HELD not in client.session
    assert not SocialAccount.objects.exists()


def test_nobody_comes_in_unasked(cast: Cast, allowed: AllowedProvider) -> None:
    for response in (Client().get(NEW), Client().post(NEW)):
        assert response.headers["Location"] == reverse("account_login")


def test_somebody_who_is_inactive_stays_out(provider: Provider, known: User) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)
    client = Client()
    assert go(client, provider).headers["Location"] == reverse("account_inactive")
    assert who(client) is None


# --- connecting and disconnecting -----------------------------------------------------------------------------------


@pytest.fixture
def member(cast: Cast) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": cast.member.email, "password": PASSWORD})
    return client


def confirm(client: Client, response: Any) -> Any:
    """Give the password where it is asked for again."""
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    return client.post(response.headers["Location"], {"password": PASSWORD})


def test_connecting(provider: Provider, cast: Cast, member: Client) -> None:
    response = confirm(member, member.post(START))
    response = member.get(provider.consent(led_to(response)), follow=True)
    assert "Je kunt voortaan inloggen met SURFconext." in words(response)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (cast.member, PERSON["sub"])
    assert account.extra_data == {"organisation": "noordzoom.nl"}
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED, actor=cast.member.uid).count() == 1
    assert User.objects.get(pk=cast.member.pk).email == cast.member.email, "the address stays one's own"
    page = words(member.get(CONNECTIONS))
    assert "noordzoom.nl" in page
    assert "SURFconext koppelen" not in page
    client = Client()
    go(client, provider)
    assert who(client) == cast.member.pk


def test_connecting_asks_for_the_password_again(provider: Provider, member: Client) -> None:
    """Whoever finds an open laptop does not make themselves a key."""
    response = member.post(START)
    assert response.status_code == 302
    assert response.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_what_belongs_to_another_is_not_connected(provider: Provider, known: User, member: Client) -> None:
    response = confirm(member, member.post(START))
    response = member.get(provider.consent(led_to(response)), follow=True)
    assert "hoort al bij een ander account" in words(response)
    assert SocialAccount.objects.get().user == known


def test_signing_out_meanwhile_connects_nothing(provider: Provider, member: Client) -> None:
    response = confirm(member, member.post(START))
    back = provider.consent(led_to(response))
    member.post(reverse("account_logout"))
    refused_as_expired(member.get(back), member)
    assert not SocialAccount.objects.exists()


def test_signing_in_meanwhile_makes_no_second_account(
    provider: Provider, allowed: AllowedProvider, cast: Cast
) -> None:
    client = Client()
    back = provider.consent(led_to(client.post(START)))
    client.post(reverse("account_login"), {"login": cast.member.email, "password": PASSWORD})
    response = client.get(back, follow=True)
    assert "Je bent al ingelogd" in words(response)
    assert who(client) == cast.member.pk
    assert not SocialAccount.objects.exists()


def test_cancelled_while_connecting(provider: Provider, member: Client) -> None:
    response = confirm(member, member.post(START))
    response = member.get(f"{BACK}?error=access_denied&state={state_of(led_to(response))}", follow=True)
    assert response.redirect_chain == [(CONNECTIONS, 302)]
    assert "afgebroken" in words(response)


def test_disconnecting(provider: Provider, cast: Cast, member: Client) -> None:
    SocialAccount.objects.create(user=cast.member, provider="surfconext", uid="mijn")
    SocialAccount.objects.create(user=cast.manager, provider="surfconext", uid="andermans")
    for uid in ("andermans", "nergens", "mijn"):
        assert member.post(CONNECTIONS, {"provider": "surfconext", "uid": uid}).status_code == 302
    assert [account.uid for account in SocialAccount.objects.all()] == ["andermans"]
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED).count() == 1


def test_a_connection_by_what_is_no_longer_set_up_can_be_ended(cast: Cast, member: Client) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid="x")
    SocialAccount.objects.create(user=cast.member, provider="verdwenen", uid="x")
    page = words(member.get(CONNECTIONS))
    assert "Microsoft" in page
    assert "verdwenen" in page


def test_the_page_of_connections_asks_the_same_for_one_and_for_three(
    provider: Provider, cast: Cast, member: Client
) -> None:
    for number in range(3):
        SocialAccount.objects.create(user=cast.member, provider="surfconext", uid=f"x{number}")
        with CaptureQueriesContext(connection) as queries:
            assert member.get(CONNECTIONS).status_code == 200
        assert len(queries) == 3
