"""Boards and their schools.

`by` is None for a command run on the machine itself; a person needs the right at the board. Nothing here deletes.
"""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access.policies import Refused
from assessments.enums import Role, Sector, Verb
from assessments.models import Board, School, User, folded, sort_key

from .audit import record
from .people import add_person, give_role
from .places import demand_right


@transaction.atomic
def create_board(
    *, by: User | None, name: str, number: str, admin_email: str, admin_name: str, password: str | None = None
) -> tuple[Board, User]:
    """Make a board and its first beheerder. Only from the machine itself: nobody holds a role above a board."""
    if by is not None:
        raise PermissionDenied
    if number and Board.objects.filter(number=number).exists():
        raise Refused(_("Er is al een bestuur met nummer %(number)s.") % {"number": number})
    if sort_key(name) in {sort_key(taken) for taken in Board.objects.values_list("name", flat=True)}:
        raise Refused(_("Er is al een bestuur met de naam %(name)s.") % {"name": name})
    board = Board.objects.create(name=name, number=number)
    record(Verb.BOARD_CREATED, by=by, thing=board, board=board)
    admin = add_person(by=by, board=board, email=admin_email, name=admin_name, password=password)
    give_role(by=by, user=admin, role=Role.ADMINISTRATOR, place=board)
    return board, admin


@transaction.atomic
def add_school(
    *, by: User | None, board: Board, name: str, sector: Sector, brin: str = "", branch_code: str = ""
) -> School:
    demand_right(by, board)
    school = School.objects.create(
        board=board, **folded(name), sector=sector, brin=brin, branch_code=branch_code
    )
    record(Verb.SCHOOL_ADDED, by=by, thing=school, board=board)
    return school


@transaction.atomic
def change_school(
    *, by: User | None, school: School, name: str, sector: Sector, brin: str, branch_code: str
) -> School:
    """Give a school new particulars. Names in rounds already opened stay as they were."""
    demand_right(by, school.board)
    fields = {**folded(name), "sector": sector, "brin": brin, "branch_code": branch_code}
    for field, value in fields.items():
        setattr(school, field, value)
    school.save(update_fields=list(fields))
    record(Verb.SCHOOL_CHANGED, by=by, thing=school, board=school.board)
    return school
