"""Rows of rounds, teams and assessments, locked: whoever changes a round waits here for the others.

And whoever saves, answers, invites, closes or confirms waits for the others at the row of their assessment.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.models import Assessment, Round, Team, User

GONE = gettext_lazy("Deze zelfevaluatie bestaat niet meer. Iemand heeft de meting weggegooid.")


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


def locked_round(round_: Round) -> Round:
    found = (
        Round.objects.select_for_update(no_key=True, of=("self",))
        .select_related("card__owner", "board")
        .filter(pk=round_.pk)
    )
    if not (row := found.first()):
        raise Refused(_("Deze meting bestaat niet meer. Iemand heeft haar weggegooid."))
    return row


def lock_assessments(assessments: QuerySet[Assessment]) -> None:
    """Wait for whoever is saving scores. A statement of its own: what it waited for is seen by the next one only."""
    list(assessments.select_for_update(no_key=True).order_by("pk").values_list("pk"))


def locked_teams(teams: Iterable[Team]) -> list[Team]:
    """Teams as they are now, locked, in the order of their keys. Read by a statement of its own: one that waited would
    pass over a team that moved meanwhile, as it still joins the school where that was.
    """
    locked_ = Team.objects.select_for_update(no_key=True).filter(pk__in={team.pk for team in teams})
    keys = list(locked_.order_by("pk").values_list("pk", flat=True))
    return list(Team.objects.select_related("school__board").filter(pk__in=keys).order_by("pk"))
