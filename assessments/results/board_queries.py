"""A board's results from the database: its schools, each as it stands in its latest round.

A board can have hundreds of teams, so of an assessment no more is read than its marks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from assessments.models import Assessment, Board, Card, Round

from . import board
from .board import SchoolTeams
from .cards import load_cards
from .course import Course, Stand
from .course_queries import load_course
from .group import Teams
from .rows import codes_of
from .school import day_of
from .school_names import school_names
from .values import BoardGlance, BoardResult, CardInfo, SchoolName
from .values.across import Turn

Choose = Callable[[Sequence[SchoolName]], Sequence[SchoolName]]
"""Chooses the schools to look at from those that stand."""


def board_result(
    board_: Board,
    family_of: Card,
    *,
    language: str = "nl",
    round_: Round | None = None,
    choose: Choose = lambda schools: schools,
    theme: str = "",
    criterion: str = "",
) -> BoardResult:
    """Return the board's schools, each in its latest opened round of the family of `family_of`. Six queries.

    With `round_` as it was when that round was the latest; with `choose` of those schools alone. Which closed schools
    are still among them: `board.still_standing`. The board's own card is the edition of the latest of those rounds;
    without any, `family_of` itself. With the code of a `theme` or a `criterion` it is about that alone; about the whole
    card where that has none with that code.
    """
    whole = load_course(Round.objects.filter(board=board_), Assessment.objects.all(), family_of)
    course = whole.until(whole.rounds[round_.pk] if round_ else None)
    latest = course.latest_of_schools()
    standing = board.still_standing(school_names(board_.schools.all()), course.begun(latest))
    chosen = choose(standing)
    current = {name.pk: latest[name.pk] for name in chosen if name.pk in latest}
    card_pk = board.card_of(course, current) or family_of.pk
    cards = load_cards({card_pk, *(course.cards_of[pk] for pk in course.rounds)}, language, actors=True)
    part = cards[card_pk].known_part(theme=theme, criterion=criterion)
    told = {pk: card.narrowed(part) for pk, card in cards.items()} if part else cards
    of_team = course.by_team()
    followed = {pk: _followed_on(pk, ours, whole) for pk, ours in current.items()}
    return board.board_result(
        chosen,
        {
            pk: _school_teams(ours, of_team, course, cards, told)._replace(followed_on=followed[pk])
            for pk, ours in current.items()
        },
        told[card_pk],
        choices=standing,
        rounds=list(whole.rounds.values())[::-1],
        uid=board_.uid,
        name=board_.name,
    )


def board_glance(board_: Board, family_of: Card) -> BoardGlance:
    """Return the same schools in the same rounds, with as few figures as the page of today shows. Five queries."""
    course = load_course(Round.objects.filter(board=board_), Assessment.objects.all(), family_of)
    latest = course.latest_of_schools()
    standing = board.still_standing(school_names(board_.schools.all()), course.begun(latest))
    current = {name.pk: latest[name.pk] for name in standing if name.pk in latest}
    card_pk = board.card_of(course, current) or family_of.pk
    cards = load_cards({card_pk, *(course.cards_of[pk] for pk in course.rounds)})
    of_team = course.by_team()
    teams = {pk: _school_teams(ours, of_team, course, cards, cards) for pk, ours in current.items()}
    return board.board_glance(standing, teams, cards[card_pk], uid=board_.uid, name=board_.name)


def _school_teams(
    ours: Sequence[Stand],
    of_team: Mapping[int, Sequence[Stand]],
    course: Course,
    cards: Mapping[int, CardInfo],
    told: Mapping[int, CardInfo],
) -> SchoolTeams:
    """The teams of one school, each beside the latest round that it was in before, on the cards of `told`."""
    round_ = course.rounds[ours[0].round_pk]
    card = course.card_of(ours[0], told)
    confirmed, known, turns = [], [], []
    for one in ours:
        earlier = course.latest_before(of_team[one.team_pk], round_.starts_on)
        figures = course.figures(one, earlier, cards)
        if one.marks:
            confirmed.append(figures.laid_on(card))
            compared = earlier is not None and figures.before is not None
            since = course.rounds[earlier.round_pk].starts_on if earlier and compared else None
            turns.append(Turn(one.team_pk, since, day_of(one.confirmed_at), codes_of(one.chosen)))
        if earlier:
            known.append((course.rounds[earlier.round_pk], bool(one.marks) and figures.before is not None))
    names = [one.team_name for one in ours if one.marks]
    return SchoolTeams(round_, Teams(confirmed, len(ours), card), known, names, turns)


def _followed_on(school_pk: int, ours: Sequence[Stand], whole: Course) -> dt.date | None:
    """When the next round of a school began, if there was one."""
    since = whole.rounds[ours[0].round_pk].age
    theirs = (whole.rounds[one.round_pk] for one in whole.stands if one.school_pk == school_pk)
    return min((one.starts_on for one in theirs if one.age > since), default=None)
