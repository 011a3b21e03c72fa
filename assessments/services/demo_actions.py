"""What the demo's teams improve first, and what their fictional people do about it and wrote with it.

The rows are as the services would leave them; the days of the past are why they are not made by those.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone

from assessments.enums import ActionStatus
from assessments.models import (
    Action,
    ActionEntry,
    Assessment,
    Board,
    Indicator,
    Priority,
    Round,
    School,
    Team,
    User,
    sort_key,
)
from assessments.models.actions import OPEN

from .places import Place, at

DOMAIN = "noordzoom.example"


def build_improving(board: Board, rounds: dict[int, Round], course: dict[str, Any], leader: User) -> None:
    """Make the priorities and actions of `course` (`acties.toml`), in which a round is known by its number. What no
    one else is named for, `leader` did.
    """
    known = {one.code: one for one in Indicator.objects.filter(card=rounds[1].card)}
    numbers = {round_.pk: number for number, round_ in rounds.items()}
    confirmed = {
        (numbers[one.round_id], one.team_name): one
        for one in Assessment.objects.filter(round__in=numbers).confirmed()
    }
    for number, of_teams in course["prioriteiten"].items():
        for team, codes in of_teams.items():
            _choose(confirmed[int(number), team], [known[code] for code in codes], leader)
    people = {one.email: one for one in User.objects.filter(email__endswith=f"@{DOMAIN}")}
    for entry in course["acties"]:
        number = entry["ronde"]
        assessment = confirmed[number, entry["team"]] if "team" in entry else None
        making = _Making(entry, rounds[number].starts_on, people, leader)
        making.action(_place(entry, board), assessment, known)


def _choose(assessment: Assessment, indicators: list[Indicator], leader: User) -> None:
    Priority.objects.bulk_create(
        Priority(
            assessment=assessment,
            indicator=indicator,
            position=position,
            chosen_at=assessment.confirmed_at or timezone.now(),
            chosen_by=leader,
        )
        for position, indicator in enumerate(indicators, start=1)
    )


def _place(entry: dict[str, Any], board: Board) -> Place:
    if "team" in entry:
        return Team.objects.get(school__board=board, name=entry["team"])
    if "school" in entry:
        return School.objects.get(board=board, name=entry["school"])
    return board


class _Making:
    """One action of the course, whose days are counted from `started`."""

    def __init__(
        self, entry: dict[str, Any], started: dt.date, people: dict[str, User], leader: User
    ) -> None:
        self.entry, self.started, self.people, self.leader = entry, started, people, leader

    def action(self, place: Place, assessment: Assessment | None, known: dict[str, Indicator]) -> None:
        entry, course = self.entry, self.entry.get("verloop", [])
        status = ActionStatus(course[-1][1]) if course else ActionStatus.PLANNED
        made = Action.objects.create(
            **at(place),
            assessment=assessment,
            what=entry["wat"],
            sort_what=sort_key(entry["wat"]),
            why=entry.get("waarom", ""),
            how_seen=entry["gezien"],
            owner=self._person(entry.get("wie")),
            owner_role=entry.get("rol", ""),
            due_on=self._day(entry["klaar"]),
            status=status,
            ended_on=None if status in OPEN else self._day(course[-1][0]),
            version=1 + len(course),
            made_at=self._noon(entry["gemaakt"]),
            made_by=self.leader,
        )
        made.indicators.set(known[code] for code in entry["over"])
        lines = [(entry["gemaakt"], ActionStatus.PLANNED, "", None), *course]
        ActionEntry.objects.bulk_create(
            ActionEntry(
                action=made,
                at=self._noon(day),
                by=self._person(who) or self.leader,
                status=status,
                due_on=made.due_on,
                text=text,
            )
            for day, status, text, who in lines
        )

    def _person(self, name: str | None) -> User | None:
        return self.people[f"{name}@{DOMAIN}"] if name else None

    def _day(self, number: int) -> dt.date:
        return self.started + dt.timedelta(days=number)

    def _noon(self, number: int) -> dt.datetime:
        return timezone.make_aware(dt.datetime.combine(self._day(number), dt.time(12)))
