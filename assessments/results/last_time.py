"""What a team set out to do after the round before, and how far that is: what its next round opens with.

Whoever may see the form of a team may see this of it: it tells what is done, not who does it. Levels are not here (see
`history`), and who answers alone sees it after choosing, so that it does not steer.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q, Subquery
from django.utils import timezone

from assessments.enums import ActionStatus
from assessments.models import Action, Assessment, Priority

from .days import midnight
from .rows import preceding
from .values import CardInfo, IndicatorInfo


@dataclass(frozen=True, slots=True)
class Since:
    """An action of the team that was there when the round began, as it stands now. `indicators` are codes."""

    what: str
    status: ActionStatus
    due_on: dt.date
    ended_on: dt.date | None
    is_late: bool
    indicators: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return self.ended_on is None


@dataclass(frozen=True, slots=True)
class LastTime:
    """Priorities of the round before in the order of the team, each with the actions about it; the other actions."""

    round_title: str = ""
    priorities: tuple[tuple[IndicatorInfo, tuple[Since, ...]], ...] = ()
    others: tuple[Since, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.priorities or self.others)


def last_time(assessment: Assessment, card: CardInfo) -> LastTime:
    """Return what the next round of a team opens with; nothing in a trial round. Two queries.

    An action about several priorities stands at the first of them. What is no longer on the card is left out of the
    priorities.
    """
    chosen = chosen_last_time(assessment, card)
    left = actions_since(assessment, card)
    priorities = []
    for indicator, _none in chosen.priorities:
        about = tuple(action for action in left if indicator.code in action.indicators)
        left = [action for action in left if action not in about]
        priorities.append((indicator, about))
    return LastTime(chosen.round_title, tuple(priorities), tuple(left))


def chosen_last_time(assessment: Assessment, card: CardInfo) -> LastTime:
    """Return the priorities alone: nothing in it tells how it went since. One query."""
    latest = Subquery(preceding(assessment, card).values("pk")[:1])
    chosen = Priority.objects.filter(assessment=latest, assessment__confirmed_at__isnull=False)
    rows = list(chosen.order_by("position").values_list("assessment__round__title", "indicator__code"))
    known = {indicator.code: indicator for indicator in card.indicators}
    return LastTime(
        rows[0][0] if rows else "", tuple((known[code], ()) for _title, code in rows if code in known)
    )


def actions_since(assessment: Assessment, card: CardInfo) -> list[Since]:
    """Return the actions of the team itself about this card family that were there before this round began, and had
    not ended before the one before it did, by the day on which they are due. One query.

    Nothing of a team that moved to another school: its actions went along.
    """
    round_ = assessment.round
    if round_.is_trial:
        return []
    began = Subquery(preceding(assessment, card).values("round__starts_on")[:1])
    found = Action.objects.told().filter(
        Q(ended_on=None) | Q(ended_on__gte=began),
        team=assessment.team_id,
        team__school=assessment.school_id,
        made_at__lt=midnight(round_.starts_on),
    )
    about = Action.indicators.through.objects.filter(
        action__in=found.values("pk"),
        indicator__card__owner=card.owner_pk,
        indicator__card__key=card.key,
    )
    fields = ("action", "action__what", "action__status", "action__due_on", "action__ended_on")
    stored: dict[tuple[int, str, str, dt.date, dt.date | None], list[str]] = {}
    for code, *values in about.order_by("action__due_on", "action", "pk").values_list(
        "indicator__code", *fields
    ):
        stored.setdefault(tuple(values), []).append(code)
    today = timezone.localdate()
    return [
        Since(what, ActionStatus(status), due_on, ended_on, ended_on is None and due_on < today, tuple(codes))
        for (_pk, what, status, due_on, ended_on), codes in stored.items()
    ]
