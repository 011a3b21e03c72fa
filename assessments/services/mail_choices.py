"""Which mail somebody wants. Only what is switched off is kept; who never chose anything gets what is asked of them.

Two ways lead here: the page “Welke mail je krijgt” for who signs in, and the link at the foot of a mail for who takes
part without an account. That link holds a key under our signature: it switches mail off and on again, and nothing else.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import Exists, OuterRef

from assessments.access.permissions import roles_of
from assessments.enums import NUDGES, MailKind, Role, Verb
from assessments.models import MailOff, Participation, User

from .addresses import link_to
from .audit import record

FOR_ROLES: dict[Role, tuple[MailKind, ...]] = {
    Role.MEMBER: (MailKind.ANSWERING, MailKind.REMINDER, MailKind.ACTION),
    Role.COORDINATOR: (MailKind.TALK, MailKind.ACTION, MailKind.DIGEST),
    Role.MANAGER: (MailKind.ACTION,),
}
"""Which mail of this kind a role brings along."""


def kinds_for(user: User) -> tuple[MailKind, ...]:
    """What somebody can choose about: what their roles bring along, and what they switched off before."""
    brought = {kind for role in roles_of(user) for kind in FOR_ROLES.get(role, ())}
    return tuple(kind for kind in NUDGES if kind in brought | kinds_off(user))


def kinds_off(user: User) -> set[MailKind]:
    return {MailKind(kind) for kind in MailOff.objects.filter(user=user).values_list("kind", flat=True)}


def is_wanted(user: User, kind: MailKind) -> bool:
    return not MailOff.objects.filter(user=user, kind=kind).exists()


def switched_off(kind: MailKind, *, user: str = "user") -> Exists:
    """The condition on a row that the person at this path of it switched this kind off."""
    return Exists(MailOff.objects.filter(user=OuterRef(user), kind=kind))


@transaction.atomic
def choose(*, user: User, among: Collection[MailKind], wanted: Collection[MailKind]) -> None:
    """Keep which of the kinds `among` somebody does not want; about others nothing changes."""
    unwanted = set(among) - set(wanted)
    before = kinds_off(user) & set(among)
    MailOff.objects.filter(user=user, kind__in=before - unwanted).delete()
    MailOff.objects.bulk_create(
        [MailOff(user=user, kind=kind) for kind in NUDGES if kind in unwanted - before], ignore_conflicts=True
    )
    if before != unwanted:
        record(Verb.PERSON_CHANGED, by=user, thing=user, board=user.home_board)


# --- who takes part by a personal link ------------------------------------------------------------------------------

_SIGNER = Signer(sep=".", salt="assessments.mail-off")


def stop_link(participation: Participation) -> str:
    """Where whoever takes part by a personal link can have no more reminders of this round."""
    return link_to("mail-off", _SIGNER.sign(participation.uid.hex))


def of_stop_link(token: str) -> UUID | None:
    """Whose link it is; None for one that we did not give out."""
    try:
        return UUID(_SIGNER.unsign(token))
    except (BadSignature, ValueError):
        return None


def taking_part(uid: UUID) -> Participation | None:
    """Who takes part under this key while answering is open; after closing they have another, that nobody knows."""
    found = Participation.objects.select_related("assessment__round")
    return found.filter(uid=uid, assessment__answering_closed_at=None).first()


@transaction.atomic
def choose_reminders(*, participation: Participation, wanted: bool) -> None:
    """Let somebody who takes part without an account have no more reminders, or have them again.

    By the key that the row has until answering closes: of a closed one nothing is written.
    """
    Participation.objects.filter(uid=participation.uid).update(no_reminders=not wanted)
