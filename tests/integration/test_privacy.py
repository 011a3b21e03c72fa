"""What of individual answers may be shown: to whom, when, and above which floor."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Way
from assessments.models import Assessment, Card, Remark, Round, Team
from assessments.results.privacy import (
    Spread,
    remarks_of,
    school_spreads,
    shown_remarks,
    shown_tallies,
    team_spreads,
)
from assessments.services import confirmations
from tests.cast import Cast
from tests.factories import TeamFactory, UserFactory, confirm, give_role, make_card, make_round, tally

pytestmark = [pytest.mark.django_db, pytest.mark.page]

SIX = Spread((0, 0, 2, 4, 0), 0, 0)


@pytest.fixture
def round_(cast: Cast, small_card: Card) -> Round:
    """Answering is closed for the own team and the other one of its school, and for one of the other school."""
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    round_ = make_round(teams, small_card, way=Way.INDIVIDUAL)
    round_.assessments.update(answering_closed_at=timezone.now(), declared_size=12)
    for assessment in round_.assessments.all():
        tally(assessment, {"VA1.1": "334444", "VA1.2": "1111"})  # the latter under the floor
        tally(assessment, {"VA1.3": "111111"}, least_group=4)  # two of them known to who typed them in
        remark(assessment, "VA1.1", "Te lezen")
        remark(assessment, "VA1.2", "Onder de ondergrens")
        remark(assessment, "VA1.3", "Van een van de vier")
        remark(assessment, "FA1.1", "Zonder telling")
    return round_


def the(team: Team, round_: Round) -> Assessment:
    return Assessment.objects.with_context().get(team=team, round=round_)


def remark(assessment: Assessment, code: str, text: str) -> Remark:
    return Remark.objects.create(
        assessment=assessment,
        indicator=assessment.round.card.indicators.get(code=code),
        text=f"{text} {assessment.team_name}",
    )


# --- what works


def test_a_team_and_its_coordinator_see_the_spread_from_the_conversation_on(
    cast: Cast, round_: Round
) -> None:
    own = the(cast.team, round_)
    for user in (cast.member, cast.coordinator, cast.team_coordinator, cast.board_coordinator):
        assert team_spreads(user, own) == {"VA1.1": SIX}
        assert remarks_of(user, own) == {"VA1.1": ["Te lezen Havo 4-5"]}
    confirm(own)
    for user in (cast.member, cast.coordinator):
        assert team_spreads(user, own) == {"VA1.1": SIX}


def test_others_see_the_spread_once_confirmed(cast: Cast, round_: Round) -> None:
    own = the(cast.team, round_)
    watching = (cast.manager, cast.team_manager, cast.governor)
    assert [team_spreads(user, own) for user in watching] == [{}, {}, {}]
    confirm(own)
    assert [team_spreads(user, own) for user in watching] == [{"VA1.1": SIX}] * 3


def test_a_spread_is_as_long_as_the_scale_and_counts_everybody(cast: Cast) -> None:
    card = make_card({"VA": [1]}, levels=7, threshold=6)
    round_ = make_round([cast.team], card, way=Way.INDIVIDUAL)
    round_.assessments.update(answering_closed_at=timezone.now())
    own = the(cast.team, round_)
    tally(own, {"VA1.1": "77??-"})
    spread = team_spreads(cast.member, own)["VA1.1"]
    assert spread == Spread((0, 0, 0, 0, 0, 0, 2), 2, 1)
    assert spread.people == 5


def test_a_school_sums_its_confirmed_teams(cast: Cast, round_: Round) -> None:
    one, two = the(cast.team, round_), the(cast.sibling_team, round_)
    confirm(one)
    assert school_spreads(cast.manager, cast.school, round_) == {"VA1.1": SIX}
    confirm(two)
    confirm(the(cast.cousin_team, round_))
    for user in (cast.coordinator, cast.manager, cast.governor):
        assert school_spreads(user, cast.school, round_) == {"VA1.1": SIX + SIX}
    assert (SIX + SIX).levels == (0, 0, 4, 8, 0)


def test_a_school_sums_shown_cells_alone(cast: Cast, round_: Round) -> None:
    """Were four people of another team pooled with these six, six off would leave the four."""
    for assessment in round_.assessments.all():
        confirm(assessment)
    hidden = the(cast.sibling_team, round_).tallies.get(indicator__code="VA1.1")
    hidden.least_group = 4
    hidden.save()
    assert school_spreads(cast.governor, cast.school, round_) == {"VA1.1": SIX}


def test_the_floor_is_that_of_the_assessment(cast: Cast, round_: Round) -> None:
    round_.assessments.filter(team=cast.team).update(min_group=7)
    assert team_spreads(cast.member, the(cast.team, round_)) == {}
    assert remarks_of(cast.member, the(cast.team, round_)) == {}
    round_.assessments.filter(team=cast.team).update(min_group=6)
    assert team_spreads(cast.member, the(cast.team, round_)) == {"VA1.1": SIX}


def test_one_query_each(cast: Cast, round_: Round, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    own = the(cast.team, round_)
    for user in (cast.coordinator, cast.manager):
        shown_tallies(user).exists()  # their roles are read once per request
        with django_assert_num_queries(1):
            team_spreads(user, own)
        with django_assert_num_queries(int(user == cast.coordinator)):  # who has no right asks nothing
            remarks_of(user, own)
        with django_assert_num_queries(1):
            school_spreads(user, cast.school, round_)


# --- refusals


def test_who_else_there_is_sees_nothing(cast: Cast, round_: Round) -> None:
    for assessment in round_.assessments.all():
        confirm(assessment)
    nobody = (
        cast.administrator,
        cast.stranger,
        cast.former_member,
        cast.foreign_member,
        cast.foreign_coordinator,
        cast.foreign_governor,
        AnonymousUser(),
    )
    for user in nobody:
        assert not shown_tallies(user).exists()
        assert not shown_remarks(user).exists()
        assert school_spreads(user, cast.school, round_) == {}


def test_another_team_is_not_theirs(cast: Cast, round_: Round) -> None:
    for assessment in round_.assessments.all():
        confirm(assessment)
    sibling = the(cast.sibling_team, round_)
    for user in (cast.member, cast.team_coordinator, cast.team_manager):
        assert team_spreads(user, sibling) == {}
        assert remarks_of(user, sibling) == {}


def test_a_right_to_a_team_is_none_to_the_sums_of_its_school(cast: Cast, round_: Round) -> None:
    for assessment in round_.assessments.all():
        confirm(assessment)
    for user in (cast.member, cast.team_coordinator, cast.team_manager):
        assert school_spreads(user, cast.school, round_) == {}


def test_nothing_while_answering_is_open(cast: Cast, round_: Round) -> None:
    round_.assessments.update(answering_closed_at=None)
    for user in cast.everyone().values():
        assert not shown_tallies(user).exists()
        assert not shown_remarks(user).exists()


def test_nothing_of_a_team_that_fills_in_one_form(cast: Cast, round_: Round) -> None:
    round_.assessments.update(way=Way.TOGETHER)
    assert not shown_tallies(cast.coordinator).exists()
    assert not shown_remarks(cast.coordinator).exists()


def test_nothing_of_a_concept_even_for_who_plans_it(cast: Cast, round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(state=RoundState.DRAFT, opened_at=None)
    assert not shown_tallies(cast.coordinator).exists()
    assert not shown_remarks(cast.coordinator).exists()


def test_remarks_are_read_in_the_conversation_alone(cast: Cast, round_: Round) -> None:
    """Confirming ends it, for the team too; nobody else ever reads them, reopened or not."""
    own = the(cast.team, round_)
    confirmations.confirm(by=cast.coordinator, assessment=own, with_gaps=True)
    for user in cast.everyone().values():
        assert remarks_of(user, own) == {}
    confirmations.reopen(by=cast.coordinator, assessment=own, reason="Nog eens praten")
    readers = {name for name, user in cast.everyone().items() if remarks_of(user, own)}
    assert readers == {"member", "coordinator", "team_coordinator", "board_coordinator"}


def test_reopening_hides_the_spread_from_who_sees_confirmed_scores(cast: Cast, round_: Round) -> None:
    own = the(cast.team, round_)
    confirmations.confirm(by=cast.coordinator, assessment=own, with_gaps=True)
    assert team_spreads(cast.manager, own)
    confirmations.reopen(by=cast.coordinator, assessment=own, reason="Nog eens praten")
    assert team_spreads(cast.manager, own) == {}
    assert school_spreads(cast.coordinator, cast.school, round_) == {}
    assert team_spreads(cast.member, own) == {"VA1.1": SIX}


def test_an_ended_role_sees_nothing(cast: Cast, round_: Round) -> None:
    user = UserFactory()
    today = timezone.localdate()
    role = give_role(user, Role.MEMBER, cast.team, started_on=today - dt.timedelta(days=9))
    assert team_spreads(user, the(cast.team, round_))
    role.ended_on = today
    role.save()
    del user._active_memberships
    assert team_spreads(user, the(cast.team, round_)) == {}


def test_another_round_of_the_school_is_not_summed(cast: Cast, round_: Round) -> None:
    other = make_round([TeamFactory(school=cast.school)], round_.card, way=Way.INDIVIDUAL, title="Vorige")
    confirm(the(cast.team, round_))
    assert school_spreads(cast.manager, cast.school, other) == {}
