"""Making boards, schools, teams and people, and giving and ending roles.

`by` is None for a command run on the machine itself; a person needs the right at the board. Nothing here deletes.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import Role, Sector, Verb
from assessments.models import Board, Membership, School, Team, User, folded, normalise_email, sort_key

from .audit import record

Place = Board | School | Team


def board_of(place: Place) -> Board:
    match place:
        case Team():
            return place.school.board
        case School():
            return place.board
        case _:
            return place


def at(place: Place) -> dict[str, Any]:
    """The one of a membership's three keys that says it holds at `place`."""
    return {{Board: "board", School: "school", Team: "team"}[type(place)]: place}


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
    _demand_right(by, board)
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
    _demand_right(by, school.board)
    fields = {**folded(name), "sector": sector, "brin": brin, "branch_code": branch_code}
    for field, value in fields.items():
        setattr(school, field, value)
    school.save(update_fields=list(fields))
    record(Verb.SCHOOL_CHANGED, by=by, thing=school, board=school.board)
    return school


@transaction.atomic
def add_team(*, by: User | None, school: School, name: str) -> Team:
    _demand_right(by, school.board)
    if school.teams.filter(sort_name=sort_key(name), closed_on__isnull=True).exists():
        raise Refused(_("%(school)s heeft al een team %(team)s.") % {"school": school.name, "team": name})
    team = Team.objects.create(school=school, **folded(name))
    record(Verb.TEAM_ADDED, by=by, thing=team, board=school.board)
    return team


@transaction.atomic
def add_person(
    *, by: User | None, board: Board, email: str, name: str, language: str = "nl", password: str | None = None
) -> User:
    """Make a person. Without a password they choose one through "wachtwoord vergeten" on the sign-in page."""
    _demand_right(by, board)
    if User.objects.filter(email=normalise_email(email)).exists():
        raise Refused(_("Er is al iemand met het e-mailadres %(email)s.") % {"email": normalise_email(email)})
    user = User.objects.create_user(email, password, name=name, language=language)
    record(Verb.PERSON_ADDED, by=by, thing=user, board=board)
    return user


@transaction.atomic
def change_person(*, by: User | None, board: Board, user: User, name: str, language: str) -> User:
    _demand_right(by, board)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    record(Verb.PERSON_CHANGED, by=by, thing=user, board=board)
    return user


@transaction.atomic
def give_role(*, by: User | None, user: User, role: Role, place: Place) -> Membership:
    """Give a role at a place. Who already holds it there keeps the one they have."""
    board = board_of(place)
    _demand_right(by, board)
    if reason := role_misfit(role, place):
        raise Refused(reason)
    membership, made = Membership.objects.get_or_create(user=user, role=role, ended_on=None, **at(place))
    if made:
        record(Verb.ROLE_GIVEN, by=by, thing=user, board=board)
    return membership


@transaction.atomic
def end_role(*, by: User | None, membership: Membership) -> Membership:
    """End a role today; one that has ended stays as it is. The last beheerder of a board stays."""
    board = board_of(membership.place)
    _demand_right(by, board)
    if membership.ended_on and membership.ended_on <= timezone.localdate():
        return membership
    if membership.role == Role.ADMINISTRATOR:
        # Lock the board: two beheerders who end each other's role would otherwise both succeed.
        Board.objects.select_for_update().get(pk=board.pk)
        others = (
            Membership.objects.active().filter(role=Role.ADMINISTRATOR, board=board).exclude(pk=membership.pk)
        )
        if not others.exists():
            raise Refused(
                _("Dit is de laatste beheerder van het bestuur. Wijs eerst een andere beheerder aan.")
            )
    membership.ended_on = max(timezone.localdate(), membership.started_on)
    membership.save(update_fields=["ended_on"])
    record(Verb.ROLE_ENDED, by=by, thing=membership.user, board=board)
    return membership


def role_misfit(role: Role, place: Place) -> str | None:
    """Why a role cannot be held at a kind of place, or None where it can."""
    fits: dict[Role, tuple[tuple[type[Place], ...], str]] = {
        Role.MEMBER: ((Team,), _("Een teamlid hoort bij een team: noem de school en het team.")),
        Role.COORDINATOR: ((Team, School, Board), ""),
        Role.MANAGER: ((Team, School), _("Een manager hoort bij een school of een team: noem de school.")),
        Role.GOVERNOR: ((Board,), _("De rol bestuur geldt voor het hele bestuur: noem geen school of team.")),
        Role.ADMINISTRATOR: (
            (Board,),
            _("Een beheerder hoort bij het hele bestuur: noem geen school of team."),
        ),
    }
    kinds, reason = fits[role]
    return None if isinstance(place, kinds) else reason


def _demand_right(by: User | None, board: Board) -> None:
    if by is not None and not can(by, Ability.MANAGE_ORGANISATION, board):
        raise PermissionDenied
