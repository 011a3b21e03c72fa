"""Days as moments: a day begins and ends in the Netherlands."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone


def midnight(day: dt.date) -> dt.datetime:
    """The moment at which a day begins."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time()))
