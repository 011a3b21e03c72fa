"""The steps of a conversation: where it is, what is agreed, and what is in the way."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import Choice, Way
from assessments.models import Assessment, Conversation, TeamScore
from assessments.services.conversation import accept_unanimous, agree, go_to, keep_words
from assessments.services.score_edits import Edit, Invalid
from tests.cast import Cast
from tests.factories import confirm, set_scores

pytestmark = pytest.mark.django_db


def where(assessment: Assessment) -> tuple[str | None, int]:
    conversation = Conversation.objects.select_related("indicator").get(assessment=assessment)
    return (conversation.indicator.code if conversation.indicator else None), conversation.version


def three(version: int = 0, **words: str) -> Edit:
    return Edit(version, Choice.LEVEL, 3, **words)


def test_going_somewhere_begins_it_and_each_step_is_seen(cast: Cast, assessment: Assessment) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.3")
    assert where(assessment) == ("VA1.3", 1)
    go_to(by=cast.team_coordinator, assessment=assessment, code=None)
    assert where(assessment) == (None, 2)
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.3")
    assert where(assessment) == ("VA1.3", 3)


def test_agreeing_records_all_and_goes_on(cast: Cast, assessment: Assessment) -> None:
    edit = three(rationale="Zo is het", evidence="Jaarplan", dissent="Een mentor zag een 2")
    agree(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=edit, then="VA1.2")
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.choice, score.level, score.version) == (Choice.LEVEL, 3, 1)
    assert (score.rationale, score.evidence, score.dissent) == (
        "Zo is het",
        "Jaarplan",
        "Een mentor zag een 2",
    )
    assert score.evidenced_on == timezone.localdate()
    assert score.updated_by == cast.coordinator
    assert where(assessment) == ("VA1.2", 1)


@pytest.mark.parametrize("choice", [Choice.UNKNOWN, Choice.NOT_APPLICABLE])
def test_a_team_can_agree_that_it_has_no_score(cast: Cast, assessment: Assessment, choice: Choice) -> None:
    agree(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=Edit(0, choice), then=None)
    assert TeamScore.objects.get(assessment=assessment).choice == choice
    assert where(assessment) == (None, 1)


@pytest.mark.parametrize("choice", [None, Choice.NONE])
def test_agreeing_on_nothing_is_refused(cast: Cast, assessment: Assessment, choice: Choice | None) -> None:
    with pytest.raises(Invalid):
        agree(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=Edit(0, choice), then="VA1.2")
    assert not TeamScore.objects.exists()
    assert not Conversation.objects.exists()


def test_a_conflict_writes_nothing_and_stays(cast: Cast, assessment: Assessment) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.3")
    agree(by=cast.team_coordinator, assessment=assessment, code="VA1.3", edit=three(), then="VA1.2")
    page = agree(
        by=cast.coordinator,
        assessment=assessment,
        code="VA1.3",
        edit=Edit(0, Choice.LEVEL, 5),
        then="VA2.1",
    )
    assert (page.conflicts["VA1.3"].current.level, page.conflicts["VA1.3"].attempted.level) == (3, 5)
    assert TeamScore.objects.get(assessment=assessment).level == 3
    assert where(assessment) == ("VA1.2", 2)


def test_words_are_kept_without_a_choice(cast: Cast, assessment: Assessment) -> None:
    keep_words(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=three(rationale="Nog bezig"))
    score = TeamScore.objects.get(assessment=assessment)
    assert (score.choice, score.level, score.rationale) == (Choice.NONE, None, "Nog bezig")
    keep_words(by=cast.coordinator, assessment=assessment, code="VA1.2", edit=Edit(0, rationale=""))
    assert TeamScore.objects.count() == 1


def test_all_that_all_agree_on_is_accepted_at_once(cast: Cast, assessment: Assessment) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.3")
    set_scores(assessment, {"VA2.2": 2})
    page = accept_unanimous(
        by=cast.coordinator,
        assessment=assessment,
        levels={"VA1.1": three(), "VA2.2": Edit(0, Choice.LEVEL, 5)},
    )
    assert set(page.saved) == {"VA1.1"}
    assert set(page.conflicts) == {"VA2.2"}
    levels = TeamScore.objects.order_by("indicator__code").values_list("indicator__code", "level")
    assert list(levels) == [("VA1.1", 3), ("VA2.2", 2)]
    assert where(assessment) == ("VA1.3", 2)


@pytest.mark.parametrize("person", ["member", "manager", "governor", "administrator", "foreign_coordinator"])
def test_only_who_leads_takes_steps(cast: Cast, assessment: Assessment, person: str) -> None:
    by = getattr(cast, person)
    for deed in (
        lambda: go_to(by=by, assessment=assessment, code="VA1.3"),
        lambda: keep_words(by=by, assessment=assessment, code="VA1.3", edit=three(rationale="x")),
        lambda: agree(by=by, assessment=assessment, code="VA1.3", edit=three(), then=None),
        lambda: accept_unanimous(by=by, assessment=assessment, levels={"VA1.1": three()}),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert not TeamScore.objects.exists()
    assert not Conversation.objects.exists()


def test_no_conversation_before_closing_after_confirming_or_together(
    cast: Cast, assessment: Assessment
) -> None:
    def refused(word: str) -> None:
        with pytest.raises(Refused, match=word):
            agree(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=three(), then=None)

    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=None)
    refused("als het invullen is gesloten")
    Assessment.objects.filter(pk=assessment.pk).update(answering_closed_at=timezone.now())
    confirm(assessment)
    refused("vastgesteld")
    Assessment.objects.filter(pk=assessment.pk).update(confirmed_at=None, marks="", way=Way.TOGETHER)
    refused("samen één formulier")
    Assessment.objects.filter(pk=assessment.pk).delete()
    refused("bestaat niet meer")


def test_what_is_not_on_the_card_is_refused(cast: Cast, assessment: Assessment) -> None:
    with pytest.raises(Invalid):
        go_to(by=cast.coordinator, assessment=assessment, code="XX9.9")
    with pytest.raises(Invalid):
        agree(
            by=cast.coordinator, assessment=assessment, code="VA1.3", edit=Edit(0, Choice.LEVEL, 6), then=None
        )


def test_resumed_a_week_later_nothing_is_lost(cast: Cast, assessment: Assessment) -> None:
    go_to(by=cast.coordinator, assessment=assessment, code="VA1.3")
    agree(by=cast.coordinator, assessment=assessment, code="VA1.3", edit=three(rationale="Ja"), then="VA1.2")
    keep_words(by=cast.coordinator, assessment=assessment, code="VA1.2", edit=Edit(0, rationale="Half be"))
    with time_machine.travel(timezone.now() + dt.timedelta(days=7)):
        assert where(assessment) == ("VA1.2", 2)
        edit = three(1, rationale="Half besproken")
        agree(by=cast.team_coordinator, assessment=assessment, code="VA1.2", edit=edit, then=None)
    scores = TeamScore.objects.order_by("indicator__code").values_list(
        "indicator__code", "level", "rationale"
    )
    assert list(scores) == [("VA1.2", 3, "Half besproken"), ("VA1.3", 3, "Ja")]
