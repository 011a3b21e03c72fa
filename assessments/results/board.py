"""A board's result: its schools, each in its latest opened round of one card family. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from . import scoring
from .school import Group
from .sheets import Sheet
from .team import codes_of
from .values import BoardResult, CardInfo, SchoolRow, Summary


@dataclass(frozen=True, slots=True)
class SchoolName:
    pk: int
    uid: UUID
    name: str
    sector: str


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
    rows = tuple(school_row(school, sheets.get(school.pk, ())) for school in schools)
    same = [one for one in sheets.values() if one and len(one[0].card.levels) == len(card.levels)]
    groups = [Group(one, one[0].card) for one in same]
    levels = len(card.levels)

    def across(code: str) -> Summary:
        return scoring.summarise_group(
            [group.summary(_criterion_codes(group.card, code)) for group in groups], levels
        )

    everything = [sheet for one in same for sheet in one]
    return BoardResult(
        board_uid=uid,
        board_name=name,
        card=card,
        rows=rows,
        summary=scoring.summarise_group(
            [group.summary(codes_of(group.card.indicators)) for group in groups], levels
        ),
        criteria=tuple(across(criterion.code) for criterion in card.criteria),
        change=scoring.change(
            (sheet.pairs(list(sheet.cells)) for sheet in everything if sheet.info.is_confirmed),
            of_teams=len(everything),
        ),
    )


def _criterion_codes(card: CardInfo, code: str) -> list[str]:
    """The indicators of the criterion with that code on this edition; none where it does not have it."""
    return [one.code for criterion in card.criteria if criterion.code == code for one in criterion.indicators]


def school_row(school: SchoolName, sheets: Sequence[Sheet]) -> SchoolRow:
    if not sheets:
        return SchoolRow(school.uid, school.name, school.sector, None, 0, 0, None, (), None)
    card, round_ = sheets[0].card, sheets[0].info.round
    group = Group(sheets, card)
    codes = codes_of(card.indicators)
    return SchoolRow(
        school_uid=school.uid,
        school_name=school.name,
        sector=school.sector,
        round=round_,
        confirmed=len(group.confirmed),
        of_teams=group.of_teams,
        summary=group.summary(codes),
        criteria=tuple(group.summary(codes_of(criterion.indicators)) for criterion in card.criteria),
        change=group.change(codes),
    )
