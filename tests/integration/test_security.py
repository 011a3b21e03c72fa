"""One's own ways of signing in: set up, changed, taken away, told of; and the devices one is signed in on."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from typing import Any

import html5lib
import pytest
from allauth.mfa.models import Authenticator
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.enums import Verb
from assessments.models import AuditEvent, User
from assessments.views.security import passkey_uid
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.passkeys import PRESENT, SoftPasskey, give_passkey
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

pytestmark = [pytest.mark.django_db, pytest.mark.page]

NEW = "een heel ander lang wachtwoord"
Type = Authenticator.Type
Commits = Callable[..., Any]


def read(response: Any) -> str:
    text = response.content.decode()
    html5lib.HTMLParser(strict=True).parse(text)
    assert 'style="' not in text
    return " ".join(text.split())


def types_of(user: User) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


def recorded(user: User) -> list[tuple[Any, Any]]:
    found = AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED, actor=user.uid, object_key=user.uid)
    return list(found.values_list("object_type", "board"))


@pytest.fixture
def commits(django_capture_on_commit_callbacks: Commits) -> Commits:
    return lambda: django_capture_on_commit_callbacks(execute=True)


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_takes_as_many_queries_for_one_as_for_three(cast: Cast, number: int) -> None:
    client, *_others = (by_password(cast.member) for _time in range(number))
    for n in range(number):
        give_passkey(cast.member, f"Sleutel {n}")
    with CaptureQueriesContext(connection) as queries:
        page = read(client.get(reverse("security")))
    assert page.count("Daar uitloggen") == number - 1
    assert [f"Sleutel {n}" in page for n in range(3)] == [n < number for n in range(3)]
    # session, person, roles (for the menu), factors, providers, sessions of the library, of Django
    assert len(queries) == 7


def test_the_page_says_what_there_is(cast: Cast) -> None:
    page = read(by_password(cast.member).get(reverse("security")))
    for words in ("Gaat naar member@voorbeeld.example", "Wachtwoord wijzigen", "Je hebt nog geen passkey."):
        assert words in page
    assert "Herstelcodes" not in page
    give_app(cast.manager)
    give_passkey(cast.manager, "Mijn <b>laptop</b>")
    client = Client()
    client.force_login(cast.manager)
    page = read(client.get(reverse("security")))
    assert "Mijn &lt;b&gt;laptop&lt;/b&gt;" in page
    assert "Nog 10 over" in page
    assert "App verwijderen" in page


# --- an app ---------------------------------------------------------------------------------------------------------


def secret_on(page: str) -> str:
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    return found.group(1).replace(" ", "")


def test_an_app_is_set_up_with_recovery_codes(cast: Cast, commits: Commits, deliver_mail: Deliver) -> None:
    elsewhere, client = by_password(cast.member), by_password(cast.member)
    page = read(client.get(reverse("security-app-add")))
    app = App(secret_on(page))
    assert "otpauth://totp/member%40voorbeeld.example?secret=" + app.secret in page
    assert "<path d=" in page
    assert app.secret == secret_on(read(client.get(reverse("security-app-add")))), (
        "a page shown again is the same"
    )
    wrong = read(client.post(reverse("security-app-add"), {"code": app.wrong_code()}))
    assert "Deze code klopt niet" in wrong
    assert app.secret == secret_on(wrong)
    assert types_of(cast.member) == set()
    with commits():
        response = client.post(reverse("security-app-add"), {"code": app.code()})
    assert response.headers["Location"] == reverse("security-codes")
    assert types_of(cast.member) == {Type.TOTP, Type.RECOVERY_CODES}
    page = read(client.get(reverse("security-codes")))
    assert all(f"{code[:4]} {code[4:]}" in page for code in recovery_codes(cast.member))
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert is_signed_in(client)
    assert not is_signed_in(elsewhere), "sessions from before must pass it"
    (mail,) = deliver_mail()
    assert mail.subject == "Je logt nu in twee stappen in"
    assert "Dag Şükrü Łukasz," in str(mail.body)
    assert "127.0.0.1" not in str(mail.message())


def test_its_secret_cannot_be_read_from_the_database(cast: Cast) -> None:
    app = give_app(cast.member)
    stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))
    assert app.secret not in stored
    assert not any(code in stored for code in recovery_codes(cast.member))


def test_with_another_key_no_code_fits_and_nothing_breaks(cast: Cast, settings: Any) -> None:
    app = give_app(cast.member)
    old, settings.SECRET_KEY = settings.SECRET_KEY, "x" * 60
    client = by_password(cast.member)
    response = client.post(reverse("mfa_authenticate"), {"code": app.code()})
    assert "Deze code klopt niet" in read(response)
    settings.SECRET_KEY_FALLBACKS = [old]
    client.post(reverse("mfa_authenticate"), {"code": app.code()})
    assert is_signed_in(client)


def test_the_app_is_taken_away(cast: Cast, deliver_mail: Deliver) -> None:
    app = give_app(cast.member)
    client = by_password(cast.member)
    client.post(reverse("mfa_authenticate"), {"code": app.code()})
    assert "in één stap" in read(client.get(reverse("security-app-remove")))
    assert client.post(reverse("security-app-remove")).headers["Location"] == reverse("security")
    assert types_of(cast.member) == set(), "recovery codes alone are of no use"
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert [mail.subject for mail in deliver_mail()] == ["Je app voor het inloggen is verwijderd"]
    assert is_signed_in(client)


def test_recovery_codes_are_taken_away_as_a_file_and_made_anew(cast: Cast, commits: Commits) -> None:
    app = give_app(cast.member)
    client = by_password(cast.member)
    client.post(reverse("mfa_authenticate"), {"code": app.code()})
    before = recovery_codes(cast.member)
    response = client.get(reverse("security-codes-file"))
    assert response.headers["Content-Disposition"] == 'attachment; filename="herstelcodes-lob-kwaliteit.txt"'
    lines = response.content.decode().splitlines()
    assert [line.replace(" ", "") for line in lines if line[:4].isdigit()] == before
    with commits():
        client.post(reverse("security-codes"))
    after = recovery_codes(cast.member)
    assert not set(before) & set(after)
    assert len(after) == 10
    assert recorded(cast.member) == [("user", cast.board.uid)]


def test_without_a_second_step_there_are_no_codes(cast: Cast) -> None:
    client = by_password(cast.member)
    assert client.get(reverse("security-codes")).headers["Location"] == reverse("security")
    assert client.post(reverse("security-codes")).headers["Location"] == reverse("security")
    assert client.get(reverse("security-codes-file")).status_code == 404
    assert types_of(cast.member) == set()


# --- passkeys -------------------------------------------------------------------------------------------------------


def add_passkey(client: Client, user: User, **data: str) -> tuple[SoftPasskey, Any]:
    page = client.get(reverse("passkey-add"))
    read(page)
    passkey = SoftPasskey(user)
    credential = json.dumps(passkey.create(page.context["options"]))
    return passkey, client.post(reverse("passkey-add"), {"credential": credential, **data})


def test_a_passkey_is_added_and_told_of(cast: Cast, commits: Commits, deliver_mail: Deliver) -> None:
    elsewhere, client = by_password(cast.member), by_password(cast.member)
    with commits():
        _passkey, response = add_passkey(client, cast.member, name="Laptop van Zoë")
    assert response.headers["Location"] == reverse("security-codes")
    assert "Laptop van Zoë" in read(client.get(reverse("security")))
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert [mail.subject for mail in deliver_mail()] == ["Er is een passkey toegevoegd"]
    assert not is_signed_in(elsewhere)
    _second, response = add_passkey(client, cast.member)
    assert response.headers["Location"] == reverse("security")
    assert "Passkey 2" in read(client.get(reverse("security")))


def test_a_passkey_that_asked_for_no_finger_is_refused(cast: Cast) -> None:
    client = by_password(cast.member)
    options = client.get(reverse("passkey-add")).context["options"]
    passkey = SoftPasskey(cast.member)
    refused: list[Any] = [
        passkey.create(options, flags=PRESENT),
        SoftPasskey(cast.member, "kwaad.example").create(options),
        {},
        [],
        None,
    ]
    for credential in refused:
        page = client.post(reverse("passkey-add"), {"name": "x", "credential": json.dumps(credential)})
        assert page.status_code == 200
        read(page)
    assert types_of(cast.member) == set()


def test_a_passkey_gets_another_name_and_is_taken_away(cast: Cast, deliver_mail: Deliver) -> None:
    client = by_password(cast.member)
    _passkey, stored = give_passkey(cast.member)
    change = reverse("passkey-change", args=[passkey_uid(stored)])
    assert 'value="Laptop"' in read(client.get(change))
    assert 'href="#id_name"' in read(client.post(change, {"name": " "}))
    assert "Tablet" in read(client.post(change, {"name": "Tablet"}, follow=True))
    assert recorded(cast.member) == [], "a name is no way of signing in"
    remove = reverse("passkey-remove", args=[passkey_uid(stored)])
    assert "Tablet" in read(client.get(remove))
    assert client.post(remove).headers["Location"] == reverse("security")
    assert types_of(cast.member) == set()
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert [mail.subject for mail in deliver_mail()] == ["Er is een passkey verwijderd"]


# --- the password ---------------------------------------------------------------------------------------------------


def test_a_new_password_is_told_of_in_the_readers_language(cast: Cast, deliver_mail: Deliver) -> None:
    User.objects.filter(pk=cast.member.pk).update(language="en")
    client = by_password(cast.member)
    data = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    assert client.post(reverse("account_change_password"), data).headers["Location"] == reverse("security")
    assert recorded(cast.member) == [("user", cast.board.uid)]
    (mail,) = deliver_mail()
    assert mail.subject == "Your password has been changed"
    assert is_signed_in(client)
    assert len(client.get(reverse("security")).context["devices"]) == 1


def test_a_first_password_is_set_by_who_came_in_by_mail(cast: Cast, deliver_mail: Deliver) -> None:
    cast.member.set_unusable_password()
    cast.member.save()
    client = ask_code(cast.member.email)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(deliver_mail()[0])})
    assert "Wachtwoord instellen" in read(client.get(reverse("security")))
    data = {"password1": NEW, "password2": NEW}
    assert client.post(reverse("account_set_password"), data).headers["Location"] == reverse("security")
    cast.member.refresh_from_db()
    assert cast.member.check_password(NEW)
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert deliver_mail()[-1].subject == "Je hebt een wachtwoord ingesteld"


def test_a_forgotten_password_ends_every_session_and_the_waiting(cast: Cast, deliver_mail: Deliver) -> None:
    client = by_password(cast.member)
    for _time in range(5):
        Client().post(reverse("account_login"), {"login": cast.member.email, "password": "mis"})
    forgetful = Client()
    forgetful.post(reverse("account_reset_password"), {"email": cast.member.email})
    link = next(word for word in str(deliver_mail()[0].body).split() if "/wachtwoord/" in word)
    action = forgetful.get(link, follow=True).request["PATH_INFO"]
    forgetful.post(action, {"password1": NEW, "password2": NEW})
    assert not is_signed_in(client)
    assert recorded(cast.member) == [("user", cast.board.uid)]
    assert deliver_mail()[-1].subject == "Je hebt een nieuw wachtwoord"
    data = {"login": cast.member.email, "password": NEW}
    assert forgetful.post(reverse("account_login"), data).status_code == 302


# --- recorded, or not changed ---------------------------------------------------------------------------------------


def no_log(execute: Any, sql: str, *more: Any) -> Any:
    """A database that takes everything but a line in the audit log."""
    if sql.startswith('INSERT INTO "assessments_auditevent"'):
        raise OperationalError
    return execute(sql, *more)


def deeds_of(client: Client, user: User, deliver_mail: Deliver) -> dict[str, Callable[[], Any]]:
    """Each change in how one signs in: what is sent for it."""
    _passkey, stored = give_passkey(user)
    client.post(reverse("account_reset_password"), {"email": user.email})
    link = next(word for word in str(deliver_mail()[-1].body).split() if "/wachtwoord/" in word)
    action = client.get(link, follow=True).request["PATH_INFO"]
    options = client.get(reverse("passkey-add")).context["options"]
    credential = json.dumps(SoftPasskey(user).create(options))
    form = client.get(reverse("security-app-add")).context["form"]
    new = {"password1": NEW, "password2": NEW}
    sent: dict[str, tuple[str, dict[str, str]]] = {
        "change": (reverse("account_change_password"), {"oldpassword": PASSWORD, **new}),
        "forgot": (action, new),
        "app": (reverse("security-app-add"), {"code": App(form.secret).code()}),
        "codes": (reverse("security-codes"), {}),
        "passkey": (reverse("passkey-add"), {"credential": credential}),
        "no passkey": (reverse("passkey-remove", args=[passkey_uid(stored)]), {}),
    }
    return {name: partial(client.post, *args) for name, args in sent.items()}


def ways_in(user: User) -> Any:
    stored = Authenticator.objects.filter(user=user).order_by("pk").values_list("pk", "data")
    return User.objects.values_list("password").get(pk=user.pk), list(stored)


@pytest.mark.parametrize("deed", ["change", "forgot", "app", "codes", "passkey", "no passkey"])
def test_what_cannot_be_recorded_does_not_change(cast: Cast, deed: str, deliver_mail: Deliver) -> None:
    client = by_password(cast.member)
    do = deeds_of(client, cast.member, deliver_mail)[deed]
    before, told = ways_in(cast.member), len(deliver_mail())
    with connection.execute_wrapper(no_log), pytest.raises(OperationalError):
        do()
    assert ways_in(cast.member) == before
    assert recorded(cast.member) == []
    assert len(deliver_mail()) == told


def test_nor_does_a_first_password(cast: Cast, deliver_mail: Deliver) -> None:
    client = by_password(cast.member)
    User.objects.filter(pk=cast.member.pk).update(password="!")
    client = ask_code(cast.member.email)
    client.post(reverse("account_confirm_login_code"), {"code": code_in(deliver_mail()[0])})
    with connection.execute_wrapper(no_log), pytest.raises(OperationalError):
        client.post(reverse("account_set_password"), {"password1": NEW, "password2": NEW})
    cast.member.refresh_from_db()
    assert not cast.member.has_usable_password()
