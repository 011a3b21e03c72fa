"""People and the roles they hold. Roles end on a date and are never deleted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.policies import Refused, demand
from assessments.enums import Role, Verb
from assessments.models import Board, Membership, School, Team, User, normalise_email

from .audit import record
from .nudges.readers import stop_for
from .one_form import take_over_links
from .open_answers import delete_open_answers
from .places import Place, at, board_of, demand_right, demand_role_right, is_closed, lock_board, named
from .role_mail import tell_of_role


@transaction.atomic
def add_person(
    *, by: User | None, board: Board, email: str, name: str, language: str = "nl", password: str | None = None
) -> User:
    """Make a person whom `board` lets in. Without a password they come in by a code in a mail."""
    demand_right(by, board)
    taken = _("Er is al iemand met het e-mailadres %(email)s.") % {"email": normalise_email(email)}
    user = make_person(email, password, taken=taken, name=name, language=language, home_board=board)
    record(Verb.PERSON_ADDED, by=by, thing=user, board=board)
    return user


def make_person(email: str, password: str | None, *, taken: Promise | str, **fields: Any) -> User:
    """Make the row of a person; `taken` tells where somebody has the address, or gets it at this very moment."""
    if is_taken(email):
        raise Refused(taken)
    try:
        with transaction.atomic():  # for PostgreSQL: what fails here ends nothing else
            return User.objects.create_user(email, password, **fields)
    except IntegrityError as error:
        raise Refused(taken) from error


def is_taken(email: str) -> bool:
    """Whether somebody signs in with this address."""
    return User.objects.filter(email=normalise_email(email)).exists()


def lock_person(user: User) -> User:
    """Somebody as they are now, held until the end of the transaction. The boards that it is about are locked already.

    So two beheerders who remove each other do not both succeed, and nobody gets a role while they are removed.
    """
    return lock_people([user])[user.pk]


def lock_people(users: Iterable[User]) -> dict[int, User]:
    """The same for several, by key."""
    keys = {user.pk for user in users}
    found = User.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").in_bulk()
    if any(user.removed_on for user in found.values()):
        raise Refused(_("Deze persoon is al verwijderd."))
    return found


@transaction.atomic
def change_person(*, by: User | None, board: Board, user: User, name: str, language: str) -> User:
    demand_right(by, board)
    user.name, user.language = name, language
    user.save(update_fields=["name", "language"])
    record(Verb.PERSON_CHANGED, by=by, thing=user, board=board)
    return user


@transaction.atomic
def give_role(*, by: User | None, user: User, role: Role, place: Place) -> Membership:
    """Give a role at a place to somebody whom `by` sees. Who already holds it there keeps the one they have.

    They are told by mail; who gives a role to themselves is reported to the others.
    """
    demand_role_right(by, role, place)
    demand_seen(by, user)
    demand(why_not(role, place))
    board = board_of(place)
    lock_board(board)
    user = lock_person(user)
    membership, made = Membership.objects.get_or_create(user=user, role=role, ended_on=None, **at(place))
    if made:
        record(Verb.ROLE_GIVEN, by=by, thing=membership, board=board)
        take_over_links([membership])
        if by is not None:
            tell_of_role(membership, by=by)
    return membership


@transaction.atomic
def end_role(*, by: User | None, membership: Membership) -> Membership:
    """End a role today; one that has ended stays as it is. The last beheerder of a board stays.

    With a teamlid go the answers that were still open in that team; mail that waits for somebody by their role stops.
    """
    board = board_of(membership.place)
    demand_role_right(by, Role(membership.role), membership.place)
    if membership.ended_on and membership.ended_on <= timezone.localdate():
        return membership
    if membership.role == Role.ADMINISTRATOR:
        lock_board(board)  # two beheerders who end each other's role would otherwise both succeed
        demand(last_administrator(membership.user, board))
    user = lock_person(membership.user)
    membership.ended_on = max(timezone.localdate(), membership.started_on)
    membership.save(update_fields=["ended_on"])
    stop_for([user])
    record(Verb.ROLE_ENDED, by=by, thing=membership, board=board)
    if membership.role == Role.MEMBER:
        delete_open_answers(by=by, user=membership.user, team=membership.team)
    return membership


def last_administrator(user: User, board: Board) -> str | None:
    """Why a beheerder cannot stop being one now, or None where the board has another."""
    others = Membership.objects.active().filter(role=Role.ADMINISTRATOR, board=board).exclude(user=user)
    if others.exists():
        return None
    return _("Dit is de laatste beheerder van %(board)s. Wijs eerst een andere beheerder aan.") % {
        "board": board.name
    }


def demand_seen(by: User | None, user: User) -> None:
    """Refuse a deed to somebody whom `by` does not see: for them that person is not there."""
    if by is not None and by != user and not rows.people(by).filter(pk=user.pk).exists():
        raise PermissionDenied


def why_not(role: Role, place: Place) -> str | None:
    """Why a role cannot be given at a place now, or None where it can."""
    if reason := role_misfit(role, place):
        return reason
    if is_closed(place):
        return _("%(place)s is opgeheven. Daar kun je geen rol meer geven.") % {"place": named(place)}
    return None


def role_misfit(role: Role, place: Place) -> str | None:
    """Why a role cannot be held at a kind of place, or None where it can."""
    fits: dict[Role, tuple[tuple[type[Place], ...], str]] = {
        Role.MEMBER: ((Team,), _("Een teamlid hoort bij een team: kies een team.")),
        Role.COORDINATOR: ((Team, School, Board), ""),
        Role.MANAGER: ((Team, School), _("Een manager hoort bij een school of een team: kies er een.")),
        Role.GOVERNOR: ((Board,), _("De rol bestuur geldt voor het hele bestuur: kies geen school of team.")),
        Role.ADMINISTRATOR: (
            (Board,),
            _("Een beheerder hoort bij het hele bestuur: kies geen school of team."),
        ),
    }
    kinds, reason = fits[role]
    return None if isinstance(place, kinds) else reason
