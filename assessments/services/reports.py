"""That a report was taken is recorded; the report itself is kept nowhere."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied

from assessments.access.permissions import Ability, can
from assessments.enums import Verb
from assessments.models import Assessment, School, User

from .audit import record


def report_downloaded(*, by: User | None, of: Assessment | School) -> None:
    """Record that `by` (None: a command on the machine) takes the report of a team or a school. One statement."""
    if by is not None and not can(by, _needed(of), of):
        raise PermissionDenied
    board = of.board if isinstance(of, School) else of.school.board
    record(Verb.REPORT_DOWNLOADED, by=by, thing=of, board=board)


def _needed(of: Assessment | School) -> Ability:
    if isinstance(of, School):
        return Ability.SEE_SCHOOL_RESULTS
    return Ability.SEE_TEAM_RESULTS if of.is_confirmed else Ability.SEE_UNCONFIRMED_RESULTS
