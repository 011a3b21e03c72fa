"""The rounds that these pages tell of."""

from __future__ import annotations

import pytest

from assessments.enums import RoundState
from assessments.models import Card, Round
from tests.cast import Cast
from tests.factories import make_round

from .reading import BEFORE


@pytest.fixture
def last_year(cast: Cast, small_card: Card) -> Round:
    return make_round(
        [cast.team, cast.sibling_team],
        small_card,
        title="LOB 2025",
        state=RoundState.CLOSED,
        starts_on=BEFORE,
    )


@pytest.fixture
def this_year(cast: Cast, small_card: Card, last_year: Round) -> Round:
    return make_round([cast.team, cast.sibling_team], small_card, title="LOB 2026")
