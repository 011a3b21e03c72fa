"""A team that moved takes its people and actions along, and nothing of the rounds of the school where it was."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.enums import Role, RoundState, Way
from assessments.models import Card, Round, User
from assessments.services import teams
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_round
from tests.reading import signed_in

from .deeds import DAY, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def past(cast: Cast, small_card: Card) -> Round:
    """What the team did before it moved to the other school."""
    begun = TODAY - 300 * DAY
    round_ = make_round(
        [cast.team],
        small_card,
        state=RoundState.CLOSED,
        starts_on=begun,
        ends_on=begun + dt.timedelta(days=17),
        way=Way.INDIVIDUAL,
    )
    round_.assessments.update(declared_size=23)
    cast.team = teams.move_team(
        by=cast.administrator, team=cast.team, to=cast.sibling_school, name=cast.team.name
    )
    return round_


@pytest.fixture
def there(cast: Cast) -> User:
    """Who coordinates the school where it went."""
    person: User = UserFactory()
    give_role(person, Role.COORDINATOR, cast.sibling_school)
    return person


def test_a_next_plan_is_not_filled_from_a_round_of_another_school(
    past: Round, there: User, cast: Cast
) -> None:
    def proposed(client: Client) -> list[Any]:
        form = client.get(reverse("round-plan")).context["form"]
        return [form[name].value() for name in ("teams", "way", "ends_on")]

    assert proposed(signed_in(cast.board_coordinator)) == [
        [str(cast.team.uid)],
        Way.INDIVIDUAL,
        TODAY + 17 * DAY,
    ]
    assert not proposed(signed_in(there))[0]
    assert TODAY + 17 * DAY not in proposed(signed_in(there))


def test_its_size_of_then_is_told_to_who_may_see_that_round(
    past: Round, there: User, cast: Cast, small_card: Card
) -> None:
    draft = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY, way=Way.INDIVIDUAL)

    def said(client: Client) -> tuple[int, Any]:
        (row,) = client.get(reverse("round-ways", args=[draft.uid])).context["form"].rows()[0][1]
        return row.people.before, row.size.value()

    assert said(signed_in(cast.board_coordinator)) == (23, 23)
    assert said(signed_in(there)) == (0, 1)
