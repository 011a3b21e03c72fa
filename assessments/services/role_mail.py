"""Mail about roles: to who got one, and to the others where somebody gave one to themselves."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from assessments.access.identities import Identity
from assessments.access.permissions import GIVEN_BY_COORDINATOR
from assessments.access.role_words import words_of
from assessments.enums import MailKind, Role
from assessments.models import Membership, School, Team, User

from .addresses import link_to
from .mail import post
from .places import Place, board_of, named


def about_role(role: Role, place: Place) -> dict[str, Any]:
    """What every mail about a role tells of it. The words are lazy: they speak the language of the reader."""
    return {
        "role": role.label,
        "place": named(place),
        "board": board_of(place).name,
        "words": lambda: words_of(role),
        "home_url": link_to("home"),
        "people_url": link_to("people-list"),
        "privacy_url": link_to("privacy"),
    }


def tell_of_role(membership: Membership, *, by: User | None) -> None:
    """Tell somebody by mail of the role they got; or, where they gave it to themselves, the others.

    `by` is None for a role that was given on the machine.
    """
    if membership.user == by:
        report_own_role(membership)
        return
    role, place = Role(membership.role), membership.place
    post(
        kind=MailKind.ROLE_GIVEN,
        to=membership.user.email,
        language=membership.user.language,
        context=about_role(role, place) | {"name": membership.user.name, "giver": by.name if by else ""},
        sender=by,
        board=board_of(place),
    )


def report_own_role(membership: Membership) -> None:
    """Tell the others who look after people there that somebody gave themselves a role."""
    _report(membership, watchers(membership), {})


def report_other_address(membership: Membership, *, invited: str, inviter: User | None) -> None:
    """Tell who invited that another address than the one they wrote to came in: a link can be sent on.

    What the machine offered is told to those who look after people there.
    """
    readers = [inviter] if inviter else watchers(membership)
    _report(membership, readers, {"invited": invited, "address": membership.user.email})


def report_other_identity(membership: Membership, identity: Identity, *, inviter: User | None) -> None:
    """Tell the same of somebody new, who signs in from now on by a provider that knows them by another address."""
    readers = [inviter] if inviter else watchers(membership)
    more = {
        "invited": membership.user.email,
        "address": identity.email,
        "provider": identity.kind.name,
    }
    _report(membership, readers, more)


def _report(membership: Membership, readers: Iterable[User], more: dict[str, str]) -> None:
    role, place = Role(membership.role), membership.place
    for reader in readers:
        post(
            kind=MailKind.ROLE_REPORTED,
            to=reader.email,
            language=reader.language,
            context=about_role(role, place) | {"name": reader.name, "who": membership.user.name} | more,
            sender=membership.user,
            board=board_of(place),
        )


def watchers(membership: Membership) -> list[User]:
    """The other beheerders and, where a coordinator may give the role, the coordinators there; else the bestuur."""
    place = membership.place
    board = board_of(place)
    overseers = Q(role=Role.ADMINISTRATOR, board=board)
    if membership.role in GIVEN_BY_COORDINATOR:
        overseers |= Q(role=Role.COORDINATOR) & _over(place)
    others = Membership.objects.active().exclude(user=membership.user).select_related("user")
    found = list(others.filter(overseers)) or list(others.filter(role=Role.GOVERNOR, board=board))
    return list({one.user_id: one.user for one in found}.values())


def _over(place: Place) -> Q:
    """The condition that a role is held at a place, or at one above it."""
    match place:
        case Team():
            return Q(team=place) | Q(school=place.school) | Q(board=place.school.board)
        case School():
            return Q(school=place) | Q(board=place.board)
        case _:
            return Q(board=place)
