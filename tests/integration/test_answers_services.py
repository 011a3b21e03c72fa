"""Saving one's own answers: what works, receipts, the place in the team, erasing; then every refusal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import MAX_TEXT, Choice, Role, RoundState, Via
from assessments.models import Answer, Assessment, Card, Participation, Receipt, Response, TeamScore
from assessments.services.answers import erase_answers, save_answer, save_answers
from assessments.services.score_edits import Conflict, Edit, Invalid
from assessments.services.scores import RECEIPTS_KEPT, prune_receipts, save_page
from assessments.services.taking_part import Answerer
from assessments.services.writing import Kept, Saved
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_individual, make_round, save_score, take_part

pytestmark = pytest.mark.django_db

FOUR = Edit(0, Choice.LEVEL, 4)


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card, size=3)


@pytest.fixture
def member(cast: Cast, assessment: Assessment) -> Answerer:
    return Answerer(assessment, user=cast.member)


@pytest.fixture
def number(assessment: Assessment) -> Answerer:
    """Somebody by the team's link, who has answered nothing yet."""
    participation = Participation.objects.create(assessment=assessment, via=Via.TEAM_LINK, number=1)
    return Answerer(assessment, participation=participation)


def save(by: Answerer, code: str = "VA1.1", edit: Edit = FOUR, key: UUID | None = None) -> Saved:
    return save_answer(by=by, indicator_code=code, edit=edit, key=key)


def answer(code: str = "VA1.1") -> Answer:
    return Answer.objects.get(indicator__code=code)


def stored() -> list[Any]:
    return [
        list(model.objects.order_by("pk").values()) for model in (Participation, Response, Answer, Receipt)
    ]


# --- what works -----------------------------------------------------------------------------------------------------


def test_the_first_answer_makes_the_form_and_takes_a_place(member: Answerer) -> None:
    saved = save(member)
    assert (saved.version, saved.standing.level) == (1, 4)
    participation = Participation.objects.get()
    assert (participation.user, participation.via) == (member.user, Via.ACCOUNT)
    assert participation.began_on == timezone.localdate()
    assert (answer().choice, answer().level, answer().version) == (Choice.LEVEL, 4, 1)


def test_a_number_answers_on_the_place_it_has(number: Answerer) -> None:
    assert save(number).version == 1
    assert Participation.objects.get().began_on == timezone.localdate()


def test_a_remark_alone_is_an_answer_too(member: Answerer) -> None:
    save(member, edit=Edit(0, remark=" Alleen op\r\nde startdag. "))
    assert (answer().choice, answer().remark) == (Choice.NONE, "Alleen op\nde startdag.")
    assert Participation.objects.begun().count() == 1


def test_an_answer_changes_and_what_is_not_named_stays(member: Answerer) -> None:
    save(member, edit=Edit(0, Choice.LEVEL, 4, remark="Omdat."))
    save(member, edit=Edit(1, Choice.UNKNOWN))
    assert (answer().choice, answer().level, answer().remark, answer().version) == (
        Choice.UNKNOWN,
        None,
        "Omdat.",
        2,
    )


def test_saving_what_stands_writes_nothing(member: Answerer) -> None:
    save(member)
    before = stored()
    assert save(member).version == 1
    assert stored() == before


def test_a_page_is_saved_at_once_and_conflicts_are_left_alone(member: Answerer) -> None:
    save(member)
    save(member, edit=Edit(1, Choice.LEVEL, 5))
    page = save_answers(
        by=member, edits={"VA1.1": Edit(1, Choice.LEVEL, 2), "VA1.2": Edit(0, Choice.NOT_APPLICABLE)}
    )
    assert list(page.saved) == ["VA1.2"]
    assert (page.conflicts["VA1.1"].current.level, page.conflicts["VA1.1"].attempted.level) == (5, 2)
    assert (answer().level, answer("VA1.2").choice) == (5, Choice.NOT_APPLICABLE)


def test_people_do_not_see_or_change_each_other(cast: Cast, member: Answerer, number: Answerer) -> None:
    other = UserFactory()
    give_role(other, Role.MEMBER, cast.team)
    save(member)
    save(number, edit=Edit(0, Choice.LEVEL, 1))
    save(Answerer(member.assessment, user=other), edit=Edit(0, Choice.LEVEL, 2))
    assert sorted(Answer.objects.values_list("level", "version")) == [(1, 1), (2, 1), (4, 1)]


def test_nothing_is_audited(member: Answerer, django_assert_num_queries: Any) -> None:
    save(member)
    with CaptureQueriesContext(connection) as queries:
        save(member, edit=Edit(1, Choice.LEVEL, 5))
    assert not [query for query in queries if "audit" in query["sql"].lower()]


# --- exactly once -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("times", [1, 3])
def test_a_write_that_comes_again_is_known_by_its_key(member: Answerer, times: int) -> None:
    key = uuid4()
    save(member, key=key)
    save(member, edit=Edit(1, Choice.LEVEL, 5), key=uuid4())
    before = stored()
    for _time in range(times):
        assert save(member, key=key).version == 1
    assert stored() == before


def test_without_its_key_the_same_write_is_a_conflict(member: Answerer) -> None:
    save(member)
    save(member, edit=Edit(1, Choice.LEVEL, 5))
    with pytest.raises(Conflict):
        save(member)


def test_a_key_is_of_one_form(member: Answerer, number: Answerer) -> None:
    key = uuid4()
    save(member, key=key)
    save(number, key=key)
    assert Answer.objects.count() == Receipt.objects.count() == 2


def test_a_key_is_of_one_indicator(member: Answerer) -> None:
    """Else a second answer would be told as saved without being so."""
    key = uuid4()
    save(member, key=key)
    save(member, "VA1.2", key=key)
    assert (answer().level, answer("VA1.2").level) == (4, 4)


def test_what_is_refused_leaves_no_receipt(member: Answerer) -> None:
    save(member)
    for edit in (Edit(7, Choice.LEVEL, 1), Edit(1, Choice.LEVEL, 9)):
        with pytest.raises((Conflict, Invalid)):
            save(member, edit=edit, key=uuid4())
    assert not Receipt.objects.exists()


def test_a_race_lost_between_two_sendings_of_one_write_ends_in_its_receipt(
    member: Answerer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on PostgreSQL, where what was read may be from before the lock: neither the answer nor the receipt is seen."""
    key = uuid4()
    save(member, key=key)
    with_one, blind = Kept.with_one, [True]

    def before_the_lock(kept: Kept, form: Any, code: str, one: UUID | None) -> Any:
        unknown = uuid4() if blind and blind.pop() else one
        return with_one(kept, form, code, unknown)

    monkeypatch.setattr(Kept, "with_one", before_the_lock)
    read, stale = Kept.read, [True]

    def empty_at_first(kept: Kept, json: Any) -> Any:
        return read(kept, None if stale and stale.pop() else json)

    monkeypatch.setattr(Kept, "read", empty_at_first)
    assert save(member, key=key).version == 1
    assert Answer.objects.get().version == 1


def test_the_form_of_a_team_has_receipts_too_for_a_month(cast: Cast, small_card: Card) -> None:
    together = make_round([cast.team], small_card).assessments.get()
    key = uuid4()

    def save_team(level: int, version: int, key: UUID) -> Saved:
        return save_score(
            by=cast.member,
            assessment=together,
            indicator_code="VA1.1",
            version=version,
            choice=Choice.LEVEL,
            level=level,
            key=key,
        )

    save_team(3, 0, key)
    save_team(4, 1, uuid4())
    assert save_team(3, 0, key).version == 1
    assert TeamScore.objects.get().level == 4
    with time_machine.travel(timezone.now() + RECEIPTS_KEPT - dt.timedelta(hours=1)):
        assert prune_receipts() == 0
    with time_machine.travel(timezone.now() + RECEIPTS_KEPT + dt.timedelta(hours=1)):
        assert prune_receipts() == 2
        with pytest.raises(Conflict):
            save_team(3, 0, key)


def test_receipts_of_people_stay_until_closing(member: Answerer) -> None:
    save(member, key=uuid4())
    with time_machine.travel(timezone.now() + 2 * RECEIPTS_KEPT):
        assert prune_receipts() == 0


# --- a place in the team ----------------------------------------------------------------------------------------


@pytest.fixture
def full(assessment: Assessment) -> Assessment:
    for _number in range(3):
        take_part(assessment, {"VA1.1": 3})
    return assessment


@pytest.mark.usefixtures("full")
def test_above_the_declared_size_nobody_begins(member: Answerer) -> None:
    before = stored()
    with pytest.raises(Refused, match="zoveel mensen"):
        save(member)
    with pytest.raises(Refused, match="zoveel mensen"):
        save_answers(by=member, edits={"VA1.1": FOUR})
    assert stored() == before


def test_whoever_has_begun_goes_on_in_a_full_team(full: Assessment) -> None:
    someone = Answerer(full, participation=Participation.objects.first())
    assert save(someone, edit=Edit(1, Choice.LEVEL, 5)).version == 2


def test_whoever_clears_everything_gives_the_place_back(full: Assessment, member: Answerer) -> None:
    someone = Answerer(full, participation=Participation.objects.first())
    save(someone, "VA1.2", Edit(0, remark="Nog iets"))
    save(someone, edit=Edit(1, Choice.NONE))
    assert Participation.objects.begun().count() == 3, "a remark stands still"
    save(someone, "VA1.2", Edit(1, remark=""))
    assert Participation.objects.begun().count() == 2
    save(member)
    with pytest.raises(Refused, match="zoveel mensen"):
        save(someone, edit=Edit(2, Choice.LEVEL, 4))


# --- erasing ----------------------------------------------------------------------------------------------------


def test_erasing_leaves_nothing_of_what_was_said(member: Answerer, number: Answerer) -> None:
    save(member, edit=Edit(0, Choice.LEVEL, 4, remark="Geheim"))
    save(member, "VA1.2", Edit(0, Choice.UNKNOWN))
    save(number, edit=Edit(0, Choice.LEVEL, 1))
    assert erase_answers(by=member) == 2
    left = Answer.objects.filter(response__participation__user=member.user)
    assert set(left.values_list("choice", "level", "remark")) == {("", None, "")}
    assert Participation.objects.begun().get() == number.participation
    assert erase_answers(by=member) == 0


def test_what_was_erased_is_not_brought_back_by_a_write_that_is_late(member: Answerer) -> None:
    first, late = uuid4(), uuid4()
    save(member, key=first)
    erase_answers(by=member)
    save(member, key=first)
    assert answer().choice == Choice.NONE
    with pytest.raises(Conflict):
        save(member, edit=Edit(1, Choice.LEVEL, 2), key=late)
    assert answer().choice == Choice.NONE


def test_one_can_answer_again_after_erasing(member: Answerer) -> None:
    save(member)
    erase_answers(by=member)
    assert save(member, edit=Edit(2, Choice.LEVEL, 2)).version == 3
    assert Participation.objects.begun().count() == 1


def test_erasing_nothing_is_nothing(member: Answerer) -> None:
    assert erase_answers(by=member) == 0
    assert not Participation.objects.exists()


# --- refusals, with nothing changed -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "person",
    ["coordinator", "team_coordinator", "manager", "governor", "administrator", "stranger", "foreign_member"],
)
def test_only_a_teamlid_answers(cast: Cast, assessment: Assessment, person: str) -> None:
    by = Answerer(assessment, user=getattr(cast, person))
    deeds: list[Callable[[], object]] = [
        lambda: save(by),
        lambda: save_answers(by=by, edits={"VA1.1": FOUR}),
        lambda: erase_answers(by=by),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert stored() == [[], [], [], []]


def close(assessment: Assessment) -> None:
    Response.objects.filter(participation__assessment=assessment).delete()
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=timezone.now())


def over(assessment: Assessment) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    assessment.round.starts_on = assessment.round.ends_on = yesterday
    assessment.round.save()


def end_round(assessment: Assessment) -> None:
    assessment.round.state, assessment.round.closed_at = RoundState.CLOSED, timezone.now()
    assessment.round.save()


@pytest.mark.parametrize("end", [close, over, end_round])
@pytest.mark.parametrize("begun", [True, False])
def test_once_answering_is_closed_nothing_is_written(
    member: Answerer, number: Answerer, end: Callable[[Assessment], None], begun: bool
) -> None:
    if begun:
        save(member)
        save(number)
    end(Assessment.objects.select_related("round").get())
    before = stored()
    for by in (member, number):
        deeds: list[Callable[[], object]] = [
            lambda by=by: save(by, edit=Edit(1, Choice.LEVEL, 2)),  # type: ignore[misc]
            lambda by=by: save_answers(by=by, edits={"VA1.2": FOUR}),  # type: ignore[misc]
            lambda by=by: erase_answers(by=by),  # type: ignore[misc]
        ]
        for deed in deeds:
            with pytest.raises(Refused, match="gesloten"):
                deed()
    assert stored() == before


def test_in_a_team_that_fills_in_together_nobody_answers_alone(cast: Cast, small_card: Card) -> None:
    together = make_round([cast.team], small_card).assessments.get()
    with pytest.raises(Refused, match="samen"):
        save(Answerer(together, user=cast.member))


def test_a_withdrawn_link_is_told_so(number: Answerer) -> None:
    save(number)
    Participation.objects.all().delete()
    with pytest.raises(Refused, match="stopgezet"):
        save(number)


def test_a_number_of_another_team_writes_nothing_here(cast: Cast, number: Answerer, small_card: Card) -> None:
    other = make_individual(cast.sibling_team, small_card)
    with pytest.raises(Refused, match="stopgezet"):
        save(Answerer(other, participation=number.participation))
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("code", "edit"),
    [
        ("XX9.9", FOUR),
        ("VA1.1", Edit(0, Choice.LEVEL, 6)),
        ("VA1.1", Edit(0, Choice.LEVEL)),
        ("VA1.1", Edit(0, remark="x" * (MAX_TEXT + 1))),
    ],
)
def test_what_cannot_be_stored_is_not(member: Answerer, code: str, edit: Edit) -> None:
    with pytest.raises(Invalid):
        save(member, code, edit)
    with pytest.raises(Invalid):
        save_answers(by=member, edits={code: edit, "VA1.2": FOUR})
    assert not Answer.objects.exists()


def test_a_team_and_a_person_keep_words_of_their_own(cast: Cast, member: Answerer, small_card: Card) -> None:
    save(member, edit=Edit(0, Choice.LEVEL, 4, rationale="Niet van mij"))
    together = make_round([cast.sibling_team], small_card).assessments.get()
    save_page(by=cast.coordinator, assessment=together, edits={"VA1.1": Edit(0, Choice.LEVEL, 4, remark="x")})
    assert (answer().remark, TeamScore.objects.get().rationale) == ("", "")


# --- how many queries -------------------------------------------------------------------------------------------


def test_an_answer_takes_three_queries(member: Answerer) -> None:
    """And the roles of who answers, which a page has read already, and the two of the transaction."""
    save(member, key=uuid4())
    with CaptureQueriesContext(connection) as queries:
        save(member, edit=Edit(1, Choice.LEVEL, 5), key=uuid4())
    assert len(queries) == 5
