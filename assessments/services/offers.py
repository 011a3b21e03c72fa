"""What an invitation would do, before anything is done: for the preview, and for `invitations`, which then does it.

Whom the inviter knows already gets the role at once. Everybody else gets an invitation, whether they have an account
elsewhere or not: who invites learns nothing of that.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from django.core.exceptions import PermissionDenied

from assessments.access import rows
from assessments.access.policies import demand
from assessments.enums import Role
from assessments.models import Board, Invitation, Membership, School, Team, User, normalise_email

from .people import why_not
from .places import Place, board_of, demand_role_right


class Fate(Enum):
    """What becomes of an offer."""

    NEW = "nieuw"
    """A new invitation."""
    OPEN = "open"
    """There is an invitation to this already."""
    GIVEN = "meteen"
    """The inviter knows this person: they get the role at once."""
    HELD = "heeft-al"
    """They hold this role here already."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A role at a place, for whoever reads mail at an address."""

    address: str
    role: Role
    place: Place
    name: str = ""
    language: str = "nl"


@dataclass(frozen=True, slots=True)
class Planned:
    """What an offer comes to; `person` only where the inviter knows them."""

    offer: Offer
    fate: Fate
    person: User | None = None
    invitation: Invitation | None = None


PlaceKey = tuple[type, int]


def key_of(place: Place) -> PlaceKey:
    return (type(place), place.pk)


def plan(*, by: User | None, board: Board, offers: Iterable[Offer]) -> list[Planned]:
    """Say what each offer would do, the same one counted once. As many queries for one as for thousands."""
    wanted: dict[tuple[str, Role, PlaceKey], Offer] = {}
    for offer in offers:
        wanted.setdefault((normalise_email(offer.address), offer.role, key_of(offer.place)), offer)
    _demand_right(by, board, wanted.values())
    addresses = {address for address, _role, _place in wanted}
    known = rows.known_people(by) if by else rows.people_of(board)
    people = {user.email: user for user in known.filter(email__in=addresses)}
    held = _held(people.values())
    invited = {
        (invitation.address, Role(invitation.role), key_of(invitation.place)): invitation
        for invitation in Invitation.objects.open().with_place().filter(board=board, address__in=addresses)
    }
    planned = []
    for key, offer in wanted.items():
        address, role, place = key
        if person := people.get(address):
            fate = Fate.HELD if (person.pk, role, place) in held else Fate.GIVEN
            planned.append(Planned(offer, fate, person=person))
        elif invitation := invited.get(key):
            planned.append(Planned(offer, Fate.OPEN, invitation=invitation))
        else:
            planned.append(Planned(offer, Fate.NEW))
    return planned


def _demand_right(by: User | None, board: Board, offers: Iterable[Offer]) -> None:
    different = {(offer.role, key_of(offer.place)): offer for offer in offers}
    for offer in different.values():
        if board_of(offer.place) != board:
            raise PermissionDenied
        demand_role_right(by, offer.role, offer.place)
        demand(why_not(offer.role, offer.place))


def _held(people: Iterable[User]) -> set[tuple[int, Role, PlaceKey]]:
    """Who holds which role where, until further notice."""
    lasting = Membership.objects.filter(user__in=list(people), ended_on=None).order_by()
    held = set()
    for user, role, *places in lasting.values_list("user", "role", "board", "school", "team"):
        kinds: list[type] = [Board, School, Team]
        place = next((kind, pk) for kind, pk in zip(kinds, places, strict=True) if pk is not None)
        held.add((user, Role(role), place))
    return held
