"""A team that answered on the small card, each for themselves, and who leads and follows its conversation."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from assessments.models import Assessment, Card, Indicator, Remark
from tests.cast import Cast
from tests.factories import make_individual, tally

SECRET = "Dit durf ik niet hardop te zeggen"

ANSWERS = {
    "VA1.1": "333333",  # all agree
    "VA1.2": "112233",
    "VA1.3": "111555",  # as far apart as can be
    "VA2.1": "444?--",
    "VA2.2": "555555",  # all agree
    # nobody answered FA1.1
    "FA1.2": "1234",  # under the floor
}
ORDER = ["VA1.3", "VA1.2", "VA2.1", "VA1.1", "VA2.2", "FA1.1", "FA1.2"]


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    """Answering is closed, nothing is agreed yet."""
    made = make_individual(cast.team, small_card, answering_closed_at=timezone.now())
    tally(made, ANSWERS)
    for code in ("VA1.3", "FA1.2"):
        Remark.objects.create(
            assessment=made,
            indicator=Indicator.objects.get(card=small_card, code=code),
            text=f"{SECRET}: {code}",
        )
    return made


@pytest.fixture
def coordinator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.coordinator)
    return client


@pytest.fixture
def member(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.member)
    return client
