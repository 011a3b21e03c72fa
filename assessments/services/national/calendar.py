"""When the yearly rounds were, seen from a day: the last began two weeks ago, so that it is going on."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

YEARS = 5
DURATION = dt.timedelta(days=45)
YEAR = dt.timedelta(days=364)


@dataclass(frozen=True, slots=True)
class Calendar:
    today: dt.date

    def starts_on(self, year: int, days_later: int = 0) -> dt.date:
        """The first day of the round of a year, from 1 to `YEARS`; some begin up to a week later."""
        return self.today - dt.timedelta(days=22 - days_later) - (YEARS - year) * YEAR

    def after(self, year: int) -> dt.date:
        """The day on which a school or team ended that was in the round of that year, and in none after it."""
        return self.starts_on(year) + dt.timedelta(days=100)

    @property
    def before_all(self) -> dt.date:
        """Since when people hold their roles."""
        return self.starts_on(1) - dt.timedelta(days=100)


def noon(day: dt.date, hours_later: int = 0) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12 + hours_later)))
