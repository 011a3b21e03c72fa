"""Closing answering: the tie between people and their answers is cut, for good.

In one transaction answers become counts and loose remarks, and the answers, the forms they stood on, and the receipts
of their writes are deleted, with everything that could lead back to who held which form. What cannot be shown to
anybody is not kept either: under the floor neither counts nor remarks are made. In a team of three they would tell
who chose what. What stays is that somebody took part, and since which day; who never began took no part.

The row of the assessment is locked first, then those who take part: a save is before the cut, or is refused after it.
"""

from __future__ import annotations

import datetime as dt
import secrets
import uuid
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from enum import Enum

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, closing_answering, demand
from assessments.database import forget_on_disk
from assessments.enums import Choice, RoundState, Verb
from assessments.models import (
    Answer,
    Assessment,
    Mail,
    Participation,
    Remark,
    Response,
    Retired,
    Round,
    Tally,
    User,
)
from assessments.models.rounds import AssessmentQuerySet

from .audit import record
from .cut_lines import Kind, leave
from .floor import is_enough, least_group, typist_of
from .locking import GONE
from .mail import forget


@transaction.atomic
def close_answering(*, by: User, assessment: Assessment) -> None:
    """Close answering for one team. Who does not invite there raises `PermissionDenied`; it cannot be undone."""
    found = _locked(assessment.pk)
    if not can(by, Ability.INVITE_TO_ANSWER, found):
        raise PermissionDenied
    demand(closing_answering(found))
    _close(found, by=by)


def close_with_round(*, by: User, round_: Round) -> None:
    """Close answering for every team of a round that closes; inside its transaction, its assessments locked."""
    for pk in _open_ones().filter(round=round_).values_list("pk", flat=True):
        _close(_locked(pk), by=by)


def close_due() -> int:
    """Close answering where the last day of the round is over. Return for how many teams.

    Each team is a transaction of its own. Several workers may do this at the same moment: whoever comes second to a
    team finds it closed.
    """
    today = timezone.localdate()
    over = Q(round__state=RoundState.OPEN, round__ends_on__lt=today) | Q(round__state=RoundState.CLOSED)
    return sum(_close_when_over(pk, today) for pk in _open_ones().filter(over).values_list("pk", flat=True))


@transaction.atomic
def _close_when_over(pk: int, today: dt.date) -> bool:
    try:
        found = _locked(pk)
    except Refused:  # the round was thrown away meanwhile
        return False
    over = found.round.is_closed or found.round.ends_on < today
    if not over or closing_answering(found) is not None:
        return False
    _close(found, by=None)
    return True


def _open_ones() -> AssessmentQuerySet:
    return Assessment.objects.individual().started().filter(answering_closed_at=None).order_by("pk")


def _locked(pk: int) -> Assessment:
    """The locked assessment. Read by a statement of its own: PostgreSQL would read the round as it was before."""
    list(Assessment.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
    found = Assessment.objects.select_related("round", "school__board").filter(pk=pk).first()
    if found is None:
        raise Refused(GONE)
    list(
        Participation.objects.select_for_update(no_key=True)
        .filter(assessment=pk)
        .order_by("pk")
        .values_list("pk")
    )
    return found


def _close(assessment: Assessment, *, by: User | None) -> None:
    """Close answering, and say so in the log in a line that `repeat` reads after a backup was restored."""
    now = timezone.now()
    kept = _kept(assessment)
    _cut(assessment, kept, at=now, by=by)
    leave(Kind.CUT, assessment.uid, at=now, more=_fingerprint(kept))


class Repeated(Enum):
    """What became of a cut that was made before, in a backup that was restored."""

    KEPT = "kept"
    ERASED = "erased"
    NOTHING = "nothing"


@transaction.atomic
def repeat(uid: uuid.UUID, *, at: dt.datetime, fingerprint: str) -> Repeated:
    """Cut again, by a command, what was cut at that moment: before anybody sees anything of the restored data.

    Counts and remarks are kept where they are exactly what they were. Where the backup is of before the last answer
    they are not: two counts that differ by one person would tell what that person chose.
    """
    found = Assessment.objects.filter(uid=uid).values_list("pk", flat=True).first()
    if found is None:
        return Repeated.NOTHING
    assessment = _locked(found)
    if closing_answering(assessment) is not None:
        return Repeated.NOTHING
    kept = _kept(assessment)
    same = constant_time_compare(_fingerprint(kept), fingerprint)
    _cut(assessment, kept if same else {}, at=at, by=None)
    return Repeated.KEPT if same else Repeated.ERASED


def _cut(assessment: Assessment, kept: dict[int, Counted], *, at: dt.datetime, by: User | None) -> None:
    """Delete who answered what, and everything that leads back to them; store what is kept."""
    mail = Mail.objects.filter(pk__in=assessment.participations.filter(mail__isnull=False).values("mail"))
    forget(mail)
    Response.objects.filter(participation__assessment=assessment).delete()  # with its answers and receipts
    Retired.objects.filter(assessment=assessment).delete()
    # An invitation that was not taken up, or a form without an answer on it, is no taking part.
    assessment.participations.filter(began_on=None).delete()
    assessment.participations.update(
        address="",
        language="nl",
        token_hash=None,
        link_turn=0,
        typed_by=None,
        reminded_on=None,
        mail=None,
        no_reminders=False,
    )
    _give_new_keys(assessment)
    _store(assessment, kept)
    assessment.answering_closed_at, assessment.team_token = at, None
    assessment.save(update_fields=["answering_closed_at", "team_token"])
    record(Verb.ANSWERING_CLOSED, by=by, thing=assessment, board=assessment.school.board)
    transaction.on_commit(forget_on_disk)


def _give_new_keys(assessment: Assessment) -> None:
    """The device of a number holds its key too, and that of a paper form is made from who typed it in: whoever has
    the one, or knows the other, could still tell whose row it is.
    """
    left = list(assessment.participations.only("pk"))
    for participation in left:
        participation.uid = uuid.uuid4()
    Participation.objects.bulk_update(left, ["uid"])


@dataclass(slots=True)
class Counted:
    """What was answered on one indicator. `typists` are those of each choice, in the sense of `floor`."""

    choices: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    typists: list[int | None] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    silent_typists: list[int | None] = field(default_factory=list)
    """The same of remarks without a choice."""

    @property
    def least_group(self) -> int:
        return least_group(self.typists, self.silent_typists)


def _kept(assessment: Assessment) -> dict[int, Counted]:
    """What stands for the team and may ever be shown, by key of the indicator."""
    return {key: one for key, one in _counted(assessment).items() if is_enough(one.least_group, assessment)}


def _counted(assessment: Assessment) -> dict[int, Counted]:
    found: dict[int, Counted] = defaultdict(Counted)
    answers = Answer.objects.filter(response__participation__assessment=assessment).order_by()
    for indicator, choice, level, remark, via, typed_by in answers.values_list(
        "indicator",
        "choice",
        "level",
        "remark",
        "response__participation__via",
        "response__participation__typed_by",
    ):
        one = found[indicator]
        typist = typist_of(via, typed_by)
        remark = remark.strip()
        if choice != Choice.NONE:
            one.choices[choice, level] += 1
            one.typists.append(typist)
        elif remark:
            one.silent_typists.append(typist)
        if remark:
            one.remarks.append(remark)
    return found


def _fingerprint(kept: dict[int, Counted]) -> str:
    """A text that is the same for the same counts and remarks, and from which nobody can read them."""
    content = [
        (key, one.least_group, sorted(one.choices.items(), key=repr), sorted(one.remarks))
        for key, one in sorted(kept.items())
    ]
    return salted_hmac("assessments.cuts", repr(content), algorithm="sha256").hexdigest()


def _store(assessment: Assessment, kept: dict[int, Counted]) -> None:
    """Store the counts, and the remarks in an order that says nothing: not whose, not which are of one person."""
    Tally.objects.bulk_create(_tally(assessment, key, one) for key, one in sorted(kept.items()))
    remarks = [
        Remark(assessment=assessment, indicator_id=key, text=text)
        for key, one in kept.items()
        for text in one.remarks
    ]
    secrets.SystemRandom().shuffle(remarks)
    Remark.objects.bulk_create(remarks)


def _tally(assessment: Assessment, indicator: int, counted: Counted) -> Tally:
    levels = {
        f"level_{level}": people
        for (choice, level), people in counted.choices.items()
        if choice == Choice.LEVEL
    }
    return Tally(
        assessment=assessment,
        indicator_id=indicator,
        unknown=counted.choices[Choice.UNKNOWN, None],
        not_applicable=counted.choices[Choice.NOT_APPLICABLE, None],
        least_group=counted.least_group,
        **levels,
    )
