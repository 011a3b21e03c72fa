"""All the actions that somebody sees, thin: enough to choose among thousands, before the few that are shown are read.

Nothing here asks who may see what: it takes the actions that somebody sees (`access.rows.actions`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Q

from assessments.enums import ActionStatus
from assessments.models import Board, Indicator, School, Team
from assessments.models.actions import OPEN, ActionQuerySet

Place = Board | School | Team


class ActionLine(NamedTuple):
    """An action with the keys of where it is, of who does it and of the round in which it was made."""

    pk: int
    uid: UUID
    status: str
    due_on: dt.date
    ended_on: dt.date | None
    board_id: int | None
    school_id: int | None
    team_id: int | None
    owner_uid: UUID | None
    owner_name: str
    owner_role: str
    round_uid: UUID | None
    round_title: str
    round_starts_on: dt.date | None

    @property
    def is_open(self) -> bool:
        return self.status in OPEN

    def is_late(self, as_of: dt.date) -> bool:
        return self.is_open and self.due_on < as_of


def lines_of(actions: ActionQuerySet) -> list[ActionLine]:
    """Return a line for each, the most urgent first. One query."""
    found = actions.most_urgent_first().values_list(
        "pk", "uid", "status", "due_on", "ended_on", "board", "school", "team", "owner__uid",
        "owner__name", "owner__email", "owner_role",
        "assessment__round__uid", "assessment__round__title", "assessment__round__starts_on",
    )  # fmt: skip
    return [_line(row) for row in found]


def _line(row: tuple[Any, ...]) -> ActionLine:
    *first, name, address, role, round_uid, round_title, starts_on = row
    values: list[Any] = [*first, name or address or "", role, round_uid, round_title or "", starts_on]
    return ActionLine(*values)


@dataclass(frozen=True, slots=True)
class Places:
    """Where these actions are, by key, with the schools and the boards above."""

    boards: dict[int, Board]
    schools: dict[int, School]
    teams: dict[int, Team]

    def holds(self, place: Place, line: ActionLine) -> bool:
        """Whether an action is at a place, or at one below it."""
        team = self.teams.get(line.team_id or 0)
        school = team.school if team else self.schools.get(line.school_id or 0)
        board = school.board_id if school else line.board_id
        match place:
            case Team():
                return line.team_id == place.pk
            case School():
                return school is not None and school.pk == place.pk
            case Board():
                return board == place.pk


def places_of_lines(lines: Iterable[ActionLine]) -> Places:
    """Return where actions are. At most three queries, none for a kind of place that has none."""
    known = list(lines)
    wanted = {
        name: {getattr(line, name) for line in known} - {None}
        for name in ("team_id", "school_id", "board_id")
    }
    teams = _by_key(Team.objects.select_related("school__board"), wanted["team_id"])
    schools = {team.school_id: team.school for team in teams.values()}
    schools |= _by_key(School.objects.select_related("board"), wanted["school_id"] - schools.keys())
    boards = {school.board_id: school.board for school in schools.values()}
    boards |= _by_key(Board.objects.all(), wanted["board_id"] - boards.keys())
    return Places(boards, schools, teams)


def _by_key(rows: Any, keys: set[int]) -> dict[int, Any]:
    return {row.pk: row for row in rows.filter(pk__in=keys)} if keys else {}


@dataclass(frozen=True, slots=True)
class Part:
    """A theme, a criterion or an indicator of a card family, in its latest edition among those asked for."""

    family: str
    card: str
    code: str
    text: str
    criterion: str
    """The code of the criterion that an indicator is of; empty for a theme."""
    indicators: frozenset[str]


def parts_of(actions: ActionQuerySet) -> list[Part]:
    """Return what actions can be about: all parts of the cards of these actions, in card order. One query."""
    cards = actions.order_by().values("indicators__card")
    rows = Indicator.objects.filter(card__in=cards).select_related("card__owner", "criterion__theme")
    latest: dict[str, str] = {}
    indicators = list(rows)
    for one in indicators:
        latest[one.card.family] = max(latest.get(one.card.family, ""), one.card.edition)
    shown = [one for one in indicators if one.card.edition == latest[one.card.family]]
    return _parts(shown)


def _parts(indicators: list[Indicator]) -> list[Part]:
    """The indicators with their themes and criteria, each before the first that is of it."""
    within: dict[tuple[str, str], set[str]] = {}
    for one in indicators:
        for code in (one.criterion.theme.code, one.criterion.code):
            within.setdefault((one.card.family, code), set()).add(one.code)
    parts: dict[tuple[str, str], Part] = {}
    for one in indicators:
        family, criterion = one.card.family, one.criterion
        common = {"family": family, "card": one.card.title}
        for code, text, of in (
            (criterion.theme.code, criterion.theme.name, ""),
            (criterion.code, criterion.short_name, criterion.code),
        ):
            held = frozenset(within[family, code])
            parts.setdefault(
                (family, code), Part(**common, code=code, text=text, criterion=of, indicators=held)
            )
        parts[family, one.code] = Part(
            **common, code=one.code, text=one.text, criterion=criterion.code, indicators=frozenset({one.code})
        )
    return list(parts.values())


def about(actions: ActionQuerySet, parts: Iterable[Part]) -> set[int]:
    """Return the keys of those about any of these parts, matched by code over the editions of a family. One query."""
    indicators = Indicator.objects.none()
    for part in parts:
        owner, _slash, key = part.family.partition("/")
        of_owner = Q(card__owner__uid=UUID(owner)) if owner else Q(card__owner=None)
        indicators |= Indicator.objects.filter(of_owner, card__key=key, code__in=part.indicators)
    return set(actions.order_by().filter(indicators__in=indicators.order_by()).values_list("pk", flat=True))


ORDER = tuple(ActionStatus)
"""The order in which lists of actions name how far they are: what is open first."""

SIGNS = {
    ActionStatus.PLANNED: "empty",
    ActionStatus.BUSY: "half",
    ActionStatus.DONE: "tick",
    ActionStatus.STOPPED: "stopped",
}
"""The drawing that stands beside each status, by its name."""
