"""Random organisations for the property tests: boards, schools and teams that close, merge and move; people whose roles
begin, end and overlap; rounds in every state.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from assessments.enums import Choice, Role, RoundState
from assessments.models import (
    Assessment,
    Board,
    Card,
    Indicator,
    Membership,
    Round,
    School,
    Team,
    TeamScore,
    User,
    folded,
)
from tests.factories import confirm

DAY = dt.timedelta(days=1)
PLACES: dict[Role, tuple[str, ...]] = {
    Role.MEMBER: ("team",),
    Role.COORDINATOR: ("board", "school", "team"),
    Role.MANAGER: ("school", "team"),
    Role.GOVERNOR: ("board",),
    Role.ADMINISTRATOR: ("board",),
}
TIMES: dict[str, tuple[int, int | None]] = {
    "holds": (-30, None),
    "holds until tomorrow": (-30, 1),
    "began today": (0, None),
    "ended today": (-30, 0),
    "ended yesterday": (-30, -1),
    "begins tomorrow": (1, None),
}


@dataclass(frozen=True)
class Plan:
    """What to make; numbers choose from what is there, modulo how much there is."""

    schools: list[int]
    """Per school its board."""
    teams: list[int]
    """Per team its school."""
    closed: list[int]
    """Teams that are closed; the first of each school's merged into another where there is one."""
    people: list[tuple[bool, list[tuple[Role, int, int, str]]]]
    """Per person whether the account is on, and roles: which, at what kind of place, which of them, since when."""
    rounds: list[tuple[int, RoundState, bool, list[tuple[int, bool]]]]
    """Per round its board, state, whether it is a trial, and its teams with whether they are confirmed."""
    moved: list[tuple[int, int]]
    """Teams that moved to another school after the rounds."""


numbers = st.integers(0, 7)
OFTEN = [*Role, Role.COORDINATOR, Role.COORDINATOR, Role.MANAGER]
held = st.tuples(
    st.sampled_from(OFTEN), st.integers(0, 2), numbers, st.sampled_from([*TIMES, "holds", "holds", "holds"])
)
plans = st.builds(
    Plan,
    schools=st.lists(st.integers(0, 1), min_size=2, max_size=4),
    teams=st.lists(numbers, min_size=3, max_size=7),
    closed=st.lists(numbers, max_size=2),
    people=st.lists(
        st.tuples(st.sampled_from([True, True, True, False]), st.lists(held, min_size=1, max_size=3)),
        min_size=4,
        max_size=6,
    ),
    rounds=st.lists(
        st.tuples(
            st.integers(0, 1),
            st.sampled_from(RoundState),
            st.sampled_from([False, False, True]),
            st.lists(st.tuples(numbers, st.booleans()), min_size=1, max_size=5),
        ),
        min_size=2,
        max_size=4,
    ),
    moved=st.lists(st.tuples(numbers, numbers), min_size=1, max_size=3),
)


class World:
    """A plan made real. The rows are as the services would leave them; `cards` are one per round that may be open."""

    def __init__(self, plan: Plan, cards: list[Card]) -> None:
        self.today = timezone.localdate()
        self.boards = [Board.objects.create(name=f"Bestuur {n}") for n in range(2)]
        self.schools = [self._school(n, board) for n, board in enumerate(plan.schools)]
        self.teams = [self._team(n, school) for n, school in enumerate(plan.teams)]
        self.people = [self._person(n, *person) for n, person in enumerate(plan.people)]
        for number, round_ in enumerate(plan.rounds):
            self._round(number, cards[number], *round_)
        for team, school in plan.moved:
            self._move(self._one(self.teams, team), school)
        for number in plan.closed:
            self._close(self._one(self.teams, number))

    @staticmethod
    def _one(things: list[Any], number: int) -> Any:
        return things[number % len(things)]

    def _school(self, n: int, board: int) -> School:
        return School.objects.create(board=self.boards[board], **folded(f"School {n}"), sector="vo")

    def _team(self, n: int, school: int) -> Team:
        return Team.objects.create(school=self._one(self.schools, school), **folded(f"Team {n}"))

    def _person(self, n: int, active: bool, roles: list[tuple[Role, int, int, str]]) -> User:
        user = User.objects.create(name=f"Persoon {n}", email=f"p{n}@voorbeeld.example", is_active=active)
        if n % 3 == 0:
            user.home_board = self.boards[n % 2]
            user.save(update_fields=["home_board"])
        places: dict[str, list[Any]] = {"board": self.boards, "school": self.schools, "team": self.teams}
        taken = set()
        for role, kind, number, time in roles:
            place = self._one(list(PLACES[role]), kind)
            where = self._one(places[place], number)
            if (role, place, where.pk) in taken:
                continue
            taken.add((role, place, where.pk))
            since, until = TIMES[time]
            Membership.objects.create(
                user=user,
                role=role,
                started_on=self.today + since * DAY,
                ended_on=None if until is None else self.today + until * DAY,
                **{place: where},
            )
        return user

    def _round(
        self, n: int, card: Card, board: int, state: RoundState, trial: bool, teams: list[tuple[int, bool]]
    ) -> None:
        mine = [team for team in self.teams if team.school.board_id == self.boards[board].pk]
        if not mine:
            return
        now = timezone.now()
        starts_on = self.today - (40 - 10 * n) * DAY
        round_ = Round.objects.create(
            board=self.boards[board],
            card=card,
            title=f"Meting {n}",
            starts_on=starts_on,
            ends_on=starts_on + 30 * DAY,
            state=state,
            is_trial=trial,
            opened_at=None if state == RoundState.DRAFT else now,
            closed_at=now if state == RoundState.CLOSED else None,
        )
        chosen = {self._one(mine, number): confirmed for number, confirmed in teams}
        assessments = Assessment.objects.bulk_create(
            Assessment(
                round=round_,
                team=team,
                school=team.school,
                team_name=team.name,
                school_name=team.school.name,
                open_family=card.family if state == RoundState.OPEN else None,
            )
            for team in chosen
        )
        indicator = Indicator.objects.filter(card=card).order_by("pk").first()
        TeamScore.objects.bulk_create(
            TeamScore(assessment=assessment, indicator=indicator, choice=Choice.LEVEL, level=4)
            for assessment in assessments
            if state != RoundState.DRAFT
        )
        if state != RoundState.DRAFT:
            confirm(*(assessment for assessment in assessments if chosen[assessment.team]))

    def _move(self, team: Team, number: int) -> None:
        """Within its board: results stay with the school of the time, the team goes."""
        board, here = team.school.board_id, team.school_id
        others = [school for school in self.schools if school.board_id == board and school.pk != here]
        if others:
            team.school = self._one(others, number)
            team.save(update_fields=["school"])

    def _close(self, team: Team) -> None:
        others = [one for one in self.teams if one.school_id == team.school_id and one.pk != team.pk]
        team.closed_on = self.today - DAY
        team.merged_into = others[0] if others else None
        team.save(update_fields=["closed_on", "merged_into"])
