"""That a report was made is recorded; the report itself is kept nowhere."""

from __future__ import annotations

from django.db import transaction

from assessments.enums import Verb
from assessments.models import Assessment, School, User

from . import audit


@transaction.atomic
def report_downloaded(*, by: User | None, of: Assessment | School) -> None:
    """Record that `by` (None: a command on the machine) took the report of a team or a school."""
    board = of.board if isinstance(of, School) else of.school.board
    audit.record(Verb.REPORT_DOWNLOADED, by=by, thing=of, board=board)
