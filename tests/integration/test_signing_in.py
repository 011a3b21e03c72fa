"""Coming in: a code by mail, a passkey, a second step; and how long one stays."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
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
    give_app,
    is_signed_in,
    recovery_codes,
)

pytestmark = pytest.mark.django_db

ASK, ENTER = "account_request_login_code", "account_confirm_login_code"
KLOPT_NIET = "Deze code klopt niet"
GONE = "Deze code werkt niet meer"


def read(response: Any) -> str:
    return " ".join(response.content.decode().split())


def enter(client: Client, code: str, **more: str) -> Any:
    return client.post(reverse(ENTER), {"code": code, **more})


def age(client: Client, seconds: int) -> None:
    """Let what is asked in a session have been asked so long ago."""
    session = client.session
    login = session["account_login"]
    login["state"]["stages"]["login_by_code"]["data"]["at"] -= seconds
    session["account_login"] = login
    session.save()


# --- a code by mail -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["{}", " {} ", "{} ", "spaces"])
def test_a_code_by_mail_lets_one_in(cast: Cast, deliver_mail: Deliver, typed: str) -> None:
    client = ask_code(cast.coordinator.email.upper(), next="/metingen/")
    page = read(client.get(reverse(ENTER)))
    assert "in de inbox van <b>COORDINATOR@voorbeeld.example</b>".lower() in page.lower()
    before = client.session.session_key
    code = code_in(deliver_mail()[0])
    text = code.replace("-", " ") if typed == "spaces" else typed.format(code)
    response = enter(client, text, next="/metingen/")
    assert response.headers["Location"] == "/metingen/"
    assert is_signed_in(client)
    assert client.session.session_key != before
    assert client.session["_auth_user_id"] == str(cast.coordinator.pk)
    assert UserSession.objects.get(user=cast.coordinator).session_key == client.session.session_key


def test_only_the_cookies_that_we_promise(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    enter(client, "0000-0000")
    enter(client, code_in(deliver_mail()[0]))
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("account_logout"), follow=True)
    assert set(client.cookies) <= {"sessionid", "csrftoken", "django_language"}


def test_a_wrong_code_says_so_and_after_three_one_starts_anew(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    for _time in range(2):
        assert KLOPT_NIET in read(enter(client, "1234-5678"))
    page = read(enter_and_follow(client, "1234-5678"))
    assert GONE in page
    assert "te vaak verkeerd" not in page, "one message, that says what to do"
    assert not is_signed_in(client)
    assert enter(client, code_in(deliver_mail()[0])).status_code == 302
    assert not is_signed_in(client)


def enter_and_follow(client: Client, code: str) -> Any:
    return client.post(reverse(ENTER), {"code": code}, follow=True)


def test_a_code_works_a_quarter_of_an_hour(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    code = code_in(deliver_mail()[0])
    age(client, 14 * 60)
    assert KLOPT_NIET in read(enter(client, "1234-5678"))
    age(client, 2 * 60)
    assert GONE in read(enter_and_follow(client, code))
    assert not is_signed_in(client)


def test_a_code_works_once_and_in_one_browser(cast: Cast, deliver_mail: Deliver) -> None:
    here, elsewhere = ask_code(cast.member.email), ask_code(cast.member.email)
    first, second = (code_in(mail) for mail in deliver_mail())
    assert KLOPT_NIET in read(enter(elsewhere, first))
    enter(here, first)
    assert is_signed_in(here)
    here.post(reverse("account_logout"))
    enter(here, first)
    assert not is_signed_in(here)
    enter(elsewhere, second)
    assert is_signed_in(elsewhere)


def test_a_new_code_replaces_the_one_before(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code(cast.member.email)
    for number in (1, 2):
        page = read(client.post(reverse(ENTER), {"action": "resend"}, follow=True))
        assert "We hebben een nieuwe code gestuurd." in page
        assert ("Stuur een nieuwe code" in page) is (number == 1), "twice is enough"
    first, _second, third = (code_in(mail) for mail in deliver_mail())
    assert KLOPT_NIET in read(enter(client, first))
    enter(client, third)
    assert is_signed_in(client)


def test_one_can_go_back_for_another_address(cast: Cast, deliver_mail: Deliver) -> None:
    client = ask_code("niet.mijn@voorbeeld.example")
    assert client.get(reverse("account_login")).headers["Location"] == reverse(ENTER), (
        "one stays where one was"
    )
    client.post(reverse("account_logout"), {"next": reverse("account_login")})
    assert "Stuur mij een code" in read(client.get(reverse("account_login")))
    ask_code(cast.member.email, client)
    enter(client, code_in(deliver_mail()[-1]))
    assert is_signed_in(client)


def test_the_form_that_was_not_sent_stays_empty(client: Client, db: None) -> None:
    page = read(client.post(reverse(ASK), {"email": "x"}))
    assert 'href="#id_email"' in page
    assert 'aria-describedby="id_email_error"' in page
    assert "id_login_error" not in page
    assert "id_password_error" not in page


def test_asking_a_code_does_not_tell_who_is_known(cast: Cast, deliver_mail: Deliver) -> None:
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    told = []
    for address in (cast.member.email, cast.manager.email, "niemand@voorbeeld.example"):
        client = ask_code(address)
        pages = [read(client.get(reverse(ENTER))), read(enter(client, "1234-5678"))]
        pages.append(read(client.post(reverse(ENTER), {"action": "resend"}, follow=True)))
        cut = (page.replace(address, "ADDRESS").partition("<main")[2] for page in pages)
        told.append([part.partition("csrfmiddlewaretoken")[0] for part in cut])
    assert told[0] == told[1] == told[2]
    assert {mail.to[0] for mail in deliver_mail() if "inlogcode" in mail.subject} == {cast.member.email}


# --- limits on codes ------------------------------------------------------------------------------------------------


def test_codes_asked_too_often_do_not_hold_up_others(cast: Cast) -> None:
    def asked(person: User, address: str) -> bool:
        response = Client(REMOTE_ADDR=address).post(reverse(ASK), {"email": person.email})
        return response.status_code == 302 or "al een paar codes gestuurd" not in response.content.decode()

    assert [asked(cast.member, "10.0.0.1") for _time in range(4)] == [True, True, True, False]
    assert asked(cast.manager, "10.0.0.1"), "a colleague"
    assert asked(cast.member, "10.0.0.2"), "the owner, when the other was a stranger"
    assert is_signed_in(by_password(cast.member, Client(REMOTE_ADDR="10.0.0.1"))), (
        "and another way works here too"
    )


def test_a_mail_flood_from_many_addresses_ends(cast: Cast, deliver_mail: Deliver) -> None:
    for number in range(14):
        client = Client(REMOTE_ADDR=f"10.0.1.{number}")
        client.post(reverse(ASK), {"email": cast.member.email})
    assert len(deliver_mail()) == 10


def test_strangers_get_no_flood_of_mail_through_us(cast: Cast, deliver_mail: Deliver) -> None:
    for number in range(25):
        response = Client().post(reverse(ASK), {"email": f"niemand{number}@voorbeeld.example"})
        assert response.headers["Location"] == reverse(ENTER)
    ask_code(cast.member.email)
    assert len(deliver_mail()) == 20 + 1


def test_sixty_people_behind_one_address_come_in_by_code(cast: Cast, deliver_mail: Deliver) -> None:
    people = [User.objects.create_user(f"docent{n}@voorbeeld.example", name=f"Docent {n}") for n in range(60)]
    clients = {person.email: ask_code(person.email) for person in people}
    for mail in deliver_mail():
        enter(clients[mail.to[0]], code_in(mail))
    assert all(is_signed_in(client) for client in clients.values())


def test_no_address_is_kept(cast: Cast) -> None:
    for place in ("192.0.2.7", "192.0.2.7", "192.0.2.8", "2001:db8::7", "2001:db8::8"):
        by_password(cast.member, Client(REMOTE_ADDR=place))
    stored = list(UserSession.objects.order_by("pk").values_list("ip", flat=True))
    assert all(address.startswith("fd") for address in stored)
    assert stored[0] == stored[1] != stored[2]
    assert stored[3] == stored[4], "a household has one network of IPv6"


# --- the second step ------------------------------------------------------------------------------------------------


@pytest.fixture
def app(cast: Cast) -> App:
    return give_app(cast.member)


def second_step(client: Client, **data: str) -> Any:
    return client.post(reverse("mfa_authenticate"), data)


def test_a_code_from_the_app_is_the_second_step(cast: Cast, app: App) -> None:
    client = by_password(cast.member, next="/resultaten/")
    assert not is_signed_in(client)
    assert "Nog één stap" in read(client.get(reverse("mfa_authenticate")))
    assert KLOPT_NIET in read(second_step(client, code=app.wrong_code()))
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
    assert KLOPT_NIET in read(second_step(again, code=f" {code[:3]} {code[3:]}"))


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
        assert KLOPT_NIET in read(second_step(client, code=app.wrong_code()))
    assert "te vaak verkeerd" in read(second_step(client, code=app.code()))
    elsewhere = by_password(cast.member, Client(REMOTE_ADDR="10.9.9.9"))
    assert "te vaak verkeerd" in read(second_step(elsewhere, code=app.code())), "whoever knows the password"
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
    assert "Verder met je passkey" in read(page)
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
        assert "hoort niet (meer) bij een account" in read(page)
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
    assert "een halve dag geleden" in read(page)
    assert not is_signed_in(client)


def test_signing_out_ends_the_session_on_the_server(cast: Cast) -> None:
    client = by_password(cast.member)
    kept = client.cookies["sessionid"].value
    client.post(reverse("account_logout"))
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert not is_signed_in(thief)
