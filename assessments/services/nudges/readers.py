"""Who gets mail by itself: LOB-coördinatoren, each in a transaction of their own, held against leaving meanwhile."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from assessments.enums import MailKind, MailState, Role
from assessments.models import Mail, Membership, User
from assessments.models.people import MembershipQuerySet
from assessments.services.mail import forget
from assessments.services.mail_choices import is_wanted, switched_off

BY_ROLE = (MailKind.TALK, MailKind.ACTION, MailKind.DIGEST)
"""What somebody gets for a role; where that ends, it does not go out any more."""


def coordinators(kind: MailKind) -> MembershipQuerySet:
    """The roles of today of LOB-coördinatoren who want this kind of mail."""
    return Membership.objects.active().filter(~switched_off(kind), role=Role.COORDINATOR)


def held(pk: int, kind: MailKind) -> User | None:
    """A person, locked, who still wants this kind of mail; None where they left. Their roles are read after this.

    Whoever ends a role or removes somebody locks the person too, and then stops what waits for them: so what is written
    here is either seen there, or not written.
    """
    found = User.objects.select_for_update(no_key=True).filter(pk=pk, is_active=True, removed_on=None).first()
    return found if found and is_wanted(found, kind) else None


def told_before(prefix: str) -> set[str]:
    """What follows `prefix` in the keys of mail that was written before."""
    found = Mail.objects.filter(once__startswith=prefix).values_list("once", flat=True)
    return {key.removeprefix(prefix) for key in found if key}


def stop_for(users: Iterable[User]) -> int:
    """Stop what waits for people by a role that ends; they are locked, in the transaction of that deed."""
    return forget(_by_role(user.email for user in users))


def follow(old: str, new: str) -> None:
    """Let what waits for somebody at their old address go to the new one; they are locked."""
    _by_role([old]).filter(state=MailState.WAITING).update(address=new)


def _by_role(addresses: Iterable[str]) -> QuerySet[Mail]:
    return Mail.objects.filter(kind__in=BY_ROLE, address__in=list(addresses))
