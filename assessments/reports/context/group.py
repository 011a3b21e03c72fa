"""What the reports of a school and of a board have in common: figures over teams, row by row and over time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from django.utils.translation import gettext as _

from assessments import charts
from assessments.results.values import Change, GroupResult, IndicatorAcross, Summary
from assessments.results.values.improving import GroupImproving
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


def course_of(found: OverTime) -> OverTime | None:
    """Results over time where there is anything to see: not of one round alone."""
    return found if len(found.moments) > 1 else None


@dataclass(frozen=True, slots=True)
class GroupReport(Report):
    """A report over teams. `heat` are the rows of its heatmap; `course` is None where there is but one round."""

    heat: tuple[HeatLine, ...]
    course: OverTime | None
    improving: GroupImproving

    @property
    def latest_first(self) -> list[tuple[Moment, Change | None]]:
        """The rounds of the course, each with what changed since the one before it."""
        return list(self.course.with_changes)[::-1] if self.course else []

    @property
    def most_tiles(self) -> int:
        """Of more teams a strip has counts, not every one of which it has room for."""
        return charts.MOST_TILES

    @property
    def _figures(self) -> list[Entry]:
        """The chapters of every report over teams that has figures."""
        who_acts = [Entry("aan-zet", _("Wie is aan zet"))] if self.card.actors else []
        over_time = [Entry("verloop", _("Verloop"))] if self.course else []
        return [
            Entry("criteria", _("De criteria in cijfers")),
            Entry("bewogen", _("Sterk, zwak en wat veranderde")),
            *over_time,
            Entry("verbeteren", _("Prioriteiten en acties")),
            *who_acts,
            *self._themes,
        ]


def group_charts(
    result: GroupResult, course: OverTime | None, *, name: str, parts: Literal["teams", "schools"]
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
    if course and any(moment.summary and moment.summary.scored for moment in course.moments):
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
