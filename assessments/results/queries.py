"""Results from the database, each in a fixed number of queries: for one team or forty, one round or ten.

Who may see a result is asked before, by the guard of the page; these functions answer for whatever they are given.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from django.db.models import Q

from assessments.enums import RoundState
from assessments.models import Assessment, Round, School

from . import school, team
from .rows import Row, as_rows, round_info
from .sheets import load_sheets, with_words
from .values import SchoolResult, TeamResult


def team_result(assessment: Assessment, *, language: str = "nl") -> TeamResult:
    """Return the result of one team in one round, confirmed or not. Five queries."""
    rows = _with_earlier(Q(pk=assessment.pk))
    current = [row for row in rows if row.pk == assessment.pk]
    _, sheets = load_sheets(current, rows, language=language, card_pk=current[0].card_pk)
    sheet = with_words(sheets[0], min_group=current[0].min_group)
    return replace(team.team_result(sheet), followed_on=_followed_on(current, rows))


def school_result(
    school_: School, round_: Round, *, language: str = "nl", theme: str = "", criterion: str = ""
) -> SchoolResult:
    """Return the result of the teams that belonged to a school in a round. Four queries.

    With the code of a `theme` or a `criterion` about that alone; about the whole card where it has none with that code.
    """
    rows = _with_earlier(Q(round=round_, school=school_))
    current = [row for row in rows if row.round_pk == round_.pk and row.school_pk == school_.pk]
    cards, sheets = load_sheets(current, rows, language=language, card_pk=round_.card_id)
    card = cards[round_.card_id]
    if part := card.known_part(theme=theme, criterion=criterion):
        card = card.narrowed(part)
        sheets = [sheet.laid_on(card) for sheet in sheets]
    result = school.school_result(
        sheets,
        card,
        round_info(round_),
        uid=school_.uid,
        name=current[0].school_name if current else school_.name,
        board_name=current[0].board_name if current else school_.board.name,
    )
    return replace(
        result, followed_on=_followed_on(current, [row for row in rows if row.school_pk == school_.pk])
    )


def _followed_on(current: Sequence[Row], known: Sequence[Row]) -> dt.date | None:
    """When the next round began in which one of these teams took part."""
    by_team = {row.team_pk: row for row in current}
    later = (row for row in known if row.team_pk in by_team and by_team[row.team_pk].precedes(row))
    return min((row.starts_on for row in later), default=None)


def _with_earlier(current: Q) -> list[Row]:
    """The rows that answer `current`, and everything their teams did in real rounds that were opened.

    The teams stand apart, so that a database looks them up first.
    """
    teams = Assessment.objects.filter(current).values("team")
    theirs = Q(round__is_trial=False) & ~Q(round__state=RoundState.DRAFT)
    return as_rows(Assessment.objects.filter(team__in=teams).filter(current | theirs))
