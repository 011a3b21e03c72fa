"""What a board does, by the real services, in any order. What is refused is no deed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone
from hypothesis import strategies as st

from assessments.access.policies import Refused
from assessments.enums import Role, Way
from assessments.models import Assessment, Round, School, Team
from assessments.services import confirmations, mergers, organisation, rounds, scores, teams, ways
from assessments.services.closing import close_answering
from assessments.services.score_edits import Edit
from tests.factories import (
    BoardFactory,
    SchoolFactory,
    TeamFactory,
    UserFactory,
    choice_of,
    give_role,
    take_part,
)

from .editions import Edition, make_edition

EDITIONS = [
    Edition(5, 4, frozenset({"VA1.10", "VB1.2", "FA2.1", "FA2.2"}), 0, "kaart"),
    Edition(5, 3, frozenset({"VA1.2", "VA3.1", "FA1.2", "FA1.3"}), 3, "kaart"),
    Edition(4, 3, frozenset({"VA2.1", "VA2.2", "VA3.1", "VB1.1"}), 5, "kaart"),
    Edition(5, 4, frozenset({"VA1.10", "VA2.1", "VA2.2", "VA3.1"}), 7, "andere"),
]
OFTEN = {
    "plan": 2,
    "open_round": 2,
    "begin": 4,
    "close_round": 4,
    "answer": 3,
    "close_answering": 3,
    "fill_in": 3,
    "confirm": 5,
    "reopen": 2,
}
SELDOM = [
    *("discard", "join", "change_ways", "move", "merge_teams", "merge_schools"),
    *("close_team", "reopen_team", "close_school", "reopen_school"),
]
DEEDS = [*SELDOM, *(deed for deed, times in OFTEN.items() for _ in range(times))]


@dataclass(frozen=True)
class Step:
    """A deed; numbers choose from what there is, modulo how much."""

    deed: str
    one: int
    other: int


steps = st.builds(Step, deed=st.sampled_from(DEEDS), one=st.integers(0, 11), other=st.integers(0, 11))


class Organisation:
    """A board of two schools in which one person may do everything."""

    def __init__(self, seed: int = 0) -> None:
        self.chance = Random(seed)
        self.today = timezone.localdate()
        self.board = BoardFactory()
        self.cards = [make_edition(edition, n) for n, edition in enumerate(EDITIONS)]
        self.by = UserFactory()
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            give_role(self.by, role, self.board)
        for _school in range(2):
            school = SchoolFactory(board=self.board)
            for _team in range(2):
                TeamFactory(school=school)

    def do(self, step: Step) -> bool:
        """Whether it was done; False where it was refused, or there is nothing to do it to."""
        with suppress(Refused, PermissionDenied, IndexError):
            getattr(self, step.deed)(step.one, step.other)
            return True
        return False

    # --- what there is ------------------------------------------------------------------------------------------------

    @staticmethod
    def _one(things: Sequence[Any] | QuerySet[Any], number: int) -> Any:
        if not things:
            raise IndexError
        return things[number % len(things)]

    def round_(self, number: int) -> Round:
        return self._one(Round.objects.select_related("card", "board").order_by("pk"), number)

    def assessment(self, number: int, **those: Any) -> Assessment:
        found = Assessment.objects.select_related("round__card", "school__board", "team")
        return self._one(found.filter(**those).order_by("pk"), number)

    def team(self, number: int, **those: Any) -> Team:
        return self._one(Team.objects.filter(**those).select_related("school__board").order_by("pk"), number)

    def school(self, number: int, **those: Any) -> School:
        return self._one(School.objects.filter(**those).select_related("board").order_by("pk"), number)

    # --- rounds -------------------------------------------------------------------------------------------------------

    def plan(self, one: int, other: int) -> None:
        """Some teams, on some edition, begun some time ago; the one in three everybody answers first."""
        way = Way.INDIVIDUAL if other % 3 == 0 else Way.TOGETHER
        chosen = list(Team.objects.filter(closed_on=None).order_by("pk"))
        if len(chosen) > 2:
            chosen.pop(one % len(chosen))
        round_ = rounds.plan_round(
            by=self.by,
            title=f"Meting {one}",
            card=self._one(self.cards, one),
            starts_on=self.today - dt.timedelta(days=30 * (other % 4)),
            ends_on=self.today + dt.timedelta(days=9),
            teams=chosen,
            is_trial=one == 11,
            way=way,
        )
        wanted = {assessment.uid: ways.Chosen(way, 9) for assessment in round_.assessments.all()}
        ways.choose_ways(by=self.by, round_=round_, ways=wanted)

    def begin(self, one: int, other: int) -> None:
        self.plan(one, other)
        rounds.open_round(by=self.by, round_=Round.objects.latest("pk"))

    def open_round(self, one: int, _other: int) -> None:
        rounds.open_round(
            by=self.by, round_=self._one(Round.objects.filter(state="concept").order_by("pk"), one)
        )

    def close_round(self, one: int, _other: int) -> None:
        rounds.close_round(
            by=self.by, round_=self._one(Round.objects.filter(state="open").order_by("pk"), one)
        )

    def discard(self, one: int, _other: int) -> None:
        rounds.discard_round(by=self.by, round_=self.round_(one))

    def join(self, one: int, other: int) -> None:
        """Another team in a round, or one out of it."""
        round_, team = self.round_(one), self.team(other)
        present = {assessment.team for assessment in round_.assessments.select_related("team")}
        rounds.change_round(
            by=self.by,
            round_=round_,
            title=round_.title,
            card=round_.card,
            starts_on=round_.starts_on,
            ends_on=round_.ends_on,
            teams=present ^ {team},
            is_trial=round_.is_trial,
        )

    def change_ways(self, one: int, other: int) -> None:
        assessment = self.assessment(one)
        way = ways.Chosen(Way.INDIVIDUAL if other % 2 else Way.TOGETHER, 8)
        ways.choose_ways(by=self.by, round_=assessment.round, ways={assessment.uid: way})

    # --- answering and scoring ----------------------------------------------------------------------------------------

    def answer(self, one: int, other: int) -> None:
        """About as many people as the floor answer, as their forms would leave it."""
        assessment = self.assessment(
            one, way=Way.INDIVIDUAL, round__state="open", answering_closed_at=None, participations=None
        )
        codes = list(assessment.round.card.indicators.values_list("code", flat=True))
        scale = assessment.round.card.levels.count()
        for _person in range(4 + other % 5):
            take_part(
                assessment,
                {
                    code: self.chance.choice((*range(2, scale + 1), *range(2, scale + 1), "?", "-"))
                    for code in codes
                    if self.chance.random() < 0.9
                },
            )

    def close_answering(self, one: int, _other: int) -> None:
        close_answering(
            by=self.by, assessment=self.assessment(one, way=Way.INDIVIDUAL, answering_closed_at=None)
        )

    def fill_in(self, one: int, other: int) -> None:
        """Some answers of a team form, over what stood there or cleared; words alone as well."""
        assessment = self.assessment(one, confirmed_at=None, round__opened_at__isnull=False)
        versions = dict(assessment.scores.values_list("indicator__code", "version"))
        card = assessment.round.card
        edits = {}
        for code in card.indicators.values_list("code", flat=True):
            if self.chance.random() < (0.9, 0.6, 0.2)[other % 3]:
                value = self.chance.choice((*range(1, card.levels.count() + 1), 4, 3, "?", "-", None))
                words = "Onze woorden" if value is None else None
                edits[code] = Edit(versions.get(code, 0), rationale=words, **choice_of(value))
        scores.save_page(by=self.by, assessment=assessment, edits=edits)

    def confirm(self, one: int, _other: int) -> None:
        confirmations.confirm(
            by=self.by,
            assessment=self.assessment(one, confirmed_at=None, round__opened_at__isnull=False),
            with_gaps=True,
        )

    def reopen(self, one: int, _other: int) -> None:
        assessment = self.assessment(one, confirmed_at__isnull=False)
        confirmations.reopen(by=self.by, assessment=assessment, reason="Toch anders")

    # --- schools and teams --------------------------------------------------------------------------------------------

    def move(self, one: int, other: int) -> None:
        team = self.team(one)
        teams.move_team(by=self.by, team=team, to=self.school(other), name=team.name)

    def merge_teams(self, one: int, other: int) -> None:
        old = [self.team(one, closed_on=None), self.team(other, closed_on=None)]
        mergers.merge_teams(by=self.by, teams=old, school=old[0].school, name=f"Samen {Team.objects.count()}")

    def close_team(self, one: int, _other: int) -> None:
        teams.close_team(by=self.by, team=self.team(one, closed_on=None), on=self.today)

    def reopen_team(self, one: int, _other: int) -> None:
        teams.reopen_team(by=self.by, team=self.team(one, closed_on__isnull=False))

    def merge_schools(self, one: int, other: int) -> None:
        mergers.merge_schools(
            by=self.by, school=self.school(one), into=self.school(other), names={}, roles=[]
        )

    def close_school(self, one: int, other: int) -> None:
        """Today, or earlier than its last round began."""
        day = self.today - dt.timedelta(days=25 * (other % 3))
        organisation.close_school(by=self.by, school=self.school(one), on=day)

    def reopen_school(self, one: int, _other: int) -> None:
        school = self.school(one, closed_on__isnull=False)
        organisation.reopen_school(by=self.by, school=school, teams=school.teams.filter(merged_into=None))


BEGINNING = [
    *(Step("plan", 0, 1), Step("open_round", 0, 0), Step("fill_in", 0, 0), Step("fill_in", 1, 0)),
    *(Step("confirm", 0, 0), Step("confirm", 0, 0), Step("close_round", 0, 0)),
    *(Step("plan", 1, 0), Step("open_round", 0, 0), Step("answer", 0, 3), Step("answer", 0, 4)),
    *(Step("close_answering", 0, 0), Step("fill_in", 1, 2), Step("confirm", 1, 0)),
]
"""A round in which two teams are confirmed, and one that everybody answers first, with a confirmed team."""
