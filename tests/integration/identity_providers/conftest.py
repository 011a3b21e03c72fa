"""A provider that is honest until a test says otherwise, and who is known by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from assessments.models import AllowedProvider, User
from tests.cast import Cast
from tests.factories import PASSWORD
from tests.identity_provider import PERSON, Provider, running


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[], Provider]]:
    with running() as honest:
        yield honest


@pytest.fixture
def provider(serve: Callable[[], Provider], settings: Any) -> Provider:
    provider = serve()
    settings.IDENTITY_PROVIDERS = {"surfconext": provider.settings}
    return provider


@pytest.fixture
def known(cast: Cast) -> User:
    """A manager who connected SURFconext."""
    SocialAccount.objects.create(user=cast.manager, provider="surfconext", uid=PERSON["sub"])
    return cast.manager


@pytest.fixture
def allowed(cast: Cast) -> AllowedProvider:
    return AllowedProvider.objects.create(
        board=cast.board, provider="surfconext", organisation="noordzoom.nl"
    )


@pytest.fixture
def member(cast: Cast) -> Client:
    client = Client()
    client.post(reverse("account_login"), {"login": cast.member.email, "password": PASSWORD})
    return client
