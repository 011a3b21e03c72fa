"""A copy that an operator of the first version made by its docs is restored: the same figures, and reports of them."""

from __future__ import annotations

import datetime as dt
import gzip
import json
from pathlib import Path

from django.db import connection

from assessments.models import Assessment, Board, Card, School
from assessments.reports.context import board_report, school_report, team_report
from assessments.reports.render import render_document, render_pdf
from assessments.services import migrated
from tests.own_database import OwnDatabase

from .conftest import Restore
from .figures import figures

FIRST = Path(__file__).parents[2] / "data" / "first-version"
AS_OF = dt.date(2026, 12, 1)


def test_the_first_version_is_brought_to_this_one(own: OwnDatabase, restore: Restore, tmp_path: Path) -> None:
    copy = FIRST / "lob.dump"
    if connection.vendor == "sqlite":
        copy = tmp_path / "lob.sqlite3"
        copy.write_bytes(gzip.decompress((FIRST / "lob.sqlite3.gz").read_bytes()))
    said = restore(copy)
    assert "25 vastgestelde zelfevaluaties geteld. Opnieuw geschreven: 0." in said
    assert "LET OP" not in said
    assert migrated.fault() == ""
    counted = gzip.decompress((FIRST / f"results-{connection.vendor}.json.gz").read_bytes())
    assert figures() == json.loads(counted)
    team = Assessment.objects.with_context().exclude(confirmed_at=None).latest("round__starts_on", "pk")
    school = School.objects.get(pk=team.school_id)
    assert render_pdf(team_report(team, reader=None, as_of=AS_OF)).startswith(b"%PDF-")
    assert school.name in render_document(school_report(school, team.round, reader=None, as_of=AS_OF)).html
    board = Board.objects.get()
    assert board.name in render_document(board_report(board, Card.objects.get(), as_of=AS_OF)).html
