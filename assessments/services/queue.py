"""The queue of tasks itself: what a worker that died left behind, and what is long done."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

LONGEST = dt.timedelta(minutes=15)
"""No task of ours takes this long: one that seems to has lost its worker."""

TIMES = 3
"""How many workers may die of the same task."""

KEPT = dt.timedelta(days=7)


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
