"""Who has no account at sign-in by a provider: whom a board lets in, whom an invitation, and nobody else."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.access.identities import HELD
from assessments.enums import MailKind, Role, Verb
from assessments.models import AllowedProvider, AuditEvent, Mail, User
from assessments.services import invitations
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.identity_provider import PERSON, Provider
from tests.integration.identity_providers.steps import (
    NEW,
    NEW_CODE,
    go,
    mailed_code,
    make_account,
    nothing_made,
    plus,
    who,
    words,
)

pytestmark = pytest.mark.django_db


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
    client.post(NEW)
    assert "sukru@noordzoom.example" in words(client.get(NEW_CODE))
    assert not User.objects.filter(email="sukru@noordzoom.example").exists(), (
        "asking for a code makes nothing"
    )
    mail = Mail.objects.get()
    assert mail.address == "sukru@noordzoom.example"
    assert mailed_code() in mail.subject
    response = client.post(NEW_CODE, {"code": mailed_code()})
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
    client.post(NEW_CODE, {"code": mailed_code()})
    assert User.objects.get(email="sukru@noordzoom.example").language == "en"


def test_a_name_in_parts(provider: Provider, allowed: AllowedProvider) -> None:
    del provider.person["name"]
    provider.person |= {"given_name": "Joëlle", "nlEduPersonTussenvoegsels": "van ’t", "family_name": "Hof"}
    client = Client()
    go(client, provider)
    make_account(client)
    assert User.objects.get(email="sukru@noordzoom.example").name == "Joëlle van ’t Hof"


def test_pressing_twice_makes_one_account(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    client.post(NEW)
    twin = Client()
    twin.cookies.load(client.cookies.output(header="", sep=";"))
    kept = Session.objects.get(session_key=client.session.session_key)
    client.post(NEW_CODE, {"code": mailed_code()})
    kept.save()
    assert twin.post(NEW_CODE, {"code": mailed_code()}).headers["Location"] == "/"
    assert who(twin) == who(client)
    assert Mail.objects.count() == 1
    assert User.objects.filter(email="sukru@noordzoom.example").count() == 1


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
    """Also when the provider says that it was verified, and when the mail is read: they connect it themselves."""
    provider.person |= {"email": cast.governor.email.upper(), "email_verified": True}
    client = Client()
    go(client, provider)
    page = nothing_made(make_account(client), client, "Er is al een account met jouw e-mailadres")
    assert "Log in zoals je gewend bent" in page


def test_before_the_code_nothing_tells_who_has_an_account(
    provider: Provider, allowed: AllowedProvider, cast: Cast
) -> None:
    """The administrator of a provider may type any address, and ask so of everybody."""
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    told = []
    for address in (cast.foreign_member.email, cast.manager.email, "niemand@elders.example"):
        provider.person["email"] = address
        client, steps = Client(), []
        went = go(client, provider)
        for ask in (
            partial(client.get, NEW),
            partial(client.post, NEW),
            partial(client.get, NEW_CODE),
            partial(client.post, NEW_CODE, {"code": "1"}),
            partial(client.post, NEW),
            partial(client.post, NEW, follow=True),
            partial(client.post, NEW, follow=True),
        ):
            with CaptureQueriesContext(connection) as queries:
                answer = ask()
            page = re.sub(r'value="[A-Za-z0-9]{64}"', "", words(answer)).replace(address, "ADDRESS")
            steps.append((answer.status_code, answer.headers.get("Location"), page, len(queries)))
        told.append((went.headers["Location"], steps))
        assert Mail.objects.filter(address=address).count() == 3
    assert told[0] == told[1] == told[2]


LONG = f"{'b' * 30}@{'.'.join(['a' * 60] * 4)}.nl"
"""An address of 277 characters: it is one, and fits in no account."""


@pytest.mark.parametrize("address", ["", "geen adres", None, ["a@b.example", "c@d.example"], LONG])
def test_no_address(provider: Provider, allowed: AllowedProvider, address: Any) -> None:
    provider.person["email"] = address
    client = Client()
    nothing_made(go(client, provider), client, "We kregen geen e-mailadres van je door")


def test_what_was_allowed_when_asked_may_have_ended(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    go(client, provider)
    allowed.delete()
    nothing_made(client.post(NEW), client, "Je hebt nog geen account")


def test_nobody_comes_in_unasked(cast: Cast, allowed: AllowedProvider) -> None:
    for response in (Client().get(NEW), Client().post(NEW), Client().get(NEW_CODE), Client().post(NEW_CODE)):
        assert response.headers["Location"] == reverse("account_login")


def test_somebody_who_is_inactive_stays_out(provider: Provider, known: User) -> None:
    User.objects.filter(pk=known.pk).update(is_active=False)
    client = Client()
    assert go(client, provider).headers["Location"] == reverse("account_inactive")
    assert who(client) is None


def test_a_second_step_is_our_own(provider: Provider, cast: Cast, settings: Any) -> None:
    """Whatever the provider asked of them: who must have a second step and has none comes no further."""
    settings.SECOND_FACTOR_REQUIRED = True
    SocialAccount.objects.create(user=cast.governor, provider="surfconext", uid=PERSON["sub"])
    provider.twist_claims = plus(acr="http://schemas.microsoft.com/claims/multipleauthn", amr=["pwd", "mfa"])
    client = Client()
    go(client, provider)
    assert who(client) == cast.governor.pk
    for path in ("/", "/resultaten/"):
        assert client.get(path).headers["Location"] == reverse("security-second-factor")


def invited(cast: Cast, address: str, client: Client | None = None) -> Client:
    """Somebody who followed the link in their invitation."""
    offer = Offer(address, role=Role.MEMBER, place=cast.team)
    invitations.invite(by=cast.coordinator, board=cast.board, offer=offer)
    mail = Mail.objects.get(address=address)
    found = re.search(r"/uitnodiging/([\w-]+)/", mail.text)
    assert found
    client = client or Client()
    client.get(reverse("invitation-link", args=[found[1]]))
    return client


def test_who_was_invited_is_recognised_and_accepts(provider: Provider, cast: Cast) -> None:
    """No board needs to allow their organisation, and the address is the one that was invited."""
    client = invited(cast, "zoe@elders.example")
    assert "Inloggen met SURFconext" in words(client.get(reverse("invitation-offer")))
    assert go(client, provider).headers["Location"] == reverse("invitation-offer")
    assert who(client) is None
    page = client.get(reverse("invitation-offer"))
    assert 'SURFconext kent je als <b class="all">Şükrü Łukasz, sukru@noordzoom.example</b>' in words(page)
    client.post(reverse("invitation-offer"), {"name": "Zoë", "language": "nl", "password": ""})
    user = User.objects.get(email="zoe@elders.example")
    assert who(client) == user.pk
    assert SocialAccount.objects.get().user == user
    assert HELD not in client.session
    again = Client()
    go(again, provider)
    assert who(again) == user.pk


def test_who_is_known_accepts_with_their_own_account(provider: Provider, known: User, cast: Cast) -> None:
    client = invited(cast, "zoe@elders.example")
    go(client, provider)
    assert who(client) == known.pk
    client.post(reverse("invitation-offer"))
    assert known.memberships.filter(team=cast.team).exists()
    assert not User.objects.filter(email="zoe@elders.example").exists()


ACCEPT = {"name": "Eva", "language": "nl", "password": ""}


@pytest.mark.parametrize("with_invitation", [False, True])
def test_who_was_recognised_before_is_not_the_next_one_in_that_browser(
    provider: Provider, allowed: AllowedProvider, cast: Cast, *, with_invitation: bool
) -> None:
    """On a shared computer the account of the next one would be that of who was there before."""
    client = invited(cast, "zoe@elders.example") if with_invitation else Client()
    go(client, provider)
    assert HELD in client.session
    invited(cast, "eva@noordzoom.example", client)
    assert "SURFconext kent je" not in words(client.get(reverse("invitation-offer")))
    client.post(reverse("invitation-offer"), ACCEPT)
    assert who(client) == User.objects.get(email="eva@noordzoom.example").pk
    assert not SocialAccount.objects.exists()


def test_opening_ones_own_link_again_keeps_who_one_is(provider: Provider, cast: Cast) -> None:
    client = invited(cast, "zoe@elders.example")
    go(client, provider)
    found = re.search(r"/uitnodiging/[\w-]+/", Mail.objects.get().text)
    assert found
    for path in (found[0], "/uitnodiging/onzin/"):
        client.get(path)
        assert "SURFconext kent je" in words(client.get(reverse("invitation-offer")))


def test_not_now_lets_go(provider: Provider, allowed: AllowedProvider) -> None:
    client = Client()
    for page in (NEW, NEW_CODE):
        go(client, provider)
        client.post(NEW)
        assert 'value="stop"' in words(client.get(page))
        assert client.post(NEW, {"action": "stop"}).headers["Location"] == reverse("account_login")
        assert HELD not in client.session
    assert Mail.objects.count() == 2


def test_that_is_not_me(provider: Provider, cast: Cast) -> None:
    client = invited(cast, "zoe@elders.example")
    go(client, provider)
    page = words(client.post(reverse("invitation-offer"), {"stap": "niet-ik"}, follow=True))
    assert "SURFconext kent je" not in page
    assert HELD not in client.session
    assert not User.objects.filter(email="zoe@elders.example").exists()


def test_a_provider_that_says_no_name_nor_address(provider: Provider, cast: Cast) -> None:
    del provider.person["name"], provider.person["email"]
    client = invited(cast, "zoe@elders.example")
    go(client, provider)
    assert "SURFconext kent je. " in words(client.get(reverse("invitation-offer")))
    client.post(reverse("invitation-offer"), ACCEPT)
    assert not Mail.objects.filter(kind=MailKind.ROLE_REPORTED).exists(), "another address is not known"


@pytest.mark.parametrize(("address", "told"), [("zoe@elders.example", 1), ("sukru@noordzoom.example", 0)])
def test_who_invited_is_told_of_another_address_at_the_provider(
    provider: Provider, cast: Cast, address: str, told: int
) -> None:
    """A link can be sent on, also to somebody without an account."""
    client = invited(cast, address)
    provider.person["email"] = "Sukru@Noordzoom.example"
    go(client, provider)
    page = words(client.get(reverse("invitation-offer")))
    assert page.count("dan krijgt wie je uitnodigde bericht") == told
    client.post(reverse("invitation-offer"), ACCEPT)
    assert SocialAccount.objects.get().user.email == address
    reports = Mail.objects.filter(kind=MailKind.ROLE_REPORTED)
    assert reports.count() == told
    for report in reports:
        assert report.address == cast.coordinator.email
        for text in (report.text, report.html):
            assert "Eva nam in LOB-kwaliteit de uitnodiging aan die naar zoe@elders.example ging" in text
            assert "met SURFconext, en dat kent deze persoon als Sukru@Noordzoom.example" in text
