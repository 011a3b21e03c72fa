"""Boards and their schools.

`by` is None for a command run on the machine itself; a person needs the right at the board. Nothing here deletes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access import policies
from assessments.access.policies import Refused, demand
from assessments.enums import Role, RoundState, Sector, Verb
from assessments.models import Assessment, Board, School, Team, User, folded, sort_key
from assessments.models.school_codes import same_number

from .audit import record
from .people import add_person, give_role
from .place_invitations import withdraw_invitations
from .places import day_of_closing, demand_right, lock_board, lock_schools, lock_teams, name_of_place
from .role_mail import tell_of_role
from .teams import end, restore


@transaction.atomic
def create_board(
    *,
    by: User | None,
    name: str,
    number: str,
    admin_email: str,
    admin_name: str,
    password: str | None = None,
    tell: bool = False,
) -> tuple[Board, User]:
    """Make a board and its first beheerder. Only from the machine itself: nobody holds a role above a board.

    With `tell` they get a mail that says how to come in.
    """
    if by is not None:
        raise PermissionDenied
    _demand_unused(number, Board.objects.all())
    if sort_key(name) in {sort_key(taken) for taken in Board.objects.values_list("name", flat=True)}:
        raise Refused(_("Er is al een bestuur met de naam %(name)s.") % {"name": name})
    board = Board.objects.create(name=name, number=number)
    record(Verb.BOARD_CREATED, by=by, thing=board, board=board)
    admin = add_person(by=by, board=board, email=admin_email, name=admin_name, password=password)
    membership = give_role(by=by, user=admin, role=Role.ADMINISTRATOR, place=board)
    if tell:
        tell_of_role(membership, by=by)
    return board, admin


def _demand_unused(number: str, boards: Iterable[Board]) -> None:
    if any(same_number(number, board.number) for board in boards):
        raise Refused(_("Er is al een bestuur met nummer %(number)s.") % {"number": number})


@transaction.atomic
def number_board(*, by: User | None, board: Board, number: str) -> Board:
    """Give a board its bevoegdgezagnummer. Only from the machine itself: by it a national file is told apart."""
    if by is not None:
        raise PermissionDenied
    _demand_unused(number, Board.objects.exclude(pk=board.pk))
    board.number = number
    board.save(update_fields=["number"])
    record(Verb.BOARD_CHANGED, by=by, thing=board, board=board)
    return board


@transaction.atomic
def add_school(
    *,
    by: User | None,
    board: Board,
    name: str,
    sector: Sector,
    brin: str = "",
    branch_code: str = "",
    own_key: str = "",
) -> School:
    demand_right(by, board)
    lock_board(board)
    name = name_of_place(name)
    _demand_free_codes(board, branch_code, own_key)
    school = School.objects.create(
        board=board, **folded(name), sector=sector, brin=brin, branch_code=branch_code, own_key=own_key
    )
    record(Verb.SCHOOL_ADDED, by=by, thing=school, board=board)
    return school


@transaction.atomic
def change_school(
    *,
    by: User | None,
    school: School,
    name: str,
    sector: Sector,
    brin: str,
    branch_code: str,
    own_key: str | None = None,
) -> School:
    """Give a school new particulars; without `own_key` it keeps its own. Rounds already opened keep the old name."""
    demand_right(by, school.board)
    lock_board(school.board)
    (school,) = lock_schools(school)
    name = name_of_place(name)
    own_key = school.own_key if own_key is None else own_key
    _demand_free_codes(school.board, branch_code, own_key, besides=school)
    fields = {
        **folded(name),
        "sector": sector,
        "brin": brin,
        "branch_code": branch_code,
        "own_key": own_key,
    }
    for field, value in fields.items():
        setattr(school, field, value)
    school.save(update_fields=list(fields))
    Assessment.objects.filter(school=school, round__state=RoundState.DRAFT).update(school_name=name)
    record(Verb.SCHOOL_CHANGED, by=by, thing=school, board=school.board)
    return school


@transaction.atomic
def close_school(*, by: User, school: School, on: dt.date) -> School:
    """Close a school with its open teams. Results, and the roles that see them, stay."""
    demand_right(by, school.board)
    lock_board(school.board)
    (school,) = lock_schools(school)
    if school.closed_on is not None:
        raise Refused(_("%(school)s is al opgeheven.") % {"school": school.name})
    teams = lock_teams(school.teams.filter(closed_on__isnull=True))
    demand(policies.ending(school))
    on = day_of_closing(on)
    end(teams, on, by=by)
    withdraw_invitations([school], by=by)
    school.closed_on = on
    school.save(update_fields=["closed_on"])
    record(Verb.SCHOOL_CLOSED, by=by, thing=school, board=school.board)
    return school


@transaction.atomic
def reopen_school(*, by: User, school: School, teams: Iterable[Team] = ()) -> School:
    """Open a school that was closed by mistake, with those of its closed teams that are named.

    Teams that went on at another school by merging stay there.
    """
    demand_right(by, school.board)
    lock_board(school.board)
    (school,) = lock_schools(school)
    demand(policies.reopening_school(school))
    school.closed_on = school.merged_into = None
    school.save(update_fields=["closed_on", "merged_into"])
    record(Verb.SCHOOL_REOPENED, by=by, thing=school, board=school.board)
    for team in lock_teams(teams):
        if team.school_id != school.pk:
            raise Refused(_("Een van deze teams kun je niet kiezen: het hoort bij een andere school."))
        demand(policies.reopening_team(team))
        restore(team, by=by)
    return school


def _demand_free_codes(
    board: Board, branch_code: str, own_key: str, *, besides: School | None = None
) -> None:
    """Refuse a vestigingscode or an own key that another school of the board has, open or closed."""
    others = board.schools.exclude(pk=besides.pk) if besides else board.schools.all()
    for field, code, words in (
        ("branch_code", branch_code, _("%(school)s heeft al de vestigingscode %(code)s. Kijk de code na.")),
        ("own_key", own_key, _("%(school)s heeft al de eigen sleutel %(code)s. Kies een andere sleutel.")),
    ):
        if code and (other := others.filter(**{field: code}).first()):
            raise Refused(words % {"school": other.name, "code": code})
