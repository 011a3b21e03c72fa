"""The open answers of somebody who leaves or moves: deleted for good, and they are told."""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from assessments.enums import Choice, MailKind
from assessments.models import Assessment, Board, Participation, Team, User

from .mail import post

logger = logging.getLogger("assessments.cuts")


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
    of_person = Q(user=user) | Q(user=None, address=user.email)
    found = Participation.objects.filter(of_person, assessment__answering_closed_at=None)
    if team is not None:
        found = found.filter(assessment__team=team)
    if board is not None:
        found = found.filter(assessment__school__board=board)
    given = ~Q(response__answers__choice=Choice.NONE) | ~Q(response__answers__remark="")
    return (
        found.select_related("assessment__round")
        .annotate(answers=Count("response__answers", filter=given & Q(response__answers__isnull=False)))
        .order_by("pk")
    )


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
    found = open_participations(user, team=team, board=board)
    # Closing answering waits for this, and the other way round: what is deleted here is never counted.
    keys = sorted(found.values_list("assessment", flat=True))
    list(
        Assessment.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk")
    )
    rows = list(open_participations(user, team=team, board=board).filter(assessment__in=keys))
    deleted = [
        DeletedAnswers(
            team=row.assessment.team_name,
            round=row.assessment.round.title,
            answers=row.answers,  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    Participation.objects.filter(pk__in=[row.pk for row in rows]).delete()
    gone, now = [row.uid for row in rows], timezone.now()
    transaction.on_commit(lambda: log_gone(gone, now))
    if tell and user != by:
        tell_of_deleted(Reader.of(user), deleted, board=board)
    return deleted


def log_gone(gone: list[UUID], at: dt.datetime) -> None:
    """A line without personal data for each form: `delete_again` reads it after a backup was restored."""
    for uid in gone:
        logger.info("gone %s %s", uid, at.isoformat())


@transaction.atomic
def delete_again(uid: UUID) -> bool:
    """Delete, in a backup that was restored, a form that was deleted before; False where there is none, or no more."""
    theirs = Assessment.objects.filter(participations__uid=uid).values("pk")
    list(Assessment.objects.select_for_update(no_key=True).filter(pk__in=theirs).values_list("pk"))
    number, _per_model = Participation.objects.filter(uid=uid, assessment__answering_closed_at=None).delete()
    return number > 0


def tell_of_deleted(
    reader: Reader, deleted: list[DeletedAnswers], *, board: Board | None, withdrawn: bool = False
) -> None:
    """Tell somebody by mail which answers of theirs are gone; nothing where there were none.

    They left the team, or a coordinator has `withdrawn` the link by which they answered.
    """
    if lost := [entry for entry in deleted if entry.answers]:
        post(
            kind=MailKind.ANSWERS_DELETED,
            to=reader.address,
            language=reader.language,
            context={"name": reader.name, "lost": lost, "withdrawn": withdrawn},
            board=board,
        )
