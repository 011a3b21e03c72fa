"""Deeds to schools and teams at the same moment: whichever comes first, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from assessments.enums import RoundState
from assessments.models import (
    Assessment,
    Card,
    Membership,
    Round,
    Team,
    User,
)
from assessments.services import mergers, organisation, rounds, teams
from tests.at_once import at_once, while_held
from tests.cast import Cast, make_cast
from tests.factories import (
    make_card,
    make_round,
)

from .deeds import DAY, TODAY, Deed


@pytest.mark.django_db(transaction=True)
def test_two_mergers_of_one_team_at_once() -> None:
    """There is one new team, and who was second is told."""
    cast = make_cast()

    def merge(name: str, other: Team) -> Deed:
        by = User.objects.get(pk=cast.administrator.pk)
        return lambda: mergers.merge_teams(by=by, teams=[cast.team, other], school=cast.school, name=name)

    said = at_once(merge("Een", cast.sibling_team), merge("Twee", cast.cousin_team))
    assert said == ["Havo 4-5 is opgeheven. Heropen het team eerst."]
    (new,) = Team.objects.filter(name__in=["Een", "Twee"])
    assert new.predecessors.count() == 2
    assert Membership.objects.filter(team=new, user=cast.member).count() == 1


RIVALS: dict[str, Callable[[Cast, Card, Round], Any]] = {
    "open a planned round": lambda cast, card, draft: rounds.open_round(
        by=cast.board_coordinator, round_=draft
    ),
    "plan a round": lambda cast, card, draft: rounds.plan_round(
        by=cast.board_coordinator,
        title="Nieuw",
        card=card,
        starts_on=TODAY,
        ends_on=TODAY + DAY,
        teams=[cast.team],
    ),
    "close the school": lambda cast, card, draft: organisation.close_school(
        by=cast.administrator, school=cast.school, on=TODAY
    ),
    "merge the school": lambda cast, card, draft: mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    ),
    "move the other team": lambda cast, card, draft: teams.move_team(
        by=cast.administrator, team=cast.sibling_team, to=cast.sibling_school, name="Brugklas"
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", RIVALS)
def test_something_else_at_the_same_moment(rival: str) -> None:
    """Whichever comes first: nobody waits for ever, no closed team is under way, no plan holds a closed team."""
    cast = make_cast()
    card = make_card()
    draft = make_round([cast.team, cast.cousin_team], card, state=RoundState.DRAFT, starts_on=TODAY)
    by = User.objects.get(pk=cast.administrator.pk)
    at_once(
        lambda: mergers.merge_teams(
            by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
        ),
        lambda: RIVALS[rival](cast, card, draft),
    )
    live = Assessment.objects.exclude(round__state=RoundState.CLOSED)
    assert not live.filter(team__closed_on__isnull=False).exists()
    merged = Team.objects.filter(merged_into__name="Samen").count()
    assert merged == (2 if Team.objects.filter(name="Samen").exists() else 0)
    assert not Team.objects.filter(school__closed_on__isnull=False, closed_on__isnull=True).exists()


@pytest.mark.django_db(transaction=True)
def test_a_team_that_moves_while_it_is_planned_is_not_left_out() -> None:
    cast, card = make_cast(), make_card()
    chosen = [cast.team, cast.sibling_team]
    said = while_held(
        lambda: teams.move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo"),
        lambda: rounds.plan_round(
            by=cast.board_coordinator,
            title="Nieuw",
            card=card,
            starts_on=TODAY,
            ends_on=TODAY + DAY,
            teams=chosen,
        ),
    )
    assert not said
    planned = Assessment.objects.filter(round__title="Nieuw").values_list("team_name", "school")
    assert set(planned) == {("Havo", cast.sibling_school.pk), ("Brugklas", cast.school.pk)}
