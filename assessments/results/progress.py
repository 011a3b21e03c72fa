"""How far assessments are: what everybody with a right to results may see before they are confirmed."""

from __future__ import annotations

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from assessments.models import Indicator
from assessments.models.rounds import AssessmentQuerySet

from .rows import PATHS, Row, with_row_fields
from .values import AssessmentInfo


def assessment_infos(assessments: AssessmentQuerySet) -> tuple[AssessmentInfo, ...]:
    """Return who, when and how far of each assessment, by school and team; one query, whatever their number."""
    total = (
        Indicator.objects.filter(card=OuterRef("round__card"))
        .order_by()
        .values("card")
        .annotate(count=Count("pk"))
        .values("count")
    )
    counted = with_row_fields(assessments).annotate(total=Coalesce(Subquery(total), 0))
    rows = counted.values_list(*PATHS, "total")
    return tuple(Row(*values).info(total=of) for *values, of in rows)
