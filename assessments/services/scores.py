"""Writing what a team agreed: one answer at a time, or a page of them.

Who may not raises `PermissionDenied`, what cannot be done now raises `Refused`, what cannot be stored raises
`Invalid`, what meets another version `Conflict` (see `writing`). The row of the assessment is locked first, so that
confirming waits for saving and the other way round.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils import timezone

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused, demand, editing_scores
from assessments.models import Assessment, Receipt, Round, User

from .locking import GONE, locked
from .score_edits import Edit
from .writing import TEAM, Form, Saved, SavedPage, race

RECEIPTS_KEPT = dt.timedelta(days=30)
"""A browser that was away for longer meets the version of its answer, and both values are shown."""


def save_score(
    *,
    by: User,
    assessment: Assessment,
    indicator_code: str,
    edit: Edit,
    key: UUID | None = None,
) -> Saved:
    """Write one answer of the team form, in two queries and a transaction; with a `key` one more, for its receipt.

    What is None in the edit stays as it stands; `Choice.NONE` clears the answer. Saving what stands writes nothing.
    """
    row = TEAM.with_one(locked(assessment), indicator_code, key)
    return race(lambda: _form(by, row).write_one(indicator_code, edit, key))


def save_page(*, by: User, assessment: Assessment, edits: Mapping[str, Edit]) -> SavedPage:
    """Write several answers, by indicator code, in one transaction. Conflicts are left alone and reported.

    Where one of the edits cannot be stored none is.
    """
    row = TEAM.with_levels(locked(assessment))

    def write() -> SavedPage:
        form = _form(by, row)
        return form.write_all(form.row.round.card_id, edits)

    return race(write)


def prune_receipts() -> int:
    """Forget that writes of team forms arrived a month ago; return of how many."""
    old = Receipt.objects.filter(assessment__isnull=False, made_at__lt=timezone.now() - RECEIPTS_KEPT)
    return old.delete()[0]


def _form(by: User, row: QuerySet[Assessment]) -> Form:
    """Return the locked form, with all that `row` annotates, if `by` may write it now."""
    try:
        found: Any = row.get()
    except Assessment.DoesNotExist:
        raise Refused(GONE) from None
    if found.round.is_open != (found.open_family is not None):
        # Of a row that it waited for PostgreSQL reads the columns anew, not what is joined to it.
        found.round = Round.objects.get(pk=found.round_id)
    if not can(by, Ability.FILL_IN_TEAM_FORM, found):
        raise PermissionDenied
    demand(editing_scores(by, found))
    now = timezone.now()
    return Form(TEAM, found, now, {"updated_at": now, "updated_by": by})
