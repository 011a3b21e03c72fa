"""How far assessments are: what everybody with a right to results may see before they are confirmed."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.enums import Choice
from assessments.models import Indicator, TeamScore
from assessments.models.rounds import AssessmentQuerySet

from .rows import PATHS, Row, with_row_fields
from .values import AssessmentInfo


def assessment_infos(assessments: AssessmentQuerySet) -> tuple[AssessmentInfo, ...]:
    """Return who, when and how far of each assessment, by school and team; one query, whatever their number."""
    answered = (
        TeamScore.objects.filter(assessment=OuterRef("pk"))
        .exclude(choice=Choice.NONE)
        .order_by()
        .values("assessment")
        .annotate(count=Count("pk"))
        .values("count")
    )
    total = (
        Indicator.objects.filter(card=OuterRef("round__card"))
        .order_by()
        .values("card")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted = with_row_fields(assessments).annotate(
        answered=Coalesce(Subquery(answered), 0), total=Coalesce(Subquery(total), 0)
    )
    rows = counted.values_list(*PATHS, "answered", "total")
    return tuple(Row(*values).info(answered=done, total=of) for *values, done, of in rows)
