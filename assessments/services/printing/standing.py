"""How far what was asked for is, and whether it can be taken: for its page, and for who takes it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Q, Sum
from django.utils import timezone

from assessments.enums import PrintFault, PrintKind
from assessments.models import PrintedFile, PrintJob, User
from assessments.models.printing import KEPT
from assessments.services import heartbeats, queue

from .fingerprint import fingerprint


@dataclass(frozen=True, slots=True)
class Standing:
    """How many of the reports are made or given up. `share` is in thousandths of all, those under way counted in part.

    `waits` while no worker is at it and none has made anything; `is_stuck` where none seems to run. `is_stale` where
    what was made is not how things are now, or not kept any more: then it is not given.
    """

    total: int
    made: int
    given_up: int
    share: int
    is_done: bool
    waits: bool = False
    is_stuck: bool = False
    is_stale: bool = False
    no_pango: bool = False

    @property
    def can_be_taken(self) -> bool:
        return self.is_done and not self.is_stale and self.made > 0


def standing(job: PrintJob, *, reader: User) -> Standing:
    """Return how far a job is; once it is done, whether it is still of today's data as `reader` may see them."""
    busy = Q(lease_until__gt=timezone.now())
    found = job.parts.aggregate(
        total=Count("pk"),
        made=Count("pk", filter=~Q(digest="")),
        given_up=Count("pk", filter=~Q(fault="")),
        pango=Count("pk", filter=Q(fault=PrintFault.NO_PANGO)),
        busy=Count("pk", filter=busy),
        progress=Sum("progress", filter=Q(fault="")),
    )
    total, made, given_up = found["total"], found["made"], found["given_up"]
    is_done = job.finished_at is not None
    idle = not is_done and not found["busy"]
    share = ((found["progress"] or 0) + 1000 * given_up) // total if total else 1000
    return Standing(
        total=total,
        made=made,
        given_up=given_up,
        share=share,
        is_done=is_done,
        waits=idle and not made,
        is_stuck=idle and queue.is_stuck() and not heartbeats.at_work(),
        is_stale=is_done and _is_stale(job, reader),
        no_pango=found["pango"] > 0,
    )


def _is_stale(job: PrintJob, reader: User) -> bool:
    """Of one report the address itself tells: it is given by its digest, or asked for anew."""
    if job.kind != PrintKind.BOARD_FILES:
        return False
    digests = set(job.parts.made().values_list("digest", flat=True))
    kept = PrintedFile.objects.filter(digest__in=digests).count()
    return kept < len(digests) or job.fingerprint != fingerprint(job.board, reader)


def prune() -> int:
    """Forget what was asked for longer ago than it is kept."""
    number, _per_model = PrintJob.objects.filter(asked_at__lte=timezone.now() - KEPT).delete()
    return number
