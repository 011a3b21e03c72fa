"""Who took part, as numbers: in which role, and in which way."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Via, Way
from assessments.models import Card
from assessments.reports.context import school_report
from assessments.reports.render import render_document
from assessments.results.board_queries import board_result
from assessments.results.response import TeamResponse, responses, school_members
from tests.cast import Cast
from tests.factories import confirm, give_role, make_individual, make_round, set_scores, take_part

pytestmark = pytest.mark.django_db


def test_where_everybody_answers_the_ways_are_counted_once_closed(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card)
    take_part(assessment, {"VA1.1": 4}, via=Via.ACCOUNT, user=cast.member)
    take_part(assessment, {}, via=Via.ACCOUNT, user=cast.governor)
    for number in (1, 2):
        take_part(assessment, {"VA1.1": 2}, via=Via.PAPER, number=number)
    take_part(assessment, {"VA1.1": 2}, via=Via.LINK, address="los@voorbeeld.example")
    assert responses([assessment])[assessment.pk] == TeamResponse(members=4)
    assessment.answering_closed_at = timezone.now()
    set_scores(assessment, {"VA1.1": 4})
    assessment.scores.update(updated_by=cast.coordinator)
    assert responses([assessment])[assessment.pk] == TeamResponse(
        4, 1, ((Via.ACCOUNT, 1), (Via.LINK, 1), (Via.PAPER, 2))
    )


def test_together_it_is_whoever_wrote_or_confirmed(
    cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """A role elsewhere is none here, and one that has ended since still was one."""
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card)
    own, sibling, cousin = round_.assessments.select_related("school").order_by("pk")
    give_role(cast.foreign_coordinator, Role.MEMBER, cast.team)
    for assessment, people in (
        (own, [cast.member, cast.foreign_coordinator, cast.coordinator]),
        (sibling, [cast.board_coordinator]),
    ):
        set_scores(assessment, dict.fromkeys(["VA1.1", "VA1.2", "VA1.3"][: len(people)], 4))
        for score, person in zip(assessment.scores.order_by("pk"), people, strict=True):
            score.updated_by = person
            score.save()
    own.confirmations.create(number=1, confirmed_at=timezone.now(), confirmed_by=cast.team_coordinator)
    cast.coordinator.memberships.update(ended_on=timezone.localdate())
    with django_assert_num_queries(4):
        found = responses([own, sibling, cousin])
    assert found == {
        own.pk: TeamResponse(members=2, coordinators=2),
        sibling.pk: TeamResponse(coordinators=1),
        cousin.pk: TeamResponse(),
    }


def test_the_teamleden_of_a_school_are_added_up_over_its_teams_in_its_own_round(
    cast: Cast, small_card: Card, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    before = make_round(
        [cast.team], small_card, way=Way.INDIVIDUAL, starts_on=dt.date(2025, 11, 3), state=RoundState.CLOSED
    )
    take_part(before.assessments.get(), {"VA1.1": 4}, via=Via.PAPER, number=1)
    now = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card, way=Way.INDIVIDUAL)
    for assessment in now.assessments.filter(team__in=[cast.team, cast.sibling_team]):
        for number in (1, 2):
            take_part(assessment, {"VA1.1": 4}, via=Via.PAPER, number=number)
    result = board_result(cast.board, small_card)
    with django_assert_num_queries(4):
        found = school_members(cast.board, result.rows)
    assert found == {cast.school.uid: 4, cast.sibling_school.uid: 0}


def test_of_teams_that_are_not_confirmed_the_reports_over_them_tell_only_how_many_began(
    cast: Cast, small_card: Card
) -> None:
    """In which way, and who wrote in what is not agreed yet, is for who leads them."""
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    apart, together = (round_.assessments.get(team=team) for team in (cast.team, cast.sibling_team))
    apart.way = Way.INDIVIDUAL
    apart.save()
    for number in (1, 2):
        take_part(apart, {"VA1.1": 2}, via=Via.PAPER, number=number)
    apart.answering_closed_at = timezone.now()
    apart.save()
    for assessment in (apart, together):
        set_scores(assessment, {"VA1.1": 4})
        assessment.scores.update(updated_by=cast.member if assessment == together else cast.coordinator)
    report = school_report(cast.school, round_, reader=cast.manager, as_of=timezone.localdate())
    told = {line.info.pk: line.response for line in report.responses}
    assert told == {apart.pk: TeamResponse(members=2), together.pk: TeamResponse()}
    page = render_document(report).html
    chapter = page[page.rindex('id="wie"') : page.rindex('id="berekend"')]
    assert str(Via.PAPER.label) not in chapter
    assert chapter.count("<td>–</td>") == 3, "the coordinators of both, and who wrote in the form of one"
    assert school_members(cast.board, board_result(cast.board, small_card).rows)[cast.school.uid] == 2
    confirm(together)
    assert school_members(cast.board, board_result(cast.board, small_card).rows)[cast.school.uid] == 3
