"""Who has which role where, and who is asked to come in: filtered, in order of name, a page at a time.

A search word may be a name: it stays in the session, out of addresses and logs. Names are folded here, because the
database sorts and compares them in its own way.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Case, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Person, grip_of, read_roles_of
from assessments.enums import Role
from assessments.forms.people import places_of_people
from assessments.models import Board, Invitation, Membership, School, Team, sort_key
from assessments.services.invitations import stands
from assessments.services.places import Place, named
from assessments.services.texts import clean_line

PAGE = 50
FEW = 10
"""So many invitations stand below the list of people; the rest on a page of their own."""
WORD = "people_search"
NOBODY = "geen"
"""The filter for who has no role."""


_PLAIN = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})


def folded(name: str) -> str:
    """A name as one looks it up: Łukasz stands with the l, Østergård with the o."""
    return sort_key(name).translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Filter:
    """What somebody wants to see."""

    places: Sequence[Place]
    place: Place | None
    role: str
    word: str

    @classmethod
    def of(cls, request: HttpRequest) -> Filter:
        places = places_of_people(request.user, giving=False)
        by_uid = {str(place.uid): place for place in places}
        role = request.GET.get("rol", "")
        allowed = {*Role.values, NOBODY} if grip_of(request.user).every_role else set(Role.values)
        return cls(
            places=places,
            place=by_uid.get(request.GET.get("plek", "")),
            role=role if role in allowed else "",
            word=request.session.get(WORD, "") if "zoek" in request.GET else "",
        )

    @property
    def asked(self) -> dict[str, str]:
        """For the address of another page of the same. That there is a word, not which."""
        wanted = {
            "plek": str(self.place.uid) if self.place else "",
            "rol": self.role,
            "zoek": self.word and "1",
        }
        return {name: value for name, value in wanted.items() if value}

    @staticmethod
    def asked_in(request: HttpRequest) -> str:
        """Keep the word of a search form in the session; return the query that asks for the rest, and for the word."""
        if word := clean_line(request.POST.get("zoek", ""))[:120]:
            request.session[WORD] = word
        else:
            request.session.pop(WORD, None)
        place, role = request.POST.get("plek", ""), request.POST.get("rol", "")
        known = {str(one.uid) for one in places_of_people(request.user, giving=False)}
        wanted = {
            "plek": place if place in known else "",
            "rol": role if role in {*Role.values, NOBODY} else "",
            "zoek": word and "1",
        }
        return urlencode({name: value for name, value in wanted.items() if value})

    def url(self, **more: object) -> str:
        return f"?{urlencode({**self.asked, **more})}"

    def fits(self, *texts: str) -> bool:
        """Whether every word stands somewhere in these texts."""
        within = folded(" ".join(texts))
        return all(word in within for word in folded(self.word).split())

    def at_place(self) -> Q:
        """The condition that a role holds at the chosen place, or at one below it."""
        match self.place:
            case Board():
                at = Q(board=self.place)
                return at | Q(school__board=self.place) | Q(team__school__board=self.place)
            case School():
                return Q(school=self.place) | Q(team__school=self.place)
            case Team():
                return Q(team=self.place)
            case _:
                return Q()


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role of somebody, in words. `starts_on` only where it is still to begin."""

    role: str
    place: str
    starts_on: dt.date | None


@dataclass(frozen=True, slots=True)
class PersonLine:
    uid: UUID
    name: str
    address: str
    """Empty where the viewer does not manage any of their roles."""
    roles: list[RoleLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class InvitationLine:
    invitation: Invitation
    role: str
    place: str
    is_dead: bool
    """Who invited may not give this role any more, or the place is closed."""

    @property
    def last_day(self) -> dt.date:
        """The last day on which the link works: it expires as that day ends."""
        return timezone.localdate(self.invitation.expires_at - dt.timedelta(seconds=1))


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of lines. `total` counts those on the other pages too."""

    lines: Sequence[Any]
    total: int
    number: int
    pages: int
    before: str
    after: str

    @classmethod
    def of(cls, lines: Sequence[Any], page: Page[Any], wanted: Filter) -> Listing:
        number = page.number
        return cls(
            lines,
            page.paginator.count,
            number,
            page.paginator.num_pages,
            wanted.url(pagina=number - 1) if page.has_previous() else "",
            wanted.url(pagina=number + 1) if page.has_next() else "",
        )


def people_page(user: Person, wanted: Filter, number: str | None) -> Listing:
    """The people that are asked for, with all of the roles that `user` sees of them. Two queries."""
    seen = rows.memberships(user).lasting().select_related(None).order_by()
    everybody = rows.people(user)
    if wanted.role == NOBODY:
        everybody = everybody.exclude(pk__in=seen.values("user"))
    elif wanted.role or wanted.place:
        chosen = seen.filter(wanted.at_place(), **({"role": wanted.role} if wanted.role else {}))
        everybody = everybody.filter(pk__in=chosen.values("user"))
    known = Case(
        When(pk__in=rows.known_people(user).order_by().values("pk"), then=Value(True)), default=Value(False)
    )
    found = []
    for pk, uid, name, email, is_known in (
        everybody.order_by().annotate(known=known).values_list("pk", "uid", "name", "email", "known")
    ):
        address = email if is_known else ""
        if wanted.fits(name, address):
            found.append((folded(name or address), pk, PersonLine(uid, name or address, address)))
    page = Paginator(sorted(found, key=lambda one: one[:2]), PAGE).get_page(number)
    by_key = {pk: line for _sort, pk, line in page.object_list}
    roles = rows.memberships(user).lasting().filter(user__in=list(by_key))
    for membership in in_order(roles):
        by_key[membership.user_id].roles.append(role_line(membership))
    return Listing.of(list(by_key.values()), page, wanted)


def in_order(memberships: Iterable[Membership]) -> list[Membership]:
    """By place as one would look it up, from board to team."""

    def key(membership: Membership) -> tuple[Any, ...]:
        school = membership.school or (membership.team.school if membership.team else None)
        return (
            school.sort_name if school else "",
            membership.team.sort_name if membership.team else "",
            list(Role).index(Role(membership.role)),
            membership.pk,
        )

    return sorted(memberships, key=key)


def role_line(membership: Membership) -> RoleLine:
    later = membership.started_on if membership.started_on > timezone.localdate() else None
    return RoleLine(str(Role(membership.role).label), named(membership.place), later)


def invitations_page(user: Person, wanted: Filter, number: str | None, *, most: int = PAGE) -> Listing:
    """The open invitations that are asked for, the latest first. Three queries."""
    chosen = rows.invitations(user).filter(_invited_at(wanted.place))
    if wanted.role:
        chosen = chosen.filter(role=wanted.role)
    listed = chosen.select_related(None).order_by("-created_at", "-pk").values_list("pk", "address", "name")
    keys = [pk for pk, address, name in listed if wanted.fits(address, name)]
    page = Paginator(keys, most).get_page(number)
    found: QuerySet[Invitation] = rows.invitations(user).filter(pk__in=list(page.object_list))
    invitations = list(found.order_by("-created_at", "-pk"))
    read_roles_of(one.invited_by for one in invitations if one.invited_by)
    lines = [
        InvitationLine(
            one, str(Role(one.role).label), named(one.place), is_dead=not one.is_unsent and not stands(one)
        )
        for one in invitations
    ]
    return Listing.of(lines, page, wanted)


def _invited_at(place: Place | None) -> Q:
    match place:
        case Board():
            return Q(board=place)
        case School():
            return Q(school=place) | Q(team__school=place)
        case Team():
            return Q(team=place)
        case _:
            return Q()
