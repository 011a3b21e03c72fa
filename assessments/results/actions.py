"""Actions as pages, reports and files read them alike: where they are, what they are about, how many, what is late.

Who may see which is decided before: these functions take the actions that somebody sees (`access.rows.actions`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from assessments.enums import ActionStatus, Role
from assessments.models import Action, Board, Indicator, School, Team, among
from assessments.models.actions import ActionQuerySet

from .joined import Joined
from .values import CardInfo
from .values.actions import ActionCounts, ActionInfo, ActionList


class Counted(Protocol):
    """What is counted of an action."""

    @property
    def status(self) -> ActionStatus: ...

    @property
    def is_late(self) -> bool: ...


def action_list(actions: ActionQuerySet, *, as_of: dt.date, most: int | None = None) -> ActionList:
    """Return actions, the most urgent first and at most so many, and how many those are. One query."""
    found = actions.most_urgent_first().with_places().annotate(about=about("pk"))[:most]
    infos = tuple(info_of(action, as_of, codes_of(action.about)) for action in found)
    return ActionList(infos, counted(infos))


def counted(actions: Iterable[Counted]) -> ActionCounts:
    found = list(actions)

    def number(status: ActionStatus) -> int:
        return sum(action.status == status for action in found)

    return ActionCounts(
        planned=number(ActionStatus.PLANNED),
        busy=number(ActionStatus.BUSY),
        done=number(ActionStatus.DONE),
        stopped=number(ActionStatus.STOPPED),
        late=sum(action.is_late for action in found),
    )


@dataclass(frozen=True, slots=True)
class StillOpen:
    """How many actions are open, and how many of those are late."""

    number: int
    late: int


def still_open(actions: ActionQuerySet, *, as_of: dt.date) -> StillOpen:
    """Count the open ones; one query."""
    late = Count("pk", filter=Q(due_on__lt=as_of))
    return StillOpen(**actions.open().order_by().aggregate(number=Count("pk"), late=late))


def at_or_below(place: Board | School | Team) -> Q:
    """The condition that an action is of a place or of one below it."""
    match place:
        case Team():
            return among.at_or_below(teams=[place.pk])
        case School():
            return among.at_or_below(schools=[place.pk])
        case Board():
            return among.at_or_below(boards=[place.pk])


def of_family(actions: ActionQuerySet, card: CardInfo) -> ActionQuerySet:
    """Those about a card family: codes are compared over its editions, never with those of another card."""
    theirs = Action.indicators.through.objects.filter(
        action=OuterRef("pk"), indicator__card__owner=card.owner_pk, indicator__card__key=card.key
    )
    return actions.filter(Exists(theirs))


def about(action: str) -> Subquery:
    """What the action whose key is in this field is about, as `codes_of` reads it."""
    numbered = [F(f"indicator__{path}position") for path in ("criterion__theme__", "criterion__", "")]
    each = Concat(
        *[part for number in numbered for part in (Cast(number, CharField()), Value(":"))],
        F("indicator__code"),
    )
    theirs = Action.indicators.through.objects.filter(action=OuterRef(action)).order_by().values("action")
    return Subquery(theirs.annotate(codes=Joined(each)).values("codes"))  # type: ignore[misc]


def codes_of(told: str | None) -> tuple[str, ...]:
    """The codes in the order of the card."""
    found = [one.split(":") for one in (told or "").split()]
    return tuple(code for *places, code in sorted(found, key=lambda one: [int(place) for place in one[:-1]]))


def info_of(action: Action, as_of: dt.date, about: tuple[str, ...] | None = None) -> ActionInfo:
    """One action on a day, `about` these codes; without them no query for one that was loaded `with_context`."""
    codes = (
        about
        if about is not None
        else tuple(one.code for one in sorted(action.indicators.all(), key=_in_card_order))
    )
    place = action.place
    return ActionInfo(
        uid=action.uid,
        what=action.what,
        why=action.why,
        how_seen=action.how_seen,
        owner=str(action.owner) if action.owner else "",
        owner_role=Role(action.owner_role) if action.owner_role else None,
        place=place.name,
        school=place.school.name if isinstance(place, Team) else "",
        due_on=action.due_on,
        status=ActionStatus(action.status),
        made_on=timezone.localdate(action.made_at),
        ended_on=action.ended_on,
        indicators=codes,
        days_late=max((as_of - action.due_on).days, 0) if action.is_open else 0,
        version=action.version,
    )


def _in_card_order(indicator: Indicator) -> tuple[int, int, int]:
    criterion = indicator.criterion
    return (criterion.theme.position, criterion.position, indicator.position)
