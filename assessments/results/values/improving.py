"""What teams improve first, what is done about it, and whether what was worked on moved."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from .actions import ActionCounts, ActionInfo
from .card import IndicatorInfo
from .rounds import RoundInfo
from .team import IndicatorResult


class Period(NamedTuple):
    """The days of a round: from its first until the next one of the same team or school begins, if one did."""

    first: dt.date
    following: dt.date | None = None

    def holds(self, made_on: dt.date, ended_on: dt.date | None) -> bool:
        """Whether an action is of this period: made in it; of the latest also what was made before, and lasted."""
        if self.following is None:
            return ended_on is None or ended_on >= self.first or made_on >= self.first
        return self.first <= made_on < self.following


class Moves(NamedTuple):
    """How many scores went which way, of those that were given both times."""

    higher: int = 0
    same: int = 0
    lower: int = 0

    @property
    def compared(self) -> int:
        return self.higher + self.same + self.lower


@dataclass(frozen=True, slots=True)
class PriorityInfo:
    """What a team improves first, at its place in the list, with the actions of this period about it."""

    place: int
    indicator: IndicatorResult
    actions: tuple[ActionInfo, ...]


@dataclass(frozen=True, slots=True)
class WorkedOn:
    """An indicator about which actions were finished; it cannot be compared where it has no score now or before."""

    indicator: IndicatorResult
    actions: tuple[ActionInfo, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """What a team worked on between two rounds: actions of its own, finished from the first day of the one that it is
    compared with up to the day on which it confirmed this one (`until`; while it has not: the day of the report).

    `with_action` and `without` count its indicators with a score both times; it says nothing of why they moved.
    """

    since: RoundInfo
    until: dt.date
    indicators: tuple[WorkedOn, ...]
    with_action: Moves
    without: Moves


@dataclass(frozen=True, slots=True)
class TeamImproving:
    """Of a team in a round; `others` are the actions of the same period that are about no priority.

    `worked` is None where there is no earlier round to compare with.
    """

    priorities: tuple[PriorityInfo, ...]
    others: tuple[ActionInfo, ...]
    counts: ActionCounts
    worked: Worked | None

    @property
    def actions(self) -> tuple[ActionInfo, ...]:
        """Those of this period, each once: by priority, then the others."""
        every = [action for one in self.priorities for action in one.actions] + list(self.others)
        return tuple(dict.fromkeys(every))

    @property
    def places(self) -> dict[str, int]:
        """The place of each priority by its code."""
        return {one.indicator.info.code: one.place for one in self.priorities}

    @property
    def numbers(self) -> dict[str, int]:
        """How many actions of this period there are about each indicator, by code."""
        found: dict[str, int] = {}
        for action in self.actions:
            for code in action.indicators:
                found[code] = found.get(code, 0) + 1
        return found


class ChosenOften(NamedTuple):
    """An indicator that `teams` of the confirmed teams improve first."""

    info: IndicatorInfo
    teams: int


@dataclass(frozen=True, slots=True)
class WorkedAcross:
    """The same as `Worked` over the cells of teams: `teams` of them finished an action about an indicator."""

    with_action: Moves
    without: Moves
    teams: int


@dataclass(frozen=True, slots=True)
class PlaceActions:
    """The actions at a school and in its teams; or, without a `uid`, those of the board itself."""

    uid: UUID | None
    name: str
    counts: ActionCounts


@dataclass(frozen=True, slots=True)
class GroupImproving:
    """Of a school or a board. Every reader gets the same: actions of confirmed self-assessments, and of none.

    `choosing` of the `confirmed` teams chose priorities; `chosen` are the indicators that most of them did. `own`
    counts the actions of the school or the board itself, which `counts` holds too. `keys` are those of
    all that `counts` holds, `urgent` of those that are late or due soon; `actions` and `pressing` are the same with
    what they say, as far as that was asked for. `worked` is None where no team can be compared.
    """

    confirmed: int
    choosing: int
    chosen: tuple[ChosenOften, ...]
    counts: ActionCounts
    own: ActionCounts
    schools: tuple[PlaceActions, ...]
    worked: WorkedAcross | None
    keys: tuple[int, ...]
    urgent: tuple[int, ...]
    pressing: tuple[ActionInfo, ...] = ()
    actions: tuple[ActionInfo, ...] = ()
