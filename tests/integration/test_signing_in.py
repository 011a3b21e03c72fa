"""Coming in by a passkey or with a second step; and how long one stays."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.test import Client
from django.urls import reverse

from assessments.models import User
from tests.cast import Cast
from tests.passkeys import SoftPasskey, give_passkey
from tests.signing_in import (
    App,
    Deliver,
    ask_code,
    by_password,
    code_in,
    enter,
    give_app,
    is_signed_in,
    recovery_codes,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.page]

KLOPT_NIET = "Deze code klopt niet"


# --- the second step ------------------------------------------------------------------------------------------------


@pytest.fixture
def app(cast: Cast) -> App:
    return give_app(cast.member)


def second_step(client: Client, **data: str) -> Any:
    return client.post(reverse("mfa_authenticate"), data)


def test_a_code_from_the_app_is_the_second_step(cast: Cast, app: App) -> None:
    client = by_password(cast.member, next="/resultaten/")
    assert not is_signed_in(client)
    assert "Nog één stap" in words_of(client.get(reverse("mfa_authenticate")))
    assert KLOPT_NIET in words_of(second_step(client, code=app.wrong_code()))
    assert second_step(client, code=app.code()).headers["Location"] == "/resultaten/"
    assert is_signed_in(client)


def test_so_it_is_after_a_code_by_mail(cast: Cast, app: App, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    assert enter(client, code_in(deliver_mail()[0])).headers["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    second_step(client, code=app.code())
    assert is_signed_in(client)


@pytest.mark.parametrize("periods", [-1, 0, 1])
def test_a_code_from_the_app_works_once(cast: Cast, app: App, periods: int) -> None:
    """Also a code of half a minute ago or to come, for as long as it would be taken."""
    code = app.code(periods)
    second_step(by_password(cast.member), code=code)
    again = by_password(cast.member)
    assert KLOPT_NIET in words_of(second_step(again, code=f" {code[:3]} {code[3:]}"))


def test_a_recovery_code_stands_in_once(cast: Cast, app: App) -> None:
    code = recovery_codes(cast.member)[3]
    for works in (True, False):
        client = by_password(cast.member)
        second_step(client, code=f"{code[:4]} {code[4:]}")
        assert is_signed_in(client) is works


def test_guessing_the_second_step_stops_after_five_and_a_passkey_still_works(cast: Cast, app: App) -> None:
    passkey, _stored = give_passkey(cast.member)
    client = by_password(cast.member)
    for _time in range(5):
        assert KLOPT_NIET in words_of(second_step(client, code=app.wrong_code()))
    assert "te vaak verkeerd" in words_of(second_step(client, code=app.code()))
    elsewhere = by_password(cast.member, Client(REMOTE_ADDR="10.9.9.9"))
    assert "te vaak verkeerd" in words_of(second_step(elsewhere, code=app.code())), (
        "whoever knows the password"
    )
    other_way = Client()
    sign_in_by(passkey, other_way)
    assert is_signed_in(other_way)


# --- a passkey ------------------------------------------------------------------------------------------------------


def asked(client: Client) -> dict[str, Any]:
    response = client.get(reverse("mfa_login_webauthn"), headers={"accept": "application/json"})
    options: dict[str, Any] = response.json()["request_options"]
    return options


def sign_in_by(passkey: SoftPasskey, client: Client, **more: str) -> Any:
    credential = json.dumps(passkey.get(asked(client)))
    return client.post(reverse("mfa_login_webauthn"), {"credential": credential, **more})


def test_a_passkey_lets_one_in_without_more(cast: Cast, app: App) -> None:
    passkey, stored = give_passkey(cast.member)
    client = Client()
    assert sign_in_by(passkey, client, next="/metingen/").headers["Location"] == "/metingen/"
    assert is_signed_in(client)
    stored.refresh_from_db()
    assert stored.last_used_at is not None


def test_a_passkey_is_a_second_step_too(cast: Cast) -> None:
    passkey, _stored = give_passkey(cast.member)
    client = by_password(cast.member)
    page = client.get(reverse("mfa_authenticate"))
    assert "Verder met je passkey" in words_of(page)
    options = page.context["js_data"]["request_options"]
    second_step(client, credential=json.dumps(passkey.get(options)))
    assert is_signed_in(client)


def test_a_passkey_of_somebody_switched_off_opens_nothing(cast: Cast) -> None:
    passkey, _stored = give_passkey(cast.member)
    User.objects.filter(pk=cast.member.pk).update(is_active=False)
    client = Client()
    assert sign_in_by(passkey, client).headers["Location"] == reverse("account_inactive")
    assert not is_signed_in(client)


def test_a_passkey_answers_one_question_once(cast: Cast) -> None:
    passkey, _stored = give_passkey(cast.member)
    client = Client()
    answer = json.dumps(passkey.get(asked(client)))
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    client.post(reverse("account_logout"))
    client.post(reverse("mfa_login_webauthn"), {"credential": answer})
    assert not is_signed_in(client)


def test_nobody_comes_in_by_a_passkey_that_is_not_theirs(cast: Cast) -> None:
    own, _stored = give_passkey(cast.stranger)
    unknown = SoftPasskey(cast.governor)
    own_as_other = SoftPasskey(cast.governor)
    own_as_other._key, own_as_other._id = own._key, own._id
    phished, _stored = give_passkey(cast.governor)
    phished.host = "kwaad.example"
    for passkey in (unknown, own_as_other, phished):
        client = Client()
        page = client.get(sign_in_by(passkey, client).headers["Location"])
        assert "hoort niet (meer) bij een account" in words_of(page)
        assert not is_signed_in(client)


@pytest.mark.parametrize(
    "credential",
    ["", "x", "null", "1", "[]", "{}", '"x"', '{"id": 1}', '{"id": "a", "rawId": "a", "response": {}}']
    + [
        '{"id":"YQ","rawId":"YQ","type":"public-key","response":' + response + "}"
        for response in ("null", "[]")
    ],
)
def test_nonsense_instead_of_a_passkey_is_refused(cast: Cast, app: App, credential: str) -> None:
    client = Client()
    asked(client)
    response = client.post(reverse("mfa_login_webauthn"), {"credential": credential})
    assert response.headers["Location"] == reverse("account_login")
    halfway = by_password(cast.member)
    halfway.get(reverse("mfa_authenticate"))
    assert second_step(halfway, credential=credential).status_code == 200
    assert not is_signed_in(client)
    assert not is_signed_in(halfway)


def mutations(credential: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A credential with one thing left out, or something else in its place."""
    instead: list[Any] = [None, "", "!", "AAAA", 1, [], {}]
    for key in credential:
        yield {name: value for name, value in credential.items() if name != key}
        yield from (credential | {key: value} for value in instead)
    if isinstance(credential.get("response"), dict):
        yield from (credential | {"response": response} for response in mutations(credential["response"]))


def test_a_broken_credential_is_refused(cast: Cast) -> None:
    """Never an error page; only what is left out beside the signature may pass, for its owner."""
    passkey, _stored = give_passkey(cast.stranger)
    let_in = 0
    for number in range(len(list(mutations(passkey.get(asked(Client())))))):
        client = Client()
        credential = list(mutations(passkey.get(asked(client))))[number]
        response = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(credential)})
        assert response.status_code == 302, credential
        let_in += is_signed_in(client)
    assert let_in < 20


# --- how long one stays ---------------------------------------------------------------------------------------------


def test_half_a_day_after_signing_in_one_is_signed_out(cast: Cast) -> None:
    client = by_password(cast.member)

    def signed_in_ago(seconds: int) -> None:
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - seconds}]
        session.save()

    signed_in_ago(settings.SESSION_COOKIE_AGE - 60)
    assert is_signed_in(client)
    signed_in_ago(settings.SESSION_COOKIE_AGE + 60)
    page = client.get("/", follow=True)
    assert "een halve dag geleden" in words_of(page)
    assert not is_signed_in(client)


def test_signing_out_ends_the_session_on_the_server(cast: Cast) -> None:
    client = by_password(cast.member)
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_signed_in(thief)
