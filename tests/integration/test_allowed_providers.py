"""The page on which a beheerder says which organisations come in by themselves, and the services behind it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.access.identities import configured
from assessments.access.policies import Refused
from assessments.enums import Role, Verb
from assessments.models import AllowedProvider, AuditEvent
from assessments.services.providers import allow_provider, end_provider
from tests.cast import Cast
from tests.factories import UserFactory, give_role

PROVIDER = {"issuer": "https://sso.example", "client_id": "lob", "client_secret": "geheim"}
TENANT = "0b1a9c6e-5a5c-4f55-9d2a-5b1f3a7c9d10"


@pytest.fixture(autouse=True)
def _three_providers(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = dict.fromkeys(("surfconext", "entree", "entra"), PROVIDER)


@pytest.fixture
def client(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.administrator)
    return client


def page_of(cast: Cast) -> str:
    return reverse("organisation-providers", args=[cast.board.uid])


def allow(client: Client, cast: Cast, provider: str, organisation: str) -> Any:
    data = {"provider": provider, f"{provider}-organisation": organisation}
    return client.post(page_of(cast), data, follow=True)


# --- what works -----------------------------------------------------------------------------------------------------


def test_allowing_and_ending(client: Client, cast: Cast) -> None:
    page = allow(client, cast, "surfconext", " Noordzoom.NL ").content.decode()
    assert "Wie bij noordzoom.nl hoort, komt voortaan binnen met SURFconext." in page
    allowed = AllowedProvider.objects.get()
    assert (allowed.board, allowed.provider, allowed.organisation) == (
        cast.board,
        "surfconext",
        "noordzoom.nl",
    )
    data = {"provider": "surfconext", "end": "noordzoom.nl"}
    page = client.post(page_of(cast), data, follow=True).content.decode()
    assert "komt niemand meer vanzelf binnen" in page
    assert not AllowedProvider.objects.exists()
    verbs = [(event.verb, event.actor, event.board) for event in AuditEvent.objects.order_by("pk")]
    by, board = cast.administrator.uid, cast.board.uid
    assert verbs == [(Verb.PROVIDER_ALLOWED, by, board), (Verb.PROVIDER_ENDED, by, board)]
    assert not AuditEvent.objects.filter(object_type="allowedprovider").exists()


@pytest.mark.parametrize(
    ("provider", "typed", "kept"),
    [
        ("surfconext", "HBO.Noordzoom.nl", "hbo.noordzoom.nl"),
        ("entree", "99aa", "99AA"),
        ("entree", " 99aa01 ", "99AA01"),
        ("entra", TENANT.upper(), TENANT),
    ],
)
def test_however_it_is_typed(client: Client, cast: Cast, provider: str, typed: str, kept: str) -> None:
    allow(client, cast, provider, typed)
    assert AllowedProvider.objects.get().organisation == kept


def test_each_provider_that_is_set_up_is_explained(client: Client, cast: Cast, settings: Any) -> None:
    page = client.get(page_of(cast)).content.decode()
    for told in ("schacHomeOrganization", "BRIN-nummer", "tenant-ID"):
        assert told in page
    settings.IDENTITY_PROVIDERS = {"entree": PROVIDER}
    page = client.get(page_of(cast)).content.decode()
    assert "BRIN-nummer" in page
    assert "schacHomeOrganization" not in page


def test_without_providers_it_says_whom_to_ask(client: Client, cast: Cast, settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = {}
    page = client.get(page_of(cast)).content.decode()
    assert "Er zijn geen inlogdiensten" in page
    assert "wie LOB-kwaliteit bij jullie draait" in page


def test_what_is_no_longer_set_up_can_still_be_ended(client: Client, cast: Cast, settings: Any) -> None:
    AllowedProvider.objects.create(board=cast.board, provider="entra", organisation=TENANT)
    settings.IDENTITY_PROVIDERS = {}
    assert "niet meer ingesteld" in client.get(page_of(cast)).content.decode()
    client.post(page_of(cast), {"provider": "entra", "end": TENANT})
    assert not AllowedProvider.objects.exists()


def test_allowing_twice_changes_nothing(client: Client, cast: Cast) -> None:
    for _time in range(2):
        allow(client, cast, "entree", "99AA")
    assert AllowedProvider.objects.count() == AuditEvent.objects.count() == 1


def test_as_many_queries_for_one_as_for_three(client: Client, cast: Cast) -> None:
    for number in range(3):
        AllowedProvider.objects.create(board=cast.board, provider="entree", organisation=f"9{number}AA")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(cast))
        assert len(queries) == 5


def test_only_what_is_set_up_is_offered(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = {"entra": PROVIDER, "surfconext": PROVIDER}
    assert [kind.id for kind in configured()] == ["surfconext", "entra"]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "typed", "said"),
    [
        ("surfconext", "", "Vul in welke organisatie"),
        ("surfconext", "noordzoom", "Dit herkennen we niet."),
        ("surfconext", "https://noordzoom.nl", "Dit herkennen we niet."),
        ("surfconext", "<b>.nl", "Dit herkennen we niet."),
        ("surfconext", "x" * 121 + ".nl", "langer dan 120 tekens"),
        ("entree", "noordzoom.nl", "Dit herkennen we niet."),
        ("entra", "noordzoom.nl", "Dit herkennen we niet."),
    ],
)
def test_what_is_no_organisation(client: Client, cast: Cast, provider: str, typed: str, said: str) -> None:
    page = allow(client, cast, provider, typed).content.decode()
    assert said in page
    assert "<title>Fout:" in page
    assert "<b>.nl" not in page
    assert not AllowedProvider.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_organisation_lets_in_at_one_board(client: Client, cast: Cast) -> None:
    AllowedProvider.objects.create(
        board=cast.foreign_board, provider="surfconext", organisation="noordzoom.nl"
    )
    page = allow(client, cast, "surfconext", "noordzoom.nl").content.decode()
    assert "komt al binnen bij een ander bestuur" in page
    assert "Ver Weg" not in page
    assert AllowedProvider.objects.get().board == cast.foreign_board


def test_what_another_board_allows_is_not_ended(client: Client, cast: Cast) -> None:
    AllowedProvider.objects.create(
        board=cast.foreign_board, provider="surfconext", organisation="noordzoom.nl"
    )
    client.post(page_of(cast), {"provider": "surfconext", "end": "noordzoom.nl"})
    assert AllowedProvider.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("provider", ["", "anders", "openid_connect"])
def test_an_unknown_provider_is_not_there(client: Client, cast: Cast, provider: str) -> None:
    data = {"provider": provider, f"{provider}-organisation": "noordzoom.nl"}
    assert client.post(page_of(cast), data).status_code == 404


def test_only_the_beheerder_of_the_board(cast: Cast) -> None:
    foreign = UserFactory()
    give_role(foreign, Role.ADMINISTRATOR, cast.foreign_board)
    for person in (foreign, cast.governor, cast.board_coordinator, cast.stranger):
        with pytest.raises(PermissionDenied):
            allow_provider(by=person, board=cast.board, provider="surfconext", organisation="noordzoom.nl")
        with pytest.raises(PermissionDenied):
            end_provider(by=person, board=cast.board, provider="surfconext", organisation="noordzoom.nl")
    with pytest.raises(Refused):
        allow_provider(by=cast.administrator, board=cast.board, provider="entree", organisation="x")
    assert not AllowedProvider.objects.exists()
