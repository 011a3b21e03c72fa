"""Saying once more who one is before the ways of signing in change: by second step, by password, or by mail."""

from __future__ import annotations

import json
import time

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from assessments.models import User
from assessments.views.security import passkey_uid
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.passkeys import give_passkey
from tests.signing_in import Deliver, by_password, code_in, give_app, recovery_codes, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def long_ago(client: Client) -> Client:
    """As if somebody signed in an hour ago."""
    session = client.session
    records = session[AUTHENTICATION_METHODS_SESSION_KEY]
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record | {"at": time.time() - 3600} for record in records]
    session.save()
    return client


def types_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


SENSITIVE = ["security-app-add", "security-codes", "security-codes-file", "passkey-add"]


@pytest.mark.parametrize("route", SENSITIVE)
def test_who_signed_in_long_ago_confirms_first(cast: Cast, route: str) -> None:
    client = long_ago(by_password(cast.member))
    place = f"?next={reverse(route).replace('/', '%2F')}"
    for method in (client.get, client.post):
        assert method(reverse(route)).headers["Location"] == reverse("account_reauthenticate") + place
    assert "account_reauthentication_state" not in client.session, "what was sent is not kept meanwhile"
    data = {"password": PASSWORD, "next": reverse(route)}
    response = client.post(reverse("account_reauthenticate"), data)
    assert response.headers["Location"] == reverse(route)
    assert client.get(reverse(route)).status_code in {200, 302, 404}
    assert client.get(reverse("security-app-add")).status_code == 200


def test_without_a_password_one_confirms_by_mail(cast: Cast, deliver_mail: Deliver) -> None:
    client = long_ago(by_password(cast.member))
    cast.member.set_unusable_password()
    cast.member.save()
    client = Client()
    client.force_login(cast.member)
    url = client.get(reverse("security-app-add")).headers["Location"]
    assert url.startswith(reverse("security-confirm"))
    assert "We sturen een code naar" in words_of(client.get(url))
    assert deliver_mail() == [], "looking sends nothing"
    data = {"next": reverse("security-app-add")}
    page = client.post(reverse("security-confirm"), data | {"action": "send"}, follow=True)
    assert "Typ de code hier over" in words_of(page)
    wrong = client.post(reverse("security-confirm"), data | {"code": "1234-5678"})
    assert "Deze code klopt niet" in words_of(wrong)
    code = code_in(deliver_mail()[0])
    response = client.post(reverse("security-confirm"), data | {"code": code})
    assert response.headers["Location"] == reverse("security-app-add")
    assert client.get(reverse("security-app-add")).status_code == 200
    assert "code" not in client.session


def test_three_guesses_at_that_code_and_an_old_one_are_refused(cast: Cast, deliver_mail: Deliver) -> None:
    client = long_ago(by_password(cast.member))
    client.post(reverse("security-confirm"), {"action": "send"})
    code = code_in(deliver_mail()[0])
    for _time in range(3):
        client.post(reverse("security-confirm"), {"code": "1234-5678"})
    assert "te vaak verkeerd" in words_of(client.post(reverse("security-confirm"), {"code": code}))
    client.post(reverse("security-confirm"), {"action": "send"})
    session = client.session
    session["confirmation_code"] |= {"at": time.time() - 16 * 60}
    session.save()
    code = code_in(deliver_mail()[1])
    assert "Deze code werkt niet meer" in words_of(client.post(reverse("security-confirm"), {"code": code}))
    for _time in range(2):
        page = client.post(reverse("security-confirm"), {"action": "send"}, follow=True)
    assert "al een paar codes gestuurd" in words_of(page)


def test_who_has_a_second_step_confirms_with_it(cast: Cast) -> None:
    """Not by password: whoever knows that would take the second step away."""
    app = give_app(cast.member)
    client = by_password(cast.member)
    client.post(reverse("mfa_authenticate"), {"code": app.code()})
    long_ago(client)
    url = client.get(reverse("security-app-remove")).headers["Location"]
    assert url.startswith(reverse("mfa_reauthenticate"))
    assert words_of(client.get(url)).count("Met je wachtwoord") == 0
    for other in ("account_reauthenticate", "security-confirm"):
        assert client.post(reverse(other), {"password": PASSWORD}).status_code == 302
    assert (
        client.post(reverse("security-app-remove"))
        .headers["Location"]
        .startswith(reverse("mfa_reauthenticate"))
    )
    code = recovery_codes(cast.member)[0]
    client.post(reverse("mfa_reauthenticate"), {"code": code})
    client.post(reverse("security-app-remove"))
    assert types_of(cast.member) == set()


def test_or_with_a_passkey(cast: Cast) -> None:
    passkey, stored = give_passkey(cast.member)
    client = Client()
    client.force_login(cast.member)
    remove = reverse("passkey-remove", args=[passkey_uid(stored)])
    url = client.get(remove).headers["Location"]
    assert url.startswith(reverse("mfa_reauthenticate_webauthn"))
    page = client.get(url)
    assert "Verder met je passkey" in words_of(page)
    options = page.context["js_data"]["request_options"]
    client.post(url, {"credential": json.dumps(passkey.get(options))})
    assert client.post(remove).headers["Location"] == reverse("security")
    assert types_of(cast.member) == set()


def test_guessing_the_password_of_an_open_session_stops_and_says_what_to_do(cast: Cast) -> None:
    client = long_ago(by_password(cast.member))
    answers = [client.post(reverse("account_reauthenticate"), {"password": "mis"}) for _time in range(11)]
    assert "te vaak verkeerd" not in words_of(answers[4])
    assert "niet je wachtwoord" in words_of(answers[4])
    assert all("te vaak verkeerd" in words_of(answer) for answer in answers[5:10])
    assert answers[10].status_code == 429
    assert "Wacht vijf minuten" in words_of(answers[10])
    data = {"oldpassword": "mis", "password1": "x", "password2": "x"}
    statuses = [client.post(reverse("account_change_password"), data).status_code for _time in range(6)]
    assert statuses == [200] * 5 + [429]
