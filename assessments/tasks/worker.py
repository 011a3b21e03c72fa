"""The process that does what waits in the queue, and what is due by itself.

django-tasks-db takes tasks from the queue; here stands when to look, when to stop, and what a log may hold.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import time
from collections.abc import Callable
from types import FrameType

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, connections
from django.utils import timezone
from django.utils.crypto import get_random_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from assessments.services import heartbeats

from .due import due_work
from .faults import where

logger = logging.getLogger(__name__)

PAUSE = 0.5
"""Seconds between two looks at an empty queue: a code by mail leaves within a second."""


class Worker(db_worker.Worker):
    """One task at a time, so that what is due comes in between however much waits."""

    def __init__(self) -> None:
        super().__init__(
            queue_names=["*"],
            interval=PAUSE,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=1,
            worker_id=get_random_string(32),
            excluded_queue_names=[],
        )

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Finish what is under way, and stop; at a second signal stop at once."""
        if not self.running:
            sys.exit(1)
        self.running = False

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """Run a task. Of one that fails only the place is kept: neither log nor table holds the fault's own words."""
        self.running_task = True
        try:
            found = db_task_result.task
            arguments = db_task_result.args_kwargs
            found.call(*arguments["args"], **arguments["kwargs"])
        except Exception as error:
            words = where(error)
            logger.error("%s failed: %s", db_task_result.task_path, words)
            DBTaskResult.objects.filter(pk=db_task_result.pk).update(
                status=TaskResultStatus.FAILED, finished_at=timezone.now(), traceback=words
            )
        else:
            db_task_result.set_successful(None)
        finally:
            self.running_task = False
            self._run_tasks += 1

    def work(self, wanted: Callable[[], bool] = lambda: True) -> None:
        """Work until told to stop, or no longer wanted. A database that is away for a while is waited for."""
        next_round = next_beat = time.monotonic()
        while self.running and wanted():
            try:
                close_old_connections()
                if time.monotonic() >= next_beat:
                    next_beat = time.monotonic() + heartbeats.EVERY
                    heartbeats.beat(self.worker_id)
                if time.monotonic() >= next_round:
                    next_round = time.monotonic() + settings.WORKER_ROUND
                    due_work()
                if DBTaskResult.objects.ready().exists():
                    self._run_tasks = 0
                    self.run()
                    continue
            except (DatabaseError, InterfaceError) as error:
                logger.error("The database did not answer: %s", where(error))
                connections.close_all()
                time.sleep(10 * PAUSE)
            time.sleep(PAUSE)
        with contextlib.suppress(DatabaseError, InterfaceError):
            heartbeats.end(self.worker_id)
