"""A board leaves: it has got its data, and all of it is erased. Nothing of another board is touched."""

from __future__ import annotations

import datetime as dt
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access.policies import Refused
from assessments.database import audit_release, forget_on_disk
from assessments.enums import Verb
from assessments.models import (
    Action,
    Assessment,
    AuditEvent,
    Board,
    Invitation,
    Mail,
    Membership,
    Participation,
    Round,
    School,
    Team,
    User,
    sort_key,
)

from .audit import record
from .cut_lines import Kind, leave
from .erasing import empty
from .nudges.readers import stop_for

FRESH = dt.timedelta(days=7)
"""So long an export counts as what the board took along."""


@transaction.atomic
def board_exported(*, board: Board) -> None:
    """Record that the data of a board were written to a file, by a command on the machine."""
    record(Verb.BOARD_EXPORTED, by=None, thing=board, board=board)


def was_exported(board: Board) -> bool:
    since = timezone.now() - FRESH
    return AuditEvent.objects.filter(verb=Verb.BOARD_EXPORTED, board=board.uid, at__gte=since).exists()


def erase_board(*, board: Board, name: str, without_export: bool = False) -> dict[str, int]:
    """Erase a board with all that belongs to it, and the people who have nothing elsewhere. `name` is typed over.

    Only by a command on the machine: nobody holds a role above a board. Returns how much went. A line without personal
    data is left, which `erase_board_again` is for.
    """
    with transaction.atomic():
        board = Board.objects.select_for_update().get(pk=board.pk)
        if sort_key(name) != sort_key(board.name):
            raise Refused(_("De naam klopt niet: dit bestuur heet %(name)s.") % {"name": board.name})
        if not without_export and not was_exported(board):
            raise Refused(
                _("Dit bestuur kreeg de laatste zeven dagen zijn gegevens niet mee. Maak eerst het bestand.")
            )
        people = _people(board)
        counts = {"rounds": _results(board), "people": 0, "known_elsewhere": 0}
        _roles_and_mail(board)
        stop_for(people)
        gone = _only_here(people, board)
        counts["people"], counts["known_elsewhere"] = len(gone), len(people) - len(gone)
        empty(*gone)
        keys = [user.uid for user in gone]
        User.objects.filter(pk__in=[user.pk for user in gone]).delete()
        board.cards.all().delete()
        _places(board)
        counts["audit"] = _log(board, keys)
        uid = board.uid
        board.delete()
        record(Verb.BOARD_ERASED, by=None)
        leave(Kind.LEFT, uid)
    forget_on_disk()
    return counts


def erase_board_again(uid: UUID) -> bool:
    """Erase, in a backup that was restored, a board that left since; False where there is none, or no more."""
    found = Board.objects.filter(uid=uid).first()
    if found is not None:
        erase_board(board=found, name=found.name, without_export=True)
    return found is not None


def _people(board: Board) -> list[User]:
    here = Q(memberships__board=board) | Q(memberships__school__board=board)
    here |= Q(memberships__team__school__board=board) | Q(home_board=board)
    here |= Q(participations__assessment__school__board=board)
    keys = User.objects.filter(here).values("pk")
    return list(User.objects.filter(pk__in=keys).order_by("pk").select_for_update())


def _results(board: Board) -> int:
    Action.objects.in_board(board).delete()
    Assessment.objects.filter(Q(round__board=board) | Q(school__board=board)).delete()
    rounds = Round.objects.filter(board=board)
    number = rounds.count()
    rounds.delete()
    return number


def _roles_and_mail(board: Board) -> None:
    Membership.objects.in_board(board).delete()
    Mail.objects.filter(board=board).delete()
    Invitation.objects.filter(board=board).delete()


def _only_here(people: list[User], board: Board) -> list[User]:
    """Of these people, without their roles here: who has no role, home or part in anything elsewhere."""
    keys = [user.pk for user in people]
    busy = set(Membership.objects.filter(user__in=keys).values_list("user", flat=True))
    busy |= set(Participation.objects.filter(user__in=keys).values_list("user", flat=True))
    return [
        user
        for user in people
        if user.pk not in busy and not user.is_staff and user.home_board_id in {None, board.pk}
    ]


def _places(board: Board) -> None:
    for model in (Team, School):
        path = "school__board" if model is Team else "board"
        rows = model._default_manager.filter(**{path: board})
        rows.update(merged_into=None)
        rows.delete()


def _log(board: Board, people: list[UUID]) -> int:
    """The log of the board, and what stands in no board's log about it or about the people who went with it."""
    of_nobody = Q(board=None) & (Q(actor__in=people) | Q(object_key__in=[*people, board.uid]))
    with audit_release("retention"):
        number, _per_model = AuditEvent.objects.filter(Q(board=board.uid) | of_nobody).delete()
    return number
