"""Paper forms typed in at the same moment: one place is taken once, one form is stored once, none passes the cut."""

from __future__ import annotations

from functools import partial

import pytest

from assessments.enums import Choice
from assessments.models import Answer, Assessment, Card
from assessments.services.closing import close_answering
from assessments.services.paper import type_in
from assessments.services.score_edits import Edit
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import make_individual, take_part

pytestmark = pytest.mark.django_db(transaction=True)

EDITS = {"VA1.1": Edit(0, Choice.LEVEL, 4), "VA1.2": Edit(0, Choice.UNKNOWN)}


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    found = make_individual(cast.team, small_card, size=6)
    for _ in range(5):
        take_part(found, {"VA1.1": 3, "VA1.2": 3})
    return found


def test_two_coordinators_do_not_take_the_last_place_both(cast: Cast, assessment: Assessment) -> None:
    typing = partial(type_in, assessment=assessment, edits=EDITS)
    (reason,) = at_once(
        partial(typing, by=cast.coordinator, key="een"), partial(typing, by=cast.team_coordinator, key="twee")
    )
    assert "Maak het team eerst groter" in reason
    assert assessment.participations.begun().count() == 6
    assert Answer.objects.count() == 12


def test_a_form_that_is_sent_twice_at_once_is_one(cast: Cast, assessment: Assessment) -> None:
    typing = partial(type_in, by=cast.coordinator, assessment=assessment, edits=EDITS, key="een")
    assert at_once(typing, typing, typing) == []
    assert assessment.participations.count() == 6
    assert Answer.objects.count() == 12


def test_a_form_is_typed_in_before_the_cut_or_refused(cast: Cast, assessment: Assessment) -> None:
    refused = at_once(
        partial(type_in, by=cast.coordinator, assessment=assessment, edits=EDITS, key="een"),
        partial(close_answering, by=cast.team_coordinator, assessment=assessment),
    )
    assert not Answer.objects.exists()
    assert assessment.participations.count() == (5 if refused else 6)
    tally = assessment.tallies.get(indicator__code="VA1.1")
    assert sum(tally.levels) == assessment.participations.count()
