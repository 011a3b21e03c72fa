"""Somebody leaves, or a team closes, at the very moment at which an answer is written: each way round.

Whoever lost the role writes nothing more, and what they wrote just before goes too: no answer of theirs is counted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from assessments.access.permissions import Ability, can
from assessments.enums import Choice, Role, Via
from assessments.models import Answer, Assessment, Membership, Participation, Response, Tally, TeamScore, User
from assessments.services.answers import erase_answers, save_answer
from assessments.services.closing import close_answering
from assessments.services.people import end_role
from assessments.services.removal import remove_person, remove_self
from assessments.services.rounds import close_round
from assessments.services.score_edits import Edit
from assessments.services.scores import save_score
from assessments.services.taking_part import Answerer
from tests.at_once import while_held
from tests.cast import Cast, make_cast
from tests.factories import UserFactory, give_role, make_card, make_individual, make_round, take_part

pytestmark = pytest.mark.django_db(transaction=True)

Deed = Callable[[], Any]


@pytest.fixture
def people(transactional_db: None) -> Cast:
    return make_cast()


@pytest.fixture
def assessment(people: Cast) -> Assessment:
    return make_individual(people.team, make_card(), size=9)


@pytest.fixture
def leaver(people: Cast, assessment: Assessment) -> User:
    """A teamlid whose roles were read already, as at the start of a request."""
    user = UserFactory()
    give_role(user, Role.MEMBER, people.team)
    assert can(user, Ability.ANSWER, assessment)
    return user


def saving(by: Answerer, code: str = "VA1.2") -> Deed:
    return lambda: save_answer(by=by, indicator_code=code, edit=Edit(0, Choice.LEVEL, 2), key=uuid4())


def leaving(people: Cast, user: User, how: str) -> Deed:
    again = User.objects.get(pk=user.pk)
    deeds: dict[str, Deed] = {
        "the role ends": lambda: end_role(
            by=people.coordinator, membership=Membership.objects.get(user=user, team=people.team)
        ),
        "is removed": lambda: remove_person(by=people.administrator, board=people.board, user=again),
        "leaves": lambda: remove_self(user=again),
    }
    return deeds[how]


HOW = pytest.mark.parametrize("how", ["the role ends", "is removed", "leaves"])
BEGUN = pytest.mark.parametrize("begun", [False, True], ids=["first answer", "next answer"])


@HOW
@BEGUN
def test_who_has_left_writes_nothing(
    people: Cast, assessment: Assessment, leaver: User, how: str, begun: bool
) -> None:
    me = Answerer(assessment, user=leaver)
    if begun:
        saving(me, "VA1.1")()
    assert while_held(leaving(people, leaver, how), saving(me)) == ["PermissionDenied"]
    assert not Participation.objects.exists()
    assert not Answer.objects.exists()


@HOW
@BEGUN
def test_what_was_written_just_before_leaving_goes_too(
    people: Cast, assessment: Assessment, leaver: User, how: str, begun: bool
) -> None:
    me = Answerer(assessment, user=leaver)
    if begun:
        saving(me, "VA1.1")()
    assert while_held(saving(me), leaving(people, leaver, how)) == []
    assert not Participation.objects.exists()
    assert not Answer.objects.exists()


@pytest.mark.postgres
@BEGUN
def test_a_page_says_so(people: Cast, assessment: Assessment, leaver: User, begun: bool) -> None:
    """Over HTTP: the request has asked the right already when it waits for who ends the role."""
    if begun:
        saving(Answerer(assessment, user=leaver), "VA1.1")()
    client = Client()
    client.force_login(leaver)
    answered = []

    def post() -> None:
        data = {"indicator": "VA1.2", "VA1.2-choice": "1", "VA1.2-version": "0"}
        path = reverse("answer-criterion", args=[assessment.uid, "VA1"])
        answered.append(client.post(path, data, headers={"X-Requested-With": "fetch"}).status_code)

    while_held(leaving(people, leaver, "the role ends"), post)
    assert answered == [403]
    assert not Answer.objects.exists()


def test_an_account_that_was_switched_off_writes_nothing(assessment: Assessment, leaver: User) -> None:
    me = Answerer(assessment, user=leaver)
    saving(me, "VA1.1")()
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    with pytest.raises(PermissionDenied):
        saving(me)()
    assert Answer.objects.count() == 1


@pytest.mark.parametrize("begun", [False, True], ids=["first answer", "next answer"])
def test_by_a_link_of_who_was_removed(people: Cast, assessment: Assessment, begun: bool) -> None:
    """An address of somebody whom the board knows, in a team of which they are no teamlid."""
    link = Participation.objects.create(
        assessment=assessment, via=Via.LINK, address=people.manager.email, token_hash="x" * 64
    )
    me = Answerer(assessment, participation=link)
    if begun:
        saving(me, "VA1.1")()
    remove = leaving(people, people.manager, "is removed")
    (said,) = while_held(remove, saving(me))
    assert "stopgezet" in said
    assert not Answer.objects.exists()


# --- closing, at the same moment --------------------------------------------------------------------------------------


def test_erasing_against_the_closing_is_refused_and_taking_part_stays(
    people: Cast, assessment: Assessment, leaver: User
) -> None:
    for level in (1, 2, 3, 4, 5):
        take_part(assessment, {"VA1.1": level})
    me = Answerer(assessment, user=leaver)
    saving(me, "VA1.1")()
    said = while_held(
        lambda: close_answering(by=people.coordinator, assessment=assessment),
        lambda: erase_answers(by=me),
    )
    assert ["gesloten" in reason for reason in said] == [True]
    assert Participation.objects.begun().count() == 6
    assert sum(Tally.objects.get().levels) == 6


def test_clearing_what_is_clear_against_the_closing_leaves_taking_part(
    people: Cast, assessment: Assessment, leaver: User
) -> None:
    me = Answerer(assessment, user=leaver)
    saving(me, "VA1.1")()
    clear = Edit(0, Choice.NONE)
    said = while_held(
        lambda: close_answering(by=people.coordinator, assessment=assessment),
        lambda: save_answer(by=me, indicator_code="VA1.2", edit=clear),
    )
    assert len(said) <= 1
    assert Participation.objects.begun().count() == 1
    assert not Response.objects.exists()


def test_a_teamlid_writes_no_score_once_the_round_is_closed(people: Cast) -> None:
    round_ = make_round([people.sibling_team], make_card())
    team = round_.assessments.get()
    member = UserFactory()
    give_role(member, Role.MEMBER, people.sibling_team)
    said = while_held(
        lambda: close_round(by=people.board_coordinator, round_=round_),
        lambda: save_score(by=member, assessment=team, indicator_code="VA1.1", edit=Edit(0, Choice.LEVEL, 3)),
    )
    assert ["Deze meting is gesloten" in reason for reason in said] == [True]
    assert not TeamScore.objects.exists()
