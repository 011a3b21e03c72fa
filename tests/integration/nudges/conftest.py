"""A week in which mail goes out by itself: Tuesday 24 November 2026, nine in the morning in the Netherlands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine

from assessments.models import Assessment, Card, Membership
from tests.cast import Cast
from tests.factories import make_individual
from tests.integration.nudges.days import LAST_DAY, at


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(at(24), tick=False) as clock:
        yield clock


@pytest.fixture
def team(clock: time_machine.Traveller, cast: Cast, small_card: Card) -> Assessment:
    """The own team, in which everybody answers first; its last day is Friday the 27th."""
    Membership.objects.filter(ended_on=None).update(started_on=dt.date(2026, 1, 1))
    assessment = make_individual(cast.team, small_card)
    round_ = assessment.round
    round_.starts_on, round_.ends_on = dt.date(2026, 11, 2), LAST_DAY
    round_.save()
    return assessment
