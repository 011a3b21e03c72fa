"""The row of an assessment, locked: whoever saves, answers, invites, closes or confirms waits here for the others."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.models import Assessment, User

GONE = _("Deze zelfevaluatie bestaat niet meer. Iemand heeft de meting weggegooid.")


def locked(assessment: Assessment) -> QuerySet[Assessment]:
    """The row of an assessment, locked against saving, confirming and reopening until the transaction ends."""
    return (
        Assessment.objects.select_for_update(no_key=True, of=("self",))
        .select_related("round", "school")
        .filter(pk=assessment.pk)
    )


def locked_row(assessment: Assessment) -> Assessment:
    """The same, read now, with what a log line and a mail tell of it. Raises `Refused` where it is gone."""
    found = locked(assessment).select_related("round__card", "school__board").first()
    if found is None:
        raise Refused(GONE)
    return found


def locked_for(by: User, assessment: Assessment, ability: Ability) -> Assessment:
    """The same, where `by` has this ability over it. Raises `PermissionDenied`."""
    found = locked_row(assessment)
    if not can(by, ability, found):
        raise PermissionDenied
    return found
