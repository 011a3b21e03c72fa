"""What the reports of a school and of a board have in common: figures over teams, row by row and over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from assessments import charts
from assessments.results.values import Change, GroupResult, IndicatorAcross, RoundInfo, Summary
from assessments.results.values.over_time import Moment, OverTime

from .base import Entry, Report, shortened


class HeatLine(NamedTuple):
    """A row of the heatmap: a team or a school. Without figures `state` says why."""

    name: str
    under: str
    """In small letters below the name."""
    summary: Summary | None
    criteria: tuple[Summary, ...]
    state: str


class Course(NamedTuple):
    """Rounds from early to late; `changes[i]` is from `moments[i]` to the next."""

    moments: tuple[Moment, ...] = ()
    changes: tuple[Change | None, ...] = ()

    @property
    def latest_first(self) -> list[tuple[Moment, Change | None]]:
        """Each with what changed since the one before it."""
        return list(zip(self.moments, (None, *self.changes), strict=True))[::-1]


def course_until(found: OverTime, last: RoundInfo | None) -> Course:
    """The rounds up to and including `last`; all of them without it. Nothing where there is but one."""
    moments = [one for one in found.moments if last is None or one.round.age <= last.age]
    if len(moments) < 2:
        return Course()
    return Course(tuple(moments), found.changes[: len(moments) - 1])


@dataclass(frozen=True, slots=True)
class GroupReport(Report):
    """A report over teams. `heat` are the rows of its heatmap."""

    heat: tuple[HeatLine, ...]
    course: Course

    @property
    def most_tiles(self) -> int:
        """Of more teams a strip has counts, not every one of which it has room for."""
        return charts.MOST_TILES

    @property
    def _figures(self) -> list[Entry]:
        """The chapters of every report over teams that has figures."""
        who_acts = [Entry("aan-zet", _("Wie is aan zet"))] if self.card.actors else []
        over_time = [Entry("verloop", _("Verloop"))] if self.course.moments else []
        return [
            Entry("criteria", _("De criteria in cijfers")),
            Entry("bewogen", _("Sterk, zwak en wat veranderde")),
            *over_time,
            *who_acts,
            *self._themes,
        ]


def group_charts(
    result: GroupResult, course: Course, *, name: str, parts: Literal["teams", "schools"]
) -> Iterable[charts.Chart]:
    """Every drawing of a report over teams but that of its cover; `parts` are what its rows are."""
    yield charts.distribution(result.summary, result.card, key="distribution", name=name, paper=True)
    yield charts.dot_plot(
        result.criteria,
        result.card,
        key="criteria",
        name=name,
        previous=shortened(result.previous_round.title) if result.previous_round else None,
        means={criterion.info.code: criterion.means for criterion in result.criteria},
        parts=parts,
        paper=True,
    )
    if any(moment.summary and moment.summary.scored for moment in course.moments):
        yield charts.course(course.moments, course.changes, key="course", name=name, paper=True)
    for criterion in result.criteria:
        for indicator in criterion.indicators:
            code = indicator.info.code
            yield charts.cell_strip(
                indicator.cells, indicator.summary, result.card, key=f"strip-{code}", name=code
            )
    yield from _shifts([*result.moved_up, *result.moved_down])


def _shifts(moved: Sequence[IndicatorAcross]) -> Iterable[charts.Chart]:
    for indicator in moved:
        if indicator.change is not None:
            yield charts.shift(
                indicator.change.before_in_order,
                indicator.change.now_in_order,
                indicator.change.matched,
                key=f"shift-{indicator.info.code}",
                name=indicator.info.code,
            )
