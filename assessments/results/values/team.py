"""The result of a team."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from .card import ActorInfo, CardInfo, CriterionInfo, IndicatorInfo, ThemeInfo
from .cells import NO_WORDS, Cell, Words, difference
from .counts import Change, Summary
from .rounds import AssessmentInfo, RoundInfo


class Reopening(NamedTuple):
    """When the scores of a team were opened again, and why; named as in `Confirmation`."""

    reopened_at: dt.date
    reopen_reason: str


@dataclass(frozen=True, slots=True)
class IndicatorResult:
    """One indicator of a team: now, last round (None: no earlier one to compare with), and the team's words."""

    info: IndicatorInfo
    cell: Cell
    previous: Cell | None
    words: Words = NO_WORDS

    @property
    def difference(self) -> Fraction | None:
        """Now minus before, in levels; None unless both are scores."""
        return difference(self.cell, self.previous)


@dataclass(frozen=True, slots=True)
class CriterionResult:
    info: CriterionInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True)
class ThemeResult:
    info: ThemeInfo
    summary: Summary
    previous: Summary | None
    change: Change | None
    criteria: tuple[CriterionResult, ...]


@dataclass(frozen=True, slots=True)
class ActorResult:
    """What lies with one actor. An indicator in which several act is with each of them: these do not add up."""

    info: ActorInfo
    summary: Summary
    change: Change | None
    indicators: tuple[IndicatorResult, ...]


@dataclass(frozen=True, slots=True)
class TeamResult:
    """`previous` is None where there is no earlier round; `change` is None where nothing can be compared.

    `moved_up` and `moved_down` hold at most five indicators each; `unknown` all on which weet ik niet was agreed.
    """

    assessment: AssessmentInfo
    card: CardInfo
    summary: Summary
    change: Change | None
    previous: AssessmentInfo | None
    themes: tuple[ThemeResult, ...]
    actors: tuple[ActorResult, ...]
    strongest: tuple[IndicatorResult, ...]
    weakest: tuple[IndicatorResult, ...]
    moved_up: tuple[IndicatorResult, ...]
    moved_down: tuple[IndicatorResult, ...]
    unknown: tuple[IndicatorResult, ...]
    followed_on: dt.date | None = None
    """The first day of the team's next round of this card family, if there is one."""
    reopenings: tuple[Reopening, ...] = ()

    @property
    def previous_round(self) -> RoundInfo | None:
        return self.previous.round if self.previous else None

    @property
    def criteria(self) -> tuple[CriterionResult, ...]:
        return tuple(criterion for theme in self.themes for criterion in theme.criteria)

    @property
    def indicators(self) -> Iterator[IndicatorResult]:
        return (indicator for criterion in self.criteria for indicator in criterion.indicators)
