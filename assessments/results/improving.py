"""What teams improve first, what is done about it, and whether what was worked on moved. Pure.

That an indicator moved after an action says nothing of why: beside what was worked on stands what was not.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import NamedTuple, TypeVar
from uuid import UUID

from django.utils import timezone

from assessments.enums import ActionStatus

from .actions import counted
from .values import BoardResult, CardInfo, GroupResult, SchoolResult, TeamResult
from .values.across import Turn
from .values.actions import ActionInfo
from .values.improving import (
    ChosenOften,
    GroupImproving,
    Moves,
    Period,
    PlaceActions,
    PriorityInfo,
    TeamImproving,
    Worked,
    WorkedAcross,
    WorkedOn,
)
from .values.marks import HALVES

MOST_CHOSEN = 5
SOON = dt.timedelta(days=28)
"""So long before it is due an action is named."""
MOST_PRESSING = 8


Due = TypeVar("Due", "Deed", ActionInfo)


class Deed(NamedTuple):
    """An action as it is counted over teams: of a team, or of a school or a board itself. `codes`: what it is about."""

    pk: int
    team_pk: int | None
    school_uid: UUID | None
    status: ActionStatus
    due_on: dt.date
    made_on: dt.date
    ended_on: dt.date | None
    is_late: bool
    codes: tuple[str, ...]


# --- a team ---------------------------------------------------------------------------------------------------------


def team_improving(result: TeamResult, actions: Sequence[ActionInfo], *, as_of: dt.date) -> TeamImproving:
    """Return what a team improves, from all `actions` of it that a reader sees, the most urgent first."""
    period = Period(result.assessment.round.starts_on, result.followed_on)
    held = [action for action in actions if period.holds(action.made_on, action.ended_on)]
    codes = result.assessment.priorities
    by_code = {one.info.code: one for one in result.indicators}
    return TeamImproving(
        priorities=tuple(
            PriorityInfo(place, by_code[code], tuple(one for one in held if code in one.indicators))
            for place, code in enumerate(codes, start=1)
        ),
        others=tuple(one for one in held if not set(one.indicators) & set(codes)),
        counts=counted(held),
        worked=_worked(result, actions, as_of),
    )


def _worked(result: TeamResult, actions: Iterable[ActionInfo], as_of: dt.date) -> Worked | None:
    since = result.previous_round
    every = list(result.indicators)
    if since is None or all(one.previous is None for one in every):
        return None
    confirmed_at = result.assessment.confirmed_at
    until = timezone.localdate(confirmed_at) if confirmed_at else as_of
    finished = [
        action
        for action in actions
        if action.status == ActionStatus.DONE
        and action.ended_on is not None
        and since.starts_on <= action.ended_on <= until
    ]
    about = {code for action in finished for code in action.indicators}
    return Worked(
        since=since,
        until=until,
        indicators=tuple(
            WorkedOn(one, tuple(action for action in finished if one.info.code in action.indicators))
            for one in every
            if one.info.code in about
        ),
        with_action=_moves(one.difference for one in every if one.info.code in about),
        without=_moves(one.difference for one in every if one.info.code not in about),
    )


def _moves(differences: Iterable[Fraction | int | None]) -> Moves:
    found = [one for one in differences if one is not None]
    return Moves(sum(one > 0 for one in found), sum(one == 0 for one in found), sum(one < 0 for one in found))


# --- a school or a board --------------------------------------------------------------------------------------------


def school_improving(result: SchoolResult, deeds: Iterable[Deed], *, as_of: dt.date) -> GroupImproving:
    """Return what the teams of a school improve, from the deeds at the school and in its teams."""
    every = _about(result.card, deeds)
    period = Period(result.round.starts_on, result.followed_on)
    held = [deed for deed in every if period.holds(deed.made_on, deed.ended_on)]
    own = [deed for deed in held if deed.team_pk is None]
    return _group(result, every, held, own, as_of=as_of)


def board_improving(result: BoardResult, deeds: Iterable[Deed], *, as_of: dt.date) -> GroupImproving:
    """Return what the schools of a board improve, each in the period of its own round; without one, what is open."""
    every = _about(result.card, deeds)
    shown = {row.school_uid for row in result.rows}
    periods = {
        row.school_uid: Period(row.round.starts_on if row.round else as_of, row.followed_on)
        for row in result.rows
    }
    whole = _whole(list(periods.values()), as_of)
    held = [
        deed
        for deed in every
        if (deed.school_uid is None or deed.school_uid in shown)
        and (periods[deed.school_uid] if deed.school_uid else whole).holds(deed.made_on, deed.ended_on)
    ]
    of_school: dict[UUID, list[Deed]] = {uid: [] for uid in shown}
    for deed in held:
        if deed.school_uid:
            of_school[deed.school_uid].append(deed)
    schools = tuple(
        PlaceActions(row.school_uid, row.school_name, counted(of_school[row.school_uid]))
        for row in result.rows
    )
    own = [deed for deed in held if deed.school_uid is None]
    return replace(_group(result, every, held, own, as_of=as_of), schools=schools)


def _whole(periods: Sequence[Period], as_of: dt.date) -> Period:
    """Of the board itself: from the first day of any of its schools until each of them went on."""
    following = [period.following for period in periods if period.following]
    went_on = periods and len(following) == len(periods)
    return Period(
        min((period.first for period in periods), default=as_of), max(following) if went_on else None
    )


def _about(card: CardInfo, deeds: Iterable[Deed]) -> list[Deed]:
    """Where a part of the card is chosen, those about that part."""
    if card.part_of is None:
        return list(deeds)
    return [deed for deed in deeds if any(code in card.places for code in deed.codes)]


def _group(
    result: GroupResult,
    every: Iterable[Deed],
    held: Sequence[Deed],
    own: Sequence[Deed],
    *,
    as_of: dt.date,
) -> GroupImproving:
    chosen = Counter(code for turn in result.turns for code in turn.priorities if code in result.card.places)
    most = [ChosenOften(info, chosen[info.code]) for info in result.card.indicators if info.code in chosen]
    return GroupImproving(
        confirmed=len(result.turns),
        choosing=sum(any(code in result.card.places for code in turn.priorities) for turn in result.turns),
        chosen=tuple(sorted(most, key=lambda one: -one.teams)[:MOST_CHOSEN]),
        counts=counted(held),
        own=counted(own),
        schools=(),
        worked=_worked_across(result, every),
        keys=tuple(deed.pk for deed in held),
        urgent=tuple(deed.pk for deed in _pressing(held, as_of)),
    )


def with_names(found: GroupImproving, actions: Sequence[ActionInfo], *, as_of: dt.date) -> GroupImproving:
    """The same with what its actions say: all of them, or those that press."""
    return replace(found, actions=tuple(actions), pressing=tuple(_pressing(actions, as_of)))


def _pressing(actions: Iterable[Due], as_of: dt.date) -> list[Due]:
    """The most urgent that are late or due soon."""
    found = [one for one in actions if one.ended_on is None and one.due_on <= as_of + SOON]
    return sorted(found, key=lambda one: one.due_on)[:MOST_PRESSING]


def _worked_across(result: GroupResult, deeds: Iterable[Deed]) -> WorkedAcross | None:
    if all(turn.since is None for turn in result.turns):
        return None
    worked = _finished(result.turns, deeds)
    with_action: list[int | None] = []
    without: list[int | None] = []
    for indicator in result.indicators:
        for turn, now, before in zip(result.turns, indicator.marks, indicator.before, strict=True):
            cells = with_action if (turn.team_pk, indicator.info.code) in worked else without
            cells.append(_halves(now, before))
    teams = {team_pk for team_pk, code in worked if code in result.card.places}
    return WorkedAcross(_moves(with_action), _moves(without), len(teams))


def _halves(now: str, before: str) -> int | None:
    """How many halves of a level a score moved; None where it was not given both times."""
    return HALVES[now] - HALVES[before] if now in HALVES and before in HALVES else None


def _finished(turns: Collection[Turn], deeds: Iterable[Deed]) -> set[tuple[int, str]]:
    """The team and the code of each indicator about which a team finished an action of its own in its turn."""
    of_team = {turn.team_pk: turn for turn in turns if turn.since}
    found = set()
    for deed in deeds:
        turn = of_team.get(deed.team_pk or 0)
        if turn is None or turn.since is None or deed.ended_on is None or deed.status != ActionStatus.DONE:
            continue
        if turn.since <= deed.ended_on <= turn.until:
            found |= {(turn.team_pk, code) for code in deed.codes}
    return found
