"""Which workers are at work. Each writes its own row, so none waits for another; the clock is the database's alone."""

from __future__ import annotations

import datetime as dt

from django.db.models.functions import Now

from assessments.models import Heartbeat

EVERY = 20.0
"""Seconds between two signs of life of a worker that is between two tasks."""

DEAD_AFTER = dt.timedelta(minutes=2)
"""Longer than that no task of ours keeps a worker from giving one."""

FORGOTTEN_AFTER = dt.timedelta(days=1)


def beat(worker: str) -> None:
    if not Heartbeat.objects.filter(worker=worker).update(seen_at=Now()):
        Heartbeat.objects.create(worker=worker)


def end(worker: str) -> None:
    """It stops in peace."""
    Heartbeat.objects.filter(worker=worker).delete()


def at_work() -> int:
    """Return how many workers gave a sign of life lately."""
    return Heartbeat.objects.filter(seen_at__gt=Now() - DEAD_AFTER).count()


def prune() -> int:
    """Forget workers that died."""
    number, _per_model = Heartbeat.objects.filter(seen_at__lt=Now() - FORGOTTEN_AFTER).delete()
    return number
