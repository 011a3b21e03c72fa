"""Which rows a person may see. Decided in the query: what is not here does not exist for them."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from assessments.enums import Role, RoundState
from assessments.models import Assessment, Board, Card, Round, School, Team
from assessments.models.cards import CardQuerySet
from assessments.models.rounds import AssessmentQuerySet, RoundQuerySet

from .permissions import Ability, Person, places_for, places_of


def _within(
    user: Person, ability: Ability, *, board: str, school: str | None = None, team: str | None = None
) -> Q:
    """The condition that a row lies at, or below, a place where `user` has `ability`.

    `board`, `school`, `team` are the paths from the row to each; a row above the team has no team path.
    """
    places = places_for(user, ability)
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(**{f"{board}__in": places.boards})
    if school and places.schools:
        condition |= Q(**{f"{school}__in": places.schools})
    if team and places.teams:
        condition |= Q(**{f"{team}__in": places.teams})
    return condition


def assessments(user: Person, ability: Ability) -> AssessmentQuerySet:
    """Assessments at places where `user` has `ability`; those of a concept round only for who may run rounds there."""
    within = _within(user, ability, board="school__board", school="school", team="team")
    draft_too = _within(user, Ability.RUN_ROUND, board="school__board", school="school", team="team")
    return Assessment.objects.filter(within, ~Q(round__state=RoundState.DRAFT) | draft_too)


def visible_assessments(user: Person) -> AssessmentQuerySet:
    """Assessments of which `user` may see at least that they are under way, and how far."""
    return assessments(user, Ability.SEE_PROGRESS).with_context()


def assessments_with_results(user: Person) -> AssessmentQuerySet:
    """Assessments in opened rounds whose results `user` may see: confirmed ones; unconfirmed for their coordinator."""
    confirmed = assessments(user, Ability.SEE_TEAM_RESULTS).confirmed()
    unconfirmed = assessments(user, Ability.SEE_UNCONFIRMED_RESULTS)
    return (confirmed | unconfirmed).started().with_context()


def rounds(user: Person) -> RoundQuerySet:
    """Rounds of which `user` may see at least a part; concept rounds only by who may run rounds there."""
    part = assessments(user, Ability.SEE_ROUND).filter(round=OuterRef("pk"))
    return Round.objects.filter(Exists(part)).select_related("board", "card")


def schools(user: Person, ability: Ability = Ability.SEE_SCHOOL_RESULTS) -> QuerySet[School]:
    rows = School.objects.filter(_within(user, ability, board="board", school="pk"))
    return rows.select_related("board")


def teams(user: Person, ability: Ability) -> QuerySet[Team]:
    return Team.objects.filter(_within(user, ability, board="school__board", school="school", team="pk"))


def cards(user: Person) -> CardQuerySet:
    """The shipped cards, and those of the boards where the person holds a role."""
    places = places_of(user, Role)
    boards = Board.objects.filter(
        Q(pk__in=places.boards) | Q(schools__in=places.schools) | Q(schools__teams__in=places.teams)
    )
    return Card.objects.filter(Q(owner__isnull=True) | Q(owner__in=boards))


def boards_with_audit(user: Person) -> QuerySet[Board]:
    """Boards whose audit log `user` may read."""
    return Board.objects.filter(_within(user, Ability.SEE_AUDIT, board="pk"))


# --- the organisation that somebody manages -------------------------------------------------------------------------


def organisation_boards(user: Person) -> QuerySet[Board]:
    """Boards of which somebody manages at least a part, or may read the audit log."""
    people, audit = places_for(user, Ability.MANAGE_PEOPLE), places_for(user, Ability.SEE_AUDIT)
    parts = School.objects.filter(Q(pk__in=people.schools) | Q(teams__in=people.teams))
    return Board.objects.filter(Q(pk__in=people.boards | audit.boards) | Q(pk__in=parts.values("board")))


def managed_schools(user: Person) -> QuerySet[School]:
    """Schools of which somebody manages all teams; closed ones too."""
    return schools(user, Ability.MANAGE_TEAMS)


def managed_teams(user: Person) -> QuerySet[Team]:
    """Teams of which somebody manages the people; closed ones too."""
    return teams(user, Ability.MANAGE_PEOPLE).select_related("school__board", "merged_into")
