"""Above the declared size of a team nobody begins, by whatever way in: else one person could fill the floor alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assessments.access.policies import Refused
from assessments.enums import Choice, Role, Via
from assessments.models import Answer, Assessment, Card, Participation
from assessments.services import joining, paper
from assessments.services.answers import erase_answers, save_answer
from assessments.services.closing import close_answering
from assessments.services.score_edits import Edit
from assessments.services.taking_part import Answerer
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_individual

TOKEN = "TEAMLINK22"
SIZE = 3

Way = Callable[[], object]


def edit() -> Edit:
    return Edit(0, choice=Choice.LEVEL, level=4)


class Ways:
    """Each gives somebody new one answer; `made` are those who begun."""

    def __init__(self, cast: Cast, assessment: Assessment) -> None:
        self.cast, self.assessment = cast, assessment
        self.number = 0

    def account(self) -> Way:
        user = UserFactory()
        give_role(user, Role.MEMBER, self.cast.team)
        return lambda: self._answer(Answerer(self.assessment, user=user))

    def link(self) -> Way:
        self.number += 1
        link = Participation.objects.create(
            assessment=self.assessment,
            via=Via.LINK,
            address=f"{self.number}@x.example",
            token_hash=str(self.number),
        )
        return lambda: self._answer(Answerer(self.assessment, participation=link))

    def team_link(self) -> Way:
        """The QR code is the team's link in another form."""

        def begin() -> object:
            begun = joining.begin(assessment=self.assessment, team_token=TOKEN, language="nl")
            return self._answer(Answerer(self.assessment, participation=begun.participation))

        return begin

    def waiting_number(self) -> Way:
        """Who opened the link while there was room, and answers when there is none."""
        begun = joining.begin(assessment=self.assessment, team_token=TOKEN, language="nl")
        return lambda: self._answer(Answerer(self.assessment, participation=begun.participation))

    def paper(self) -> Way:
        self.number += 1
        key = f"form {self.number}"
        return lambda: paper.type_in(
            by=self.cast.coordinator, assessment=self.assessment, edits={"VA1.1": edit()}, key=key
        )

    @staticmethod
    def _answer(answerer: Answerer) -> object:
        return save_answer(by=answerer, indicator_code="VA1.1", edit=edit())


NAMES = ["account", "link", "team_link", "waiting_number", "paper"]


@pytest.fixture
def ways(cast: Cast, small_card: Card) -> Ways:
    return Ways(cast, make_individual(cast.team, small_card, size=SIZE, team_token=TOKEN))


@pytest.mark.django_db
@pytest.mark.parametrize("last", NAMES)
@pytest.mark.parametrize("first", NAMES)
def test_whatever_way_in_the_team_is_full_at_its_size(ways: Ways, first: str, last: str) -> None:
    late = getattr(ways, last)()
    for _ in range(SIZE):
        getattr(ways, first)()()
    with pytest.raises(Refused):
        late()
    with pytest.raises(Refused):
        getattr(ways, last)()()
    assert ways.assessment.participations.begun().count() == SIZE
    assert Answer.objects.exclude(choice=Choice.NONE).count() == SIZE


@pytest.mark.django_db
@pytest.mark.parametrize("last", NAMES)
def test_who_erases_everything_gives_their_place_to_one_other(ways: Ways, last: str) -> None:
    waiting = [getattr(ways, last)() for _ in range(2)]
    for _ in range(SIZE - 1):
        ways.account()()
    user = UserFactory()
    give_role(user, Role.MEMBER, ways.cast.team)
    goes = Answerer(ways.assessment, user=user)
    save_answer(by=goes, indicator_code="VA1.1", edit=edit())
    erase_answers(by=goes)
    waiting[0]()
    with pytest.raises(Refused):
        waiting[1]()
    with pytest.raises(Refused):
        save_answer(by=goes, indicator_code="VA1.2", edit=edit())


@pytest.mark.django_db
@pytest.mark.parametrize("last", NAMES)
def test_nobody_comes_in_after_closing(ways: Ways, last: str) -> None:
    late = getattr(ways, last)()
    close_answering(by=ways.cast.coordinator, assessment=ways.assessment)
    with pytest.raises((Refused, joining.LinkDead)):
        late()
    assert not Answer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_people_at_the_same_moment_so_many_get_in(ways: Ways) -> None:
    deeds = [getattr(ways, name)() for name in NAMES for _ in range(2)]
    said = at_once(*deeds)
    assert len(said) == len(deeds) - SIZE
    assert ways.assessment.participations.begun().count() == SIZE
