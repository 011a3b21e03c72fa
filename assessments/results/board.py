"""A board's result: its schools, each in its latest opened round of one card family. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from . import scoring
from .rows import Row
from .school import Group
from .sheets import Sheet
from .team import Codes, codes_of
from .values import BoardResult, CardInfo, SchoolRow, Summary


class SchoolName(NamedTuple):
    """A school as it is called now; `merged_into` is the key of the school that it went on in."""

    pk: int
    uid: UUID
    name: str
    closed_on: dt.date | None = None
    merged_into: int | None = None


def still_standing(schools: Sequence[SchoolName], rows: Sequence[Row]) -> list[SchoolName]:
    """The open schools, and the closed ones whose place no later round has taken; `rows` are of all their rounds.

    A school that merged counts until its successor has a round that began later; one that simply closed, until any
    school of the board has. So closing or merging changes no figure by itself, and a new round begins without it.
    """
    by_key = {school.pk: school for school in schools}
    begun: dict[int, dt.date] = {}
    for row in rows:
        begun[row.school_pk] = max(begun.get(row.school_pk, row.starts_on), row.starts_on)

    def stands(school: SchoolName) -> bool:
        if school.closed_on is None:
            return True
        if school.pk not in begun:
            return False
        takers = _successors(school, by_key) if school.merged_into else set(begun)
        return not any(begun[pk] > school.closed_on for pk in takers & set(begun))

    return [school for school in schools if stands(school)]


def _successors(school: SchoolName, by_key: Mapping[int, SchoolName]) -> set[int]:
    """The keys of the schools that one went on in, one after another."""
    found: set[int] = set()
    after = by_key.get(school.merged_into or 0)
    while after and after.pk not in found:
        found.add(after.pk)
        after = by_key.get(after.merged_into or 0)
    return found


def board_result(
    schools: Sequence[SchoolName],
    sheets: Mapping[int, Sequence[Sheet]],
    card: CardInfo,
    *,
    uid: UUID,
    name: str,
) -> BoardResult:
    """Return the board's figures on `card`; `sheets` gives per school key those of its latest round, if any.

    A school whose edition has another number of levels than `card` keeps its own row and is in no figure of the board.
    """
    groups = {pk: Group(ours, ours[0].card) for pk, ours in sheets.items() if ours}
    same = [group for group in groups.values() if group.levels == len(card.levels)]

    def across(parts: Sequence[Summary]) -> Summary:
        return scoring.summarise_group(parts, len(card.levels))

    return BoardResult(
        board_uid=uid,
        board_name=name,
        card=card,
        rows=tuple(_row(school, groups.get(school.pk), card) for school in schools),
        summary=across([group.summary(_all_codes(group)) for group in same]),
        criteria=tuple(
            across([group.summary(_criterion_codes(group, criterion.code)) for group in same])
            for criterion in card.criteria
        ),
        change=scoring.change(
            (figures.matched(_all_codes(group)) for group in same for figures in group.confirmed),
            of_teams=sum(group.of_teams for group in same),
        ),
    )


def _all_codes(group: Group) -> Codes:
    return codes_of(group.card.indicators)


def _criterion_codes(group: Group, code: str) -> Codes:
    """The indicators of the criterion with that code on the group's edition; none where it does not have it."""
    return tuple(
        i.code for criterion in group.card.criteria if criterion.code == code for i in criterion.indicators
    )


def school_row(school: SchoolName, sheets: Sequence[Sheet]) -> SchoolRow:
    """A school's figures on the card of its own round."""
    return _row(school, Group(sheets, sheets[0].card), sheets[0].card) if sheets else _row(school, None, None)


def _row(school: SchoolName, group: Group | None, card: CardInfo | None) -> SchoolRow:
    """A school's figures; those per criterion in the order of `card`."""
    if group is None or card is None:
        return SchoolRow(
            school.uid, school.name, None, 0, 0, None, (), None, is_closed=school.closed_on is not None
        )
    return SchoolRow(
        school_uid=school.uid,
        school_name=school.name,
        round=group.sheets[0].info.round,
        confirmed=len(group.confirmed),
        of_teams=group.of_teams,
        summary=group.summary(_all_codes(group)),
        criteria=tuple(group.summary(_criterion_codes(group, criterion.code)) for criterion in card.criteria),
        change=group.change(_all_codes(group)),
        on_board_scale=group.levels == len(card.levels),
        is_closed=school.closed_on is not None,
    )
