"""The open answers of somebody who leaves or moves: deleted for good, and they are told."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from assessments.database import forget_on_disk
from assessments.enums import Choice, MailKind, Role
from assessments.models import Assessment, Board, Membership, Participation, Team, User

from .cut_lines import Kind, leave
from .mail import post
from .taking_part import call_off, held, retire


@dataclass(frozen=True, slots=True)
class DeletedAnswers:
    """What was deleted of one person in one self-assessment. `answers` counts indicators."""

    team: str
    round: str
    answers: int


def open_participations(
    user: User, *, team: Team | None = None, board: Board | None = None
) -> QuerySet[Participation]:
    """Where somebody takes part and answering is open, by account or by a personal link; with `answers` counted."""
    found = Participation.objects.filter(
        _of_person(user), assessment__in=_open_assessments(team=team, board=board)
    )
    given = ~Q(response__answers__choice=Choice.NONE) | ~Q(response__answers__remark="")
    return (
        found.select_related("assessment__round")
        .annotate(answers=Count("response__answers", filter=given & Q(response__answers__isnull=False)))
        .order_by("pk")
    )


def _of_person(user: User) -> Q:
    return Q(user=user) | Q(user=None, address=user.email)


def _open_assessments(*, team: Team | None, board: Board | None) -> QuerySet[Assessment]:
    """Where answering is not closed: of one team, in one board, or anywhere."""
    found = Assessment.objects.filter(answering_closed_at=None)
    if team is not None:
        found = found.filter(team=team)
    if board is not None:
        found = found.filter(school__board=board)
    return found


def lock_open_ones(user: User, *, team: Team | None = None, board: Board | None = None) -> list[int]:
    """Lock every self-assessment in which somebody takes part, or may be beginning to at this very moment: the open
    ones of the teams of which they are or were teamlid. Return their keys.

    A first answer that is on its way cannot be seen yet. Whoever writes one locks the assessment, and then asks anew
    whether they still may.
    """
    teams = Membership.objects.filter(user=user, role=Role.MEMBER).values("team")
    takes_part = Participation.objects.filter(_of_person(user)).values("assessment")
    meant = _open_assessments(team=team, board=board).filter(Q(team__in=teams) | Q(pk__in=takes_part))
    locked = meant.select_for_update(no_key=True, of=("self",)).order_by("pk")
    return list(locked.values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Reader:
    """To whom a mail goes; kept apart because the row of who is removed is empty by the time it is written."""

    name: str
    address: str
    language: str

    @classmethod
    def of(cls, user: User) -> Reader:
        return cls(user.name, user.email, user.language)


@transaction.atomic
def delete_open_answers(
    *,
    user: User,
    by: User | None = None,
    team: Team | None = None,
    board: Board | None = None,
    tell: bool = True,
) -> list[DeletedAnswers]:
    """Delete what somebody answered where answering is open: at a team, in a board, or anywhere.

    Who loses answers by a deed of another is told by mail. Called inside the transaction of the deed (a role that
    ends, a team that moves, a removal), which has asked for the right.
    """
    # Closing answering waits for this, and the other way round: what is deleted here is never counted.
    keys = lock_open_ones(user, team=team, board=board)
    theirs = held(Participation.objects.filter(_of_person(user), assessment__in=keys))
    rows = list(open_participations(user).filter(pk__in=theirs))
    deleted = [
        DeletedAnswers(
            team=row.assessment.team_name,
            round=row.assessment.round.title,
            answers=row.answers,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    delete_for_good(*rows)
    if tell and user != by:
        tell_of_deleted(Reader.of(user), deleted, board=board)
    return deleted


def delete_for_good(*rows: Participation) -> None:
    """Delete who takes part, with everything they answered; their assessments are locked.

    A line without personal data is left of each: `delete_again` reads it after a backup was restored. Of who has not
    begun too: in the backup they may have, and their link would work again.
    """
    call_off(Participation.objects.filter(pk__in=[row.pk for row in rows]))
    for row in rows:
        leave(Kind.GONE, row.uid)
    transaction.on_commit(forget_on_disk)


@transaction.atomic
def delete_again(uid: UUID) -> bool:
    """Delete, in a backup that was restored, a form that was deleted before; False where there is none, or no more."""
    theirs = Assessment.objects.filter(participations__uid=uid).values("pk")
    list(Assessment.objects.select_for_update(no_key=True).filter(pk__in=theirs).values_list("pk"))
    found = Participation.objects.filter(uid=uid, assessment__answering_closed_at=None).first()
    if found is None:
        return False
    retire(found)
    call_off(Participation.objects.filter(pk=found.pk))
    return True


def tell_of_deleted(
    reader: Reader,
    deleted: list[DeletedAnswers],
    *,
    board: Board | None,
    withdrawn: bool = False,
    twice: bool = False,
) -> None:
    """Tell somebody by mail which answers of theirs are gone; nothing where there were none.

    They left the team, or a coordinator has `withdrawn` the link by which they answered, or they answered `twice`.
    """
    if lost := [entry for entry in deleted if entry.answers]:
        post(
            kind=MailKind.ANSWERS_DELETED,
            to=reader.address,
            language=reader.language,
            context={"name": reader.name, "lost": lost, "withdrawn": withdrawn, "twice": twice},
            board=board,
        )
