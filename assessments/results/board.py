"""A board's result: its schools, each in its latest opened round of one card family. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from .compared import compared_with
from .course import Course, Stand
from .group import Schools, Teams, group_parts, same_code, the_whole
from .ranking import code_key
from .values import BoardGlance, BoardResult, CardInfo, RoundInfo, SchoolName, SchoolRow
from .values.across import Turn


class SchoolTeams(NamedTuple):
    """The teams of a school in one round. `before` has the round that each was in before, and whether it compares.

    `names` and `turns` are those of the confirmed teams, in the order of the group. `followed_on` is the first day of
    the next round of the school, where that is not told of.
    """

    round: RoundInfo
    group: Teams
    before: Sequence[tuple[RoundInfo, bool]] = ()
    names: Sequence[str] = ()
    turns: Sequence[Turn] = ()
    followed_on: dt.date | None = None


def still_standing(schools: Sequence[SchoolName], begun: Mapping[int, dt.date]) -> list[SchoolName]:
    """The open schools, and the closed ones whose place no later round has taken.

    `begun` has the first day of the latest round of each school that had one, by its key.

    A school that merged counts until its successor has a round that began later; one that simply closed, until any
    school of the board has. Later than the closing, and than its own latest round: a day of closing may lie before
    that. So closing or merging changes no figure by itself, and a new round begins without it.
    """
    by_key = {school.pk: school for school in schools}

    def stands(school: SchoolName) -> bool:
        if school.closed_on is None:
            return True
        if school.pk not in begun:
            return False
        since = max(school.closed_on, begun[school.pk])
        takers = _successors(school, by_key) if school.merged_into else set(begun)
        return not any(begun[pk] > since for pk in takers & set(begun))

    return [school for school in schools if stands(school)]


def _successors(school: SchoolName, by_key: Mapping[int, SchoolName]) -> set[int]:
    """The keys of the schools that one went on in, one after another."""
    found: set[int] = set()
    after = by_key.get(school.merged_into or 0)
    while after and after.pk not in found:
        found.add(after.pk)
        after = by_key.get(after.merged_into or 0)
    return found


def card_of(course: Course, current: Mapping[int, Sequence[Stand]]) -> int | None:
    """The key of the board's own card: that of the latest of its schools' rounds; None without any."""
    rounds = [course.rounds[stands[0].round_pk] for stands in current.values()]
    last = max(rounds, key=lambda one: one.age, default=None)
    return course.cards_of[last.pk] if last else None


def board_result(
    schools: Sequence[SchoolName],
    teams: Mapping[int, SchoolTeams],
    card: CardInfo,
    *,
    choices: Sequence[SchoolName] | None = None,
    rounds: Sequence[RoundInfo],
    uid: UUID,
    name: str,
) -> BoardResult:
    """Return the board's figures on `card`; `teams` gives per school key those of its latest round, if any.

    `schools` were chosen from `choices`; they are all of them where it is left out.

    A school whose edition has another number of levels than `card` keeps its own row and is in no figure of the board.
    """
    same = [ours for ours in teams.values() if ours.group.card.scale.levels == card.scale.levels]
    known = {indicator.code for indicator in card.indicators}
    elsewhere = {i.code for ours in same for i in ours.group.card.indicators if i.code not in known}
    return BoardResult(
        board_uid=uid,
        board_name=name,
        rows=tuple(school_row(school, teams.get(school.pk), card) for school in schools),
        schools=tuple(schools if choices is None else choices),
        rounds=tuple(rounds),
        elsewhere=tuple(sorted(elsewhere, key=code_key)),
        turns=tuple(turn for ours in same for turn in ours.turns),
        **compared_with(before for ours in same for before in ours.before),
        **group_parts(Schools([ours.group for ours in same], card)),
    )


def board_glance(
    schools: Sequence[SchoolName], teams: Mapping[int, SchoolTeams], card: CardInfo, *, uid: UUID, name: str
) -> BoardGlance:
    """The same in as few figures as a page with more on it shows."""
    same = [ours.group for ours in teams.values() if ours.group.card.scale.levels == card.scale.levels]
    group = Schools(same, card)
    return BoardGlance(
        board_uid=uid,
        board_name=name,
        rows=tuple(school_row(school, teams.get(school.pk), card, brief=True) for school in schools),
        summary=group.summary(the_whole),
        change=group.change(the_whole),
    )


def school_row(
    school: SchoolName, teams: SchoolTeams | None, card: CardInfo | None = None, *, brief: bool = False
) -> SchoolRow:
    """A school's figures; those per criterion in the order of `card`, or of its own, and none if it is `brief`."""
    if teams is None:
        return SchoolRow(
            school_uid=school.uid,
            school_name=school.name,
            sector=school.sector,
            round=None,
            confirmed=0,
            of_teams=0,
            summary=None,
            criteria=(),
            change=None,
            is_closed=school.closed_on is not None,
            successor_name=school.successor_name,
            successor_uid=school.successor_uid,
        )
    group = teams.group
    card = card or group.card
    return SchoolRow(
        school_uid=school.uid,
        school_name=school.name,
        sector=school.sector,
        round=teams.round,
        confirmed=len(group.confirmed),
        of_teams=group.of_teams,
        summary=group.summary(the_whole),
        criteria=() if brief else tuple(group.summary(same_code(criterion)) for criterion in card.criteria),
        change=group.change(the_whole),
        on_board_scale=group.card.scale.levels == card.scale.levels,
        is_closed=school.closed_on is not None,
        successor_name=school.successor_name,
        successor_uid=school.successor_uid,
        indicators=group.summaries(card) if len(card.criteria) == 1 else (),
        teams=tuple(teams.names),
        followed_on=teams.followed_on,
    )
