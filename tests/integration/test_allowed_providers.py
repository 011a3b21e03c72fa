"""The page on which a beheerder says which organisations come in by themselves, the command of who runs the
installation, and the services behind both.
"""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.access.identities import configured
from assessments.access.policies import Refused
from assessments.enums import Role, Verb
from assessments.models import AllowedProvider, AuditEvent, User
from assessments.services.providers import allow_provider, end_provider
from tests.cast import Cast
from tests.factories import UserFactory, give_role

pytestmark = pytest.mark.page

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


def belongs(user: User, provider: str, organisation: str) -> None:
    """Let somebody have connected an account at a provider, which said that they belong there."""
    uid = f"{provider}-{organisation}-{user.pk}"
    extra_data = {"organisation": organisation}
    SocialAccount.objects.create(user=user, provider=provider, uid=uid, extra_data=extra_data)


def allow(client: Client, cast: Cast, provider: str, organisation: str) -> Any:
    return client.post(page_of(cast), {"provider": provider, "allow": organisation}, follow=True)


def operate(cast: Cast, provider: str, organisation: str, *more: str) -> str:
    """What the command of who runs the installation says."""
    out = StringIO()
    named = ("--board", cast.board.name, "--provider", provider, "--organisation", organisation)
    call_command("allow_provider", *named, *more, stdout=out)
    return out.getvalue()


# --- what works -----------------------------------------------------------------------------------------------------


def test_allowing_and_ending(client: Client, cast: Cast) -> None:
    belongs(cast.administrator, "surfconext", "noordzoom.nl")
    page = client.get(page_of(cast)).content.decode()
    assert 'Je hoort bij <b class="all">noordzoom.nl</b>' in page
    page = allow(client, cast, "surfconext", "noordzoom.nl").content.decode()
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
def test_who_runs_it_allows_and_ends_whatever_is_named(
    cast: Cast, provider: str, typed: str, kept: str
) -> None:
    assert f"Wie bij {kept} hoort, komt voortaan bij {cast.board.name} binnen" in operate(
        cast, provider, typed
    )
    allowed = AllowedProvider.objects.get()
    assert (allowed.board, allowed.organisation) == (cast.board, kept)
    assert "niemand meer vanzelf binnen" in operate(cast, provider, typed, "--end")
    assert not AllowedProvider.objects.exists()
    verbs = [(event.verb, event.actor) for event in AuditEvent.objects.order_by("pk")]
    assert verbs == [(Verb.PROVIDER_ALLOWED, None), (Verb.PROVIDER_ENDED, None)]
    with pytest.raises(CommandError, match=r"kwam bij .* niet binnen .* Er is niets veranderd."):
        operate(cast, provider, typed, "--end")


def test_without_an_account_of_ones_own_there_it_says_to_connect_one(client: Client, cast: Cast) -> None:
    belongs(cast.governor, "surfconext", "noordzoom.nl")
    page = client.get(page_of(cast)).content.decode()
    assert "Log daarvoor eerst in bij SURFconext" in page
    assert f'href="/inloggen/via/surfconext/?next={page_of(cast)}"' in page.replace("%2F", "/")
    assert "Je hoort bij" not in page


def test_an_account_that_says_no_organisation(client: Client, cast: Cast) -> None:
    belongs(cast.administrator, "surfconext", "")
    page = client.get(page_of(cast)).content.decode()
    assert "SURFconext zei er niet bij waar je bij hoort." in page
    assert "eerst in bij SURFconext" not in page
    operate(cast, "surfconext", "noordzoom.nl")
    assert "SURFconext zei er niet bij waar je bij hoort." in client.get(page_of(cast)).content.decode()


def test_what_is_allowed_is_not_offered_again(client: Client, cast: Cast) -> None:
    for organisation in ("99AA", "99BB"):
        belongs(cast.administrator, "entree", organisation)
    allow(client, cast, "entree", "99AA")
    page = client.get(page_of(cast)).content.decode()
    assert 'name="allow"' in page
    assert 'Je hoort bij <b class="all">99BB</b>' in page
    assert 'Je hoort bij <b class="all">99AA</b>' not in page


def test_each_provider_that_is_set_up_is_explained(client: Client, cast: Cast, settings: Any) -> None:
    page = client.get(page_of(cast)).content.decode()
    for told in ("schacHomeOrganization", "BRIN-nummer", "tenant-ID", "nog een organisatie"):
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
    assert "is niet ingesteld" in client.get(page_of(cast)).content.decode()
    client.post(page_of(cast), {"provider": "entra", "end": TENANT})
    assert not AllowedProvider.objects.exists()


def test_allowing_twice_changes_nothing(client: Client, cast: Cast) -> None:
    belongs(cast.administrator, "entree", "99AA")
    for _time in range(2):
        allow(client, cast, "entree", "99AA")
    assert AllowedProvider.objects.count() == AuditEvent.objects.count() == 1


def test_as_many_queries_for_one_as_for_three(client: Client, cast: Cast) -> None:
    for number in range(3):
        AllowedProvider.objects.create(board=cast.board, provider="entree", organisation=f"9{number}AA")
        belongs(cast.administrator, "surfconext", f"school{number}.nl")
        with CaptureQueriesContext(connection) as queries:
            client.get(page_of(cast))
        assert len(queries) == 6


def test_only_what_is_set_up_is_offered(settings: Any) -> None:
    settings.IDENTITY_PROVIDERS = {"entra": PROVIDER, "surfconext": PROVIDER}
    assert [kind.id for kind in configured()] == ["surfconext", "entra"]


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("provider", "organisation"),
    [("surfconext", "elders.nl"), ("entree", "99BB"), ("entra", TENANT), ("entree", "99AA01")],
)
def test_where_one_does_not_belong_oneself_is_not_allowed(
    client: Client, cast: Cast, provider: str, organisation: str
) -> None:
    """Else a board could name the organisation of another, and newcomers from there would land here."""
    belongs(cast.administrator, "surfconext", "noordzoom.nl")
    belongs(cast.administrator, "entree", "99AA")
    belongs(cast.governor, provider, organisation)
    page = allow(client, cast, provider, organisation).content.decode()
    assert "Je kunt alleen een organisatie toestaan waar je zelf bij hoort." in page
    assert "wie LOB-kwaliteit bij jullie draait" in page
    assert not AllowedProvider.objects.exists()
    assert not AuditEvent.objects.exists()


def test_who_signed_in_there_long_ago_signs_in_again_first(client: Client, cast: Cast) -> None:
    """Who left that organisation meanwhile is turned away there; what it said before is no proof."""
    belongs(cast.administrator, "surfconext", "noordzoom.nl")
    SocialAccount.objects.update(last_login=timezone.now() - dt.timedelta(minutes=16))
    for page in (client.get(page_of(cast)), allow(client, cast, "surfconext", "noordzoom.nl")):
        text = page.content.decode()
        assert "Log daarvoor eerst in bij SURFconext" in text
        assert f'href="/inloggen/via/surfconext/?next={page_of(cast)}"' in text.replace("%2F", "/")
        assert "Je hoort bij" not in text
    assert not AllowedProvider.objects.exists()
    SocialAccount.objects.update(last_login=timezone.now() - dt.timedelta(minutes=14))
    allow(client, cast, "surfconext", "noordzoom.nl")
    assert AllowedProvider.objects.exists()


def test_belonging_somewhere_counts_at_that_provider_alone(client: Client, cast: Cast) -> None:
    belongs(cast.administrator, "entree", "noordzoom.nl")
    page = allow(client, cast, "surfconext", "noordzoom.nl").content.decode()
    assert "waar je zelf bij hoort" in page
    assert not AllowedProvider.objects.exists()


@pytest.mark.parametrize(
    ("provider", "typed"),
    [
        ("surfconext", ""),
        ("surfconext", "noordzoom"),
        ("surfconext", "https://noordzoom.nl"),
        ("surfconext", "<b>.nl"),
        ("entree", "noordzoom.nl"),
        ("entra", "noordzoom.nl"),
    ],
)
def test_what_is_no_organisation(client: Client, cast: Cast, provider: str, typed: str) -> None:
    page = allow(client, cast, provider, typed).content.decode()
    assert "Dit herkennen we niet." in page
    assert "<b>.nl" not in page
    with pytest.raises(CommandError, match=r"Dit herkennen we niet. .* Er is niets veranderd."):
        operate(cast, provider, typed)
    assert not AllowedProvider.objects.exists()
    assert not AuditEvent.objects.exists()


def test_an_organisation_lets_in_at_one_board(client: Client, cast: Cast) -> None:
    AllowedProvider.objects.create(
        board=cast.foreign_board, provider="surfconext", organisation="noordzoom.nl"
    )
    belongs(cast.administrator, "surfconext", "noordzoom.nl")
    page = allow(client, cast, "surfconext", "noordzoom.nl").content.decode()
    assert "komt al binnen bij een ander bestuur" in page
    assert "Ver Weg" not in page
    with pytest.raises(CommandError, match="een ander bestuur"):
        operate(cast, "surfconext", "noordzoom.nl")
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
    data = {"provider": provider, "allow": "noordzoom.nl"}
    assert client.post(page_of(cast), data).status_code == 404
    with pytest.raises(CommandError):
        operate(cast, provider, "noordzoom.nl")


def test_only_the_beheerder_of_the_board(cast: Cast) -> None:
    foreign = UserFactory()
    give_role(foreign, Role.ADMINISTRATOR, cast.foreign_board)
    for person in (foreign, cast.governor, cast.board_coordinator, cast.stranger):
        belongs(person, "surfconext", "noordzoom.nl")
        with pytest.raises(PermissionDenied):
            allow_provider(by=person, board=cast.board, provider="surfconext", organisation="noordzoom.nl")
        with pytest.raises(PermissionDenied):
            end_provider(by=person, board=cast.board, provider="surfconext", organisation="noordzoom.nl")
    with pytest.raises(Refused):
        allow_provider(by=cast.administrator, board=cast.board, provider="entree", organisation="x")
    assert not AllowedProvider.objects.exists()
