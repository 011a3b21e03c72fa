"""Two people at the same moment: nothing of either is silently overwritten, nothing is made at what just closed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from assessments.enums import ActionStatus
from assessments.models import Action, Card, Mail
from assessments.services.actions import change_action, make_action, move_action
from assessments.services.mergers import merge_teams
from assessments.services.priorities import choose_priorities
from assessments.services.removal import remove_person
from assessments.services.teams import close_team, move_team, reopen_team
from tests import factories
from tests.at_once import while_held
from tests.cast import Cast
from tests.factories import confirm, make_round, set_scores
from tests.integration.test_actions_services import draft

pytestmark = pytest.mark.django_db(transaction=True)


def test_of_two_lists_of_priorities_the_second_is_told(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    set_scores(assessment, {"VA1.1": 2})
    confirm(assessment)
    said = while_held(
        lambda: choose_priorities(by=cast.coordinator, assessment=assessment, codes=["VA1.1"], seen=[]),
        lambda: choose_priorities(by=cast.team_coordinator, assessment=assessment, codes=["VA1.2"], seen=[]),
    )
    assert len(said) == 1
    assert [one.indicator.code for one in assessment.priorities.all()] == ["VA1.1"]


def test_of_two_who_move_an_action_the_second_is_told(cast: Cast, small_card: Card) -> None:
    action = factories.make_action(cast.team, small_card)
    said = while_held(
        lambda: move_action(by=cast.manager, action=action, status=ActionStatus.DONE, version=1),
        lambda: move_action(by=cast.coordinator, action=action, status=ActionStatus.BUSY, version=1),
    )
    assert len(said) == 1
    action.refresh_from_db()
    assert (action.status, action.entries.count()) == (ActionStatus.DONE, 2)


def test_no_action_is_made_at_a_team_that_closes_meanwhile(cast: Cast, small_card: Card) -> None:
    said = while_held(
        lambda: close_team(by=cast.coordinator, team=cast.team, on=timezone.localdate()),
        lambda: make_action(by=cast.coordinator, place=cast.team, draft=draft(small_card)),
    )
    assert len(said) == 1
    assert not Action.objects.exists()


def test_no_action_is_given_to_who_leaves_meanwhile(cast: Cast, small_card: Card) -> None:
    """Else their name and address would stand in mail that waits, after they were removed."""
    said = while_held(
        lambda: remove_person(by=cast.administrator, board=cast.board, user=cast.member),
        lambda: make_action(by=cast.coordinator, place=cast.team, draft=draft(small_card, owner=cast.member)),
    )
    assert len(said) == 1
    assert not Action.objects.exists()
    assert not Mail.objects.exclude(address="").exists()


def test_an_action_is_changed_where_it_went_meanwhile(cast: Cast, small_card: Card) -> None:
    action = factories.make_action(cast.team, small_card)
    teams = [cast.team, cast.sibling_team]
    said = while_held(
        lambda: merge_teams(by=cast.coordinator, teams=teams, school=cast.school, name="Samen"),
        lambda: change_action(by=cast.coordinator, action=action, draft=draft(small_card), version=1),
    )
    assert not said
    action.refresh_from_db()
    assert (action.version, action.team and action.team.name) == (2, "Samen")
    said = while_held(
        lambda: reopen_team(by=cast.coordinator, team=cast.team),
        lambda: move_action(by=cast.coordinator, action=action, status=ActionStatus.DONE, version=2),
    )
    assert not said
    action.refresh_from_db()
    assert (action.status, action.team) == (ActionStatus.DONE, cast.team)


def test_an_action_is_made_at_a_team_that_moves_meanwhile(cast: Cast, small_card: Card) -> None:
    said = while_held(
        lambda: move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo"),
        lambda: make_action(by=cast.board_coordinator, place=cast.team, draft=draft(small_card)),
    )
    assert not said
    assert Action.objects.get().team == cast.team
