"""Results over time: how a team, a school or a board stood in each round, and two of those side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from .across import IndicatorAcross
from .card import CardInfo, CriterionInfo, ThemeInfo
from .counts import Change, Summary
from .rounds import RoundInfo


@dataclass(frozen=True, slots=True)
class Moment:
    """How it stood in a round, over everything scored then; `summary` is None where nothing was confirmed.

    Of a board: each school in its latest round at that time.
    """

    round: RoundInfo
    summary: Summary | None
    confirmed: int
    of_teams: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What two rounds cannot be compared on. Numbers of teams, but for the names and the codes."""

    new_teams: tuple[str, ...] = ()
    """In the later round alone."""
    gone_teams: tuple[str, ...] = ()
    """In the earlier round alone."""
    unconfirmed: tuple[str, ...] = ()
    """In both, but not confirmed in one of them."""
    not_again: tuple[str, ...] = ()
    """Schools of a board that had no round of their own between the two."""
    other_scale: tuple[str, ...] = ()
    """On a scale with another number of levels."""
    new_codes: tuple[str, ...] = ()
    gone_codes: tuple[str, ...] = ()
    one_sided: int = 0
    """Cells of the teams that are compared, on both editions, with a score in one of the rounds alone."""

    def __bool__(self) -> bool:
        return bool(
            self.new_teams
            or self.gone_teams
            or self.unconfirmed
            or self.not_again
            or self.other_scale
            or self.new_codes
            or self.gone_codes
            or self.one_sided
        )


@dataclass(frozen=True, slots=True)
class RowBeside:
    """A team of a school, or a school of a board, in the two rounds."""

    name: str
    change: Change | None


@dataclass(frozen=True, slots=True)
class CriterionBeside:
    info: CriterionInfo
    change: Change | None
    indicators: tuple[IndicatorAcross, ...]


@dataclass(frozen=True, slots=True)
class ThemeBeside:
    info: ThemeInfo
    change: Change | None
    criteria: tuple[CriterionBeside, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two rounds side by side, over the cells scored in both, on the card of the later one."""

    earlier: Moment
    later: Moment
    card: CardInfo
    change: Change | None
    themes: tuple[ThemeBeside, ...]
    rows: tuple[RowBeside, ...]
    moved_up: tuple[IndicatorAcross, ...]
    moved_down: tuple[IndicatorAcross, ...]
    left_out: LeftOut


@dataclass(frozen=True, slots=True)
class OverTime:
    """The latest rounds from early to late, the changes between neighbours, and the two that were asked for.

    `changes[i]` is from `moments[i]` to `moments[i + 1]`, over what both scored. `comparison` is None where there are
    no two rounds.
    """

    moments: tuple[Moment, ...]
    changes: tuple[Change | None, ...]
    rounds: tuple[RoundInfo, ...]
    """All of them, from early to late: any two can be compared."""
    comparison: Comparison | None

    @property
    def with_changes(self) -> Iterator[tuple[Moment, Change | None]]:
        """Each moment with what changed since the one before."""
        return zip(self.moments, (None, *self.changes)[: len(self.moments)], strict=True)

    def until(self, last: RoundInfo) -> OverTime:
        """The moments up to and including that of `last`."""
        moments = tuple(one for one in self.moments if one.round.age <= last.age)
        return replace(self, moments=moments, changes=self.changes[: max(len(moments) - 1, 0)])
