"""What goes when a board has kept it as long as it set (see `board_settings`).

One board is one transaction: a crash leaves it done or not, and a second run finds nothing more to do. Nothing of
another board is touched; whom another board still knows stays.
"""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.database import audit_release, forget_expired_keys, forget_on_disk
from assessments.enums import RoundState, Verb
from assessments.models import (
    Action,
    Assessment,
    AuditEvent,
    Board,
    Invitation,
    Membership,
    OrganisationImport,
    Participation,
    Round,
    User,
)
from assessments.results.days import midnight

from .audit import record
from .erasing import empty
from .places import lock_board
from .printing import store

REST_DAYS = 30
"""Days that what is at rest stays: invitations that ended, imports that were done."""


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day so many months earlier; the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    first = dt.date(year, month + 1, 1)
    last = (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return first.replace(day=min(day.day, last.day))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run did, and what it left and why: numbers alone, for a log that others read."""

    done: dict[str, int]
    left: dict[str, int]

    @property
    def is_empty(self) -> bool:
        return not any(self.done.values())


@dataclass
class Due:
    """What of a board is past its time on a day. Each part is read when it is asked for."""

    board: Board
    today: dt.date = field(default_factory=timezone.localdate)

    # --- people

    @cached_property
    def _without_role(self) -> list[User]:
        """People of this board who hold no role anywhere, and whose time here is past."""
        here = Q(home_board=self.board) | Q(pk__in=Membership.objects.in_board(self.board).values("user"))
        busy = Membership.objects.lasting(self.today).values("user")
        found = User.objects.filter(here, removed_on=None).exclude(pk__in=busy).distinct().order_by("pk")
        people = found.select_related("home_board").prefetch_related(
            "memberships__board", "memberships__school__board", "memberships__team__school__board"
        )
        return [user for user in people if self._is_past(self.board, _last_days(user)[self.board])]

    def _is_past(self, board: Board, day: dt.date) -> bool:
        return day <= months_before(self.today, board.keep_people_months)

    @cached_property
    def people(self) -> list[User]:
        """Who is emptied: nobody has a use for them any more."""
        return [
            user
            for user in self._without_role
            if user not in self.known_elsewhere and user not in self.kept_staff
        ]

    @cached_property
    def known_elsewhere(self) -> list[User]:
        """Who stays for another board, whose time is not past or that asked them to come in."""
        asked = set(Invitation.objects.valid().values_list("address", flat=True))
        return [
            user
            for user in self._without_role
            if user.email in asked
            or not all(self._is_past(board, day) for board, day in _last_days(user).items())
        ]

    @cached_property
    def kept_staff(self) -> list[User]:
        return [user for user in self._without_role if user.is_staff]

    @cached_property
    def old_roles(self) -> QuerySet[Membership]:
        """Roles of people who were emptied as long ago as results are kept."""
        return Membership.objects.in_board(self.board).filter(user__removed_on__lte=self._before_results)

    # --- results

    @cached_property
    def _before_results(self) -> dt.date:
        return months_before(self.today, 12 * self.board.keep_results_years)

    @cached_property
    def rounds(self) -> QuerySet[Round]:
        """Closed rounds, trial ones too, and plans that were never opened."""
        closed = Q(
            state=RoundState.CLOSED, closed_at__lt=midnight(self._before_results + dt.timedelta(days=1))
        )
        forgotten = Q(state=RoundState.DRAFT, ends_on__lte=self._before_results)
        return self.board.rounds.filter(closed | forgotten)

    @cached_property
    def actions(self) -> QuerySet[Action]:
        """What was done or stopped as long ago; of what is open somebody still has something to do."""
        return Action.objects.in_board(self.board).filter(ended_on__lte=self._before_results)

    @cached_property
    def open_rounds(self) -> QuerySet[Round]:
        """As old, but open: closing is for people to do."""
        return self.board.rounds.filter(state=RoundState.OPEN, ends_on__lte=self._before_results)

    # --- what is at rest

    @cached_property
    def audit(self) -> QuerySet[AuditEvent]:
        before = months_before(self.today, 12 * self.board.keep_audit_years)
        return AuditEvent.objects.filter(board=self.board.uid, at__lt=midnight(before))

    @cached_property
    def invitations(self) -> QuerySet[Invitation]:
        before = _rested_before(self.today)
        ended = Q(accepted_at__lt=before) | Q(withdrawn_at__lt=before) | Q(expires_at__lt=before)
        return self.board.invitations.filter(ended)

    @cached_property
    def imports(self) -> QuerySet[OrganisationImport]:
        """Of what nobody saved nothing is left by then: it goes after a day (`imports.jobs.forget`)."""
        return OrganisationImport.objects.filter(board=self.board, created_at__lt=_rested_before(self.today))

    def outcome(self) -> Outcome:
        """What a run now would do."""
        return Outcome(
            done={
                "people": len(self.people),
                "rounds": self.rounds.count(),
                "assessments": Assessment.objects.filter(round__in=self.rounds).count(),
                "actions": self.actions.count(),
                "roles": self.old_roles.count(),
                "audit": self.audit.count(),
                "invitations": self.invitations.count(),
                "imports": self.imports.count(),
            },
            left={
                "known_elsewhere": len(self.known_elsewhere),
                "staff": len(self.kept_staff),
                "open_rounds": self.open_rounds.count(),
            },
        )


def carry_out(board: Board) -> Outcome:
    """Let everything of a board go whose time is past, and return what went. A second run finds nothing."""
    with transaction.atomic():
        due = Due(lock_board(board))  # two runs at the same time do it once
        outcome = due.outcome()
        _people(due)
        due.actions.delete()
        _rounds(due)
        _emptied_rows(due)
        due.invitations.delete()
        due.imports.delete()
        with audit_release("retention"):
            due.audit.delete()
        if not outcome.is_empty:
            record(Verb.RETENTION_DONE, by=None, thing=board, board=board)
    forget_on_disk()
    return outcome


def carry_out_everywhere() -> None:
    """Every board in turn, and then what belongs to none. A board that cannot now (it is importing) waits a day."""
    for board in Board.objects.order_by("pk"):
        with suppress(Refused):
            carry_out(board)
    carry_out_of_nobody()


def carry_out_of_nobody() -> Outcome:
    """What belongs to no board: people whom none knows, their log, and keys in the cache that have expired."""
    today = timezone.localdate()
    terms = {field.name: field.default for field in Board._meta.fields}
    with transaction.atomic():
        people = User.objects.filter(
            removed_on=None,
            is_staff=False,
            home_board=None,
            memberships=None,
            date_joined__lt=midnight(months_before(today, terms["keep_people_months"])),
        )
        people = people.exclude(email__in=Invitation.objects.valid().values("address"))
        found = list(people.select_for_update(of=("self",)).order_by("pk"))
        empty(*found)
        for user in found:
            record(Verb.PERSON_REMOVED, by=None, thing=user)
        old = midnight(months_before(today, 12 * terms["keep_audit_years"]))
        with audit_release("retention"):
            events, _per_model = AuditEvent.objects.filter(board=None, at__lt=old).delete()
        forget_expired_keys()
    forget_on_disk()
    return Outcome(done={"people": len(found), "audit": events}, left={})


def forget_devices() -> int:
    """Forget devices on which nobody is signed in any more."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    number, _per_model = UserSession.objects.exclude(session_key__in=alive).delete()
    return number


def _people(due: Due) -> None:
    empty(*due.people)
    for user in due.people:
        record(Verb.PERSON_REMOVED, by=None, thing=user, board=due.board)
    stay = [
        user.pk
        for user in due.known_elsewhere
        if user.home_board_id == due.board.pk and not _asked_by(due.board, user)
    ]
    User.objects.filter(pk__in=stay).update(home_board=None)


def _asked_by(board: Board, user: User) -> bool:
    return board.invitations.valid().filter(address=user.email).exists()


def _rounds(due: Due) -> None:
    keys = list(due.rounds.values_list("pk", flat=True))
    Assessment.objects.filter(round__in=keys).delete()
    Round.objects.filter(pk__in=keys).delete()
    if keys:
        store.forget(due.board)


def _emptied_rows(due: Due) -> None:
    """Of who was emptied the row itself goes once nothing hangs on it."""
    due.old_roles.delete()
    bare = User.objects.filter(removed_on__lte=due._before_results)
    bare = bare.exclude(pk__in=Membership.objects.values("user"))
    bare.exclude(pk__in=Participation.objects.filter(user__isnull=False).values("user")).delete()


def _last_days(user: User) -> dict[Board, dt.date]:
    """Per board that has to do with somebody without a role: since when they have none there."""
    days: dict[Board, dt.date] = {}
    for role in user.memberships.all():
        board = role.board or (role.school.board if role.school else role.team.school.board)  # type: ignore[union-attr]
        days[board] = max(days.get(board, dt.date.min), role.ended_on or dt.date.max)
    if user.home_board and user.home_board not in days:
        days[user.home_board] = timezone.localdate(user.date_joined)
    return days


def _rested_before(today: dt.date) -> dt.datetime:
    return midnight(today - dt.timedelta(days=REST_DAYS))
