"""The queue of tasks itself: what a worker that died left behind, and what is long done."""

from __future__ import annotations

import datetime as dt
import logging

from django.db.models import Q
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

from assessments.services import heartbeats

logger = logging.getLogger(__name__)

LONGEST = dt.timedelta(minutes=15)
"""No task of ours takes this long: one that seems to has lost its worker."""

TIMES = 3
"""How many workers may die of the same task."""

KEPT = dt.timedelta(days=7)

WAITS = dt.timedelta(minutes=1)
"""How long what is ready waits at most where a worker runs and keeps up."""


def revive() -> int:
    """Let tasks whose worker died run again: each of ours may run twice and do its work once."""
    number = 0
    lost = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lte=timezone.now() - LONGEST
    )
    for row in lost:
        again = len(row.worker_ids) < TIMES
        same = DBTaskResult.objects.filter(pk=row.pk, status=row.status, started_at=row.started_at)
        if again:
            number += same.update(status=TaskResultStatus.READY)
        elif same.update(status=TaskResultStatus.FAILED, finished_at=timezone.now()):
            logger.error("Task %s of %s is given up: %d workers died of it", row.pk, row.task_path, TIMES)
    return number


def prune() -> int:
    """Forget tasks that ended a week ago."""
    number, _per_model = DBTaskResult.objects.filter(finished_at__lte=timezone.now() - KEPT).delete()
    return number


def is_stuck() -> bool:
    """Say whether something that could be done waits longer than a moment: no worker seems to run, or too few.

    What lets all else go first (a priority below 0) may wait as long as any worker is at work.
    """
    long_ago = timezone.now() - WAITS
    at_once = Q(run_after=get_date_max())  # the library's way to say so
    waits = DBTaskResult.objects.ready().filter(at_once | Q(run_after__lt=long_ago), enqueued_at__lt=long_ago)
    return waits.filter(priority__gte=0).exists() or (waits.exists() and not heartbeats.at_work())
