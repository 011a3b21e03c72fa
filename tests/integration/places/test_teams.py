"""Changing teams: what each deed does, who may, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.access.permissions import Ability, can
from assessments.enums import MailState, Role, RoundState, Verb
from assessments.models import (
    Card,
    Invitation,
    Membership,
    Round,
    School,
    Team,
)
from assessments.services import mergers, organisation, rounds, teams
from tests.cast import Cast
from tests.factories import (
    UserFactory,
    give_role,
    make_round,
)
from tests.reading import verbs

from .deeds import DAY, TODAY, Deed, forbidden, invite, refused

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_teams_by_the_coordinator_of_the_school(cast: Cast) -> None:
    made = teams.add_teams(by=cast.coordinator, school=cast.school, names=["Mavo 3", "Vwo 6"])
    assert [team.name for team in made] == ["Mavo 3", "Vwo 6"]
    refused(
        lambda: teams.add_teams(by=cast.coordinator, school=cast.school, names=["Nieuw", "MAVO 3"]),
        "heeft al een team MAVO 3",
    )
    teams.change_team(by=cast.coordinator, team=made[0], name="Mavo 3-4", own_key="M")
    refused(lambda: teams.change_team(by=cast.coordinator, team=made[1], name="x", own_key="M"), "sleutel M")
    teams.close_team(by=cast.coordinator, team=made[0], on=TODAY - DAY)
    refused(lambda: teams.close_team(by=cast.coordinator, team=made[0], on=TODAY), "is opgeheven")
    refused(
        lambda: teams.change_team(by=cast.coordinator, team=made[0], name="x", own_key=""), "is opgeheven"
    )
    teams.add_team(by=cast.coordinator, school=cast.school, name="Mavo 3-4")
    refused(lambda: teams.reopen_team(by=cast.coordinator, team=made[0]), "een andere naam")
    teams.change_team(
        by=cast.coordinator, team=Team.objects.get(name="Mavo 3-4", closed_on=None), name="Weg", own_key=""
    )
    teams.reopen_team(by=cast.coordinator, team=made[0])
    refused(lambda: teams.reopen_team(by=cast.coordinator, team=made[0]), "niet opgeheven")


@pytest.mark.parametrize(
    "person", ["member", "team_coordinator", "manager", "governor", "foreign_coordinator"]
)
def test_who_may_not_change_teams(cast: Cast, person: str) -> None:
    by = getattr(cast, person)
    for deed in (
        lambda: teams.add_teams(by=by, school=cast.school, names=["x"]),
        lambda: teams.change_team(by=by, team=cast.team, name="x", own_key=""),
        lambda: teams.close_team(by=by, team=cast.team, on=TODAY),
        lambda: teams.reopen_team(by=by, team=cast.team),
        lambda: teams.move_team(by=by, team=cast.team, to=cast.sibling_school, name="x"),
        lambda: mergers.merge_teams(
            by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="x"
        ),
        lambda: organisation.close_school(by=by, school=cast.school, on=TODAY),
        lambda: organisation.reopen_school(by=by, school=cast.school),
    ):
        forbidden(deed)


def test_a_coordinator_of_one_school_moves_and_merges_within_it_alone(cast: Cast) -> None:
    by = cast.coordinator
    forbidden(lambda: teams.move_team(by=by, team=cast.team, to=cast.sibling_school, name="x"))
    forbidden(lambda: teams.move_team(by=by, team=cast.cousin_team, to=cast.school, name="x"))
    forbidden(
        lambda: mergers.merge_teams(by=by, teams=[cast.team, cast.cousin_team], school=cast.school, name="x")
    )
    mergers.merge_teams(by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="x")


def test_a_team_moves(cast: Cast, small_card: Card) -> None:
    invitation = invite(cast.team)
    teams.move_team(by=cast.board_coordinator, team=cast.team, to=cast.sibling_school, name="Havo  4-5")
    cast.team.refresh_from_db()
    assert (cast.team.school, cast.team.name) == (cast.sibling_school, "Havo 4-5")
    assert Membership.objects.active().filter(team=cast.team).count() == 3
    invitation.refresh_from_db()
    assert invitation.address
    assert verbs() == [Verb.TEAM_MOVED]


def test_what_a_team_cannot_move_to(cast: Cast) -> None:
    def move(**swapped: Any) -> Deed:
        fields: dict[str, Any] = {
            "by": cast.administrator,
            "team": cast.team,
            "to": cast.sibling_school,
            "name": "Havo 4-5",
        }
        return lambda: teams.move_team(**fields | swapped)

    refused(move(to=cast.school), "hoort al bij")
    forbidden(move(to=cast.foreign_school))
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    del cast.administrator._active_memberships  # type: ignore[attr-defined]
    refused(move(to=cast.foreign_school), "ander bestuur")
    refused(move(name="TECHNIEK"), "heeft al een team TECHNIEK")
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=TODAY)
    refused(move(), "is opgeheven")


def test_a_team_that_moves_in_an_open_round_stays_in_it_for_the_school_of_then(
    cast: Cast, small_card: Card
) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    teams.move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo nieuw")
    assessment = round_.assessments.get(team=cast.team)
    assert (assessment.school, assessment.team_name) == (cast.school, "Havo 4-5")
    assert can(cast.coordinator, Ability.LEAD_TEAM, assessment)
    rounds.change_round(
        by=cast.coordinator,
        round_=round_,
        title="Verlengd",
        card=small_card,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on + DAY,
        teams=[cast.team, cast.sibling_team],
        is_trial=False,
    )
    round_.refresh_from_db()
    assert round_.title == "Verlengd"
    refused(
        lambda: organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY),
        "Brugklas, Havo 4-5 doen mee",
    )


def test_planned_rounds_follow_a_team(cast: Cast, small_card: Card) -> None:
    def plan(*taking_part: Team, title: str) -> Round:
        return make_round(list(taking_part), small_card, state=RoundState.DRAFT, title=title)

    own = plan(cast.team, cast.sibling_team, title="van de school")
    wide = plan(cast.team, cast.cousin_team, title="over twee scholen")
    alone = plan(cast.team, title="alleen")
    teams.move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo")
    assert [one.team for one in own.assessments.all()] == [cast.sibling_team]
    assert can(cast.coordinator, Ability.RUN_ROUND, own)
    for round_ in (wide, alone):
        assessment = round_.assessments.get(team=cast.team)
        assert (assessment.school, assessment.school_name) == (cast.sibling_school, cast.sibling_school.name)
        assert assessment.team_name == "Havo"
    assert verbs() == [Verb.ROUND_CHANGED, Verb.TEAM_MOVED]


def test_a_team_that_ends_leaves_planned_rounds(cast: Cast, small_card: Card) -> None:
    both = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.DRAFT)
    make_round([cast.team], small_card, state=RoundState.DRAFT)
    invitation = invite(cast.team)
    teams.close_team(by=cast.coordinator, team=cast.team, on=TODAY)
    assert Round.objects.get() == both
    assert both.assessments.get().team == cast.sibling_team
    invitation.refresh_from_db()
    assert invitation.address == ""
    assert verbs() == [
        Verb.ROUND_CHANGED,
        Verb.ROUND_DISCARDED,
        Verb.INVITATION_WITHDRAWN,
        Verb.TEAM_CLOSED,
    ]


def test_teams_merge(cast: Cast, small_card: Card) -> None:
    give_role(cast.member, Role.MEMBER, cast.sibling_team)
    give_role(cast.stranger, Role.MANAGER, cast.sibling_team, started_on=TODAY + DAY)
    removed = UserFactory(removed_on=TODAY)
    give_role(removed, Role.MEMBER, cast.sibling_team)
    first, second = invite(cast.team), invite(cast.sibling_team)
    invite(cast.sibling_team, "ander@voorbeeld.example")
    draft = make_round([cast.team, cast.cousin_team], small_card, state=RoundState.DRAFT)
    old = Membership.objects.count()
    new = mergers.merge_teams(
        by=cast.coordinator,
        teams=[cast.team, cast.sibling_team, cast.team],
        school=cast.school,
        name="Brugklas",
    )
    for one in (cast.team, cast.sibling_team, first, second):
        one.refresh_from_db()
    assert (new.name, new.school, new.closed_on) == ("Brugklas", cast.school, None)
    assert {team.pk for team in new.predecessors.all()} == {cast.team.pk, cast.sibling_team.pk}
    assert (cast.team.closed_on, cast.sibling_team.closed_on) == (TODAY, TODAY)
    given = sorted(Membership.objects.filter(team=new).values_list("user__email", "role", "started_on"))
    assert given == [
        ("member@voorbeeld.example", Role.MEMBER, TODAY),
        ("stranger@voorbeeld.example", Role.MANAGER, TODAY + DAY),
        ("team-coordinator@voorbeeld.example", Role.COORDINATOR, TODAY),
        ("team-manager@voorbeeld.example", Role.MANAGER, TODAY),
    ]
    assert Membership.objects.count() == old + 4
    assert not Membership.objects.filter(ended_on=TODAY).exists()
    assert (first.team, first.address) == (new, "nieuw@voorbeeld.example")
    assert second.mail
    assert (second.address, second.mail.state) == ("", MailState.WITHDRAWN)
    assert Invitation.objects.open().filter(team=new).count() == 2
    assert draft.assessments.get().team == cast.cousin_team
    assert verbs().count(Verb.TEAM_MERGED) == 2


def test_what_teams_cannot_merge(cast: Cast) -> None:
    def merge(**swapped: Any) -> Deed:
        fields: dict[str, Any] = {
            "by": cast.administrator,
            "teams": [cast.team, cast.cousin_team],
            "school": cast.school,
            "name": "Nieuw",
        }
        return lambda: mergers.merge_teams(**fields | swapped)

    refused(merge(teams=[cast.team, cast.team]), "minstens twee")
    refused(merge(name="brugklas"), "heeft al een team brugklas")
    forbidden(merge(teams=[cast.team, cast.foreign_team]))
    forbidden(merge(school=cast.foreign_school))
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    del cast.administrator._active_memberships  # type: ignore[attr-defined]
    refused(merge(teams=[cast.team, cast.foreign_team]), "ander bestuur")
    Team.objects.filter(pk=cast.cousin_team.pk).update(closed_on=TODAY)
    refused(merge(), "is opgeheven")


def test_a_merger_by_mistake_can_be_undone_until_the_new_team_takes_part(
    cast: Cast, small_card: Card
) -> None:
    new = mergers.merge_teams(
        by=cast.coordinator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
    )
    cast.team.refresh_from_db()
    teams.reopen_team(by=cast.coordinator, team=cast.team)
    cast.team.refresh_from_db()
    assert (cast.team.closed_on, cast.team.merged_into) == (None, None)
    make_round([new], small_card)
    refused(
        lambda: teams.reopen_team(by=cast.coordinator, team=Team.objects.get(pk=cast.sibling_team.pk)),
        "deed al mee aan een meting",
    )


def test_teams_of_another_school_do_not_open_with_it(cast: Cast) -> None:
    Team.objects.filter(pk=cast.cousin_team.pk).update(closed_on=TODAY)
    organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY)
    refused(
        lambda: organisation.reopen_school(
            by=cast.administrator, school=cast.school, teams=[cast.cousin_team]
        ),
        "kun je niet kiezen",
    )
