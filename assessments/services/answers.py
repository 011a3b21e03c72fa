"""Writing what one person answers: one answer at a time, or a page of them; and erasing all of it.

Who may not raises `PermissionDenied`, what cannot be done now raises `Refused`, what cannot be stored raises
`Invalid`, what meets another version `Conflict` (see `writing`). None of this is audited: who answered what is nobody
else's business, and neither is when.

Whoever has begun locks their own participation and nothing else, so that two hundred people do not wait for one row.
Closing answering locks all participations before it counts: a save is before the cut or refused. The first answer
locks the assessment as well: two people do not take one place. Who loses the role loses their participation in the
same transaction (`open_answers`), which locks both too: a save is before that, and deleted with it, or refused. For
that the role is read anew under the lock, whatever the request has read of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import TABLE, Ability
from assessments.access.policies import Refused, answering, demand
from assessments.enums import Choice, Via
from assessments.models import Answer, Assessment, Membership, Participation, Response
from assessments.models.participation import ParticipationQuerySet
from assessments.models.people import MembershipQuerySet

from .cut_lines import Kind, leave
from .locking import locked_row
from .one_form import one_form
from .score_edits import Edit, Standing
from .taking_part import Answerer, demand_room
from .writing import PERSON, Form, LostRace, Saved, SavedPage, race

T = TypeVar("T")

WITHDRAWN = _(
    "Je deelname is stopgezet. Wat je had ingevuld, is gewist. Wil je meedoen, vraag je LOB-coördinator dan om een "
    "nieuwe uitnodiging."
)


def save_answer(*, by: Answerer, indicator_code: str, edit: Edit, key: UUID | None = None) -> Saved:
    """Write one answer, in three queries and a transaction; the first one of somebody takes more.

    What is None in the edit stays as it stands; `Choice.NONE` clears the choice. Saving what stands writes nothing.
    """

    def write(form: Form) -> tuple[Saved, list[Standing]]:
        saved = form.write_one(indicator_code, edit, key)
        return saved, [saved.standing]

    return _write(by, lambda row: PERSON.with_one(row, indicator_code, key), write)


def save_answers(*, by: Answerer, edits: Mapping[str, Edit]) -> SavedPage:
    """Write several answers, by indicator code, in one transaction. Conflicts are left alone and reported.

    Where one of the edits cannot be stored none is.
    """

    def write(form: Form) -> tuple[SavedPage, list[Standing]]:
        page = form.write_all(form.row.assessment.round.card_id, edits)
        return page, list(page.saved.values())

    return _write(by, PERSON.with_levels, write)


@transaction.atomic
def erase_answers(*, by: Answerer) -> int:
    """Erase everything that somebody answered; return on how many indicators. Their place is free again.

    The rows stay, empty, and so do the receipts: a write that is still on its way in some browser then meets another
    version, or is known, and does not bring anything back. A line without personal data is left: `erase_again` reads it
    after a backup was restored.
    """
    list(_own(by).values_list("pk"))  # what this waits for, closing too, is seen by the next statement only
    row = _demanded(by, _own(by))
    if row is None:
        _locked_place(by)
        return 0
    if erased := _empty(row):
        leave(Kind.ERASED, row.uid, more=_writes(row))
    return erased


@transaction.atomic
def erase_again(uid: UUID, writes: int) -> bool:
    """Erase, in a backup that was restored, what somebody had erased themselves when their form counted so many writes.

    False where the backup is of after that moment, and holds what they filled in since, or where there is no form.
    """
    rows = Participation.objects.select_for_update(no_key=True, of=("self",)).filter(
        uid=uid, response__isnull=False
    )
    row = rows.first()
    return row is not None and _writes(row) < writes and _empty(row) > 0


def _empty(row: Participation) -> int:
    given = Answer.objects.given().filter(response__participation=row)
    erased = given.update(choice=Choice.NONE, level=None, remark="", version=F("version") + 1)
    _begun_since(row, None)
    return erased


def _writes(row: Participation) -> int:
    """How often anything was written on a form; each write makes it more, erasing too."""
    answers = Answer.objects.filter(response__participation=row)
    return answers.aggregate(writes=Sum("version", default=0))["writes"]


# --- who answers, under lock --------------------------------------------------------------------------------


def _own(by: Answerer) -> ParticipationQuerySet:
    """The participation of who answers, with a form, locked against closing and against their other devices."""
    rows = (
        Participation.objects.select_for_update(no_key=True, of=("self",))
        .select_related("assessment__round", "assessment__school")
        .filter(assessment=by.assessment, response__isnull=False)
    )
    if by.participation is not None:
        return rows.filter(pk=by.participation.pk)
    may = Exists(_roles(by, OuterRef("assessment__team")))
    return rows.filter(user=by.user).annotate(may=may)


def _roles(by: Answerer, team: Any) -> MembershipQuerySet:
    """The roles by which somebody with an account may answer in a team, as they are now."""
    roles = Membership.objects.active().filter(role__in=TABLE[Ability.ANSWER], team=team)
    return roles.filter(user=by.user, user__is_active=True)


def _write(
    by: Answerer,
    annotated: Callable[[QuerySet[Participation]], QuerySet[Participation]],
    write: Callable[[Form], tuple[T, Iterable[Standing]]],
) -> T:
    """Carry out a write on the form of who answers, which is made where they have none."""

    def attempt() -> T:
        row = _demanded(by, annotated(_own(by).begun()))
        if row is None:
            _take_place(by)  # locks the assessment, which comes before a participation
            row = annotated(_own(by)).get()
        result, standings = write(Form(PERSON, row))
        _keep_begun(row, standings)
        return result

    return race(attempt)


def _demanded(by: Answerer, rows: QuerySet[Participation]) -> Any:
    """Return the locked participation if who answers still may, or None where there is none."""
    row: Any = rows.first()
    if row is None:
        return None
    if by.user is not None and not row.may:
        raise PermissionDenied
    demand(answering(row.assessment))
    return row


def _locked_place(by: Answerer) -> Assessment:
    """The locked assessment, if who answers may do so there now."""
    assessment = locked_row(by.assessment)
    if by.user is not None and not _roles(by, assessment.team_id).exists():
        raise PermissionDenied
    demand(answering(assessment))
    return assessment


def _take_place(by: Answerer) -> None:
    """Give somebody who has not begun a form, if there is room for them; the assessment is locked."""
    assessment = _locked_place(by)
    theirs = assessment.participations.select_for_update(no_key=True)
    participation = None
    if by.user is not None:
        participation = one_form(assessment, by.user)
    elif by.participation is not None:
        participation = theirs.filter(pk=by.participation.pk).first()
        if participation is None:
            raise Refused(WITHDRAWN)
    if participation is None or participation.began_on is None:
        demand_room(assessment)
    if participation is None:
        participation = assessment.participations.create(user=by.user, via=Via.ACCOUNT)
    Response.objects.get_or_create(participation=participation)


def _keep_begun(row: Participation, standings: Iterable[Standing]) -> None:
    """Keep whether at least one answer of somebody stands, after these were written."""
    written = list(standings)
    if any(not standing.is_empty for standing in written):
        if row.began_on is None:
            _begun_since(row, timezone.localdate())
    elif written and row.began_on is not None:
        given = Answer.objects.given().filter(response__participation=row)
        if not given.exists():
            _begun_since(row, None)


def _begun_since(row: Participation, day: Any) -> None:
    """Where the form is there no more, answering was closed while this waited; that somebody took part stays."""
    if not Participation.objects.filter(pk=row.pk, response__isnull=False).update(began_on=day):
        raise LostRace
