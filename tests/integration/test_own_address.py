"""Another e-mail address: proven by a code, told to the old one, and silent about whose an address is."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from assessments.access.policies import Refused
from assessments.enums import Verb
from assessments.models import AuditEvent, Mail, User
from assessments.services.own_address import change_address
from tests.cast import Cast
from tests.factories import PASSWORD, UserFactory
from tests.integration.test_own_data import proven
from tests.reading import signed_in

pytestmark = pytest.mark.page

NEW = "Nieuw.Adres@Voorbeeld.example"


def ask(client: Client, address: str) -> Any:
    return client.post(reverse("own-email"), {"email": address})


def code_in(mail: Mail) -> str:
    found = re.search(r"^\d{8}$", mail.text, re.MULTILINE)
    assert found
    return found[0]


def test_the_new_address_is_proven_and_the_old_one_told(cast: Cast) -> None:
    EmailAddress.objects.create(user=cast.member, email=cast.member.email, verified=True, primary=True)
    elsewhere = signed_in(cast.member)
    client = proven(cast.member)
    assert ask(client, NEW)["Location"] == reverse("own-email-code")
    mail = Mail.objects.get()
    assert mail.address == "nieuw.adres@voorbeeld.example"
    assert "een kwartier" in client.get(reverse("own-email-code")).content.decode()
    page = client.post(reverse("own-email-code"), {"code": code_in(mail)}, follow=True).content.decode()
    assert "Je e-mailadres is gewijzigd." in page
    cast.member.refresh_from_db()
    assert cast.member.email == "nieuw.adres@voorbeeld.example"
    row = EmailAddress.objects.get()
    assert (row.email, row.verified, row.primary) == ("nieuw.adres@voorbeeld.example", True, True)
    notice = Mail.objects.latest("pk")
    assert notice.address == "member@voorbeeld.example"
    assert "Was jij dit niet?" in notice.text
    assert "nieuw.adres" not in notice.text + notice.html
    assert AuditEvent.objects.get(verb=Verb.SIGN_IN_CHANGED).actor == cast.member.uid
    assert elsewhere.get(reverse("home")).status_code in {200, 302}
    for address, status in (("member@voorbeeld.example", 200), ("nieuw.adres@voorbeeld.example", 302)):
        login = {"login": address, "password": PASSWORD}
        assert Client().post(reverse("account_login"), login).status_code == status
    cache.clear()


def test_an_address_of_somebody_else_is_told_to_them_alone(cast: Cast) -> None:
    """Who asks sees the same page, the same number of mails, and codes that never fit."""
    UserFactory(email="bezet@voorbeeld.example", name="Ander", language="en")
    free, taken = proven(cast.member), proven(cast.manager)
    answers = []
    for client, address in ((free, "vrij@voorbeeld.example"), (taken, "bezet@voorbeeld.example")):
        response = ask(client, address)
        page = client.get(response["Location"]).content.decode()
        wrong = client.post(response["Location"], {"code": "000001"}).content.decode()
        cut = (text.split("<main")[1].split("</main>")[0] for text in (page, wrong))
        answers.append([re.sub(r'value="[^"]*"|vrij@|bezet@', "", text) for text in cut])
    assert answers[0] == answers[1]
    to_free, to_taken = Mail.objects.order_by("pk")
    assert code_in(to_free)
    assert "there already is an account with this address" in to_taken.text
    assert not re.search(r"\d{8}", to_taken.text)
    cast.manager.refresh_from_db()
    assert cast.manager.email == "manager@voorbeeld.example"
    cache.clear()


def test_an_address_that_was_taken_meanwhile_is_refused(cast: Cast) -> None:
    UserFactory(email="bezet@voorbeeld.example")
    with pytest.raises(Refused):
        change_address(user=cast.member, address="Bezet@voorbeeld.example", here=None)
    EmailAddress.objects.create(user=cast.manager, email="ook@voorbeeld.example", verified=True)
    with pytest.raises(Refused):
        change_address(user=cast.member, address="ook@voorbeeld.example", here=None)
    assert not AuditEvent.objects.exists()
    assert not Mail.objects.exists()


def test_a_code_lives_a_quarter_and_three_guesses(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    client = proven(cast.member)
    ask(client, NEW)
    good = code_in(Mail.objects.get())
    for _ in range(3):
        client.post(reverse("own-email-code"), {"code": "000000"})
    page = client.post(reverse("own-email-code"), {"code": good}).content.decode()
    assert "Dit was te vaak verkeerd." in page
    ask(client, NEW)
    session = client.session
    session["own_address"] = session["own_address"] | {"at": time.time() - 16 * 60}
    session.save()
    late = {"code": code_in(Mail.objects.latest("pk"))}
    page = client.post(reverse("own-email-code"), late, follow=True).content.decode()
    assert "Deze code werkt niet meer" in page
    cast.member.refresh_from_db()
    assert cast.member.email == "member@voorbeeld.example"
    cache.clear()


def test_a_code_is_of_the_session_that_asked_for_it(cast: Cast) -> None:
    ask(proven(cast.member), NEW)
    other = proven(cast.member)
    response = other.post(reverse("own-email-code"), {"code": code_in(Mail.objects.get())})
    assert response["Location"] == reverse("own-email")
    assert not User.objects.filter(email="nieuw.adres@voorbeeld.example").exists()
    cache.clear()


def test_one_says_first_who_one_is(cast: Cast) -> None:
    response = ask(signed_in(cast.member), NEW)
    assert response.status_code == 302
    assert response["Location"] != reverse("own-email-code")
    assert not Mail.objects.exists()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("", "Vul een e-mailadres in"),
        ("geen adres", "Vul een e-mailadres in"),
        ("MEMBER@voorbeeld.example", "Dit is het e-mailadres dat je nu hebt."),
    ],
)
def test_an_address_that_is_none(cast: Cast, address: str, words: str) -> None:
    response = ask(proven(cast.member), address)
    assert words in response.content.decode()
    assert not Mail.objects.exists()
    cache.clear()


def test_codes_are_not_asked_for_without_end(cast: Cast) -> None:
    client = proven(cast.member)
    for _ in range(3):
        assert ask(client, NEW).status_code == 302
    assert "Wacht vijf minuten" in ask(client, NEW).content.decode()
    assert Mail.objects.count() == 3
    cache.clear()
