"""How an action fared: from the day on which it was made until it was done, stopped or forgotten."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from typing import Any, NamedTuple

from assessments.enums import ActionStatus
from assessments.models import Board
from assessments.models.actions import OPEN
from assessments.services.places import Place

from .calendar import noon

PLANNED, BUSY, DONE, STOPPED = (
    ActionStatus.PLANNED,
    ActionStatus.BUSY,
    ActionStatus.DONE,
    ActionStatus.STOPPED,
)


class Line(NamedTuple):
    """A line of the log of an action: how it stood from a day on."""

    on: dt.date
    status: ActionStatus
    due_on: dt.date
    text: str = ""

    @property
    def is_open(self) -> bool:
        return self.status in OPEN


def clock(day: dt.date, minutes: int = 0) -> dt.datetime:
    """Late in the afternoon, after whatever was confirmed on that day."""
    return noon(day, 5) + dt.timedelta(minutes=minutes)


def course(made_on: dt.date, words: dict[str, Any], chance: random.Random) -> list[Line]:
    """Return the log of an action as it would become, in order of day; the first line is that of making it.

    Most are done around the day on which they were due; some are put off, some stopped, and a few are never ended.
    """

    def said(status: ActionStatus, likely: float) -> str:
        return str(chance.choice(words[status.value])) if chance.random() < likely else ""

    due_on = made_on + dt.timedelta(days=chance.randint(30, 260))
    days = (due_on - made_on).days
    lines = [Line(made_on, PLANNED, due_on)]
    begins_on = made_on + dt.timedelta(days=chance.randint(2, days - 12))
    begins = chance.random() < 0.85
    if begins:
        lines.append(Line(begins_on, BUSY, due_on, said(BUSY, 0.5)))
    if chance.random() < 0.1:
        put_off_on = due_on - dt.timedelta(days=chance.randint(1, 10))
        due_on += dt.timedelta(days=chance.randint(30, 120))
        lines.append(Line(put_off_on, lines[-1].status, due_on))
    if chance.random() < 0.04:
        return lines
    ends_on = max(lines[-1].on + dt.timedelta(days=1), due_on + dt.timedelta(days=chance.randint(-40, 30)))
    end = DONE if chance.random() < (0.92 if begins else 0.6) else STOPPED
    return [*lines, Line(ends_on, end, due_on, said(end, 0.7))]


def settled(place: Place, lines: Sequence[Line]) -> tuple[Place, Sequence[Line]]:
    """Where an action made at a place ended up, and those lines of its course that could be written there."""
    while not isinstance(place, Board) and place.closed_on is not None:
        by_then = [line for line in lines if line.on < place.closed_on]
        if place.merged_into is None or not by_then[-1].is_open:
            return place, by_then
        place = place.merged_into
    return place, lines
