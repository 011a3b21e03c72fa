"""Actions and priorities as pages and files show them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from assessments.enums import ActionStatus, Role


@dataclass(frozen=True, slots=True)
class ActionInfo:
    """An action on a day. It is late from the day after `due_on` as long as it is open, and else 0 days late.

    `owner` is the name of who does it, empty for a role or nobody; `place` names its team, school or board, and
    `school` the school of a team. `indicators` are codes in the order of the card.
    """

    uid: UUID
    what: str
    why: str
    how_seen: str
    owner: str
    owner_role: Role | None
    place: str
    school: str
    due_on: dt.date
    status: ActionStatus
    made_on: dt.date
    ended_on: dt.date | None
    indicators: tuple[str, ...]
    days_late: int
    version: int

    @property
    def is_late(self) -> bool:
        return self.days_late > 0

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many actions there are of each status; the late ones are among the first two."""

    planned: int
    busy: int
    done: int
    stopped: int
    late: int

    @property
    def total(self) -> int:
        return self.planned + self.busy + self.done + self.stopped

    @property
    def open(self) -> int:
        return self.planned + self.busy


@dataclass(frozen=True, slots=True)
class ActionList:
    """Actions, late ones first, then by the day on which they are due; those that ended last, latest first."""

    actions: tuple[ActionInfo, ...]
    counts: ActionCounts
