"""Random boards with what was scored in them: the rows as the services would leave them, and odder."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from random import Random
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from assessments.enums import Choice, RoundState, Way
from assessments.models import (
    Assessment,
    Board,
    Card,
    Confirmation,
    Indicator,
    Round,
    School,
    Tally,
    Team,
    TeamScore,
    folded,
)
from tests.factories import choice_of, confirm

from .editions import CODES, Edition, make_edition

FIRST_DAY = dt.date(2024, 1, 8)
DAYS = 6
"""Rounds begin, and schools close, on one of so many days: often on the same one."""


@dataclass(frozen=True)
class Step:
    """Something that happens, one after another; numbers choose from what there is, modulo how much."""

    deed: str
    one: int
    other: int
    day: int
    state: RoundState
    is_trial: bool
    left_out: int


@dataclass(frozen=True)
class Plan:
    schools: list[int]
    """Per school its board."""
    teams: list[int]
    """Per team its school."""
    editions: list[Edition]
    steps: list[Step]
    seed: int
    """Of what each team scored."""


DEEDS = ["round"] * 9 + ["move", "move", "close school", "merge school", "merge teams", "close team"]
STATES = [RoundState.CLOSED] * 4 + [RoundState.OPEN, RoundState.DRAFT]


def plan_of(seed: int) -> Plan:
    """A plan at random: what hypothesis draws by itself is mostly small, without a round or without a team in it."""
    chance = Random(seed)

    def edition() -> Edition:
        return Edition(
            levels=chance.choice([5] * 5 + [4]),
            threshold=chance.choice([4, 3]),
            without=frozenset(chance.sample(CODES, chance.choice([0, 2, 4, 7]))),
            order=chance.randrange(4),
            family=chance.choice(["kaart"] * 5 + ["andere"]),
        )

    def step(deed: str) -> Step:
        return Step(
            deed=deed,
            one=chance.randrange(60),
            other=chance.randrange(60),
            day=chance.randrange(DAYS),
            state=chance.choice(STATES),
            is_trial=chance.random() < 0.1,
            left_out=chance.randrange(60),
        )

    return Plan(
        schools=[0, *chance.choices([0, 0, 0, 1], k=chance.choice([1, 2, 2, 3]))],
        teams=[chance.randrange(60) for _team in range(chance.randint(3, 8))],
        editions=[edition() for _edition in range(chance.choice([2, 2, 3]))],
        steps=[step("round"), *(step(chance.choice(DEEDS)) for _step in range(chance.randint(3, 9)))],
        seed=seed,
    )


plans = st.integers(0, 1 << 40).map(plan_of)


class World:
    """A plan made real. Who confirmed, and what everybody chose, is by the seed."""

    def __init__(self, plan: Plan) -> None:
        self.chance = Random(plan.seed)
        self.boards = [Board.objects.create(name=f"Bestuur {n}") for n in range(2)]
        self.schools = [
            School.objects.create(board=self.boards[board], sector="vo", **folded(f"School {n}"))
            for n, board in enumerate(plan.schools)
        ]
        self.teams = [
            Team.objects.create(school=self._one(self.schools, school), **folded(f"Team {n}"))
            for n, school in enumerate(plan.teams)
        ]
        self.cards = [make_edition(edition, n) for n, edition in enumerate(plan.editions)]
        if plan.seed % 3 == 0:  # a card of the board's own is of another family, whatever its key
            self.cards.append(make_edition(plan.editions[0], 0, self.boards[0]))
        self.indicators = {
            card.pk: list(Indicator.objects.filter(card=card).order_by("pk")) for card in self.cards
        }
        self.scale = {card.pk: card.levels.count() for card in self.cards}
        self.scores: list[TeamScore] = []
        self.tallies: list[Tally] = []
        self.settled: list[Assessment] = []
        for number, step in enumerate(plan.steps):
            getattr(self, f"_{step.deed.replace(' ', '_')}")(number, step)
        TeamScore.objects.bulk_create(self.scores)
        Tally.objects.bulk_create(self.tallies)
        confirm(*self.settled)

    @staticmethod
    def _one(things: list[Any], number: int) -> Any:
        return things[number % len(things)]

    # --- what happens -------------------------------------------------------------------------------------------------

    def _round(self, number: int, step: Step) -> None:
        card = self._one(self.cards, step.one)
        board = card.owner or self._one(self.teams, step.other).school.board
        teams = [team for team in self.teams if team.school.board_id == board.pk and team.closed_on is None]
        if step.left_out % 2:  # of one school alone
            school = self._one(teams, step.left_out).school if teams else None
            teams = [team for team in teams if team.school == school]
        elif len(teams) > 1:
            teams.remove(self._one(teams, step.left_out))
        if not teams:
            return
        state = step.state
        if state == RoundState.OPEN and Assessment.objects.filter(team__in=teams, open_family=card.family):
            state = RoundState.CLOSED
        now, day = timezone.now(), FIRST_DAY + dt.timedelta(days=100 * step.day)
        round_ = Round.objects.create(
            board=board,
            card=card,
            title=f"Meting {number}",
            starts_on=day,
            ends_on=day + dt.timedelta(days=40),
            state=state,
            is_trial=step.is_trial,
            opened_at=None if state == RoundState.DRAFT else now,
            closed_at=now if state == RoundState.CLOSED else None,
        )
        made = Assessment.objects.bulk_create(
            Assessment(
                round=round_,
                team=team,
                school=team.school,
                team_name=team.name,
                school_name=team.school.name,
                way=self.chance.choice(Way.values),
                min_group=self.chance.choice((5, 5, 6)),
                open_family=card.family if state == RoundState.OPEN else None,
            )
            for team in teams
        )
        if state != RoundState.DRAFT:
            for assessment in made:
                self._fill(assessment, card)

    def _move(self, _number: int, step: Step) -> None:
        """Also to another board, which no service does: change and results stay within the board of the round."""
        team, to = self._one(self.teams, step.one), self._one(self.schools, step.other)
        if to.closed_on is None:
            team.school = to
            team.save(update_fields=["school"])

    def _close_school(self, _number: int, step: Step) -> None:
        self._end(self._one(self.schools, step.one), step)

    def _merge_school(self, _number: int, step: Step) -> None:
        school, into = self._one(self.schools, step.one), self._one(self.schools, step.other)
        if (
            school != into
            and school.board_id == into.board_id
            and not into.closed_on
            and not school.closed_on
        ):
            Team.objects.filter(school=school).update(school=into)
            for team in self.teams:
                if team.school_id == school.pk:
                    team.school = into
            school.merged_into = into
            self._end(school, step)

    @staticmethod
    def _end(school: School, step: Step) -> None:
        school.closed_on = FIRST_DAY + dt.timedelta(days=100 * step.day + step.left_out % 3)
        school.save(update_fields=["closed_on", "merged_into"])

    def _close_team(self, _number: int, step: Step) -> None:
        team = self._one(self.teams, step.one)
        team.closed_on = FIRST_DAY
        team.save(update_fields=["closed_on"])

    def _merge_teams(self, number: int, step: Step) -> None:
        team = self._one(self.teams, step.one)
        new = Team.objects.create(school=team.school, **folded(f"Samen {number}"))
        for old in {team, self._one(self.teams, step.other)}:
            if old.closed_on is None:
                old.closed_on, old.merged_into = FIRST_DAY, new
                old.save(update_fields=["closed_on", "merged_into"])
        self.teams.append(new)

    # --- what was chosen ----------------------------------------------------------------------------------------------

    def _fill(self, assessment: Assessment, card: Card) -> None:
        """Some teams score nearly all, some little; of those that answered individually there are counts as well."""
        agreed = self.chance.choice((0.95, 0.9, 0.7, 0.4, 0.1))
        special = self.chance.choice((0.1, 0.1, 0.3, 0.7))
        middle = self.chance.uniform(1, self.scale[card.pk])
        for indicator in self.indicators[card.pk]:
            if self.chance.random() < agreed:
                level = min(max(round(self.chance.gauss(middle, 1)), 1), self.scale[card.pk])
                value = self.chance.choice(("?", "-", "-")) if self.chance.random() < special else level
                self.scores.append(TeamScore(assessment=assessment, indicator=indicator, **choice_of(value)))
            elif self.chance.random() < 0.3:
                self.scores.append(
                    TeamScore(
                        assessment=assessment, indicator=indicator, choice=Choice.NONE, rationale="Later"
                    )
                )
            if assessment.way == Way.INDIVIDUAL and self.chance.random() < 0.8:
                self.tallies.append(self._tally(assessment, indicator, self.scale[card.pk]))
        if self.chance.random() < 0.85:
            self.settled.append(assessment)
        elif self.chance.random() < 0.3:
            Confirmation.objects.create(
                assessment=assessment,
                number=1,
                confirmed_at=timezone.now(),
                reopened_at=timezone.now(),
                reopen_reason="Toch anders",
            )

    def _tally(self, assessment: Assessment, indicator: Indicator, scale: int) -> Tally:
        """About as many people as the floor."""
        people = [0] * scale
        for _person in range(self.chance.randint(3, 8)):
            people[min(max(round(self.chance.gauss(3.5, 0.8)), 1), scale) - 1] += 1
        unknown, not_applicable = self.chance.choice((0, 0, 1, 3)), self.chance.choice((0, 0, 2))
        known = self.chance.choice((0, 0, 0, 1, 2))
        return Tally(
            assessment=assessment,
            indicator=indicator,
            **{f"level_{number}": count for number, count in enumerate(people, start=1)},
            unknown=unknown,
            not_applicable=not_applicable,
            least_group=sum(people) + unknown + not_applicable - known,
        )
