"""Random organisations and what happens in them, by the real services; with a ledger of who answered what.

The ledger is the truth that nobody may work out. It is kept beside the product, from what was asked of it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import Choice, Role, Way
from assessments.models import Assessment, Board, Card, Membership, Participation, Round, School, Team, User
from assessments.services import confirmations, joining, paper, participations, rounds
from assessments.services.answers import erase_answers, save_answer
from assessments.services.closing import close_answering, close_due
from assessments.services.open_answers import delete_open_answers
from assessments.services.score_edits import Edit
from assessments.services.taking_part import Answerer
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_round,
    save_score,
)

CODES = ("VA1.1", "VA1.2")
Answer = tuple[str, int | None]
ANSWERS: tuple[Answer, ...] = (
    *((Choice.LEVEL.value, level) for level in range(1, 6)),
    (Choice.UNKNOWN.value, None),
    (Choice.NOT_APPLICABLE.value, None),
)
"""In the order of a vector of counts."""

Counts = tuple[int, ...]


@dataclass(frozen=True)
class Person:
    """Somebody who answers, in one assessment; `typist` is the key of who typed in their form from paper."""

    assessment: int
    number: int
    typist: int | None = None


class Ledger:
    """Who answered what, per assessment and code."""

    def __init__(self) -> None:
        self.given: dict[tuple[int, str], dict[Person, Answer]] = defaultdict(dict)

    def note(self, person: Person, code: str, answer: Answer | None) -> None:
        theirs = self.given[person.assessment, code]
        theirs.pop(person, None)
        if answer:
            theirs[person] = answer

    def forget(self, person: Person) -> None:
        for code in CODES:
            self.note(person, code, None)

    def people(self, assessment: int, code: str) -> set[Person]:
        return set(self.given[assessment, code])

    def counts(self, assessment: int, code: str) -> Counts:
        return counted(self.given[assessment, code].values())


def counted(answers: object) -> Counts:
    given = list(answers)  # type: ignore[call-overload]
    return tuple(given.count(answer) for answer in ANSWERS)


class History:
    """An organisation of a board with two schools, in which one or two rounds go on. Iterating does one deed a time."""

    def __init__(self, seed: int, cards: list[Card]) -> None:
        self.chance = Random(seed)
        self.ledger = Ledger()
        self.numbers = iter(range(1, 10_000))
        self.answerers: dict[Person, Answerer] = {}
        self.forms: dict[Person, Participation] = {}
        self.board: Board = BoardFactory()
        self.schools: list[School] = [SchoolFactory(board=self.board) for _ in range(2)]
        self.teams: list[Team] = [
            TeamFactory(school=school)
            for school in self.schools
            for _ in range(self.chance.choice((1, 2, 3)))
        ]
        self.people = self._people()
        today = timezone.localdate()
        self.rounds: list[Round] = [
            make_round(
                self.teams, card, starts_on=today, ends_on=today + dt.timedelta(days=9), way=Way.INDIVIDUAL
            )
            for card in cards[: self.chance.choice((1, 1, 2))]
        ]
        self.assessments = list(
            Assessment.objects.filter(round__in=self.rounds).select_related("round", "school__board", "team")
        )
        for assessment in self.assessments:
            assessment.declared_size = self.chance.randint(4, 10)
            assessment.min_group = self.chance.choice((5, 5, 5, 6))
            assessment.team_token = f"TEAM{assessment.pk:06}"
            assessment.save()

    def _people(self) -> dict[str, User]:
        people: dict[str, User] = {}

        def person(name: str, *roles: tuple[Role, Board | School | Team]) -> None:
            people[name] = UserFactory(name=name)
            for role, place in roles:
                give_role(people[name], role, place)

        for number, team in enumerate(self.teams):
            for member in range(2):
                person(f"member {number}.{member}", (Role.MEMBER, team))
        for number, school in enumerate(self.schools):
            person(f"coordinator {number}", (Role.COORDINATOR, school))
            person(f"manager {number}", (Role.MANAGER, school))
        own, other = self.teams[0], self.teams[-1]
        person("board coordinator", (Role.COORDINATOR, self.board))
        person("team coordinator", (Role.COORDINATOR, own), (Role.MEMBER, own))
        person("two hats", (Role.MANAGER, self.schools[0]), (Role.MEMBER, other))
        person("governor", (Role.GOVERNOR, self.board))
        person("administrator", (Role.ADMINISTRATOR, self.board))
        return people

    # --- deeds ------------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[str]:
        """Do one thing after another; say which it was. What is refused is no deed."""
        for assessment in self.assessments:
            for _ in range(self.chance.randint(2, 10)):
                with suppress(Refused):
                    self._somebody_begins(assessment)
        yield "answered"
        deeds: list[Callable[[Assessment], None]] = [
            self._somebody_begins, self._change, self._erase, self._take_back, self._leave,
            self._close, self._close, self._by_date, self._close_round,
            self._agree, self._confirm, self._confirm, self._reopen,
        ]  # fmt: skip
        for _ in range(18):
            deed = self.chance.choice(deeds)
            assessment = self._fresh(self.chance.choice(self.assessments))
            if self._done(deed, assessment):
                yield deed.__name__
        for assessment in self.assessments:  # in the end everybody sees what they ever will, team after team
            for deed in (self._close, self._confirm):
                if self._done(deed, self._fresh(assessment)):
                    yield deed.__name__
        yield "the end"

    @staticmethod
    def _done(deed: Callable[[Assessment], None], assessment: Assessment) -> bool:
        try:
            deed(assessment)
        except (Refused, PermissionDenied):
            return False
        return True

    @staticmethod
    def _fresh(assessment: Assessment) -> Assessment:
        return Assessment.objects.select_related("round", "school__board", "team").get(pk=assessment.pk)

    def coordinator(self, assessment: Assessment) -> User:
        names = ["board coordinator", f"coordinator {self.schools.index(assessment.school)}"]
        if assessment.team == self.teams[0]:
            names.append("team coordinator")
        return self.people[self.chance.choice(names)]

    def _somebody_begins(self, assessment: Assessment) -> None:
        person = Person(assessment.pk, next(self.numbers))
        way = self.chance.choice(
            (self._by_account, self._by_link, self._by_team_link, self._by_team_link, None)
        )
        if way is None:
            self._on_paper(assessment, person)
            return
        self.answerers[person] = way(assessment)
        for code in CODES:
            if self.chance.random() < 0.8:
                self._answer(person, code)

    def _by_account(self, assessment: Assessment) -> Answerer:
        begun = set(assessment.participations.filter(user__isnull=False).values_list("user", flat=True))
        members = Membership.objects.active().filter(role=Role.MEMBER, team=assessment.team)
        free = members.exclude(user__in=begun).select_related("user").order_by("pk").first()
        if free is None:
            raise Refused("nobody is left")
        return Answerer(assessment, user=User.objects.get(pk=free.user_id))

    def _by_link(self, assessment: Assessment) -> Answerer:
        address = f"{next(self.numbers)}@x.example"
        participations.invite(by=self.coordinator(assessment), assessment=assessment, addresses=[address])
        return Answerer(assessment, participation=assessment.participations.get(address=address))

    def _by_team_link(self, assessment: Assessment) -> Answerer:
        begun = joining.begin(
            assessment=assessment, team_token=assessment.team_token or "", language="nl", crowd=True
        )
        return Answerer(assessment, participation=begun.participation)

    def _on_paper(self, assessment: Assessment, person: Person) -> None:
        typist = self.coordinator(assessment)
        written = {code: self.chance.choice(ANSWERS) for code in CODES if self.chance.random() < 0.8}
        form = paper.type_in(
            by=typist,
            assessment=assessment,
            edits={code: self._edit(0, answer) for code, answer in written.items()},
            key=str(person.number),
        )
        typed = Person(assessment.pk, person.number, typist.pk)
        self.answerers[typed] = Answerer(assessment, participation=form)
        self.forms[typed] = form
        for code, answer in written.items():
            self.ledger.note(typed, code, answer)

    def _answer(self, person: Person, code: str) -> None:
        answer = self.chance.choice(ANSWERS)
        answerer = self.answerers[person]
        if self.ledger.given[person.assessment, code].get(person) == answer:
            return
        remark = f"van {person.number}" if self.chance.random() < 0.3 else None
        edit = self._edit(self._version(answerer, code), answer, remark)
        with suppress(Refused, PermissionDenied):  # full, closed or gone
            if person.typist:
                typist = User.objects.get(pk=person.typist)
                paper.change_form(by=typist, form=self.forms[person], edits={code: edit})
            else:
                fresh = Answerer(self._fresh(answerer.assessment), answerer.user, answerer.participation)
                save_answer(by=fresh, indicator_code=code, edit=edit)
            self.ledger.note(person, code, answer)

    @staticmethod
    def _edit(version: int, answer: Answer, remark: str | None = None) -> Edit:
        choice, level = answer
        return Edit(version, choice=Choice(choice), level=level, remark=remark)

    @staticmethod
    def _version(answerer: Answerer, code: str) -> int:
        row = answerer.participation
        if row is None:
            row = answerer.assessment.participations.filter(user=answerer.user).first()
        row = Participation.objects.filter(pk=row.pk).first() if row else None
        response = getattr(row, "response", None)
        answer = response.answers.filter(indicator__code=code).first() if response else None
        return answer.version if answer else 0

    def _begun(self, assessment: Assessment) -> Person:
        found = sorted(
            {person for code in CODES for person in self.ledger.people(assessment.pk, code)},
            key=lambda person: person.number,
        )
        if not found:
            raise Refused("nobody has begun")
        return self.chance.choice(found)

    def _change(self, assessment: Assessment) -> None:
        self._answer(self._begun(assessment), self.chance.choice(CODES))

    def _erase(self, assessment: Assessment) -> None:
        person = self._begun(assessment)
        answerer = self.answerers[person]
        if person.typist:
            typist = User.objects.get(pk=person.typist)
            paper.delete_form(by=typist, form=self.forms[person])
        else:
            erase_answers(by=Answerer(assessment, answerer.user, answerer.participation))
        self.ledger.forget(person)

    def _take_back(self, assessment: Assessment) -> None:
        """A coordinator takes back a link or a number, with what was answered by it."""
        person = self._begun(assessment)
        if (participation := self.answerers[person].participation) is None:
            return
        by = self.coordinator(assessment)
        participations.withdraw(by=by, participation=participation, with_answers=True)
        self.ledger.forget(person)

    def _leave(self, assessment: Assessment) -> None:
        """Somebody leaves every team they are in: of rounds that are open nothing of them stays."""
        if (user := self.answerers[self._begun(assessment)].user) is None:
            return
        delete_open_answers(user=user)
        still_open = set(Assessment.objects.filter(answering_closed_at=None).values_list("pk", flat=True))
        for person, answerer in self.answerers.items():
            if answerer.user == user and person.assessment in still_open:
                self.ledger.forget(person)

    def _close(self, assessment: Assessment) -> None:
        close_answering(by=self.coordinator(assessment), assessment=assessment)

    def _by_date(self, assessment: Assessment) -> None:
        if self.chance.random() < 0.5:
            return
        days = Round.objects.filter(pk=assessment.round_id)
        today = timezone.localdate()
        days.update(starts_on=today - dt.timedelta(days=9), ends_on=today - dt.timedelta(days=1))
        close_due()

    def _close_round(self, assessment: Assessment) -> None:
        if self.chance.random() < 0.3:
            rounds.close_round(by=self.people["board coordinator"], round_=assessment.round)

    def _agree(self, assessment: Assessment) -> None:
        code = self.chance.choice(CODES)
        score = assessment.scores.filter(indicator__code=code).first()
        save_score(
            by=self.coordinator(assessment),
            assessment=assessment,
            indicator_code=code,
            version=score.version if score else 0,
            choice=Choice.LEVEL,
            level=self.chance.randint(1, 5),
        )

    def _confirm(self, assessment: Assessment) -> None:
        confirmations.confirm(by=self.coordinator(assessment), assessment=assessment, with_gaps=True)

    def _reopen(self, assessment: Assessment) -> None:
        confirmations.reopen(by=self.coordinator(assessment), assessment=assessment, reason="Nog eens")
