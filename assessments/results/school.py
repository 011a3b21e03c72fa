"""A school's result in one round, from the sheets of its teams. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.utils import timezone

from .compared import ComparedWith, compared_with
from .figures import everything, span
from .group import Teams, group_parts
from .sheets import Sheet
from .values import CardInfo, RoundInfo, SchoolResult, TeamRow
from .values.across import Turn


def teams_of(sheets: Sequence[Sheet], card: CardInfo) -> Teams:
    return Teams([sheet.figures for sheet in sheets if sheet.info.is_confirmed], len(sheets), card)


def school_result(
    sheets: Sequence[Sheet], card: CardInfo, round_: RoundInfo, *, uid: UUID, name: str, board_name: str
) -> SchoolResult:
    return SchoolResult(
        school_uid=uid,
        school_name=name,
        board_name=board_name,
        round=round_,
        rows=tuple(map(team_row, sheets)),
        turns=tuple(turn_of(sheet) for sheet in sheets if sheet.info.is_confirmed),
        **_compared_with(sheets),
        **group_parts(teams_of(sheets, card)),
    )


def turn_of(sheet: Sheet) -> Turn:
    info, before = sheet.info, sheet.before
    compared = before is not None and sheet.figures.before is not None
    return Turn(
        info.team_pk,
        before.info.round.starts_on if before and compared else None,
        day_of(info.confirmed_at),
        info.priorities,
    )


def day_of(confirmed_at: dt.datetime | None) -> dt.date:
    """The day on which a confirmed team did so."""
    if confirmed_at is None:
        raise LookupError("not confirmed")
    return timezone.localdate(confirmed_at)


def _compared_with(sheets: Sequence[Sheet]) -> ComparedWith:
    """A team that is not confirmed itself cannot be compared yet."""
    return compared_with(
        (sheet.before.info.round, sheet.info.is_confirmed and sheet.figures.before is not None)
        for sheet in sheets
        if sheet.before
    )


def team_row(sheet: Sheet) -> TeamRow:
    card = sheet.card
    if not sheet.info.is_confirmed:
        return TeamRow(assessment=sheet.info, summary=None, criteria=(), change=None, card=card, marks="")
    figures = sheet.figures
    return TeamRow(
        assessment=sheet.info,
        summary=figures.summary(everything),
        criteria=tuple(figures.summary(span(card.span(criterion))) for criterion in card.criteria),
        change=figures.change(everything),
        card=card,
        marks=figures.marks,
    )
