"""What the list of actions shows: a column for each status, or one of them a page at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.paginator import Paginator
from django.utils.text import capfirst

from assessments.access import rows
from assessments.access.permissions import Person
from assessments.enums import ActionStatus
from assessments.models import Action
from assessments.models.actions import OPEN
from assessments.results.action_lines import ORDER
from assessments.results.actions import action_list
from assessments.results.values.actions import ActionInfo

from .action_filter import YEAR, Filter

FEW = 10
"""So many of each status stand beside each other; the others are a page of that status away."""
PAGE = 50

STAYS_OPEN = tuple(status for status in ORDER if status in OPEN)
ENDS = tuple(status for status in ORDER if status not in OPEN)


@dataclass(frozen=True, slots=True)
class Card:
    """An action in a list; `moves` are the statuses that its reader may give it, those that end it apart."""

    info: ActionInfo
    moves: tuple[ActionStatus, ...]
    ends: tuple[ActionStatus, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The actions of one status. `total` counts those that are not shown here too, `earlier` what ended long ago."""

    status: ActionStatus
    cards: tuple[Card, ...]
    total: int
    late: int
    earlier: int
    more_url: str
    earlier_url: str

    @property
    def title(self) -> str:
        return str(capfirst(self.status.label))


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a list shows; the pages are those of one status."""

    columns: tuple[Column, ...]
    total: int
    late: int
    number: int
    pages: int
    before: str
    after: str

    @property
    def has_earlier(self) -> bool:
        return any(column.earlier for column in self.columns)


def listing(user: Person, wanted: Filter, number: str | None, as_of: dt.date) -> Listing:
    """Return what is asked for. At most five queries."""
    found = wanted.among(rows.actions(user), as_of)
    year_ago = as_of - YEAR
    recent = [line for line in found if wanted.older or line.ended_on is None or line.ended_on > year_ago]
    by_status = {status: [line for line in recent if line.status == status] for status in ORDER}
    page = Paginator(by_status[wanted.status] if wanted.status else [], PAGE).get_page(number)
    shown = {
        status: list(page.object_list) if status == wanted.status else lines[:FEW]
        for status, lines in by_status.items()
        if wanted.status in (None, status)
    }
    cards = _cards(user, [line.pk for lines in shown.values() for line in lines], as_of)
    columns = []
    for status, lines in shown.items():
        every = by_status[status]
        earlier = sum(line.status == status for line in found) - len(every)
        columns.append(
            Column(
                status=status,
                cards=tuple(cards[line.uid] for line in lines if line.uid in cards),
                total=len(every),
                late=sum(line.is_late(as_of) for line in every),
                earlier=earlier,
                more_url="" if wanted.status or len(every) <= FEW else wanted.url(status=status.value),
                earlier_url=wanted.url(ouder="1") if earlier else "",
            )
        )
    return Listing(
        columns=tuple(columns),
        total=len(recent),
        late=sum(line.is_late(as_of) for line in recent),
        number=page.number,
        pages=page.paginator.num_pages,
        before=wanted.url(pagina=page.number - 1) if page.has_previous() else "",
        after=wanted.url(pagina=page.number + 1) if page.has_next() else "",
    )


def _cards(user: Person, keys: Sequence[int], as_of: dt.date) -> dict[UUID, Card]:
    """The actions with these keys. Three queries; none where there are none."""
    if not keys:
        return {}
    movable = set(rows.moved_actions(user).filter(pk__in=keys).values_list("uid", flat=True))
    infos = action_list(Action.objects.filter(pk__in=keys), as_of=as_of).actions
    return {info.uid: card_of(info, may_move=info.uid in movable) for info in infos}


def card_of(info: ActionInfo, *, may_move: bool) -> Card:
    def others(statuses: Sequence[ActionStatus]) -> tuple[ActionStatus, ...]:
        return tuple(one for one in statuses if may_move and one != info.status)

    return Card(info, others(STAYS_OPEN), others(ENDS))
