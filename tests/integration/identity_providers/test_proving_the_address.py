"""Whoever wants an account proves that they read the mail of the address that the provider gave."""

from __future__ import annotations

import threading

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.test import Client
from django.urls import reverse

from assessments.access.identities import HELD, Identity
from assessments.models import AllowedProvider, AuditEvent, Mail, User
from assessments.services import people, providers
from tests.at_once import at_once
from tests.cast import Cast
from tests.identity_provider import Provider
from tests.integration.identity_providers.steps import (
    NEW,
    NEW_CODE,
    go,
    mailed_code,
    make_account,
    nothing_made,
    who,
    words,
)

pytestmark = pytest.mark.django_db


def age(client: Client, seconds: int) -> None:
    session = client.session
    session[HELD] = {**session[HELD], "at": session[HELD]["at"] - seconds}
    session.save()


def test_only_who_reads_the_mail_gets_the_account(provider: Provider, allowed: AllowedProvider) -> None:
    """What a provider says of an address is no proof: at Entra an administrator types it. Three guesses, no more."""
    client = Client()
    go(client, provider)
    client.post(NEW)
    good = mailed_code()
    wrong = "0000-0000" if good != "0000-0000" else "1111-1111"
    for _time in range(3):
        page = words(client.post(NEW_CODE, {"code": wrong}))
        assert "Deze code klopt niet." in page
    page = words(client.post(NEW_CODE, {"code": good}))
    assert "Dit was te vaak verkeerd. Vraag een nieuwe code aan." in page
    assert not User.objects.filter(email="sukru@noordzoom.example").exists()
    assert who(client) is None
    make_account(client)
    assert who(client) == User.objects.get(email="sukru@noordzoom.example").pk


def test_without_a_code_there_is_no_account(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    for data in ({}, {"code": ""}, {"code": "0000-0000"}):
        assert client.post(NEW_CODE, data).headers["Location"] == reverse("account_login")
    client.post(NEW)
    for empty in ("", " ", "-"):
        assert client.post(NEW_CODE, {"code": empty}).status_code == 200
    assert not SocialAccount.objects.exists()
    assert not AuditEvent.objects.exists()


def test_a_code_proves_one_address(provider: Provider, allowed: AllowedProvider) -> None:
    """Somebody else who comes back from the provider in the same window does not profit by it."""
    client = Client()
    go(client, provider)
    client.post(NEW)
    code = mailed_code()
    provider.person |= {"sub": "ander", "email": "ander@noordzoom.example"}
    go(client, provider)
    assert client.post(NEW_CODE, {"code": code}).headers["Location"] == reverse("account_login")
    client.post(NEW)
    assert Mail.objects.latest("pk").address == "ander@noordzoom.example"
    assert "Deze code klopt niet." in words(client.post(NEW_CODE, {"code": code}))
    elsewhere = Client()
    assert elsewhere.post(NEW_CODE, {"code": mailed_code()}).headers["Location"] == reverse("account_login")
    assert not SocialAccount.objects.exists()


def test_a_code_works_a_quarter_of_an_hour(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    age(client, 14 * 60)
    client.post(NEW)
    age(client, 14 * 60)
    assert client.get(NEW_CODE).status_code == 200, "counted from the code"
    age(client, 2 * 60)
    page = words(client.post(NEW_CODE, {"code": mailed_code()}, follow=True))
    assert "Deze code werkt niet meer. Begin opnieuw met inloggen." in page
    assert HELD not in client.session
    assert not SocialAccount.objects.exists()


def test_codes_are_not_asked_for_without_end(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    for _time in range(3):
        client.post(NEW)
    response = client.post(NEW, follow=True)
    assert response.redirect_chain == [(NEW_CODE, 302)]
    assert "Wacht vijf minuten" in words(response)
    assert Mail.objects.count() == 3
    another = Client()
    go(another, provider)
    response = another.post(NEW, follow=True)
    assert response.redirect_chain == [(NEW, 302)]
    assert "Wacht vijf minuten" in words(response)
    assert Mail.objects.count() == 3
    assert client.post(NEW_CODE, {"code": mailed_code()}).headers["Location"] == "/", "the newest one works"


def test_from_everywhere_together_an_address_gets_no_more_codes_than_for_signing_in(
    provider: Provider, allowed: AllowedProvider
) -> None:
    """Twelve people elsewhere, whom a provider gives the address of one who never asked."""
    address = "slachtoffer@elders.example"
    for number in range(12):
        client = Client(REMOTE_ADDR=f"10.{number}.3.7")
        provider.person |= {"sub": f"x{number}", "email": address}
        go(client, provider)
        for _time in range(3):
            client.post(NEW)
    assert Mail.objects.filter(address=address).count() == 10
    Client(REMOTE_ADDR="10.99.3.7").post(reverse("account_request_login_code"), {"email": address})
    assert Mail.objects.filter(address=address).count() == 10, "together with those for signing in"


def test_an_address_that_was_taken_meanwhile(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    client.post(NEW)
    User.objects.create_user("sukru@noordzoom.example", name="Ander")
    response = client.post(NEW_CODE, {"code": mailed_code()})
    nothing_made(response, client, "Er is al een account met jouw e-mailadres")


@pytest.mark.django_db(transaction=True)
def test_an_address_that_another_board_adds_in_the_same_moment(cast: Cast, allowed: AllowedProvider) -> None:
    """It is not there yet when we look, and is when we write."""
    added, over = threading.Event(), threading.Event()
    identity = Identity(
        "surfconext", "urn:x", "noordzoom.nl", "Zoë", "zoe@noordzoom.example", is_student=False
    )

    def add_and_linger() -> None:
        with transaction.atomic():
            people.add_person(by=None, board=cast.foreign_board, email=identity.email, name="Zoë")
            added.set()
            over.wait(timeout=1)  # the other one waits for us, so that this runs out

    def admit_meanwhile() -> None:
        added.wait(timeout=20)
        try:
            providers.admit(identity=identity, language="nl")
        finally:
            over.set()

    assert at_once(add_and_linger, admit_meanwhile) == ["Er is al een account met jouw e-mailadres"]
    assert User.objects.get(email=identity.email).home_board == cast.foreign_board
    assert not SocialAccount.objects.exists()


def test_the_question_waits_a_quarter_of_an_hour(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    age(client, 14 * 60)
    assert client.get(NEW).status_code == 200
    age(client, 2 * 60)
    for response in (client.get(NEW), client.post(NEW)):
        assert response.headers["Location"] == reverse("account_login")
    assert HELD not in client.session
    assert not SocialAccount.objects.exists()
