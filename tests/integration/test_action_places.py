"""Actions follow their team or school when it merges, and go back where that is undone."""

from __future__ import annotations

import pytest

from assessments.access.policies import Refused
from assessments.enums import ActionStatus
from assessments.models import Action, Card
from assessments.services import mergers
from assessments.services.actions import move_action
from assessments.services.teams import reopen_team
from tests import factories
from tests.cast import Cast
from tests.factories import TeamFactory, make_round

pytestmark = pytest.mark.django_db


@pytest.fixture
def card(small_card: Card) -> Card:
    return small_card


def test_open_actions_go_along_when_teams_merge_and_what_was_done_stays(cast: Cast, card: Card) -> None:
    going = factories.make_action(cast.team, card)
    done = factories.make_action(cast.team, card, status=ActionStatus.DONE)
    new = mergers.merge_teams(
        by=cast.coordinator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
    )
    going.refresh_from_db()
    done.refresh_from_db()
    assert (going.place, done.place) == (new, cast.team)


def test_actions_of_a_school_go_along_when_it_merges(cast: Cast, card: Card) -> None:
    of_school = factories.make_action(cast.school, card)
    of_team = factories.make_action(cast.team, card)
    mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    )
    assert Action.objects.get(pk=of_school.pk).place == cast.sibling_school
    assert Action.objects.get(pk=of_team.pk).place == cast.team


def test_undoing_a_merger_of_teams_gives_back_what_each_brought_along(cast: Cast, card: Card) -> None:
    own, of_other = (factories.make_action(team, card) for team in (cast.team, cast.sibling_team))
    done = factories.make_action(cast.team, card, status=ActionStatus.DONE)
    new = mergers.merge_teams(
        by=cast.coordinator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
    )
    later = factories.make_action(new, card)
    move_action(by=cast.coordinator, action=own, status=ActionStatus.DONE, text="Gedaan", version=1)
    reopen_team(by=cast.coordinator, team=cast.team)
    for action, place in ((own, cast.team), (done, cast.team), (of_other, new), (later, new)):
        action.refresh_from_db()
        assert action.place == place
    assert own.status == ActionStatus.DONE
    reopen_team(by=cast.coordinator, team=cast.sibling_team)
    assert Action.objects.get(pk=of_other.pk).place == cast.sibling_team
    assert not Action.objects.exclude(carried_from=None).exists()


def test_undoing_two_mergers_one_by_one_gives_each_action_back(cast: Cast, card: Card) -> None:
    first = factories.make_action(cast.team, card)
    teams = [cast.team, cast.sibling_team]
    middle = mergers.merge_teams(by=cast.coordinator, teams=teams, school=cast.school, name="Samen")
    second = factories.make_action(middle, card)
    third = TeamFactory(school=cast.school)
    mergers.merge_teams(by=cast.coordinator, teams=[middle, third], school=cast.school, name="Alles")
    reopen_team(by=cast.coordinator, team=middle)
    assert {one.place for one in Action.objects.filter(pk__in=[first.pk, second.pk])} == {middle}
    reopen_team(by=cast.coordinator, team=cast.team)
    assert Action.objects.get(pk=first.pk).place == cast.team
    assert Action.objects.get(pk=second.pk).place == middle


def test_a_merger_of_which_more_came_is_not_undone_once_that_took_part(cast: Cast, card: Card) -> None:
    """What the last team does is what its result tells of: it would lose the actions that it works on."""
    action = factories.make_action(cast.team, card)
    teams = [cast.team, cast.sibling_team]
    middle = mergers.merge_teams(by=cast.coordinator, teams=teams, school=cast.school, name="Samen")
    third = TeamFactory(school=cast.school)
    last = mergers.merge_teams(by=cast.coordinator, teams=[middle, third], school=cast.school, name="Alles")
    make_round([last], card)
    for team in (cast.team, middle):
        with pytest.raises(Refused, match="tot Alles"):
            reopen_team(by=cast.coordinator, team=team)
    assert Action.objects.get(pk=action.pk).place == last
