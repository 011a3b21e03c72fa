"""What these tests do over and over: ask for all reports of the own board, have them made, take them."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from assessments.models import (
    PrintJob,
    PrintPart,
    User,
)
from assessments.services.printing import archive, standing
from assessments.services.printing.asking import ask_for_all
from tests.cast import Cast
from tests.integration.imports.doing import run_queue

HOUR = dt.timedelta(hours=1)


def asked(cast: Cast, by: User | None = None) -> PrintJob:
    return ask_for_all(by=by or cast.governor, board=cast.board, language="nl")


def made(cast: Cast) -> PrintJob:
    job = asked(cast)
    run_queue()
    job.refresh_from_db()
    return job


def anew(user: User) -> User:
    """As the next request reads them."""
    return User.objects.get(pk=user.pk)


def taken(job: PrintJob, by: User) -> bytes | None:
    job.refresh_from_db()
    found = archive.take(by=anew(by), job=job)
    return None if found is None else b"".join(found.pieces)


def stands(job: PrintJob, by: User) -> standing.Standing:
    job.refresh_from_db()
    return standing.standing(job, reader=anew(by))


def let_leases_pass() -> None:
    PrintPart.objects.exclude(lease_until=None).update(lease_until=timezone.now() - HOUR)
