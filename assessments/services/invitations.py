"""Asking people to come in, asking again, and taking it back. What is accepted is in `accepting`."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable, Iterator, MutableMapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from assessments.access import rows
from assessments.access.permissions import may_give
from assessments.access.policies import Refused, demand
from assessments.enums import MailKind, Role, Verb
from assessments.models import Board, Invitation, Membership, User, normalise_email

from .addresses import link_to
from .audit import record_all
from .invitation_limits import RESENT, WITHDRAWN, end_of_day
from .mail import post
from .mail import withdraw as stop_mail
from .offers import Fate, Offer, Planned, plan
from .one_form import take_over_links
from .people import lock_people, why_not
from .places import at, demand_role_right, is_closed, lock_board
from .role_mail import about_role, tell_of_role
from .tokens import hashed, new_token

VALID_FOR = dt.timedelta(days=14)


@transaction.atomic
def invite(*, by: User | None, board: Board, offer: Offer) -> Planned:
    return invite_many(by=by, board=board, offers=[offer])[0]


@transaction.atomic
def invite_many(
    *, by: User | None, board: Board, offers: Iterable[Offer], send: bool = True, again: bool = False
) -> list[Planned]:
    """Do what `plan` says of these offers in one board; all of it, or nothing.

    Without `send` nobody gets mail: the invitations wait for `send_unsent`. With `again` those that were open
    already are sent once more, as often as may be on one day.
    """
    lock_board(board)  # two who invite the same person wait for each other
    planned = plan(by=by, board=board, offers=offers)
    _give([one for one in planned if one.fate is Fate.GIVEN], by, board, tell=send)
    new = [one.offer for one in planned if one.fate is Fate.NEW]
    if send:
        _leave_alone(board, (normalise_email(offer.address) for offer in new))
    made = _make(new, by, board, send=send)
    if again and send:
        _repeat([one for one in planned if one.fate is Fate.OPEN], by, board)
    return [replace(one, invitation=next(made)) if one.fate is Fate.NEW else one for one in planned]


def _give(planned: Sequence[Planned], by: User | None, board: Board, *, tell: bool) -> None:
    people = lock_people(one.person for one in planned if one.person)
    roles = [
        Membership(user=people[one.person.pk], role=one.offer.role, **at(one.offer.place))
        for one in planned
        if one.person
    ]
    Membership.objects.bulk_create(roles, batch_size=500)
    record_all(Verb.ROLE_GIVEN, by=by, things=roles, board=board)
    take_over_links(roles)
    if tell and by is not None:
        for membership in roles:
            tell_of_role(membership, by=by)


def _leave_alone(board: Board, addresses: Iterable[str]) -> None:
    """Refuse to invite who was invited, and no longer, a few times today."""
    for address in sorted(WITHDRAWN.reached(board, addresses)):
        raise Refused(
            _("De uitnodiging voor %(address)s is vandaag al een paar keer ingetrokken. Morgen kan het weer.")
            % {"address": address}
        )


def _make(offers: Sequence[Offer], by: User | None, board: Board, *, send: bool) -> Iterator[Invitation]:
    now = timezone.now()
    made = []
    for offer in offers:
        place = {} if isinstance(offer.place, Board) else at(offer.place)
        invitation = Invitation(
            board=board,
            **place,
            role=offer.role,
            address=normalise_email(offer.address),
            name=offer.name,
            language=offer.language,
            invited_by=by,
            token_hash=hashed(new_token()),
            created_at=now,
            expires_at=now,  # never valid yet: this is how one that was never sent is known
        )
        if send:
            _write(invitation, by)
        made.append(invitation)
    Invitation.objects.bulk_create(made, batch_size=500)
    record_all(Verb.INVITED, by=by, things=made, board=board)
    return iter(made)


def _write(invitation: Invitation, by: User | None) -> None:
    """Write the mail with a new link, which is from now on the only one; whoever sends it answers for it."""
    token = new_token()
    role = Role(invitation.role)
    invitation.token_hash = hashed(token)
    invitation.expires_at = end_of_day(timezone.localdate() + VALID_FOR)
    invitation.invited_by = by
    invitation.mail = post(
        kind=MailKind.INVITATION,
        to=invitation.address,
        language=invitation.language,
        context=about_role(role, invitation.place)
        | {
            "name": invitation.name,
            "inviter": by.name if by else "",
            "url": link_to("invitation-link", token),
            "until": timezone.localdate() + VALID_FOR,
        },
        sender=by,
        board=invitation.board,
        useful_for=VALID_FOR,
    )


def _send_again(found: Sequence[Invitation], by: User | None, board: Board) -> list[Invitation]:
    """Send invitations with a new link, as far as their addresses may be written to today. Return which went.

    That counts as sent again where it was sent before.
    """
    addresses = {invitation.address for invitation in found}
    alone, left = WITHDRAWN.reached(board, addresses), RESENT.left(board, addresses)
    went, repeated = [], []
    for invitation in found:
        if not invitation.is_unsent:
            left[invitation.address] -= 1
            if left[invitation.address] < 0:
                continue
            repeated.append(invitation)
        elif invitation.address in alone:
            continue
        if invitation.mail:
            stop_mail(invitation.mail)
        _write(invitation, by)
        invitation.save(update_fields=["token_hash", "expires_at", "invited_by", "mail", "language", "name"])
        went.append(invitation)
    RESENT.count(board, [invitation.address for invitation in repeated])
    record_all(Verb.INVITATION_RESENT, by=by, things=repeated, board=board)
    return went


def _repeat(planned: Sequence[Planned], by: User | None, board: Board) -> None:
    found = []
    for one in planned:
        if invitation := one.invitation:
            invitation.language = one.offer.language
            invitation.name = one.offer.name or invitation.name
            found.append(invitation)
    _send_again(found, by, board)


@transaction.atomic
def resend(*, by: User | None, invitation: Invitation) -> Invitation:
    """Send an open invitation again, also an expired one: with a new link, the old one is dead."""
    invitation = _locked(invitation)
    role = Role(invitation.role)
    demand_role_right(by, role, invitation.place)
    demand(why_not(role, invitation.place))
    if not _send_again([invitation], by, invitation.board):
        raise Refused(_("Dit adres kreeg vandaag al vaak genoeg een uitnodiging. Morgen kan het weer."))
    return invitation


@transaction.atomic
def send_unsent(*, by: User, board: Board, among: Sequence[int] | None = None) -> int:
    """Send the invitations that were made without mail, as far as `by` may give those roles. Return how many.

    `among` are the keys of those that are meant; without it all of the board are. Who is left alone today waits.
    """
    lock_board(board)
    waiting = rows.invitations(by).unsent().filter(board=board)
    if among is not None:
        waiting = waiting.filter(pk__in=among)
    found = [one for one in waiting.select_for_update(of=("self",)) if not is_closed(one.place)]
    alone = WITHDRAWN.reached(board, {one.address for one in found})
    found = [one for one in found if one.address not in alone]
    for invitation in found:
        _write(invitation, by)
    Invitation.objects.bulk_update(found, ["token_hash", "expires_at", "invited_by", "mail"], batch_size=200)
    return len(found)


@transaction.atomic
def withdraw(*, by: User | None, invitation: Invitation) -> Invitation:
    """Take an invitation back: its link is dead at once, its mail is not sent if it still waits."""
    invitation = _locked(invitation)
    demand_role_right(by, Role(invitation.role), invitation.place)
    take_back([invitation], by=by, board=invitation.board)
    return invitation


def take_back(found: Sequence[Invitation], *, by: User | None, board: Board) -> None:
    """Lay open invitations of a board to rest: link, name and address are gone, mail that waits does not go out."""
    WITHDRAWN.count(board, {invitation.address for invitation in found if not invitation.is_unsent})
    for invitation in found:
        if invitation.mail:
            stop_mail(invitation.mail)
        invitation.withdrawn_at = timezone.now()
        invitation.address = invitation.name = ""
    Invitation.objects.bulk_update(found, ["withdrawn_at", "address", "name"])
    record_all(Verb.INVITATION_WITHDRAWN, by=by, things=found, board=board)


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now, held until the end of the transaction; one that is at rest is refused."""
    lock_board(invitation.board)
    rows_ = Invitation.objects.open().with_place().select_for_update(of=("self",))
    if not (found := rows_.filter(pk=invitation.pk).first()):
        raise Refused(_("Deze uitnodiging is intussen aangenomen of ingetrokken."))
    return found


# --- who came with a link -------------------------------------------------------------------------------------------

Session = MutableMapping[str, Any]
KEY = "invitation"
KEPT_FOR = 30 * 60
"""Seconds: enough to sign in by a code that comes by mail."""


def remember(session: Session, token: str) -> bool:
    """Keep in the session, as a hash, which invitation somebody came with: so it can leave the address bar.

    Not for long: on a shared computer the next one would find it there. A link that does not work keeps nothing, and
    leaves what was kept as long as that works. Return whether this one works.
    """
    kept = {"token": hashed(token), "at": time.time()}
    works = _meant(kept) is not None
    if works:
        session[KEY] = kept
    elif pending(session) is None:
        forget(session)
    return works


def forget(session: Session) -> None:
    session.pop(KEY, None)


def pending(session: Session) -> Invitation | None:
    """The invitation that somebody came with, if it still works. Looking at it changes nothing."""
    return _meant(session.get(KEY))


def _meant(kept: Any) -> Invitation | None:
    if not isinstance(kept, dict) or not 0 <= time.time() - kept["at"] <= KEPT_FOR:
        return None
    found = Invitation.objects.valid().with_place().filter(token_hash=kept["token"]).first()
    return found if found and stands(found) else None


def stands(invitation: Invitation) -> bool:
    """Whether the place is open and who invited may still give the role there: who was dismissed lets nobody in.

    What the machine itself offered has nobody who could be dismissed.
    """
    if is_closed(invitation.place):
        return False
    inviter = invitation.invited_by
    return inviter is None or may_give(inviter, Role(invitation.role), invitation.place)
