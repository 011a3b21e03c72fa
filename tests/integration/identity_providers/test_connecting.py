"""Connecting a provider to one's account, and ending that."""

from __future__ import annotations

import datetime as dt

import pytest
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Verb
from assessments.models import AllowedProvider, AuditEvent, Mail, User
from assessments.services.providers import organisations_of
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.identity_provider import PERSON, Provider
from tests.integration.identity_providers.steps import (
    BACK,
    DISCONNECT,
    SECURITY,
    START,
    go,
    led_to,
    refused_as_expired,
    state_of,
    who,
    words,
)

pytestmark = pytest.mark.django_db


def test_connecting(provider: Provider, cast: Cast, member: Client) -> None:
    response = member.get(provider.consent(led_to(member.post(START))), follow=True)
    assert response.redirect_chain == [(SECURITY, 302)]
    assert "Je kunt voortaan inloggen met SURFconext." in words(response)
    account = SocialAccount.objects.get()
    assert (account.user, account.uid) == (cast.member, PERSON["sub"])
    assert account.extra_data == {"organisation": "noordzoom.nl"}
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED, actor=cast.member.uid).count() == 1
    assert User.objects.get(pk=cast.member.pk).email == cast.member.email, "the address stays one's own"
    mail = Mail.objects.get()
    assert (mail.address, mail.subject) == (cast.member.email, "SURFconext is gekoppeld")
    page = words(member.get(SECURITY))
    assert "noordzoom.nl" in page
    assert "SURFconext koppelen" not in page
    client = Client()
    go(client, provider)
    assert who(client) == cast.member.pk


def test_who_came_from_another_page_of_ours_goes_back_there(
    provider: Provider, cast: Cast, member: Client
) -> None:
    """From the page of the beheerder, who is to connect their own account first."""
    page = words(member.get(f"{START}?next=/mensen/"))
    assert '<input type="hidden" name="next" value="/mensen/">' in page
    assert '<a href="/mensen/">Toch niet</a>' in page
    response = member.get(provider.consent(led_to(member.post(START, {"next": "/mensen/"}))))
    assert response.headers["Location"] == "/mensen/"
    assert SocialAccount.objects.get().user == cast.member
    for there in ("https://kwaad.example/", "//kwaad.example"):
        page = words(member.get(START, {"next": there}))
        assert '<input type="hidden" name="next" value="">' in page
        assert f'<a href="{SECURITY}">Toch niet</a>' in page


def test_who_is_connected_goes_there_again_to_have_it_say_where_they_belong(
    provider: Provider, cast: Cast, member: Client
) -> None:
    SocialAccount.objects.create(user=cast.member, provider="surfconext", uid=PERSON["sub"])
    SocialAccount.objects.update(last_login=timezone.now() - dt.timedelta(days=730))
    assert organisations_of(cast.member) == {}
    response = member.get(provider.consent(led_to(member.post(START, {"next": "/mensen/"}))))
    assert response.headers["Location"] == "/mensen/"
    assert organisations_of(cast.member) == {"surfconext": ["noordzoom.nl"]}


def test_connecting_asks_who_one_is_again(provider: Provider, cast: Cast) -> None:
    """Whoever finds an open laptop does not make themselves a key."""
    client = Client()
    client.force_login(cast.member)
    for path in (START, DISCONNECT):
        response = client.post(path)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_reauthenticate"))
    response = client.post(START, {"next": "/mensen/"})
    response = client.post(response.headers["Location"], {"password": PASSWORD})
    assert response.headers["Location"] == f"{START}?next=%2Fmensen%2F"
    assert "SURFconext koppelen" in words(client.get(START))
    led_to(client.post(START))


def test_what_belongs_to_another_is_not_connected(provider: Provider, known: User, member: Client) -> None:
    response = member.get(provider.consent(led_to(member.post(START))), follow=True)
    assert "hoort al bij een ander account" in words(response)
    assert SocialAccount.objects.get().user == known


def test_signing_out_meanwhile_connects_nothing(provider: Provider, member: Client) -> None:
    back = provider.consent(led_to(member.post(START)))
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
    state = state_of(led_to(member.post(START)))
    response = member.get(f"{BACK}?error=access_denied&state={state}", follow=True)
    assert response.redirect_chain == [(SECURITY, 302)]
    assert "afgebroken" in words(response)


def test_disconnecting(provider: Provider, cast: Cast, member: Client) -> None:
    SocialAccount.objects.create(user=cast.member, provider="surfconext", uid="mijn")
    SocialAccount.objects.create(user=cast.manager, provider="surfconext", uid="andermans")
    for uid in ("andermans", "nergens", "mijn"):
        assert member.post(DISCONNECT, {"provider": "surfconext", "uid": uid}).status_code == 302
    assert [account.uid for account in SocialAccount.objects.all()] == ["andermans"]
    assert AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED).count() == 1
    assert Mail.objects.get().subject == "SURFconext is losgemaakt"


def test_a_connection_by_what_is_no_longer_set_up_can_be_ended(cast: Cast, member: Client) -> None:
    SocialAccount.objects.create(user=cast.member, provider="entra", uid="x")
    SocialAccount.objects.create(user=cast.member, provider="verdwenen", uid="x")
    page = words(member.get(SECURITY))
    assert "Microsoft" in page
    assert "verdwenen" in page


def test_the_page_of_connections_asks_the_same_for_one_and_for_three(
    provider: Provider, cast: Cast, member: Client
) -> None:
    for number in range(3):
        SocialAccount.objects.create(user=cast.member, provider="surfconext", uid=f"x{number}")
        with CaptureQueriesContext(connection) as queries:
            assert member.get(SECURITY).status_code == 200
        assert len(queries) == 7
