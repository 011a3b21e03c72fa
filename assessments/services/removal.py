"""Somebody leaves: their roles end, and who has nothing elsewhere is emptied. Results stay as they are.

Free text that people wrote (an onderbouwing, evidence, dissent, the reason of a reopening, remarks, actions) is not
looked through: a name in it stays. The page that asks says so, and so does the privacy page.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.database import forget_on_disk
from assessments.enums import Role, Verb
from assessments.models import Board, Membership, User
from assessments.models.people import MembershipQuerySet

from .action_owners import let_go
from .audit import record
from .belonging import boards_belonged_to, boards_of
from .erasing import empty
from .nudges.readers import stop_for
from .open_answers import DeletedAnswers, Reader, delete_open_answers, tell_of_deleted
from .people import last_administrator, lock_person
from .places import demand_right, lock_board

__all__ = [
    "DeletedAnswers",
    "Removal",
    "delete_open_answers",
    "remove_again",
    "remove_person",
    "remove_self",
    "stays_because",
]


@dataclass(frozen=True, slots=True)
class Removal:
    """What a removal came to. `emptied` is False where the person stays for another board."""

    emptied: bool
    ended_roles: int
    answers: list[DeletedAnswers]


def not_ended(user: User, board: Board | None = None) -> MembershipQuerySet:
    """The roles somebody holds or will hold, in a board or anywhere."""
    roles = Membership.objects.lasting().filter(user=user)
    return roles if board is None else roles.in_board(board)


def stays_because(user: User, board: Board) -> str | None:
    """Why somebody cannot be removed from a board now, or None where they can."""
    if not not_ended(user, board).filter(role=Role.ADMINISTRATOR).exists():
        return None
    return last_administrator(user, board)


def _belongs_elsewhere(user: User, board: Board) -> bool:
    """Whether somebody has a role or a home in another board, or looks after the installation itself."""
    return user.is_staff or any(each != board for each in boards_belonged_to(user))


@transaction.atomic
def remove_person(*, by: User | None, board: Board, user: User) -> Removal:
    """Remove somebody from a board. Who has nothing in another one is emptied, and cannot come in any more."""
    demand_right(by, board)
    lock_board(board)
    user = lock_person(user)
    if board not in boards_of(user):
        raise PermissionDenied
    ended = _end_roles(by, user, board)
    elsewhere = _belongs_elsewhere(user, board)
    # Of this board alone: a link that another one sent to their address is no business of who removes them here.
    answers = delete_open_answers(by=by, user=user, board=board, tell=False)
    reader = Reader.of(user)
    if not elsewhere:
        empty(user)
    else:
        let_go(user, board)
        if user.home_board_id == board.pk:
            user.home_board = None
            user.save(update_fields=["home_board"])
    if user != by:
        tell_of_deleted(reader, answers, board=board)
    record(Verb.PERSON_REMOVED, by=by, thing=user, board=board)
    transaction.on_commit(forget_on_disk)
    return Removal(not elsewhere, ended, answers)


@transaction.atomic
def remove_self(*, user: User) -> Removal:
    """Remove oneself from every board. The last beheerder of one stays until there is another."""
    return _remove_everywhere(user, by=user)


@transaction.atomic
def remove_again(uid: UUID) -> bool:
    """Empty, in a backup that was restored, who was emptied since: they had nothing anywhere by then; here they may.

    False where there is nobody, or nobody any more. Who is the last beheerder of a board here raises `Refused`.
    """
    found = User.objects.filter(uid=uid, removed_on=None).first()
    if found is not None:
        _remove_everywhere(found, by=None)
    return found is not None


def _remove_everywhere(user: User, *, by: User | None) -> Removal:
    boards = boards_of(user)
    for each in boards:
        lock_board(each)
    user = lock_person(user)
    ended = sum(_end_roles(by, user, each) for each in boards)
    answers = delete_open_answers(by=by, user=user, tell=False)
    concerned: list[Board | None] = [*boards] or [None]
    for board in concerned:
        record(Verb.PERSON_REMOVED, by=by, thing=user, board=board)
    empty(user)
    transaction.on_commit(forget_on_disk)
    return Removal(True, ended, answers)


def _end_roles(by: User | None, user: User, board: Board) -> int:
    if reason := stays_because(user, board):
        raise Refused(reason)
    today = timezone.localdate()
    roles = list(not_ended(user, board))
    for membership in roles:
        membership.ended_on = max(today, membership.started_on)
        membership.save(update_fields=["ended_on"])
        record(Verb.ROLE_ENDED, by=by, thing=membership, board=board)
    stop_for([user])
    return len(roles)
