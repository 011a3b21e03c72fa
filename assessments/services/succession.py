"""One person takes over the role of another, in one deed: a coordinator who leaves while a round runs."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.access.permissions import GIVEN_BY_COORDINATOR
from assessments.access.policies import Refused
from assessments.enums import Role
from assessments.models import Invitation, Membership, User, normalise_email

from .invitations import invite
from .offers import Fate, Offer, Planned
from .people import end_role
from .places import board_of


@transaction.atomic
def replace(
    *, by: User, membership: Membership, address: str, name: str, language: str, end: bool
) -> Planned:
    """Give the role to whoever reads mail at `address`, or invite them to it; with `end` the old one ends today.

    Rounds, scores and actions hang on teams, not on people: they stay as they are. The teamleden and managers whom the
    old one invited can still come in.
    """
    role, place = Role(membership.role), membership.place
    if normalise_email(address) == membership.user.email:
        raise Refused(_("Dit is het adres van wie je vervangt. Vul het adres van de opvolger in."))
    done = invite(
        by=by, board=board_of(place), offer=Offer(address, role, place, name=name, language=language)
    )
    if end:
        end_role(by=by, membership=membership)
    if end and role == Role.COORDINATOR:
        successor = done.person if done.fate in {Fate.GIVEN, Fate.HELD} else by
        theirs = Invitation.objects.open().filter(
            board=board_of(place), invited_by=membership.user, role__in=GIVEN_BY_COORDINATOR
        )
        theirs.update(invited_by=successor)
    return done
