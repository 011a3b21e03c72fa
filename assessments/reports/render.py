"""A report, or an empty form, becomes a page of HTML, which is tested, and the page becomes bytes."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from . import engine
from .context import BoardReport, SchoolReport, TeamReport
from .document import Document
from .figures import board_files, school_files, team_files
from .guides.values import Guide
from .paper import PaperForm

AnyReport = TeamReport | SchoolReport | BoardReport


def render_document(report: AnyReport) -> Document:
    """Return the page in the report's language, with its drawings and the figures that go into the file."""
    with translation.override(report.language):
        match report:
            case TeamReport():
                template, files = "reports/team.html", team_files(report)
            case SchoolReport():
                template, files = "reports/school.html", school_files(report)
            case BoardReport():
                template, files = "reports/board.html", board_files(report)
        html = render_to_string(template, {"report": report})
    return Document(
        html=html,
        as_of=report.as_of,
        charts={key: str(chart.svg) for key, chart in report.charts.items()},
        files=files,
    )


def render_pdf(report: AnyReport) -> bytes:
    """Return the PDF. Same data, language, version and day give the same bytes. Raises `PangoMissing`."""
    return engine.print_pdf(render_document(report))


def form_document(form: PaperForm) -> Document:
    """Return the page of an empty form, in the language of the form."""
    with translation.override(form.language):
        html = render_to_string("reports/form.html", {"form": form})
    return Document(html=html, as_of=form.as_of)


def form_pdf(form: PaperForm) -> bytes:
    """Return the PDF of an empty form; same card, team, language, version and day: the same bytes."""
    return engine.print_pdf(form_document(form))


def guide_document(guide: Guide, *, language: str, as_of: dt.date) -> Document:
    """Return the page of a role's guide, without links: on paper there is nowhere to go."""
    with translation.override(language):
        context = {
            "guide": guide,
            "opens": (),
            "printed": True,
            "language": language,
            "as_of": as_of,
            "version": settings.VERSION,
        }
        html = render_to_string("reports/guide.html", context)
    return Document(html=html, as_of=as_of)


def guide_pdf(guide: Guide, *, language: str, as_of: dt.date) -> bytes:
    """Return the PDF of a role's guide."""
    return engine.print_pdf(guide_document(guide, language=language, as_of=as_of))
