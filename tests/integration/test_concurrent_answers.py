"""People answering at the same moment: no place is taken twice, no write twice, and none is lost at the closing."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest

from assessments.access.policies import Refused
from assessments.enums import Choice, Role, Via
from assessments.models import Answer, Assessment, Participation, Receipt, Response, Tally
from assessments.services.answers import erase_answers, save_answer
from assessments.services.closing import close_answering
from assessments.services.score_edits import Edit
from assessments.services.taking_part import Answerer
from tests.at_once import at_once
from tests.cast import Cast, make_cast
from tests.factories import UserFactory, give_role, make_card, make_individual

pytestmark = pytest.mark.django_db(transaction=True)

PLACES = 5
CODES = ["VA1.1", "VA1.2", "VA1.3", "VA2.1", "VA2.2", "FA1.1", "FA1.2"]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def assessment(people: Cast) -> Assessment:
    return make_individual(people.team, make_card(), size=PLACES)


def answerers(people: Cast, assessment: Assessment, number: int) -> list[Answerer]:
    found = []
    for _one in range(number):
        user = UserFactory()
        give_role(user, Role.MEMBER, people.team)
        found.append(Answerer(assessment, user=user))
    return found


def saving(by: Answerer, code: str = "VA1.1", **more: Any) -> Callable[[], Any]:
    edit = Edit(0, Choice.LEVEL, 4)
    return lambda: save_answer(by=by, indicator_code=code, edit=edit, **more)


def test_no_more_people_begin_than_there_are_places(people: Cast, assessment: Assessment) -> None:
    said = at_once(*map(saving, answerers(people, assessment, PLACES + 3)))
    assert len(said) == 3
    assert Participation.objects.begun().count() == Answer.objects.count() == PLACES


def test_one_write_that_is_sent_three_times_at_once_arrives_once(
    people: Cast, assessment: Assessment
) -> None:
    key = uuid4()
    (one,) = answerers(people, assessment, 1)
    assert at_once(*[saving(one, key=key)] * 3) == []
    assert list(Answer.objects.values_list("level", "version")) == [(4, 1)]
    assert Receipt.objects.count() == Response.objects.count() == Participation.objects.count() == 1


def test_different_answers_of_one_person_at_once_are_all_there(people: Cast, assessment: Assessment) -> None:
    (one,) = answerers(people, assessment, 1)
    assert at_once(*[saving(one, code, key=uuid4()) for code in CODES]) == []
    assert Answer.objects.count() == len(CODES)
    assert Participation.objects.begun().count() == 1


def test_erasing_and_answering_at_once_keep_the_place_in_step(people: Cast, assessment: Assessment) -> None:
    (one,) = answerers(people, assessment, 1)
    saving(one)()
    for code in CODES[1:5]:
        at_once(saving(one, code), lambda: erase_answers(by=one))
        stands = Answer.objects.exclude(choice=Choice.NONE).exists()
        assert Participation.objects.begun().exists() == stands


def test_what_was_said_to_be_saved_is_counted_at_the_closing(people: Cast, assessment: Assessment) -> None:
    """Everybody goes on until they are told that answering is closed; the first of them have begun."""
    everybody = answerers(people, assessment, PLACES)
    saved: list[str] = [code for one in everybody[:3] for code in CODES[:1] if saving(one, code)()]
    begun = threading.Event()

    def go_on(by: Answerer, first: int) -> None:
        for code in CODES[first:]:
            saving(by, code, key=uuid4())()
            saved.append(code)
            begun.set()

    def close() -> None:
        begun.wait()
        close_answering(by=people.coordinator, assessment=assessment)

    with_start = [lambda one=one, n=n: go_on(one, 1 if n < 3 else 0) for n, one in enumerate(everybody)]
    said = at_once(*with_start, close)
    assert all("gesloten" in reason for reason in said)
    assert not Response.objects.exists()
    tallies = dict(Tally.objects.values_list("indicator__code", "level_4"))
    for code in CODES:
        if saved.count(code) >= assessment.min_group:
            assert tallies[code] == saved.count(code)
        else:
            assert code not in tallies, "under the floor nothing is kept"


def test_refused_means_not_counted(people: Cast, assessment: Assessment) -> None:
    for one in answerers(people, assessment, PLACES):
        saving(one)()
    close_answering(by=people.coordinator, assessment=assessment)
    late = Answerer(assessment, participation=Participation.objects.filter(via=Via.ACCOUNT).first())
    with pytest.raises(Refused, match="gesloten"):
        saving(late)()
    assert Tally.objects.get().level_4 == PLACES
