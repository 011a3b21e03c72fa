"""The rounds of a team, a school or a board as a line, from its results over time."""

from __future__ import annotations

from collections.abc import Sequence

from assessments.results.values import Change
from assessments.results.values.over_time import Moment

from .chart import Chart
from .trend import NO_STEP, TrendPoint, TrendStep, trend


def course(
    moments: Sequence[Moment], changes: Sequence[Change | None], *, key: str, name: str, paper: bool = False
) -> Chart:
    """Draw the rounds of `name` from old to new; `changes[i]` is from `moments[i]` to the next."""
    points = [
        TrendPoint(
            moment.round.title,
            moment.round.starts_on,
            moment.summary.in_order if moment.summary else 0,
            moment.summary.scored if moment.summary else 0,
        )
        for moment in moments
    ]
    steps = [
        TrendStep(change.before_in_order, change.now_in_order, change.matched) if change else NO_STEP
        for change in changes
    ]
    return trend(points, steps, key=key, name=name, paper=paper)
