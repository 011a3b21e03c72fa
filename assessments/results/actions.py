"""Actions as pages, reports and files read them alike: which belong to a round, how many there are, what is late.

Who may see which is decided before: these functions take the actions that somebody sees (`access.rows.actions`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from assessments.enums import ActionStatus, Role
from assessments.models import Action, Board, Indicator, Round, School, Team
from assessments.models.actions import OPEN, ActionQuerySet

from .values.actions import ActionCounts, ActionInfo, ActionList


def action_list(actions: ActionQuerySet, *, as_of: dt.date) -> ActionList:
    """Return actions in the order in which they ask for attention, and how many there are. Two queries."""
    infos = sorted((info_of(action, as_of) for action in actions.with_context()), key=_urgency)
    return ActionList(tuple(infos), counted(infos))


def counted(actions: Iterable[ActionInfo]) -> ActionCounts:
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


def at_or_below(place: Board | School | Team) -> Q:
    """The condition that an action is of a place or of one below it."""
    match place:
        case Team():
            return Q(team=place)
        case School():
            return Q(school=place) | Q(team__school=place)
        case Board():
            return Q(board=place) | Q(school__board=place) | Q(team__school__board=place)


def of_round(actions: ActionQuerySet, round_: Round) -> ActionQuerySet:
    """Those that belong to a round: made from its first day until the next one of its card family and board begins.

    To the latest round belongs also what was made before and is still open. One query.
    """
    later = Round.objects.real().started().filter(board=round_.board_id, starts_on__gt=round_.starts_on)
    family = later.of_family(round_.card.owner_id, round_.card.key)
    following = family.order_by("starts_on").values_list("starts_on", flat=True).first()
    begun = Q(made_at__gte=midnight(round_.starts_on))
    if following is None:
        return actions.filter(begun | Q(status__in=OPEN))
    return actions.filter(begun, made_at__lt=midnight(following))


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins in the Netherlands."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))


def info_of(action: Action, as_of: dt.date) -> ActionInfo:
    """One action on a day. No query for one that was loaded `with_context`."""
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
        indicators=tuple(one.code for one in sorted(action.indicators.all(), key=_in_card_order)),
        days_late=max((as_of - action.due_on).days, 0) if action.is_open else 0,
        version=action.version,
    )


def _in_card_order(indicator: Indicator) -> tuple[int, int, int]:
    criterion = indicator.criterion
    return (criterion.theme.position, criterion.position, indicator.position)


def _urgency(action: ActionInfo) -> tuple[bool, int, str]:
    """Open ones first, by the day on which they are due; then what ended, latest first."""
    day = action.ended_on or action.due_on
    return (not action.is_open, day.toordinal() * (1 if action.is_open else -1), str(action.uid))
