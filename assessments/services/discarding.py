"""Throwing a round away with all that was filled in for it, and again after a backup brought it back."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from assessments.database import forget_on_disk
from assessments.models import Assessment, Participation, Round

from .cut_lines import Kind, leave
from .printing import store
from .taking_part import call_off


def throw_away(round_: Round) -> None:
    """Delete a round that is locked, with its assessments; leave a line in the log that `discard_again` is for."""
    leave(Kind.DISCARDED, round_.uid)
    _delete(round_)


@transaction.atomic
def discard_again(uid: UUID) -> bool:
    """Delete, in a backup that was restored, a round that was thrown away; False where there is none, or no more."""
    found = Round.objects.select_for_update(no_key=True).filter(uid=uid).first()
    if found is None:
        return False
    assessments = Assessment.objects.filter(round=found).order_by("pk")
    list(assessments.select_for_update(no_key=True).values_list("pk"))
    _delete(found)
    return True


def _delete(round_: Round) -> None:
    board = round_.board
    call_off(Participation.objects.filter(assessment__round=round_))
    Assessment.objects.filter(round=round_).delete()
    round_.delete()
    store.forget(board)
    transaction.on_commit(forget_on_disk)
