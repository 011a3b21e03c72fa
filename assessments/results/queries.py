"""Results from the database, each in a fixed number of queries: for one team or forty, one round or ten.

Who may see a result is asked before, by the guard of the page; these functions answer for whatever they are given.
"""

from __future__ import annotations

from django.db.models import Q

from assessments.enums import RoundState
from assessments.models import Assessment, Board, Card, Round, School

from . import board, school, team
from .rows import Row, as_rows, in_latest_round, round_info
from .sheets import Sheet, load_sheets
from .values import BoardResult, SchoolResult, TeamResult


def team_result(assessment: Assessment, *, language: str = "nl") -> TeamResult:
    """Return the result of one team in one round, confirmed or not. Five queries."""
    rows = _with_earlier(Q(pk=assessment.pk))
    current = [row for row in rows if row.pk == assessment.pk]
    _, sheets = load_sheets(current, rows, language=language, card_pk=current[0].card_pk, words=True)
    return team.team_result(sheets[0])


def school_result(school_: School, round_: Round, *, language: str = "nl") -> SchoolResult:
    """Return the result of the teams that belonged to a school in a round. Five queries."""
    rows = _with_earlier(Q(round=round_, school=school_))
    current = [row for row in rows if row.round_pk == round_.pk and row.school_pk == school_.pk]
    cards, sheets = load_sheets(current, rows, language=language, card_pk=round_.card_id)
    return school.school_result(
        sheets,
        cards[round_.card_id],
        round_info(round_),
        uid=school_.uid,
        name=current[0].school_name if current else school_.name,
        board_name=current[0].board_name if current else school_.board.name,
    )


def board_result(board_: Board, family_of: Card, *, language: str = "nl") -> BoardResult:
    """Return the board's schools, each in its latest opened round of the family of `family_of`. Six queries.

    Which closed schools are still among them: `board.still_standing`.
    The board's own card is the edition of the latest of those rounds; without any, `family_of` itself.
    """
    rounds = Round.objects.real().started().of_family(family_of.owner_id, family_of.key).filter(board=board_)
    rows = as_rows(Assessment.objects.filter(round__in=rounds))
    names = board_.schools.values_list("pk", "uid", "name", "closed_on", "merged_into")
    schools = board.still_standing([board.SchoolName(*values) for values in names], rows)
    standing = {school.pk for school in schools}
    current = [row for row in in_latest_round(rows) if row.school_pk in standing]
    card_pk = max(current, key=lambda row: row.age).card_pk if current else family_of.pk
    cards, sheets = load_sheets(current, rows, language=language, card_pk=card_pk)
    per_school: dict[int, list[Sheet]] = {}
    for row, sheet in zip(current, sheets, strict=True):
        per_school.setdefault(row.school_pk, []).append(sheet)
    return board.board_result(schools, per_school, cards[card_pk], uid=board_.uid, name=board_.name)


def _with_earlier(current: Q) -> list[Row]:
    """The rows that answer `current`, and everything their teams did in real rounds that were opened."""
    teams = Assessment.objects.filter(current).values("team")
    theirs = Q(team__in=teams, round__is_trial=False) & ~Q(round__state=RoundState.DRAFT)
    return as_rows(Assessment.objects.filter(current | theirs))
