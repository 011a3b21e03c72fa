"""A board with three confirmed teams of two schools, one team that is not ready, and a printer that only counts."""

from __future__ import annotations

import pytest

from assessments.models import Card, Round
from assessments.reports.document import Document
from tests.cast import Cast
from tests.factories import TeamFactory, confirm, make_round, set_scores


@pytest.fixture
def round_(cast: Cast, small_card: Card) -> Round:
    """Named alike: another team of the own school. Not confirmed: one that the governor knows of."""
    twin = TeamFactory(school=cast.school, name="HAVO 4/5")
    late = TeamFactory(school=cast.school, name="Vwo 6")
    found = make_round([cast.team, twin, late, cast.cousin_team], small_card)
    for assessment in found.assessments.exclude(team=late).order_by("pk"):
        set_scores(assessment, {"VA1.1": 4, "VA1.2": 2})
        confirm(assessment)
    return found


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    """The documents that were printed; their bytes are other ones for each."""
    documents: list[Document] = []

    def keep(document: Document, *tick: object) -> bytes:
        documents.append(document)
        return b"%PDF-" + document.digest.encode() * 10

    monkeypatch.setattr("assessments.reports.engine.print_pdf", keep)
    return documents
