"""A board's results from the database: its schools, each as it stands in its latest round.

A board can have hundreds of teams, so of an assessment no more is read than its marks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from assessments.models import Assessment, Board, Card, Round

from . import board
from .board import SchoolName, SchoolTeams
from .cards import load_cards
from .course import Course, Stand
from .course_queries import load_course
from .group import Teams
from .values import BoardResult, CardInfo


def school_names(board_: Board) -> list[SchoolName]:
    """Every school of a board, closed ones too, in order of name; one query."""
    names = board_.schools.order_by("sort_name", "pk")
    return [
        SchoolName(*values)
        for values in names.values_list("pk", "uid", "name", "sector", "closed_on", "merged_into")
    ]


def board_result(
    board_: Board,
    family_of: Card,
    *,
    language: str = "nl",
    round_: Round | None = None,
    schools: Collection[int] | None = None,
) -> BoardResult:
    """Return the board's schools, each in its latest opened round of the family of `family_of`. Six queries.

    With `round_` as it was when that round was the latest; with `schools` of those keys alone. Which closed schools are
    still among them: `board.still_standing`. The board's own card is the edition of the latest of those rounds;
    without any, `family_of` itself.
    """
    whole = load_course(Round.objects.filter(board=board_), Assessment.objects.all(), family_of)
    course = whole.until(whole.rounds[round_.pk] if round_ else None)
    latest = course.latest_of_schools()
    standing = board.still_standing(school_names(board_), course.begun(latest))
    if schools is not None:
        standing = [name for name in standing if name.pk in schools]
    current = {name.pk: latest[name.pk] for name in standing if name.pk in latest}
    card_pk = board.card_of(course, current) or family_of.pk
    cards = load_cards({card_pk, *(course.cards_of[pk] for pk in course.rounds)}, language, actors=True)
    of_team = course.by_team()
    return board.board_result(
        standing,
        {pk: _school_teams(ours, of_team, course, cards) for pk, ours in current.items()},
        cards[card_pk],
        rounds=list(whole.rounds.values())[::-1],
        uid=board_.uid,
        name=board_.name,
    )


def _school_teams(
    ours: Sequence[Stand],
    of_team: Mapping[int, Sequence[Stand]],
    course: Course,
    cards: Mapping[int, CardInfo],
) -> SchoolTeams:
    """The teams of one school, each beside the latest round that it was in before."""
    round_ = course.rounds[ours[0].round_pk]
    confirmed, known = [], []
    for one in ours:
        earlier = course.latest_before(of_team[one.team_pk], round_.starts_on)
        figures = course.figures(one, earlier, cards)
        if one.marks:
            confirmed.append(figures)
        if earlier:
            known.append((course.rounds[earlier.round_pk], bool(one.marks) and figures.before is not None))
    return SchoolTeams(round_, Teams(confirmed, len(ours), course.card_of(ours[0], cards)), known)
