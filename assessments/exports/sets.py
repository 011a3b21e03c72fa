"""Everything that can be taken along of a result: which tables there are, by their key in addresses, in one order.

Pages, reports and spreadsheets all read these, so that a table is the same wherever it is found.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from assessments.results.privacy import Layer, Spread
from assessments.results.response import NOBODY, TeamResponse
from assessments.results.values import BoardResult, SchoolResult, TeamResult
from assessments.results.values.improving import GroupImproving, TeamImproving
from assessments.results.values.over_time import OverTime

from . import improving, notable, observations, over_time, results, spreads
from .code_book import code_book
from .column import Column
from .table import Table
from .taking_part import taking_part


@dataclass(frozen=True, slots=True)
class TeamSet:
    """A result with what is told beside it; `layer` is None where the team filled in one form.

    `over_time` is None where it is not asked for or there is none; `improving` where it is not asked for.
    """

    result: TeamResult
    layer: Layer | None
    response: TeamResponse = NOBODY
    improving: TeamImproving | None = None
    over_time: OverTime | None = None

    @property
    def columns(self) -> list[Column]:
        return observations.columns_of_team(self.result)


@dataclass(frozen=True, slots=True)
class SchoolSet:
    """`spreads` are summed by code; `layers` and `responses` are those of its confirmed teams, by assessment."""

    result: SchoolResult
    spreads: Mapping[str, Spread] = field(default_factory=dict)
    layers: Mapping[int, Layer] = field(default_factory=dict)
    responses: Mapping[int, TeamResponse] = field(default_factory=dict)
    improving: GroupImproving | None = None
    over_time: OverTime | None = None

    @property
    def columns(self) -> list[Column]:
        return observations.columns_of_school(self.result)


@dataclass(frozen=True, slots=True)
class BoardSet:
    result: BoardResult
    improving: GroupImproving | None = None
    over_time: OverTime | None = None

    @property
    def columns(self) -> list[Column]:
        return observations.columns_of_board(self.result)


Taken = TeamSet | SchoolSet | BoardSet

OF_A_TEAM: dict[str, Callable[[TeamSet], Table]] = {
    "gegevens": lambda one: observations.of_team(one.result, one.layer),
    "criteria": lambda one: results.criteria(one.result),
    "indicatoren": lambda one: results.team_indicators(one.result),
    "opvallend": lambda one: notable.of_team(one.result),
    "wie-is-aan-zet": lambda one: results.actors(one.result),
    "spreiding": lambda one: spreads.of_team(one.result, one.layer),
    "deelname": lambda one: taking_part([one.result.assessment], {one.result.assessment.pk: one.response}),
}
OF_A_SCHOOL: dict[str, Callable[[SchoolSet], Table]] = {
    "gegevens": lambda one: observations.of_school(one.result, one.layers),
    "criteria": lambda one: results.criteria(one.result),
    "indicatoren": lambda one: results.indicators(one.result),
    "teams": lambda one: results.teams(one.result),
    "teams-indicatoren": lambda one: results.team_levels(one.result),
    "opvallend": lambda one: notable.of_group(one.result),
    "wie-is-aan-zet": lambda one: results.actors(one.result),
    "spreiding": lambda one: spreads.of_school(one.result, one.spreads),
    "deelname": lambda one: taking_part([row.assessment for row in one.result.rows], one.responses),
}
OF_A_BOARD: dict[str, Callable[[BoardSet], Table]] = {
    "gegevens": lambda one: observations.of_board(one.result),
    "criteria": lambda one: results.criteria(one.result),
    "indicatoren": lambda one: results.indicators(one.result),
    "scholen": lambda one: results.schools(one.result),
    "opvallend": lambda one: notable.of_group(one.result),
    "wie-is-aan-zet": lambda one: results.actors(one.result),
}


CODE_BOOK = "codeboek"
HELD_WHOLE = frozenset({"teams-indicatoren"})
"""Tables to take by themselves; together with the others they would only repeat the one for analysis."""


def makers_of(taken: Taken) -> dict[str, Callable[[], Table]]:
    """What makes each table, by its key."""
    found: dict[str, Callable[[], Table]]
    match taken:
        case TeamSet():
            found = {key: partial(make, taken) for key, make in OF_A_TEAM.items()}
        case SchoolSet():
            found = {key: partial(make, taken) for key, make in OF_A_SCHOOL.items()}
        case BoardSet():
            found = {key: partial(make, taken) for key, make in OF_A_BOARD.items()}
    if taken.improving:
        found["prioriteiten"] = partial(improving.priorities, taken.result)
        found["acties"] = partial(improving.actions, taken.improving.actions)
    if taken.over_time:
        found["verloop"] = partial(_course, taken.over_time)
    return found


def _course(found: OverTime) -> Table:
    return over_time.moments(found.with_changes)


def tables_of(taken: Taken) -> dict[str, Table]:
    """All tables by their keys; the one for analysis comes first, the code book last."""
    found = {key: make() for key, make in makers_of(taken).items() if key not in HELD_WHOLE}
    card, group = taken.result.card, not isinstance(taken, TeamSet)
    found[CODE_BOOK] = code_book(card, taken.columns, found.values(), group=group)
    return found


def table_of(taken: Taken, key: str) -> Table | None:
    """One of them; None where there is none with that key."""
    if key == CODE_BOOK:
        return tables_of(taken)[key]
    make = makers_of(taken).get(key)
    return make() if make else None
