"""Results over time from the database, each in a fixed number of queries.

`earlier` and `later` are the keys outside (UUID) of the two rounds to lay side by side. Without `later`, or where it is
none of these, it is the last round with something confirmed; without `earlier` the one before it.
"""

from __future__ import annotations

from uuid import UUID

from assessments.models import Assessment, Board, Card, Round, School
from assessments.models.rounds import AssessmentQuerySet

from .cards import load_cards
from .course import Course
from .course_queries import load_course
from .over_time import OfBoard, OfSchool, OfTeam, Subject, over_time
from .school_names import school_names
from .values import CardInfo, RoundInfo
from .values.over_time import OverTime


def team_over_time(
    shown: AssessmentQuerySet,
    family_of: Card,
    *,
    earlier: UUID | None = None,
    later: UUID | None = None,
    language: str = "nl",
) -> OverTime:
    """Return a team in each round of a card family, and two of them side by side. Four queries.

    `shown` are the assessments of the team whose results the reader may see: rights to a past round are those to the
    school of that time.
    """
    course = load_course(Round.objects.filter(assessments__in=shown.values("pk")), shown, family_of)
    return _told(OfTeam(course, _cards(course, family_of, language)), earlier, later)


def school_over_time(
    school: School,
    family_of: Card,
    *,
    earlier: UUID | None = None,
    later: UUID | None = None,
    language: str = "nl",
) -> OverTime:
    """Return a school in each round of a card family, and two of them side by side. Four queries."""
    ours = Assessment.objects.filter(school=school)
    everywhere = Assessment.objects.filter(team__in=ours.values("team"))
    course = load_course(Round.objects.filter(assessments__in=ours.values("pk")), everywhere, family_of)
    cards = _cards(course, family_of, language)
    return _told(OfSchool(course, cards, school.pk), earlier, later)


def board_over_time(
    board: Board,
    family_of: Card,
    *,
    earlier: UUID | None = None,
    later: UUID | None = None,
    language: str = "nl",
) -> OverTime:
    """Return a board as it was when each round of a card family was its latest, and two such times. Five queries."""
    course = load_course(Round.objects.filter(board=board), Assessment.objects.all(), family_of)
    cards = _cards(course, family_of, language)
    return _told(OfBoard(course, cards, school_names(board.schools.all())), earlier, later)


def _cards(course: Course, family_of: Card, language: str) -> dict[int, CardInfo]:
    return load_cards({family_of.pk, *course.cards_of.values()}, language)


def _told(subject: Subject, earlier: UUID | None, later: UUID | None) -> OverTime:
    rounds = list(subject.course.rounds.values())
    second = _found(rounds, later) or _last(subject, rounds)
    before = [one for one in rounds if second and one.age < second.age]
    first = _found(rounds, earlier) or _last(subject, before)
    if first and second and first.age > second.age:
        first, second = second, first
    return over_time(subject, None if first == second else first, second)


def _found(rounds: list[RoundInfo], uid: UUID | None) -> RoundInfo | None:
    return next((one for one in rounds if one.uid == uid), None)


def _last(subject: Subject, rounds: list[RoundInfo]) -> RoundInfo | None:
    """The last one in which something of it was confirmed; without any, the last."""
    with_scores = (one for one in reversed(rounds) if subject.has_scores(one))
    return next(with_scores, rounds[-1] if rounds else None)
