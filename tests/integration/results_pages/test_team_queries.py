"""How many queries the page of a team takes, and its report: however far the team is, and whoever reads it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import RoundState, Way
from assessments.models import Assessment, Card, User
from assessments.reports.context.team import team_report
from assessments.services.closing import close_answering
from assessments.services.confirmations import confirm as confirm_scores
from assessments.services.confirmations import reopen
from assessments.services.priorities import choose_priorities
from tests.cast import Cast
from tests.factories import make_action, make_individual, make_round, set_scores, take_part, tally
from tests.reading import signed_in

from .reading import NOW, THEN, scored, the

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
READERS = {"coordinator", "member", "manager", "governor"}
UNDER_WAY = 6
"""For who may not see what is not confirmed yet: only how far it is."""


def begun(cast: Cast, card: Card, way: Way) -> Assessment:
    """The team in an open round; where everybody answers first, six did."""
    if way == Way.TOGETHER:
        return the(cast.team, make_round([cast.team], card, starts_on=TODAY()))
    assessment = make_individual(cast.team, card, size=6)
    for person in range(6):
        take_part(assessment, {"VA1.1": 1 + person % 5, "VA2.1": 3, "FA1.1": "?"})
    return assessment


def bring(leader: User, assessment: Assessment, stand: str) -> None:
    """Answering is closed, and the scores of the team are as far as the name of the stand says."""
    if assessment.is_individual:
        close_answering(by=leader, assessment=assessment)
    number = {"nothing": 0, "half": 3}.get(stand, len(NOW))
    set_scores(assessment, dict(list(NOW.items())[:number]), rationale="Zo is het")
    if stand in ("reopened", "confirmed"):
        confirm_scores(by=leader, assessment=assessment)
        choose_priorities(by=leader, assessment=assessment, codes=["VA1.3", "VA2.1"], seen=())
    if stand == "reopened":
        reopen(by=leader, assessment=assessment, reason="Tikfout")


def precede(cast: Cast, card: Card) -> None:
    """The round of a year ago, in which everybody answered first, with two actions that came of it."""
    before = make_round(
        [cast.team],
        card,
        title="Vorig jaar",
        state=RoundState.CLOSED,
        starts_on=TODAY() - dt.timedelta(days=365),
        way=Way.INDIVIDUAL,
    )
    before.assessments.update(declared_size=6, answering_closed_at=timezone.now())
    tally(the(cast.team, before), {"VA1.1": "223344", "FA1.2": "222555"})
    assessment = scored(cast.team, before, THEN, rationale="Toen")
    for codes in ("VA1.1", "VA1.3 FA1.1"):
        make_action(cast.team, card, codes, assessment=assessment, owner=cast.member)


def read(
    cast: Cast, assessment: Assessment, seeing: set[str], queries: int, assert_num: DjangoAssertNumQueries
) -> None:
    """Open the page as everybody: for these readers with the result, in so many queries."""
    for reader in READERS:
        client = signed_in(getattr(cast, reader))
        with assert_num(queries if reader in seeing else UNDER_WAY):
            page = client.get(reverse("team-result", args=[assessment.uid]))
        shown = "results/team.html" if reader in seeing else "results/under_way.html"
        assert shown in {template.name for template in page.templates}


@pytest.mark.parametrize(
    ("way", "has_past", "queries"),
    [
        (Way.TOGETHER, False, 11),
        (Way.TOGETHER, True, 12),  # with what people chose by themselves then
        (Way.INDIVIDUAL, False, 12),  # or now
        (Way.INDIVIDUAL, True, 12),
    ],
)
@pytest.mark.parametrize("stand", ["nothing", "half", "all", "reopened", "confirmed"])
def test_twelve_queries_however_far_the_team_is(
    cast: Cast,
    small_card: Card,
    stand: str,
    way: Way,
    has_past: bool,
    queries: int,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    if has_past:
        precede(cast, small_card)
    assessment = begun(cast, small_card, way)
    bring(cast.coordinator, assessment, stand)
    if has_past:
        make_action(cast.team, small_card, "VA1.2", assessment=assessment)
    seeing = READERS if stand == "confirmed" else {"coordinator"}
    read(cast, assessment, seeing, queries, django_assert_num_queries)


@pytest.mark.parametrize("has_past", [False, True])
def test_six_queries_while_everybody_answers(
    cast: Cast, small_card: Card, has_past: bool, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    if has_past:
        precede(cast, small_card)
    read(cast, begun(cast, small_card, Way.INDIVIDUAL), set(), UNDER_WAY, django_assert_num_queries)


@pytest.mark.parametrize("stand", ["nothing", "half", "all", "reopened", "confirmed"])
def test_the_report_takes_as_many_queries_however_far_the_team_is(
    cast: Cast, small_card: Card, stand: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    precede(cast, small_card)
    pk = begun(cast, small_card, Way.TOGETHER).pk
    bring(cast.coordinator, Assessment.objects.get(pk=pk), stand)
    assessment = Assessment.objects.with_context().get(pk=pk)
    with django_assert_num_queries(13):
        report = team_report(assessment, reader=cast.coordinator, as_of=TODAY())
    assert report.result.assessment.is_confirmed is (stand == "confirmed")
