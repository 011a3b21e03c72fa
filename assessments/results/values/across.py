"""Results over more than one team: of a school or a board, in the same shape."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from .card import ActorInfo, CardInfo, CriterionInfo, IndicatorInfo, ThemeInfo
from .cells import Cell
from .counts import Change, Summary
from .marks import ABSENT, cell_of
from .rounds import RoundInfo


class Turn(NamedTuple):
    """A confirmed team in its round: from the first day of the round that it is compared with (None: with none) until
    the day on which it confirmed, and the codes of what it improves first.
    """

    team_pk: int
    since: dt.date | None
    until: dt.date
    priorities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IndicatorAcross:
    """One indicator over the confirmed teams; `change` is over those that scored it in both rounds.

    `marks` has a character per team, in the order of the confirmed rows, and `before` what each is compared with; for
    a board school by school. `thresholds` has for each the level from which op orde holds on the edition of that team.
    """

    info: IndicatorInfo
    marks: str
    before: str
    thresholds: tuple[int, ...]
    summary: Summary
    change: Change | None

    @property
    def cells(self) -> tuple[Cell, ...]:
        found = zip(self.marks, self.thresholds, strict=True)
        return tuple(cell_of(mark, threshold) for mark, threshold in found if mark != ABSENT)

    @property
    def of_teams(self) -> tuple[tuple[Cell, Cell | None] | None, ...]:
        """Now and before of each team, None where there is no before; None at all where its edition has it not."""
        return tuple(
            None
            if now == ABSENT
            else (cell_of(now, threshold), None if before == ABSENT else cell_of(before, threshold))
            for now, before, threshold in zip(self.marks, self.before, self.thresholds, strict=True)
        )

    @property
    def pairs(self) -> tuple[tuple[Cell, Cell | None], ...]:
        """The same of the teams whose edition has it."""
        return tuple(pair for pair in self.of_teams if pair)

    @property
    def unknown_share(self) -> Fraction:
        """The part of the teams that it applies to that agreed on weet ik niet."""
        return Fraction(self.summary.unknown, self.summary.applicable or 1)


@dataclass(frozen=True, slots=True)
class CriterionAcross:
    """`means` are those of the teams, or of a board's schools, that have one; in the order of the rows."""

    info: CriterionInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    means: tuple[Fraction, ...]
    indicators: tuple[IndicatorAcross, ...]


@dataclass(frozen=True, slots=True)
class ThemeAcross:
    info: ThemeInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    criteria: tuple[CriterionAcross, ...]


@dataclass(frozen=True, slots=True)
class ActorAcross:
    """What lies with one actor. An indicator in which several act is with each of them: these do not add up."""

    info: ActorInfo
    summary: Summary
    change: Change | None
    indicators: tuple[IndicatorAcross, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupResult:
    """What a school and a board say of their teams.

    `strongest`, `weakest`, `moved_up`, `moved_down` hold at most five indicators each; `unknown` at most five about
    which teams do not know, most first. `previous_round` is the one that most teams are compared with;
    `compared_otherwise` is the number of teams that are compared with another. `turns` are those of the confirmed
    teams, in the order of `IndicatorAcross.marks`.
    """

    card: CardInfo
    summary: Summary
    change: Change | None
    previous_round: RoundInfo | None
    compared_otherwise: int
    themes: tuple[ThemeAcross, ...]
    actors: tuple[ActorAcross, ...]
    strongest: tuple[IndicatorAcross, ...]
    weakest: tuple[IndicatorAcross, ...]
    moved_up: tuple[IndicatorAcross, ...]
    moved_down: tuple[IndicatorAcross, ...]
    unknown: tuple[IndicatorAcross, ...]
    turns: tuple[Turn, ...]

    @property
    def indicators(self) -> tuple[IndicatorAcross, ...]:
        return tuple(indicator for criterion in self.criteria for indicator in criterion.indicators)

    @property
    def criteria(self) -> tuple[CriterionAcross, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)
