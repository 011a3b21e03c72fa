"""Taking what an invitation offers, with an account that one has or with a new one."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.access.identities import Identity
from assessments.access.policies import Refused
from assessments.enums import Role, Verb
from assessments.models import Invitation, Membership, User, normalise_email

from .audit import record
from .invitations import stands
from .one_form import take_over_links
from .people import lock_person, make_person
from .places import at, lock_board
from .providers import tie
from .role_mail import report_other_address, report_other_identity, report_own_role

DEAD: Promise = _("Deze uitnodiging werkt niet meer.")
HAS_ACCOUNT: Promise = _(
    "Er is al een account met dit e-mailadres. Log daarmee in om de uitnodiging aan te nemen."
)


@transaction.atomic
def accept(*, invitation: Invitation, user: User) -> Membership:
    """Take what is offered: the role, and with a first one the board that lets in. An invitation is taken once."""
    lock_board(invitation.board)
    user = lock_person(user)
    if not user.is_active:
        raise Refused(DEAD)
    invitation = _locked(invitation)
    role, place = Role(invitation.role), invitation.place
    membership, made = Membership.objects.get_or_create(user=user, role=role, ended_on=None, **at(place))
    if user.home_board_id is None:
        user.home_board = invitation.board
        user.save(update_fields=["home_board"])
    invited = invitation.address
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.address = invitation.name = ""
    invitation.save(update_fields=["accepted_at", "accepted_by", "address", "name"])
    record(Verb.INVITATION_ACCEPTED, by=user, thing=invitation, board=invitation.board)
    if made:
        record(Verb.ROLE_GIVEN, by=invitation.invited_by, thing=membership, board=invitation.board)
        take_over_links([membership])
    if user != invitation.invited_by:
        if user.email != invited:
            report_other_address(membership, invited=invited, inviter=invitation.invited_by)
    elif made:
        report_own_role(membership)
    return membership


def is_other_address(identity: Identity, invited: str) -> bool:
    """Whether the provider says another address than was invited."""
    return bool(identity.email) and normalise_email(identity.email) != invited


@transaction.atomic
def accept_as_new(
    *,
    invitation: Invitation,
    name: str,
    language: str,
    password: str | None,
    identity: Identity | None = None,
) -> Membership:
    """Make an account for who was invited, and accept with it. Who has the link reads the mail of that address.

    Who was recognised by an identity provider meanwhile signs in by it from then on. Is that at another address, then
    who invited is told, as when an account with another address came in.
    """
    lock_board(invitation.board)
    invitation = _locked(invitation)
    user = make_person(
        invitation.address,
        password,
        taken=HAS_ACCOUNT,
        name=name,
        language=language,
        home_board=invitation.board,
    )
    record(Verb.PERSON_ADDED, by=user, thing=user, board=invitation.board)
    inviter = invitation.invited_by
    membership = accept(invitation=invitation, user=user)
    if identity:
        tie(user, identity)
        if is_other_address(identity, user.email):
            report_other_identity(membership, identity, inviter=inviter)
    return membership


def _locked(invitation: Invitation) -> Invitation:
    """The invitation as it is now. Its board is locked already: who gives or ends roles there waits, no role is given
    twice.
    """
    found = (
        Invitation.objects.valid()
        .with_place()
        .select_for_update(of=("self",))
        .filter(pk=invitation.pk)
        .first()
    )
    if found is None or found.token_hash != invitation.token_hash or not stands(found):
        raise Refused(DEAD)
    return found
