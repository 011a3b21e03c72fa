"""Actions: made at a place by who may, changed without overwriting, kept by who does them, following their place."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access import rows
from assessments.access.policies import Refused
from assessments.enums import ActionStatus, Role, Verb
from assessments.models import Action, Assessment, AuditEvent, Board, Card, Indicator, School, Team, User
from assessments.services import retention
from assessments.services.actions import (
    Draft,
    Overtaken,
    change_action,
    delete_action,
    make_action,
    move_action,
)
from assessments.services.confirmations import confirm
from tests import factories
from tests.cast import Cast
from tests.factories import TeamFactory, give_role, make_card, make_round, set_scores

pytestmark = pytest.mark.django_db


def draft(card: Card, codes: str = "VA1.1", **said: Any) -> Draft:
    indicators = tuple(Indicator.objects.filter(card=card, code__in=codes.split()))
    due_on = said.pop("due_on", timezone.localdate() + dt.timedelta(days=30))
    return Draft(what=said.pop("what", "Vacature plaatsen"), due_on=due_on, indicators=indicators, **said)


@pytest.fixture
def card(small_card: Card) -> Card:
    return small_card


@pytest.fixture
def action(cast: Cast, card: Card) -> Action:
    return factories.make_action(cast.team, card)


def deeds(action: Action) -> list[str]:
    return list(
        AuditEvent.objects.filter(object_key=action.uid).order_by("pk").values_list("verb", flat=True)
    )


# --- making


def test_an_action_is_made_with_its_first_line_and_recorded(cast: Cast, card: Card) -> None:
    made = make_action(
        by=cast.coordinator,
        place=cast.team,
        draft=draft(card, "VA1.1 VA1.2", what="  Gastles\nplannen ", owner=cast.member),
    )
    made = Action.objects.get(pk=made.pk)
    assert (made.what, made.sort_what, made.place, made.owner) == (
        "Gastles plannen",
        "gastles plannen",
        cast.team,
        cast.member,
    )
    assert {one.code for one in made.indicators.all()} == {"VA1.1", "VA1.2"}
    assert [entry.status for entry in made.entries.all()] == [ActionStatus.PLANNED]
    assert deeds(made) == [Verb.ACTION_MADE]


def test_a_manager_makes_one_for_the_school(cast: Cast, card: Card) -> None:
    made = make_action(by=cast.manager, place=cast.school, draft=draft(card, owner_role=Role.GOVERNOR))
    assert (made.place, made.owner_role) == (cast.school, Role.GOVERNOR)


@pytest.mark.parametrize("who", ["member", "governor", "administrator", "stranger", "foreign_coordinator"])
def test_nobody_else_makes_one(cast: Cast, card: Card, who: str) -> None:
    with pytest.raises(PermissionDenied):
        make_action(by=getattr(cast, who), place=cast.team, draft=draft(card))
    assert not Action.objects.exists()


def refused(cast: Cast, said: Draft, place: Board | School | Team | None = None, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        make_action(by=cast.board_coordinator, place=place or cast.team, draft=said, **more)
    assert not Action.objects.exists()
    return str(caught.value.reason)


def test_what_cannot_be_stored_is_said(cast: Cast, card: Card) -> None:
    today = timezone.localdate()
    assert "Schrijf" in refused(cast, draft(card, what=" \n "))
    assert "200 tekens" in refused(cast, draft(card, what="x" * 201))
    assert "200 tekens" in refused(cast, draft(card, what="\ufdfa" * 200)), (
        "folded it is eighteen times as long"
    )
    assert "indicator" in refused(cast, draft(card, "ZZ9.9"))
    assert "voorbij" in refused(cast, draft(card, due_on=today - dt.timedelta(days=1)))
    assert "vijf jaar" in refused(cast, draft(card, due_on=today + dt.timedelta(days=2000)))
    assert "geen rol" in refused(cast, draft(card, owner=cast.foreign_member))
    assert "geen rol" in refused(cast, draft(card, owner=cast.governor))
    assert "rol past niet" in refused(cast, draft(card, owner_role=Role.MEMBER), cast.school)
    assert "4.000" in refused(cast, draft(card, why="x" * 4001))


def test_not_at_a_closed_team_nor_from_another_teams_or_a_trial_assessment(cast: Cast, card: Card) -> None:
    round_ = make_round([cast.sibling_team], card)
    other = Assessment.objects.get(round=round_)
    assert "ander team" in refused(cast, draft(card), assessment=other)
    trial = make_round([cast.team], card, is_trial=True).assessments.get()
    assert "proefmeting" in refused(cast, draft(card), assessment=trial)
    Team.objects.filter(pk=cast.team.pk).update(closed_on=timezone.localdate())
    assert "opgeheven" in refused(cast, draft(card))


# --- changing


def test_another_day_is_a_line_in_the_log(cast: Cast, card: Card, action: Action) -> None:
    later = action.due_on + dt.timedelta(days=7)
    changed = change_action(by=cast.manager, action=action, draft=draft(card, due_on=later), version=1)
    assert [entry.due_on for entry in changed.entries.all()] == [later - dt.timedelta(days=7), later]
    assert (changed.version, deeds(action)) == (2, [Verb.ACTION_CHANGED])


def test_what_somebody_else_changed_is_not_overwritten(cast: Cast, card: Card, action: Action) -> None:
    change_action(by=cast.manager, action=action, draft=draft(card, what="Eerst"), version=1)
    with pytest.raises(Overtaken) as caught:
        change_action(by=cast.coordinator, action=action, draft=draft(card, what="Later"), version=1)
    assert caught.value.action.what == "Eerst"
    assert Action.objects.get().what == "Eerst"


def test_saying_again_what_stands_changes_nothing(cast: Cast, card: Card, action: Action) -> None:
    said = draft(card, what="Eerst", due_on=action.due_on)
    for _ in range(2):
        changed = change_action(by=cast.coordinator, action=action, draft=said, version=1)
        assert (changed.version, deeds(action)) == (2, [Verb.ACTION_CHANGED])


def test_an_owner_whose_role_ended_may_stay_named_but_nobody_new_without_one(
    cast: Cast, card: Card, action: Action
) -> None:
    Action.objects.update(owner=cast.former_member)
    changed = change_action(
        by=cast.coordinator, action=action, draft=draft(card, owner=cast.former_member), version=1
    )
    assert changed.owner == cast.former_member
    with pytest.raises(Refused):
        change_action(by=cast.coordinator, action=action, draft=draft(card, owner=cast.stranger), version=2)


# --- keeping progress


def test_who_does_it_keeps_its_progress(cast: Cast, action: Action) -> None:
    Action.objects.update(owner=cast.member)
    move_action(by=cast.member, action=action, status=ActionStatus.BUSY, text="Eerste afspraak")
    done = move_action(by=cast.coordinator, action=action, status=ActionStatus.DONE, version=2)
    assert (done.status, done.ended_on) == (ActionStatus.DONE, timezone.localdate())
    assert [(line.status, line.text) for line in action.entries.all()] == [
        (ActionStatus.PLANNED, ""),
        (ActionStatus.BUSY, "Eerste afspraak"),
        (ActionStatus.DONE, ""),
    ]
    again = move_action(by=cast.coordinator, action=action, status=ActionStatus.PLANNED)
    assert again.ended_on is None


def test_an_action_of_the_team_is_kept_by_each_of_the_team(cast: Cast, action: Action) -> None:
    Action.objects.update(owner_role=Role.MEMBER)
    move_action(by=cast.member, action=action, status=ActionStatus.BUSY)
    with pytest.raises(PermissionDenied):
        move_action(by=cast.foreign_member, action=action, status=ActionStatus.DONE)


@pytest.mark.parametrize(
    "who", ["member", "governor", "administrator", "foreign_coordinator", "former_member"]
)
def test_nobody_else_keeps_it(cast: Cast, action: Action, who: str) -> None:
    if who == "former_member":
        Action.objects.update(owner=cast.former_member)
    with pytest.raises(PermissionDenied):
        move_action(by=getattr(cast, who), action=action, status=ActionStatus.BUSY)
    assert Action.objects.get().status == ActionStatus.PLANNED


def test_of_two_who_move_it_the_second_sees_the_first(cast: Cast, action: Action) -> None:
    move_action(by=cast.manager, action=action, status=ActionStatus.DONE, version=1)
    with pytest.raises(Overtaken) as caught:
        move_action(by=cast.coordinator, action=action, status=ActionStatus.BUSY, version=1)
    assert caught.value.action.status == ActionStatus.DONE


def test_a_button_clicked_twice_is_one_line(cast: Cast, action: Action) -> None:
    for _click in range(2):
        move_action(by=cast.manager, action=action, status=ActionStatus.BUSY, text="Begonnen", version=1)
    assert action.entries.count() == 2


def test_only_an_action_made_by_mistake_is_deleted(cast: Cast, card: Card, action: Action) -> None:
    with pytest.raises(PermissionDenied):
        delete_action(by=cast.member, action=action)
    other = factories.make_action(cast.team, card)
    move_action(by=cast.manager, action=other, status=ActionStatus.PLANNED, text="Gebeld")
    with pytest.raises(Refused):
        delete_action(by=cast.manager, action=other)
    delete_action(by=cast.manager, action=action)
    assert list(Action.objects.all()) == [other]
    with pytest.raises(Refused):
        move_action(by=cast.manager, action=action, status=ActionStatus.BUSY)


# --- who sees which


def seen_by(cast: Cast, *actions: Action) -> dict[str, set[int]]:
    names = {action.pk: number for number, action in enumerate(actions)}
    found = {}
    for name, person in cast.everyone().items():
        fresh = User.objects.get(pk=person.pk)
        found[name] = {names[pk] for pk in rows.actions(fresh).values_list("pk", flat=True)}
    return {name: keys for name, keys in found.items() if keys}


def test_everybody_sees_those_of_their_place(cast: Cast, card: Card) -> None:
    of_team = factories.make_action(cast.team, card)
    of_school = factories.make_action(cast.school, card)
    of_board = factories.make_action(cast.board, card)
    assert seen_by(cast, of_team, of_school, of_board) == {
        "member": {0},
        "team_coordinator": {0},
        "team_manager": {0},
        "coordinator": {0, 1},
        "manager": {0, 1},
        "board_coordinator": {0, 1, 2},
        "governor": {0, 1, 2},
    }


def test_until_a_team_is_confirmed_only_who_leads_it_and_who_does_it_see_it(cast: Cast, card: Card) -> None:
    assessment = make_round([cast.team], card).assessments.get()
    set_scores(assessment, {"VA1.1": 2})
    action = factories.make_action(cast.team, card, assessment=assessment)
    leads = {"team_coordinator": {0}, "coordinator": {0}, "board_coordinator": {0}}
    assert seen_by(cast, action) == leads
    Action.objects.update(owner=cast.member)
    assert seen_by(cast, action) == leads | {"member": {0}}
    confirm(by=cast.coordinator, assessment=assessment, with_gaps=True)
    assert set(seen_by(cast, action)) == {*leads, "member", "manager", "team_manager", "governor"}


def test_who_does_an_action_of_the_school_sees_that_one_alone_and_none_after_leaving(
    cast: Cast, card: Card
) -> None:
    theirs = factories.make_action(cast.school, card, owner=cast.member)
    other = factories.make_action(cast.school, card)
    assert seen_by(cast, theirs, other)["member"] == {0}
    role = cast.member.memberships.get()
    role.ended_on = timezone.localdate()
    role.save()
    assert "member" not in seen_by(cast, theirs, other)
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    assert "member" not in seen_by(cast, theirs, other)


def test_a_manager_changes_nothing_of_what_they_do_not_see_yet(cast: Cast, card: Card) -> None:
    assessment = make_round([cast.team], card).assessments.get()
    action = factories.make_action(cast.team, card, assessment=assessment)
    with pytest.raises(PermissionDenied):
        change_action(by=cast.manager, action=action, draft=draft(card, what="Anders"), version=1)
    with pytest.raises(PermissionDenied):
        delete_action(by=cast.manager, action=action)
    change_action(by=cast.coordinator, action=action, draft=draft(card, what="Anders"), version=1)


# --- places and people that end


def test_open_ones_of_a_closed_team_are_no_longer_asked_for(cast: Cast, card: Card) -> None:
    factories.make_action(TeamFactory(school=cast.school, closed_on=timezone.localdate()), card)
    kept = factories.make_action(cast.team, card)
    assert list(Action.objects.open()) == [kept]


def test_retention_takes_what_ended_long_ago_and_leaves_what_is_open(cast: Cast, card: Card) -> None:
    long_ago = timezone.localdate() - dt.timedelta(days=366 * (cast.board.keep_results_years + 1))
    factories.make_action(cast.team, card, status=ActionStatus.DONE, ended_on=long_ago)
    kept = factories.make_action(cast.team, card, due_on=long_ago)
    recent = factories.make_action(cast.team, card, status=ActionStatus.STOPPED)
    assert retention.carry_out(cast.board).done["actions"] == 1
    assert set(Action.objects.all()) == {kept, recent}


def test_indicators_of_two_cards_are_refused(cast: Cast, card: Card) -> None:
    both = (*Indicator.objects.filter(card=card)[:1], *Indicator.objects.filter(card=make_card())[:1])
    said = Draft(what="Iets", due_on=timezone.localdate(), indicators=both)
    with pytest.raises(Refused):
        make_action(by=cast.coordinator, place=cast.team, draft=said)
