"""Paper: the empty form to print, and typing in what came back on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header

from assessments.access import rows
from assessments.access.guards import guarded
from assessments.access.permissions import Ability
from assessments.models import Assessment
from assessments.reports.engine import PangoMissing
from assessments.reports.paper import paper_form
from assessments.reports.render import form_pdf


@guarded(rows.visible_assessments, may=Ability.FILL_IN_TEAM_FORM)
def empty_form(request: HttpRequest, assessment: Assessment) -> HttpResponse:
    """The empty form of a team as PDF, in the language of the page."""
    form = paper_form(assessment, as_of=timezone.localdate())
    try:
        content = form_pdf(form)
    except PangoMissing as missing:
        return render(request, "reports/missing.html", {"commands": missing.commands}, status=503)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": content_disposition_header(True, form.file_name)},
    )
