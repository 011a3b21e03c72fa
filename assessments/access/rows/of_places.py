"""Boards, schools and teams: to look at results of, and to manage."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from assessments.access.permissions import Ability, Person, places_for
from assessments.models import Board, OrganisationImport, School, Team, User

from .where import within


def boards(user: Person) -> QuerySet[Board]:
    """Boards whose schools `user` may compare."""
    return Board.objects.filter(within(user, Ability.SEE_BOARD_RESULTS, board="pk"))


def schools(user: Person, ability: Ability = Ability.SEE_SCHOOL_RESULTS) -> QuerySet[School]:
    """With the school that each went on in, which `user` need not have a right to."""
    rows = School.objects.filter(within(user, ability, board="board", school="pk"))
    return rows.select_related("board", "merged_into")


def teams(user: Person, ability: Ability) -> QuerySet[Team]:
    return Team.objects.filter(within(user, ability, board="school__board", school="school", team="pk"))


def boards_with_audit(user: Person) -> QuerySet[Board]:
    """Boards whose audit log `user` may read."""
    return Board.objects.filter(within(user, Ability.SEE_AUDIT, board="pk"))


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


def imports(user: Person) -> QuerySet[OrganisationImport]:
    """Files that somebody uploaded themselves, as long as they are beheerder of the board that it is for."""
    boards = places_for(user, Ability.MANAGE_ORGANISATION).boards
    if not isinstance(user, User) or not boards:
        return OrganisationImport.objects.none()
    return OrganisationImport.objects.filter(board__in=boards, uploaded_by=user).select_related("board")
