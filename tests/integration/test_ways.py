"""How teams answer, how large they are, and the floor of a board: what works first, then each refusal."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import MailState, RoundState, Verb, Way
from assessments.models import (
    Assessment,
    AuditEvent,
    Board,
    Card,
    Mail,
    Participation,
    Round,
    SizeRaise,
    User,
)
from assessments.services import participations, rounds, ways
from assessments.services.board_settings import change_min_group
from assessments.services.ways import Chosen
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import confirm, make_individual, make_round, set_scores, take_part

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
ALONE, TOGETHER = Way.INDIVIDUAL, Way.TOGETHER


@pytest.fixture
def draft(cast: Cast, small_card: Card) -> Round:
    return rounds.plan_round(
        by=cast.coordinator,
        title="LOB",
        card=small_card,
        starts_on=TODAY,
        ends_on=TODAY + 30 * DAY,
        teams=[cast.team, cast.sibling_team],
        way=ALONE,
    )


def of(round_: Round, cast: Cast) -> Assessment:
    return round_.assessments.get(team=cast.team)


def choose(by: User, assessment: Assessment, way: Way, size: int | None) -> list[Assessment]:
    return ways.choose_ways(by=by, round_=assessment.round, ways={assessment.uid: Chosen(way, size)})


# --- planning and opening -------------------------------------------------------------------------------------------


def test_all_teams_begin_the_way_that_was_planned(draft: Round) -> None:
    assert set(draft.assessments.values_list("way", "declared_size")) == {(ALONE, None)}


def test_opening_wants_the_size_of_who_answers_individually(cast: Cast, draft: Round) -> None:
    choose(cast.coordinator, of(draft, cast), ALONE, 9)
    with pytest.raises(Refused, match="Dat ontbreekt nog bij: Brugklas"):
        rounds.open_round(by=cast.coordinator, round_=draft)
    sibling = draft.assessments.get(team=cast.sibling_team)
    choose(cast.coordinator, sibling, TOGETHER, None)
    assert rounds.open_round(by=cast.coordinator, round_=draft).is_open
    assert set(draft.assessments.values_list("way", "declared_size")) == {(ALONE, 9), (TOGETHER, None)}


def test_a_team_that_joins_does_as_the_others_do(cast: Cast, draft: Round, small_card: Card) -> None:
    def teams(*chosen: object) -> Round:
        return rounds.change_round(
            by=cast.board_coordinator,
            round_=draft,
            title=draft.title,
            card=small_card,
            starts_on=draft.starts_on,
            ends_on=draft.ends_on,
            teams=chosen,  # type: ignore[arg-type]
            is_trial=False,
        )

    teams(cast.team, cast.cousin_team)
    assert set(draft.assessments.values_list("way", flat=True)) == {ALONE}
    draft.assessments.update(declared_size=7)
    rounds.open_round(by=cast.board_coordinator, round_=draft)
    teams(cast.team, cast.cousin_team, cast.sibling_team)
    joined = draft.assessments.get(team=cast.sibling_team)
    assert (joined.way, joined.declared_size) == (TOGETHER, None), "nobody said how large it is"


# --- choosing -------------------------------------------------------------------------------------------------------


def test_a_coordinator_of_one_team_chooses_for_that_team(cast: Cast, draft: Round) -> None:
    changed = choose(cast.team_coordinator, of(draft, cast), ALONE, 9)
    assert [assessment.team_name for assessment in changed] == ["Havo 4-5"]
    assert of(draft, cast).declared_size == 9
    event = AuditEvent.objects.latest("pk")
    assert (event.verb, event.object_key) == (Verb.ANSWERING_CHANGED, of(draft, cast).uid)
    with pytest.raises(PermissionDenied):
        choose(cast.team_coordinator, draft.assessments.get(team=cast.sibling_team), ALONE, 9)


def test_what_stands_already_is_not_written_again(cast: Cast, draft: Round) -> None:
    choose(cast.coordinator, of(draft, cast), ALONE, 9)
    number = AuditEvent.objects.count()
    assert choose(cast.coordinator, of(draft, cast), ALONE, 9) == []
    assert AuditEvent.objects.count() == number


@pytest.mark.parametrize("person", ["member", "manager", "governor", "administrator", "foreign_coordinator"])
def test_who_does_not_lead_the_team_chooses_nothing(cast: Cast, draft: Round, person: str) -> None:
    with pytest.raises(PermissionDenied):
        choose(getattr(cast, person), of(draft, cast), TOGETHER, None)


def test_it_can_change_until_the_first_answer(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card)
    choose(cast.coordinator, assessment, ALONE, 9)
    choose(cast.coordinator, assessment, ALONE, 8)
    take_part(assessment, {"VA1.1": 3})
    for way, size in ((TOGETHER, 8), (ALONE, 7), (ALONE, 9)):
        with pytest.raises(Refused, match="Havo 4-5 is al begonnen"):
            choose(cast.coordinator, assessment, way, size)
    assert choose(cast.coordinator, assessment, ALONE, 8) == []


def test_a_team_with_scores_stays_together(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, starts_on=TODAY)
    set_scores(of(round_, cast), {"VA1.1": 3})
    with pytest.raises(Refused, match="al begonnen"):
        choose(cast.coordinator, of(round_, cast), ALONE, 9)


def test_doing_it_together_after_all_takes_back_who_was_invited(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card, team_token="x" * 43)
    participations.invite(by=cast.coordinator, assessment=assessment, addresses=["ib@school.example"])
    choose(cast.coordinator, assessment, TOGETHER, 12)
    assessment.refresh_from_db()
    assert (assessment.way, assessment.team_token) == (TOGETHER, None)
    assert not Participation.objects.exists()
    assert Mail.objects.get().state == MailState.WITHDRAWN


@pytest.mark.parametrize("size", [0, -1, 501])
def test_a_size_is_a_number_of_people(cast: Cast, draft: Round, size: int) -> None:
    with pytest.raises(Refused, match="van 1 tot en met 500"):
        choose(cast.coordinator, of(draft, cast), ALONE, size)


def test_in_an_open_round_the_size_is_wanted_at_once(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, starts_on=TODAY)
    with pytest.raises(Refused, match="hoeveel mensen"):
        choose(cast.coordinator, of(round_, cast), ALONE, None)
    choose(cast.coordinator, of(round_, cast), ALONE, 3)


def test_a_closed_round_and_closed_answering_stay_as_they_are(cast: Cast, small_card: Card) -> None:
    closed = make_round([cast.team], small_card, state=RoundState.CLOSED)
    with pytest.raises(Refused, match="gesloten"):
        choose(cast.coordinator, of(closed, cast), ALONE, 9)
    done = make_individual(cast.sibling_team, small_card, answering_closed_at=timezone.now())
    with pytest.raises(Refused, match="al begonnen"):
        choose(cast.coordinator, done, TOGETHER, None)


# --- a larger team --------------------------------------------------------------------------------------------------


def test_a_team_can_be_made_larger_with_a_reason(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card, size=9)
    take_part(assessment, {"VA1.1": 3})
    ways.raise_size(by=cast.team_coordinator, assessment=assessment, size=11, reason=" De stagebegeleiders ")
    assessment.refresh_from_db()
    assert assessment.declared_size == 11
    raised = SizeRaise.objects.get()
    assert (raised.before, raised.after, raised.reason, raised.raised_by) == (
        9,
        11,
        "De stagebegeleiders",
        cast.team_coordinator,
    )
    event = AuditEvent.objects.get()
    assert (event.verb, event.object_key) == (Verb.SIZE_RAISED, assessment.uid)


@pytest.mark.parametrize(
    ("size", "reason", "words"),
    [
        (9, "x", "groter is dan nu"),
        (8, "x", "groter is dan nu"),
        (501, "x", "500"),
        (10, " \u200b ", "Schrijf waarom"),
        (10, "x" * 4001, "4.000"),
    ],
)
def test_never_smaller_never_without_a_reason(
    cast: Cast, small_card: Card, size: int, reason: str, words: str
) -> None:
    assessment = make_individual(cast.team, small_card, size=9)
    with pytest.raises(Refused, match=words):
        ways.raise_size(by=cast.coordinator, assessment=assessment, size=size, reason=reason)
    assert Assessment.objects.get(pk=assessment.pk).declared_size == 9
    assert not SizeRaise.objects.exists()


def test_only_its_coordinator_makes_it_larger_and_only_while_answering_is_open(
    cast: Cast, small_card: Card
) -> None:
    assessment = make_individual(cast.team, small_card, size=9)
    for person in (cast.member, cast.manager, cast.foreign_coordinator, cast.administrator):
        with pytest.raises(PermissionDenied):
            ways.raise_size(by=person, assessment=assessment, size=10, reason="x")
    Assessment.objects.update(answering_closed_at=timezone.now())
    with pytest.raises(Refused, match="gesloten"):
        ways.raise_size(by=cast.coordinator, assessment=assessment, size=10, reason="x")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_it_larger_none_makes_it_smaller(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card, size=9)
    at_once(
        lambda: ways.raise_size(by=cast.coordinator, assessment=assessment, size=20, reason="x"),
        lambda: ways.raise_size(by=cast.team_coordinator, assessment=assessment, size=10, reason="x"),
    )
    assert Assessment.objects.get().declared_size == 20


# --- the floor of a board -------------------------------------------------------------------------------------------


def test_a_beheerder_sets_the_floor_for_rounds_to_come(cast: Cast, draft: Round, small_card: Card) -> None:
    before = make_individual(cast.cousin_team, small_card)
    change_min_group(by=cast.administrator, board=cast.board, min_group=8)
    assert Board.objects.get(pk=cast.board.pk).min_group == 8
    assert AuditEvent.objects.latest("pk").verb == Verb.BOARD_CHANGED
    draft.assessments.update(declared_size=9)
    rounds.open_round(by=cast.coordinator, round_=draft)
    assert set(draft.assessments.values_list("min_group", flat=True)) == {8}
    assert Assessment.objects.get(pk=before.pk).min_group == 5


@pytest.mark.parametrize("number", [4, 0, 26])
def test_the_floor_has_bounds(cast: Cast, number: int) -> None:
    with pytest.raises(Refused, match="van 5 tot en met 25"):
        change_min_group(by=cast.administrator, board=cast.board, min_group=number)


def test_only_a_beheerder_of_the_board_sets_it(cast: Cast) -> None:
    for person in (cast.board_coordinator, cast.governor, cast.manager):
        with pytest.raises(PermissionDenied):
            change_min_group(by=person, board=cast.board, min_group=8)
    with pytest.raises(PermissionDenied):
        change_min_group(by=cast.administrator, board=cast.foreign_board, min_group=8)


def test_setting_what_stands_is_not_told(cast: Cast) -> None:
    change_min_group(by=cast.administrator, board=cast.board, min_group=5)
    assert not AuditEvent.objects.exists()


def test_a_confirmed_team_keeps_its_way(cast: Cast, small_card: Card) -> None:
    assessment = make_individual(cast.team, small_card, answering_closed_at=timezone.now())
    confirm(assessment)
    with pytest.raises(Refused):
        choose(cast.coordinator, assessment, TOGETHER, None)
