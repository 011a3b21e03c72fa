"""Who and when: a round, and a team in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RoundInfo:
    pk: int
    uid: UUID
    title: str
    starts_on: dt.date
    ends_on: dt.date
    is_open: bool
    is_trial: bool = False

    @property
    def age(self) -> tuple[dt.date, int]:
        """Sorts from early to late; of rounds begun on one day the last planned is the latest."""
        return (self.starts_on, self.pk)


@dataclass(frozen=True, slots=True)
class AssessmentInfo:
    """One team in one round, with the names as they were. `answered` of `total` indicators: how far it is.

    Where everybody answers first, `begun` of `size` people have begun, and `answered` counts what was agreed since. Who
    they are, and what they chose, is in nothing that is shown to others.
    """

    pk: int
    uid: UUID
    team_uid: UUID
    team_pk: int
    team_name: str
    school_pk: int
    school_uid: UUID
    school_name: str
    board_name: str
    round: RoundInfo
    confirmed_at: dt.datetime | None
    reopened: bool
    answered: int
    total: int
    is_individual: bool = False
    is_answering_closed: bool = False
    begun: int = 0
    size: int = 0
    was_reopened: bool = False
    """Whether it was ever, also where it was confirmed again since."""
    priorities: tuple[str, ...] = ()
    """The codes of what it improves first, in its order; while it is not confirmed there are none."""
    has_moved: bool = False
    """Whether the team is at another school by now; its actions went along."""
    team_closed_on: dt.date | None = None
    """When the team was closed since, at this school; its results stay. What it did elsewhere later is not of here."""

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_gathering(self) -> bool:
        """Whether everybody answers by themselves now; the conversation is still to come."""
        return self.is_individual and not self.is_answering_closed and not self.is_confirmed
