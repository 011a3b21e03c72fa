"""Who signs in with a second step, and whether they have one to do it with.

A second step is a code from an app or a passkey. Recovery codes stand in for a lost one and are none by themselves.
"""

from __future__ import annotations

from typing import cast

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from assessments.enums import Role
from assessments.models import User

from .permissions import Person, roles_of

ROLES = frozenset({Role.GOVERNOR, Role.ADMINISTRATOR})
"""Who sees a whole board, or rules over it."""

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_have_one(user: Person) -> bool:
    """Whether somebody may go nowhere without a second step. Reads the roles that the page reads too, once."""
    if not settings.SECOND_FACTOR_REQUIRED or not isinstance(user, User):
        return False
    return user.is_staff or not ROLES.isdisjoint(roles_of(user))


def has_one(user: User) -> bool:
    return Authenticator.objects.filter(user=user, type__in=FACTORS).exists()


def is_last_one_needed(authenticator: Authenticator) -> bool:
    """Whether without this one somebody who must have a second step would have none."""
    if not must_have_one(cast(User, authenticator.user)):
        return False
    others = Authenticator.objects.filter(user=authenticator.user_id, type__in=FACTORS)
    return not others.exclude(pk=authenticator.pk).exists()


def taken(request: HttpRequest) -> bool:
    """Whether this session passed a second step; kept in the session, so that asking costs no query."""
    user = request.user
    return isinstance(user, User) and any(
        record["method"] == "mfa" for record in get_authentication_records(request, user)
    )
