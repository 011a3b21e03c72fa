"""The actions that ask for something today: one's own, and what is late where somebody has an eye. One query."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Case, Q, Value, When
from django.db.models.functions import Coalesce

from assessments.access import rows
from assessments.access.permissions import Ability, Person, places_for
from assessments.enums import Role


@dataclass(frozen=True, slots=True)
class Task:
    """As much of an action as a line on the page of today says. `school` is that of a team.

    `may_move` says whether who reads it keeps its progress: the bestuur asks, and others do.
    """

    uid: UUID
    what: str
    due_on: dt.date
    days_late: int
    owner: str
    owner_role: Role | None
    place: str
    school: str
    may_move: bool

    @property
    def is_late(self) -> bool:
        return self.days_late > 0


@dataclass(frozen=True, slots=True)
class Tasks:
    """The first to be done stands first. `late` are of others, and `late_at` counts all late ones of each school and of
    each board, both with what is below it.

    `manages` says whether there is anything that somebody can do about what is late with others.
    """

    own: tuple[Task, ...] = ()
    late: tuple[Task, ...] = ()
    late_at: Counter[UUID] = field(default_factory=Counter)
    manages: bool = False

    @property
    def own_late(self) -> tuple[Task, ...]:
        return tuple(task for task in self.own if task.is_late)


NO_TASKS = Tasks()


def tasks_of(user: Person, today: dt.date) -> Tasks:
    """Return what is open and their own, or late; of thousands of actions no more than their lines."""
    if not places_for(user, Ability.SEE_ACTIONS):
        return NO_TASKS
    own = rows.own_action(user)
    found = (
        rows.actions(user)
        .open()
        .filter(own | (rows.overseen_action(user) & Q(due_on__lt=today)))
        .annotate(
            is_own=Case(When(own, then=Value(True)), default=Value(False)),
            may_move=Case(When(rows.moved_action(user), then=Value(True)), default=Value(False)),
        )
        .order_by("due_on", "pk")
        .values_list(
            "is_own",
            Coalesce("school__uid", "team__school__uid"),
            Coalesce("board__uid", "school__board__uid", "team__school__board__uid"),
            "uid",
            "what",
            "due_on",
            "owner__name",
            "owner__email",
            "owner_role",
            Coalesce("team__name", "school__name", "board__name"),
            Coalesce("team__school__name", Value("")),
            "may_move",
        )
    )
    tasks: dict[bool, list[Task]] = {True: [], False: []}
    late_at: Counter[UUID] = Counter()
    for is_own, school_uid, board_uid, uid, what, due_on, name, email, role, place, school, may_move in found:
        task = Task(
            uid,
            what,
            due_on,
            max((today - due_on).days, 0),
            name or email or "",
            Role(role) if role else None,
            place,
            school,
            may_move,
        )
        tasks[is_own].append(task)
        if task.is_late:
            late_at.update({school_uid, board_uid} - {None})
    return Tasks(
        own=tuple(tasks[True]),
        late=tuple(tasks[False]),
        late_at=late_at,
        manages=bool(places_for(user, Ability.MANAGE_ACTIONS)),
    )
