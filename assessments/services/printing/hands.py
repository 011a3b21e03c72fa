"""Making the parts of what was asked for: workers each take one, make it, and come back for the next.

    free ─ claimed, for a while ─┬─ printed, and kept ───────────────► made
      ▲                          ├─ no longer the requester's to see ► gone
      └─ failed, or no sign ─────┴─ after TIMES ────────────────────► given up

Taking a part is one conditional update, so of several workers one has it; who is at it says so each second. A worker
that dies says nothing: its part is free again after `PRINT_LEASE`, and the progress page, or else the minute's round,
brings a new pair of hands. Whose right is gone is asked for each part anew, before anything is read.
"""

from __future__ import annotations

import datetime as dt
import time

from django.conf import settings
from django.db.models import F, Q
from django.db.models.functions import Greatest
from django.utils import timezone, translation
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from assessments.enums import PrintFault, PrintKind
from assessments.models import PrintedFile, PrintJob, PrintPart, User
from assessments.reports.engine import PangoMissing
from assessments.reports.render import render_document

from . import store
from .subjects import report_of

TIMES = 3
"""How often a part is tried."""
HANDS = 4
"""How many workers make one file together, at most."""
BEAT = 1.0
"""Seconds between two signs of life."""

SOON, LATER = 25, -10
"""Priorities: one report, that somebody waits for at their screen; a file of many, that lets all mail go first."""


@task(priority=LATER)
def print_next(uid: str) -> None:
    """Make one part of a job, and let somebody make the next. Any number of tasks for the same job do no harm."""
    job = PrintJob.objects.select_related("board", "round__card").filter(uid=uid, finished_at=None).first()
    if job is None:
        return
    part = claim(job)
    try:
        if part is not None:
            _make(job, part)
    except PangoMissing:
        job.parts.open().update(fault=PrintFault.NO_PANGO, lease_until=None)
    except Exception:
        let_go(part)
        raise  # the worker's log tells where it went wrong
    finally:
        if part is not None:
            come_back(job)


def claim(job: PrintJob) -> PrintPart | None:
    """Take the first part that is free, or give up on one that was tried too often; None where there is none."""
    while seen := list(job.parts.free().select_related("round")[:HANDS]):
        for part in seen:
            # Whoever takes it counts up `attempts`: of two that saw it free, one finds it as it was.
            same = job.parts.free().filter(pk=part.pk, attempts=part.attempts)
            if part.attempts >= TIMES:
                same.update(fault=PrintFault.FAILED, lease_until=None)
            elif same.update(attempts=F("attempts") + 1, lease_until=_leased()):
                part.attempts += 1
                return part
    _finish(job)
    return None


def _leased() -> dt.datetime:
    return timezone.now() + dt.timedelta(seconds=settings.PRINT_LEASE)


def let_go(part: PrintPart | None) -> None:
    """After a fault: somebody may try again at once, or it is given up."""
    if part is not None:
        mine = PrintPart.objects.open().filter(pk=part.pk, attempts=part.attempts)
        mine.update(lease_until=None, fault=PrintFault.FAILED if part.attempts >= TIMES else "")


def _make(job: PrintJob, part: PrintPart) -> None:
    """Print a part for who asked for it, or drop it where it is not theirs to see. Once, however many are at it."""
    beat = _Beat(part)
    requester = User.objects.get(pk=job.requester_id)
    with translation.override(job.language):
        report = report_of(job, part, requester)
        if report is None:
            PrintPart.objects.filter(pk=part.pk).delete()
            return
        document = render_document(report)
    digest = store.make_sure(document, board=job.board, tick=beat)
    made = PrintPart.objects.open().filter(pk=part.pk).update(digest=digest, progress=1000, lease_until=None)
    if not made and not PrintPart.objects.filter(Q(pk=part.pk) | Q(digest=digest)).exists():
        store.drop(digest)  # what it tells of was thrown away meanwhile, and no other file holds it


class _Beat:
    """A sign of life each second, with how far it is."""

    def __init__(self, part: PrintPart) -> None:
        self._mine = PrintPart.objects.open().filter(pk=part.pk, attempts=part.attempts)
        self._last = time.monotonic()

    def __call__(self, share: float) -> None:
        if (now := time.monotonic()) - self._last < BEAT:
            return
        self._last = now
        far = Greatest("progress", round(1000 * min(share, 1)))
        self._mine.update(lease_until=_leased(), progress=far)


def _finish(job: PrintJob) -> None:
    """End a job of which nothing is open; one of which nothing is left was of things that are not theirs to see."""
    if not job.parts.exists():
        PrintJob.objects.filter(pk=job.pk).delete()
    elif not job.parts.open().exists():
        PrintJob.objects.filter(pk=job.pk, finished_at=None).update(finished_at=timezone.now())


# --- who goes on -----------------------------------------------------------------------------------------------------


def come_back(job: PrintJob) -> None:
    """After a part: to the end of the queue for the next one, so that others come in between."""
    if job.parts.free().exists():
        _enqueue(job)
    else:
        _finish(job)


def keep_going(job: PrintJob) -> None:
    """See to it that there are hands for what is free; those of the dead are missed once their lease is over.

    Does nothing where enough are at it or in the queue.
    """
    left = job.parts.open()
    number, free = left.count(), left.free().count()
    if not number:
        _finish(job)
    elif free:
        ready = DBTaskResult.objects.filter(
            status=TaskResultStatus.READY,
            task_path=print_next.module_path,
            args_kwargs__args__0=str(job.uid),
        ).count()
        for _hand in range(min(free, HANDS - (number - free)) - ready):
            _enqueue(job)


def _enqueue(job: PrintJob) -> None:
    priority = LATER if job.kind == PrintKind.BOARD_FILES else SOON
    print_next.using(priority=priority).enqueue(str(job.uid))


def unmake_lost(job: PrintJob) -> int:
    """Take up again the parts whose file is not kept any more."""
    kept = PrintedFile.objects.filter(digest__in=job.parts.values("digest")).values("digest")
    return job.parts.made().exclude(digest__in=kept).update(digest="", attempts=0, progress=0)


# --- what is due by itself -------------------------------------------------------------------------------------------


def revive() -> int:
    """Let jobs go on that lost their workers."""
    jobs = list(PrintJob.objects.filter(finished_at=None))
    for job in jobs:
        keep_going(job)
    return len(jobs)
