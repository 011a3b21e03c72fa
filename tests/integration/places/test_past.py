"""No past figure moves, nor who may see it: everything computed and asked before and after each deed."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from assessments.access import rows
from assessments.access.permissions import Ability, can
from assessments.enums import Role, RoundState
from assessments.models import (
    Assessment,
    Card,
    Membership,
    Round,
    User,
)
from assessments.results.board_queries import board_result
from assessments.results.queries import school_result, team_result
from assessments.results.values import AssessmentInfo
from assessments.services import mergers, organisation, teams
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_round,
    set_scores,
)

from .deeds import DAY, TODAY

pytestmark = [pytest.mark.django_db, pytest.mark.page]

Seen = set[tuple[str, Any, str]]


@pytest.fixture
def past(cast: Cast, small_card: Card) -> list[Round]:
    """Two closed rounds over the board, the first without a team that came later; everything confirmed but one."""
    everyone = [cast.team, cast.sibling_team, cast.cousin_team]
    made = []
    for year, taking_part in ((2024, everyone[:2]), (2025, everyone)):
        round_ = make_round(
            taking_part,
            small_card,
            title=f"LOB {year}",
            state=RoundState.CLOSED,
            starts_on=dt.date(year, 11, 3),
        )
        for n, assessment in enumerate(round_.assessments.order_by("pk")):
            set_scores(
                assessment, {"VA1.1": 4, "VA1.2": 1 + (n + year) % 5, "VA1.3": 5, "VA2.1": 3, "FA1.1": 2}
            )
            if (year, n) != (2025, 1):
                confirm(assessment)
        made.append(round_)
    return made


def figures(cast: Cast, card: Card, *, board_too: bool = True) -> dict[Any, Any]:
    """Every result object of every closed round, as each page computes it."""
    found: dict[Any, Any] = {}
    for assessment in Assessment.objects.filter(round__state=RoundState.CLOSED):
        team = team_result(assessment)
        found["team", assessment.uid] = dataclasses.replace(
            team,
            assessment=_figures_alone(team.assessment),
            previous=team.previous and _figures_alone(team.previous),
        )
        key = ("school", assessment.school.uid, assessment.round.uid)
        school = school_result(assessment.school, assessment.round)
        teams = (dataclasses.replace(row, assessment=_figures_alone(row.assessment)) for row in school.rows)
        found[key] = dataclasses.replace(school, rows=tuple(teams))
    if board_too:
        result = board_result(cast.board, card)
        found["board"] = dataclasses.replace(
            result,
            schools=(),
            rows=tuple(
                dataclasses.replace(row, is_closed=False, successor_name=None, successor_uid=None)
                for row in result.rows
                if row.round
            ),
        )
    return found


def _figures_alone(info: AssessmentInfo) -> AssessmentInfo:
    """Without that the team was closed or went elsewhere since, which is told beside its figures."""
    return dataclasses.replace(info, team_closed_on=None, has_moved=False)


def who_sees() -> Seen:
    """Who may see which past figure, by each of the ways in which a page asks it."""
    found: Seen = set()
    for person in User.objects.all():
        for assessment in rows.assessments_with_results(person):
            found.add((person.email, assessment.uid, "results"))
        for assessment in rows.visible_assessments(person):
            found.add((person.email, assessment.uid, "progress"))
            if can(person, Ability.LEAD_TEAM, assessment):
                found.add((person.email, assessment.uid, "leads"))
        for school in rows.schools(person):
            for round_ in Round.objects.filter(assessments__school=school):
                found.add((person.email, (school.uid, round_.uid), "dashboard"))
    return found


def naively() -> Seen:
    """Product.md 4 read aloud: who holds a role that sees results at the team, school or board of then."""
    found: Seen = set()
    for role in Membership.objects.active().exclude(role=Role.ADMINISTRATOR):
        for assessment in Assessment.objects.exclude(confirmed_at=None):
            then = [assessment.team, assessment.school, assessment.school.board]
            if role.place in then:
                found.add((role.user.email, assessment.uid, "results"))
    return found


DEEDS: dict[str, Callable[[Cast], Any]] = {
    "move a team": lambda cast: teams.move_team(
        by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo"
    ),
    "merge teams": lambda cast: mergers.merge_teams(
        by=cast.administrator, teams=[cast.team, cast.cousin_team], school=cast.school, name="Bovenbouw"
    ),
    "close a team": lambda cast: teams.close_team(by=cast.administrator, team=cast.team, on=TODAY),
    "close a school": lambda cast: organisation.close_school(
        by=cast.administrator, school=cast.school, on=TODAY
    ),
    "merge schools": lambda cast: mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    ),
    "rename a team": lambda cast: teams.change_team(
        by=cast.administrator, team=cast.team, name="Havo nieuw", own_key="H45"
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_past_figure_moves_and_nobody_gains_or_loses_sight_of_it(
    cast: Cast, small_card: Card, past: list[Round], deed: str
) -> None:
    before, seen = figures(cast, small_card), who_sees()
    assert len(before) == 9
    stored = list(Assessment.objects.order_by("pk").values())
    DEEDS[deed](cast)
    assert figures(cast, small_card) == before
    assert who_sees() == seen
    confirmed = set(Assessment.objects.exclude(confirmed_at=None).values_list("uid", flat=True))
    assert {one for one in who_sees() if one[2] == "results" and one[1] in confirmed} == naively()
    assert list(Assessment.objects.order_by("pk").values()) == stored


def test_a_role_at_the_new_place_sees_nothing_of_the_old_one(
    cast: Cast, small_card: Card, past: list[Round]
) -> None:
    """Also who gets a role at the school that teams went to, or at the team that they became."""
    seen = who_sees()
    held = Membership.objects.get(user=cast.manager)
    mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[held]
    )
    new = mergers.merge_teams(
        by=cast.administrator,
        teams=[cast.sibling_team, cast.cousin_team],
        school=cast.sibling_school,
        name="Nieuw",
    )
    newcomer = UserFactory()
    give_role(newcomer, Role.COORDINATOR, new)
    gained = who_sees() - seen
    assert who_sees() >= seen
    assert {email for email, _thing, _what in gained} == {cast.manager.email}
    of_delta = set(Assessment.objects.filter(school=cast.sibling_school).values_list("uid", flat=True))
    assert {thing for _email, thing, what in gained if what != "dashboard"} <= of_delta


def test_a_new_round_takes_the_place_of_what_ended(cast: Cast, small_card: Card, past: list[Round]) -> None:
    """A board's figures keep a merged school until the school that it went on in has a later round."""
    mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    )
    assert [row.is_closed for row in board_result(cast.board, small_card).rows] == [True, False]
    third = SchoolFactory(board=cast.board, name="Aa")
    later: dict[str, Any] = {"starts_on": TODAY + DAY, "state": RoundState.CLOSED}
    make_round([TeamFactory(school=third)], small_card, **later)
    assert cast.school.uid in {row.school_uid for row in board_result(cast.board, small_card).rows}
    cast.team.refresh_from_db()
    round_ = make_round([cast.team], small_card, **later)
    (assessment,) = round_.assessments.all()
    set_scores(assessment, {"VA1.1": 5})
    confirm(assessment)
    result = board_result(cast.board, small_card)
    assert cast.school.uid not in {row.school_uid for row in result.rows}
    assert (result.confirmed, result.of_teams) == (1, 2)
    change = team_result(assessment).change
    assert change is not None, "the change of a team that moved follows it"
    assert change.matched == 1


def test_a_closed_school_counts_until_the_board_measures_again(
    cast: Cast, small_card: Card, past: list[Round]
) -> None:
    organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY)
    unmeasured = SchoolFactory(board=cast.board, closed_on=TODAY)
    names = {row.school_uid for row in board_result(cast.board, small_card).rows}
    assert names == {cast.school.uid, cast.sibling_school.uid}
    assert unmeasured.uid not in names
    make_round([cast.cousin_team], small_card, starts_on=TODAY + DAY)
    assert [row.school_uid for row in board_result(cast.board, small_card).rows] == [cast.sibling_school.uid]


def test_mergers_one_after_another_are_followed(cast: Cast, small_card: Card, past: list[Round]) -> None:
    last = SchoolFactory(board=cast.board, name="Zz")
    for school, into in ((cast.school, cast.sibling_school), (cast.sibling_school, last)):
        mergers.merge_schools(by=cast.administrator, school=school, into=into, names={}, roles=[])
    assert len(board_result(cast.board, small_card).rows) == 3
    make_round([TeamFactory(school=last)], small_card, starts_on=TODAY + DAY)
    assert [row.school_uid for row in board_result(cast.board, small_card).rows] == [last.uid]


def test_a_merged_team_has_nothing_to_compare_with(cast: Cast, small_card: Card, past: list[Round]) -> None:
    new = mergers.merge_teams(
        by=cast.administrator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Havo 4-5"
    )
    (assessment,) = make_round([new], small_card).assessments.all()
    set_scores(assessment, {"VA1.1": 5})
    confirm(assessment)
    result = team_result(assessment)
    assert (result.change, result.previous_round) == (None, None)
