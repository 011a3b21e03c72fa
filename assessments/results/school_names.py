"""Schools as results call them. One query."""

from __future__ import annotations

from django.db.models import QuerySet

from assessments.models import School

from .values import SchoolName


def school_names(schools: QuerySet[School]) -> list[SchoolName]:
    """Return the names of schools, in their order, each with what it went on in."""
    columns = ("pk", "uid", "name", "sector", "closed_on", "merged_into")
    return [
        SchoolName(*values)
        for values in schools.values_list(*columns, "merged_into__name", "merged_into__uid")
    ]
