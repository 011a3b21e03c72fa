"""Priorities: at most five, chosen by who leads the team, once its scores are confirmed; never silently overwritten."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from assessments.access.policies import Refused
from assessments.enums import RoundState, Verb
from assessments.models import Assessment, AuditEvent, Card
from assessments.results.queries import team_result
from assessments.results.suggestions import Reason, suggestions
from assessments.services.confirmations import reopen
from assessments.services.priorities import Overtaken, choose_priorities
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round, set_scores

pytestmark = pytest.mark.django_db


@pytest.fixture
def card() -> Card:
    return make_card({"VA": [4], "FA": [3]})


@pytest.fixture
def confirmed(cast: Cast, card: Card) -> Assessment:
    assessment = make_round([cast.team], card).assessments.get()
    set_scores(assessment, {"VA1.1": 2, "VA1.2": 5, "FA1.1": "?"})
    confirm(assessment)
    return assessment


def codes(assessment: Assessment) -> list[str]:
    return list(assessment.priorities.values_list("indicator__code", flat=True))


def test_a_list_replaces_the_one_that_was_shown(cast: Cast, confirmed: Assessment) -> None:
    choose_priorities(by=cast.coordinator, assessment=confirmed, codes=["FA1.1", "VA1.1"], seen=[])
    assert codes(confirmed) == ["FA1.1", "VA1.1"]
    choose_priorities(
        by=cast.team_coordinator, assessment=confirmed, codes=["VA1.1", "VA1.3"], seen=["FA1.1", "VA1.1"]
    )
    assert codes(confirmed) == ["VA1.1", "VA1.3"]
    choose_priorities(by=cast.coordinator, assessment=confirmed, codes=[], seen=["VA1.1", "VA1.3"])
    assert codes(confirmed) == []
    assert AuditEvent.objects.filter(verb=Verb.PRIORITIES_CHOSEN, object_key=confirmed.uid).count() == 3


def test_another_list_that_came_in_between_is_shown_and_stays(cast: Cast, confirmed: Assessment) -> None:
    choose_priorities(by=cast.coordinator, assessment=confirmed, codes=["VA1.1"], seen=[])
    with pytest.raises(Overtaken) as caught:
        choose_priorities(by=cast.team_coordinator, assessment=confirmed, codes=["VA1.3"], seen=[])
    assert caught.value.codes == ("VA1.1",)
    assert codes(confirmed) == ["VA1.1"]
    assert choose_priorities(by=cast.coordinator, assessment=confirmed, codes=["VA1.1"], seen=[]) == (
        "VA1.1",
    )


@pytest.mark.parametrize("chosen", [["VA1.1", "VA1.2", "VA1.3", "VA1.4", "FA1.1", "FA1.2"], ["ZZ1.1"]])
def test_six_or_an_unknown_one_are_refused(cast: Cast, confirmed: Assessment, chosen: list[str]) -> None:
    with pytest.raises(Refused):
        choose_priorities(by=cast.coordinator, assessment=confirmed, codes=chosen, seen=[])
    assert codes(confirmed) == []


def test_not_before_confirming_nor_after_reopening(cast: Cast, card: Card, confirmed: Assessment) -> None:
    reopen(by=cast.coordinator, assessment=confirmed, reason="Anders")
    with pytest.raises(Refused):
        choose_priorities(by=cast.coordinator, assessment=confirmed, codes=["VA1.1"], seen=[])


@pytest.mark.parametrize("who", ["member", "manager", "governor", "administrator", "foreign_coordinator"])
def test_nobody_but_who_leads_chooses(cast: Cast, confirmed: Assessment, who: str) -> None:
    with pytest.raises(PermissionDenied):
        choose_priorities(by=getattr(cast, who), assessment=confirmed, codes=["VA1.1"], seen=[])


def test_suggested_is_what_was_op_orde_then_what_lacks_most_then_what_nobody_knows(
    cast: Cast, card: Card
) -> None:
    before = make_round(
        [cast.team], card, state=RoundState.CLOSED, starts_on=dt.date(2025, 11, 3)
    ).assessments.get()
    set_scores(before, {"VA1.1": 4, "VA1.2": 5, "VA1.3": 3, "FA1.1": 1})
    confirm(before)
    now = make_round([cast.team], card, starts_on=dt.date(2026, 11, 2)).assessments.get()
    set_scores(now, {"VA1.1": 3, "VA1.2": 4, "VA1.3": 2, "FA1.1": 1, "FA1.2": "?", "FA1.3": "-"})
    confirm(now)
    found = [(one.indicator.info.code, one.reasons) for one in suggestions(team_result(now))]
    assert found == [
        ("VA1.1", (Reason.NO_LONGER_IN_ORDER, Reason.CLOSE)),
        ("FA1.1", (Reason.FAR,)),
        ("VA1.3", (Reason.FELL, Reason.FAR)),
        ("VA1.2", (Reason.FELL,)),
        ("FA1.2", (Reason.UNKNOWN,)),
    ]
