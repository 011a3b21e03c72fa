"""A team that fills in the small card, and who works on it."""

from __future__ import annotations

import pytest
from django.test import Client

from assessments.models import Assessment, Card
from tests.cast import Cast
from tests.factories import make_round


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_round([cast.team, cast.sibling_team], small_card).assessments.get(team=cast.team)


@pytest.fixture
def member(client: Client, cast: Cast) -> Client:
    client.force_login(cast.member)
    return client


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client
