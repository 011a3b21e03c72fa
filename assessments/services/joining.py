"""Taking part without an account: by a personal link, or as a number by the team's link or its QR code.

A device holds one thing. It is the token of a personal link, or of a number the secret to which its code leads, under
our seal; the database keeps a hash. A number that has not begun takes no place in the team, and at most `most_waiting`
of them are kept, each for a day or two: so that opening the link a thousand times leaves nothing behind. Where one more
comes the oldest makes way. Its device notices nothing, as `begin` with what it holds brings it back as the same person.
What was taken back, or replaced by another code, does not come back (`Retired`).

The row of the assessment is locked first, so that two devices do not take one number or one place.
"""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.access import policies
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand
from assessments.enums import Verb, Via
from assessments.models import Answer, Assessment, Participation, Retired, User
from assessments.models.participation import ParticipationQuerySet
from assessments.models.rounds import AssessmentQuerySet

from .answers import WITHDRAWN
from .audit import record
from .locking import locked_for, locked_row
from .taking_part import demand_room, free_number, retire
from .tokens import (
    NUMBER_GROUPS,
    TEAM_GROUPS,
    hashed,
    held_by_device,
    new_code,
    read_code,
    read_device,
    secret_of_code,
    token_of,
)

DEAD: Promise = _("De link van dit team is ingetrokken of vervangen. Vraag je LOB-coördinator om de nieuwe.")
REPLACED: Promise = _(
    "Dit apparaat hoort niet meer bij je nummer: er is een nieuwe code gemaakt. Vul die code in om verder te gaan."
)
KEPT = dt.timedelta(days=1)
"""How many whole days a number is kept under which nothing stands."""


class LinkDead(Refused):
    """The team's link was taken back meanwhile, or replaced by another."""

    def __init__(self) -> None:
        super().__init__(DEAD)


class Crowded(Exception):
    """So many numbers are waiting that one of them would have to make way."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Where a link leads: to a team's form as a number yet to begin, or to the form of whoever it was sent to."""

    assessment: Assessment
    participation: Participation | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """A number with what its device holds. `code` is there only where it is new: it is shown once."""

    participation: Participation
    held: str
    code: str = ""


# --- the team's link, for its coordinator ---------------------------------------------------------------------------


@transaction.atomic
def make_team_link(*, by: User, assessment: Assessment) -> str:
    """Make the link by which everybody of a team can take part as a number. The one before it works no longer."""
    found = locked_for(by, assessment, Ability.INVITE_TO_ANSWER)
    demand(policies.answering(found))
    found.team_token = new_code(TEAM_GROUPS)
    found.save(update_fields=["team_token"])
    _unused(found.participations.all()).delete()
    record(Verb.TEAM_LINK_MADE, by=by, thing=found, board=found.school.board)
    return found.team_token


@transaction.atomic
def withdraw_team_link(*, by: User, assessment: Assessment) -> None:
    """Let nobody more in by the team's link. Who has begun goes on; who has not needs a new link."""
    found = locked_for(by, assessment, Ability.INVITE_TO_ANSWER)
    if found.team_token is None:
        return
    found.team_token = None
    found.save(update_fields=["team_token"])
    _unused(found.participations.all()).delete()
    record(Verb.TEAM_LINK_WITHDRAWN, by=by, thing=found, board=found.school.board)


# --- whoever has a link, a device or a code -------------------------------------------------------------------------


def open_link(token: str) -> Opened | None:
    """Where a link leads, also one that was typed; None for one that is no longer, or never was."""
    if (typed := read_code(token, TEAM_GROUPS)) and (assessment := _of_team_token(typed).first()):
        return Opened(assessment)
    personal = _with_context().filter(token_hash=hashed(token), via=Via.LINK).first()
    return Opened(personal.assessment, personal) if personal else None


def of_device(held: str, uid: uuid.UUID) -> Participation | None:
    """Whose form a device holds the key of, in this assessment and in no other."""
    sealed = read_device(held, uid)
    secret, via = (sealed[0], Via.TEAM_LINK) if sealed else (held, Via.LINK)
    return _with_context().filter(token_hash=hashed(secret), via=via, assessment__uid=uid).first()


def person_of_device(held: str, uid: uuid.UUID) -> uuid.UUID | None:
    """Whose form a device kept things for, also where that number is not there now; None where it held none of ours."""
    sealed = read_device(held, uid)
    return sealed[1] if sealed else None


def retired(held: str, uid: uuid.UUID) -> tuple[Assessment, Promise] | None:
    """Where a device held the secret of a number that was taken back or given another code: of what, and why."""
    sealed = read_device(held, uid)
    if not sealed:
        return None
    found = Retired.objects.select_related("assessment__round", "assessment__school__board")
    row = found.filter(mark=hashed(sealed[0]), assessment__uid=uid).first()
    return (row.assessment, REPLACED if row.replaced else WITHDRAWN) if row else None


def of_team_link(token: str, uid: uuid.UUID) -> Assessment | None:
    """The assessment to which a team's link leads, if that is this one."""
    return _of_team_token(token).filter(uid=uid).first() if read_code(token, TEAM_GROUPS) else None


def of_personal_link(token: str, uid: uuid.UUID) -> Participation | None:
    """Whoever a personal link was sent to, if that is in this assessment."""
    return of_device(token, uid) if token and not read_code(token, TEAM_GROUPS) else None


def taken_over(token: str, user: User) -> Assessment | None:
    """Where somebody goes on by account who was sent this personal link before (`one_form`). Nobody else is told so."""
    own = _with_context().filter(user=user, via=Via.ACCOUNT, assessment__answering_closed_at=None)
    for row in own:
        if any(constant_time_compare(token_of(row.uid, turn), token) for turn in range(row.link_turn + 1)):
            return row.assessment if can(user, Ability.ANSWER, row.assessment) else None
    return None


def is_replaced(token: str) -> bool:
    """Whether a personal link made way for a newer one, which was sent to the same address."""
    return Retired.objects.filter(mark=hashed(token), replaced=True).exists()


def _of_team_token(token: str) -> AssessmentQuerySet:
    return Assessment.objects.individual().started().with_context().filter(team_token=token)


def _with_context() -> ParticipationQuerySet:
    return Participation.objects.select_related("assessment__round", "assessment__school__board")


def is_answered(uid: uuid.UUID) -> bool:
    """Whether an assessment can be answered still, for all that a visitor may know of it."""
    found = Assessment.objects.individual().started().filter(uid=uid).select_related("round").first()
    return found is not None and policies.answering(found) is None


def most_waiting(assessment: Assessment) -> int:
    """How many numbers may wait: everybody twice, and some."""
    return 2 * (assessment.declared_size or 0) + 20


@transaction.atomic
def begin(
    *, assessment: Assessment, team_token: str, held: str = "", language: str, crowd: bool = False
) -> Begun:
    """Give a device a number, the lowest that is free. With what it `held` before it is the same person again.

    Raises `LinkDead`, `Refused` (closed, full, taken back) and, unless `crowd`, `Crowded`.
    """
    found = locked_row(assessment)
    if not found.team_token or not constant_time_compare(found.team_token, team_token):
        raise LinkDead
    demand(policies.answering(found))
    sealed = read_device(held, found.uid)
    if sealed:
        if already := of_device(held, found.uid):
            return Begun(already, held)
        if ended := retired(held, found.uid):
            raise Refused(ended[1])
        if found.participations.filter(uid=sealed[1]).exists():  # a backup knows nothing of the newer code
            raise Refused(REPLACED)
    demand_room(found)
    if found.participations.waiting().count() >= most_waiting(found):
        oldest = _unused(found.participations.all()).order_by("pk").first()
        if not crowd or oldest is None:
            raise Crowded
        oldest.delete()
    code = "" if sealed else new_code(NUMBER_GROUPS)
    secret, person = sealed or (secret_of_code(code), uuid.uuid4())
    participation = Participation.objects.create(
        assessment=found,
        via=Via.TEAM_LINK,
        number=free_number(found),
        language=language,
        token_hash=hashed(secret),
        uid=person,
    )
    return Begun(participation, _held(participation, secret), code)


def _held(participation: Participation, secret: str) -> str:
    return held_by_device(secret, assessment=participation.assessment.uid, person=participation.uid)


def resume(*, code: str) -> Begun | None:
    """The number to which a code belongs, wherever it was typed; None for a code of nobody."""
    read = read_code(code, NUMBER_GROUPS)
    secret = secret_of_code(read) if read else ""
    found = _with_context().filter(token_hash=hashed(secret), via=Via.TEAM_LINK).first() if read else None
    return Begun(found, _held(found, secret)) if found else None


@transaction.atomic
def renew_code(*, participation: Participation) -> Begun:
    """Give a number another code. Other devices that held the number have to type it."""
    locked_row(participation.assessment)
    code = new_code(NUMBER_GROUPS)
    secret = secret_of_code(code)
    same = Participation.objects.filter(
        pk=participation.pk, token_hash=participation.token_hash, via=Via.TEAM_LINK
    )
    if not same.update(token_hash=hashed(secret)):
        raise LinkDead
    retire(participation, replaced=True)
    return Begun(participation, _held(participation, secret), code)


@transaction.atomic
def leave(*, participation: Participation) -> None:
    """A device lets go of its form. A number under which nothing stands is free again."""
    locked_row(participation.assessment)
    _unused(Participation.objects.filter(pk=participation.pk)).delete()


def prune() -> int:
    """Forget numbers that were given out and never used."""
    old = Participation.objects.waiting().filter(made_on__lt=timezone.localdate() - KEPT)
    number = 0
    for key in sorted(set(old.values_list("assessment", flat=True))):
        with transaction.atomic():  # who gives a first answer at this moment waits, or is waited for
            list(Assessment.objects.select_for_update(no_key=True).filter(pk=key).values_list("pk"))
            number += _unused(old.filter(assessment=key)).delete()[0]
    return number


def _unused(participations: ParticipationQuerySet) -> ParticipationQuerySet:
    """Those numbers of the team's link under which nothing stands, not even a remark."""
    given = Answer.objects.given().filter(response__participation=OuterRef("pk"))
    return participations.waiting().filter(~Exists(given))
