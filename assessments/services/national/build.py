"""Build the nation, board after board: deterministic from a seed, and seen from today."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from assessments.enums import Role, RoundState
from assessments.models import Board, Card, Indicator, Membership, Round, School, User
from assessments.services.demo import FOLDER, PASSWORD, DemoRefused

from .bulk import Writer, writer
from .calendar import DURATION, YEARS, Calendar, noon
from .course import Heights, nature
from .improving import Improving
from .ledger import Fates, Ledger, Part
from .organisation import Country, Organisation, uid
from .shape import shape

ACCOUNTS = (
    (Role.GOVERNOR, "bestuur@landelijk.example", "Bram Bestuur"),
    (Role.COORDINATOR, "coordinator@landelijk.example", "Coby Coördinator"),
    (Role.MANAGER, "manager@landelijk.example", "Meral Manager"),
    (Role.MEMBER, "teamlid@landelijk.example", "Teun Teamlid"),
)
"""Of the large board: the manager is of its first school, the teamlid of the first team of that."""

Tell = Callable[[int, int], None]
"""Told of how many boards, out of how many, all is written."""


def build_nation(
    *, part: float = 1.0, seed: int = 1, today: dt.date | None = None, tell: Tell = lambda done, of: None
) -> bool:
    """Make that part of the nation, all or nothing, unless it is there. Return whether it was made."""
    if settings.PRODUCTION:
        raise DemoRefused("Het landelijke voorbeeld hoort niet in een installatie voor echt gebruik.")
    if not 0 < part <= 1:
        raise DemoRefused("Kies een deel boven 0 en hoogstens 1, bijvoorbeeld 0.1.")
    card = Card.objects.shipped().filter(key="lob").order_by("edition").last()
    if card is None:
        raise DemoRefused(
            "De Kwaliteitskaart is er nog niet. Laad die eerst: manage.py loaddata kwaliteitskaart"
        )
    names = _read("landelijk.toml")
    if Board.objects.filter(name=names["groot_bestuur"]).exists():
        return False
    sizes = shape(part, random.Random(seed))  # noqa: S311 - a fixed course, no secret
    with transaction.atomic():
        into = writer()
        builder = _Builder(card, Calendar(today or timezone.localdate()), names, into)
        for number, of_board in enumerate(sizes):
            builder.board(number, of_board, random.Random(f"{seed} {number}"))  # noqa: S311
            tell(number + 1, len(sizes))
    into.finish()
    return True


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


class _Builder:
    """Makes one board after another, each with everything that was scored there."""

    def __init__(self, card: Card, calendar: Calendar, names: dict[str, Any], into: Writer) -> None:
        self.card, self.calendar, self.into = card, calendar, into
        self.country, self.fates = Country(calendar, names), Fates()
        base, words = _read("verloop.toml")["basis"], _read("woorden.toml")
        self.heights = [
            Heights(one.pk, base[one.criterion.code][one.position - 1], words[one.code])
            for one in Indicator.objects.filter(card=card).select_related("criterion")
        ]
        self.words = names["acties"]
        self.password = make_password(PASSWORD)

    def board(self, number: int, sizes: list[int], chance: random.Random) -> None:
        made = self.country.organisation(number, sizes, chance)
        made.save()
        people = self._people(number, made, chance)
        ledger = Ledger(self.card, self.heights, self.fates, people[Role.COORDINATOR], self.calendar.today)
        outcomes = ledger.enter(self._parts(made, chance), self.into, chance)
        Improving(made, people, self.calendar, self.words, chance).enter(outcomes, self.into)

    def _people(self, number: int, made: Organisation, chance: random.Random) -> dict[Role, User]:
        """Make those who can sign in, at the large board; at any other one a coordinator, who leads there."""
        team = made.pasts[0].team
        places: dict[Role, dict[str, Any]] = {
            Role.GOVERNOR: {"board": made.board},
            Role.COORDINATOR: {"board": made.board},
            Role.MANAGER: {"school": team.school},
            Role.MEMBER: {"team": team},
        }
        other = (Role.COORDINATOR, f"coordinator{number}@landelijk.example", f"Coördinator {number}")
        users = {}
        for role, email, name in (other,) if number else ACCOUNTS:
            users[role] = User.objects.create(
                uid=uid(chance), email=email, name=name, password=self.password, home_board=made.board
            )
            Membership.objects.create(
                uid=uid(chance),
                user=users[role],
                role=role,
                started_on=self.calendar.before_all,
                **places[role],
            )
        return users

    def _parts(self, made: Organisation, chance: random.Random) -> list[Part]:
        """The teams in each round: one a year, of the whole board or of each school."""
        tilts = {school.pk: chance.gauss(0, 0.3) for school in made.schools}
        individual = chance.uniform(0.1, 0.8)
        natures = [
            nature(len(self.heights), tilts[past.team.school.pk], individual, chance) for past in made.pasts
        ]
        later = {school.pk: chance.randint(0, 12) if made.school_by_school else 0 for school in made.schools}
        rounds: dict[tuple[int, int], Round] = {}
        parts = []
        for year in range(1, YEARS + 1):
            for past, its_nature in zip(made.pasts, natures, strict=True):
                if year not in past.seats:
                    continue
                school = past.seats[year].school if made.school_by_school else None
                key = (year, school.pk if school else 0)
                if key not in rounds:
                    rounds[key] = self._round(made.board, year, school, later.get(key[1], 0), chance)
                parts.append(Part(past, its_nature, rounds[key], year))
        Round.objects.bulk_create(rounds.values())
        return parts

    def _round(
        self, board: Board, year: int, school: School | None, days_later: int, chance: random.Random
    ) -> Round:
        starts_on = self.calendar.starts_on(year, days_later)
        ends_on, is_open = starts_on + DURATION, year == YEARS
        return Round(
            uid=uid(chance),
            board=board,
            card=self.card,
            title=f"LOB-meting {starts_on.year}" + (f", {school.name}" if school else ""),
            starts_on=starts_on,
            ends_on=ends_on,
            state=RoundState.OPEN if is_open else RoundState.CLOSED,
            opened_at=noon(starts_on),
            closed_at=None if is_open else noon(ends_on + dt.timedelta(days=4)),
        )
