"""Moments in November 2026, told by the clock in the Netherlands."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from assessments.enums import MailKind
from assessments.models import Mail

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LAST_DAY = dt.date(2026, 11, 27)


def at(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=AMSTERDAM)


def addresses(kind: MailKind) -> list[str]:
    """To whom mail of a kind waits, by name."""
    found = Mail.objects.filter(kind=kind).exclude(address="").values_list("address", flat=True)
    return sorted(address.partition("@")[0] for address in found)
