"""What a beheerder has set up, and what is still missing in it. Two queries."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability, Person, places_for
from assessments.enums import ImportState, Role
from assessments.models import Board, Invitation, Membership
from assessments.models.invitations import InvitationQuerySet


@dataclass(frozen=True, slots=True)
class Organisation:
    """What a beheerder has set up; `empty` are the open schools without an open team, by name."""

    board_uid: UUID
    """One of their boards: where a first school can be added."""
    schools: int
    teams: int
    empty: tuple[tuple[str, UUID], ...]
    has_coordinator: bool
    coordinator_unsent: bool = False
    """An invitation for one stands ready that was never sent."""
    coordinator_invited_until: dt.date | None = None
    """The last day of the invitation sent to one that lasts longest; it may be over."""
    unled: tuple[tuple[str, UUID], ...] = ()
    """The open schools for which there is no coordinator, nor one invited, by name."""
    invited: int = 0
    """How many invitations are open, `unsent` of which were never sent."""
    unsent: int = 0
    unread: UUID | None = None
    """A file that they uploaded and that stands ready to be looked at."""

    @property
    def has_gaps(self) -> bool:
        return bool(self.empty or self.unled or self.invited or self.unread)


def organisation_of(user: Person) -> Organisation | None:
    """Two queries for a beheerder, none for others."""
    boards = places_for(user, Ability.MANAGE_ORGANISATION).boards
    if not boards:
        return None
    schools = (
        rows.schools(user, Ability.MANAGE_ORGANISATION)
        .filter(closed_on__isnull=True)
        .annotate(
            open_teams=Count("teams", filter=Q(teams__closed_on__isnull=True)),
            is_led=Exists(Membership.objects.active().filter(_leading())) | Exists(_asked_to_lead()),
        )
        .order_by("sort_name", "pk")
        .values_list("name", "uid", "open_teams", "is_led")
    )
    coordinators = Membership.objects.active().filter(
        Q(board=OuterRef("pk")) | Q(school__board=OuterRef("pk")) | Q(team__school__board=OuterRef("pk")),
        role=Role.COORDINATOR,
    )
    invited = Q(board=OuterRef("pk"), role=Role.COORDINATOR)
    files = rows.imports(user).filter(state=ImportState.PREVIEW)
    sent = Invitation.objects.sent().filter(invited).order_by("-expires_at").values("expires_at")
    uid, has_coordinator, coordinator_unsent, until, *more = (
        Board.objects.filter(pk__in=boards)
        .annotate(
            has_coordinator=Exists(coordinators),
            unsent=Exists(Invitation.objects.unsent().filter(invited)),
            until=Subquery(sent[:1]),
            invited_now=_number(Invitation.objects.open().filter(board__in=boards)),
            waiting=_number(Invitation.objects.unsent().filter(board__in=boards)),
            unread=Subquery(files.order_by("-pk").values("uid")[:1]),
        )
        .order_by("has_coordinator", "name", "pk")
        .values_list("uid", "has_coordinator", "unsent", "until", "invited_now", "waiting", "unread")[0]
    )
    invited_now, waiting, unread = more
    found = list(schools)
    return Organisation(
        board_uid=uid,
        schools=len(found),
        teams=sum(teams for _name, _uid, teams, _led in found),
        empty=tuple((name, school_uid) for name, school_uid, teams, _led in found if not teams),
        has_coordinator=has_coordinator,
        coordinator_unsent=coordinator_unsent,
        coordinator_invited_until=timezone.localdate(until - dt.timedelta(seconds=1)) if until else None,
        unled=tuple((name, school_uid) for name, school_uid, _teams, is_led in found if not is_led),
        invited=invited_now or 0,
        unsent=waiting or 0,
        unread=unread,
    )


def _leading() -> Q:
    """The condition that a role is one by which somebody leads rounds of a school, or of a team in it."""
    here = Q(school=OuterRef("pk")) | Q(team__school=OuterRef("pk")) | Q(board=OuterRef("board"))
    return here & Q(role=Role.COORDINATOR)


def _asked_to_lead() -> InvitationQuerySet:
    whole = Q(board=OuterRef("board"), school=None, team=None)
    here = Q(school=OuterRef("pk")) | Q(team__school=OuterRef("pk")) | whole
    return Invitation.objects.open().filter(here, role=Role.COORDINATOR)


def _number(rows_: InvitationQuerySet) -> Subquery:
    """How many there are, as part of another query."""
    return Subquery(rows_.order_by().annotate(one=Value(1)).values("one").annotate(n=Count("pk")).values("n"))
