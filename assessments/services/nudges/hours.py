"""When mail goes out by itself: by day, in the Netherlands. Nobody is woken by a questionnaire."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.services.invitation_limits import end_of_day

FIRST_HOUR = 7
AT_A_TIME = 50
"""So many people or teams one worker writes to in a minute: who waits for a code to sign in is not kept waiting."""


def is_day() -> bool:
    """Whether the morning has come; until midnight what was missed is made good."""
    return timezone.localtime().hour >= FIRST_HOUR


def rest_of_today() -> dt.timedelta:
    """How long what is told today has use: tomorrow it may be different, or somebody may have left."""
    return end_of_day(timezone.localdate()) - timezone.now()


def week_of(day: dt.date) -> str:
    """The ISO week: "2026-W48"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02}"
