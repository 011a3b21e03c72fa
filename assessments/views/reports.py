"""Reports to take away, for who may see the results they tell of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.access import rows
from assessments.access.guards import guarded, user_of
from assessments.models import Assessment, Round, School
from assessments.reports.context import SchoolReport, TeamReport, school_report, team_report
from assessments.reports.engine import PangoMissing
from assessments.reports.render import render_pdf
from assessments.services.reports import report_downloaded


@guarded(rows.assessments_with_results)
def team_pdf(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The report of a team; before confirming it is a concept, for its coordinator."""
    return _download(
        request, team_report(assessment, reader=request.user, as_of=timezone.localdate()), of=assessment
    )


@guarded(rows.schools)
def school_pdf(request: HttpRequest, school: School, round_uid: UUID) -> HttpResponse:
    """The report of a school in a round that was opened; while it is open, an interim one."""
    mine = Round.objects.started().filter(pk__in=school.assessments.values("round"))
    round_ = get_object_or_404(mine, uid=round_uid)
    return _download(request, school_report(school, round_, as_of=timezone.localdate()), of=school)


def _download(
    request: HttpRequest, report: SchoolReport | TeamReport, *, of: Assessment | School
) -> HttpResponse:
    try:
        content = render_pdf(report)
    except PangoMissing as missing:
        return render(request, "reports/missing.html", {"commands": missing.commands}, status=503)
    report_downloaded(by=user_of(request), of=of)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={
            "Content-Disposition": content_disposition_header(as_attachment=True, filename=report.file_name)
        },
    )
