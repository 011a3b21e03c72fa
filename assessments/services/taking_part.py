"""Who takes part in answering: by account, by a personal link, as a number by the team's link, or on paper.

What is checked on every way in stands here: whether there is room. The assessment is locked by whoever asks, so that
two people do not take one place.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from assessments.access.policies import Refused
from assessments.enums import Via
from assessments.models import Assessment, Mail, Participation, Retired, User
from assessments.models.participation import ParticipationQuerySet

from .mail import forget
from .tokens import hashed

FULL = _(
    "Er hebben al zoveel mensen ingevuld als dit team groot is. Hoor je er ook bij, vraag dan je LOB-coördinator om "
    "het team groter te maken."
)


@dataclass(frozen=True, slots=True)
class Answerer:
    """Who answers, in which assessment: a person with an account, or whoever holds a link or a number.

    Exactly one of `user` and `participation` is set. Whether they still may is asked with each write.
    """

    assessment: Assessment
    user: User | None = None
    participation: Participation | None = None


def has_room(assessment: Assessment) -> bool:
    """Whether somebody more may begin: fewer have than the team says it is. Without a declared size nobody may."""
    return assessment.participations.begun().count() < (assessment.declared_size or 0)


def demand_room(assessment: Assessment) -> None:
    """Refuse the person above the declared size; the assessment is locked."""
    if not has_room(assessment):
        raise Refused(FULL)


def free_number(assessment: Assessment) -> int:
    """The lowest number that nobody has, so that they stay small whatever was left unused. Ask it under lock."""
    taken = set(assessment.participations.numbered().values_list("number", flat=True))
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def held(participations: ParticipationQuerySet) -> ParticipationQuerySet:
    """Lock who takes part, and return them for whatever is read or written next; their assessments are locked.

    Read by statements of their own: PostgreSQL would read what hangs on them as it was before it waited.
    """
    keys = list(participations.select_for_update(of=("self",)).order_by("pk").values_list("pk", flat=True))
    return Participation.objects.filter(pk__in=keys)


def retire(participation: Participation, *, replaced: bool = False) -> None:
    """Let nobody come back, until answering closes, with the secret of this number, or with this paper form.

    Of a personal link it is kept only that it was replaced: so that who opens the old one is told.
    """
    mark = mark_of_paper(participation.uid) if participation.via == Via.PAPER else participation.token_hash
    if mark and (participation.number is not None or replaced):
        Retired.objects.get_or_create(
            mark=mark, defaults={"assessment_id": participation.assessment_id, "replaced": replaced}
        )


def mark_of_paper(uid: UUID) -> str:
    return hashed(f"paper {uid}")


def call_off(participations: ParticipationQuerySet) -> None:
    """Delete who takes part, with everything they answered; mail that still waits does not go out.

    The rows are locked first: an answer on its way comes before this, and is deleted too, or finds nobody.
    """
    meant = held(participations)
    forget(Mail.objects.filter(pk__in=list(meant.exclude(mail=None).values_list("mail", flat=True))))
    meant.delete()
