"""The guides: true to the interface and the table of rights, and the PDFs in `docs/gidsen/` say what the pages say."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pypdf
import pytest
from django.urls import reverse

from assessments.access.permissions import TABLE
from assessments.checks import routes
from assessments.enums import Role
from assessments.reports.guides import GUIDES
from assessments.reports.guides.places import PLACES
from assessments.reports.render import guide_document
from lobkwaliteit.tooling.guides import NAMES, path_of
from lobkwaliteit.tooling.translations import read
from tests.documents.reading import words


@pytest.fixture(scope="module")
def on_screen() -> set[str]:
    """Every text of the interface that stands somewhere else than in a guide."""
    guides = ("assessments/reports/guides/", "templates/guides/")
    return {
        entry.msgid for entry in read() if any(not file.startswith(guides) for file, _ in entry.occurrences)
    }


@pytest.mark.parametrize("role", Role)
def test_words_of_the_interface_are_in_the_interface(role: Role, on_screen: set[str]) -> None:
    for line in GUIDES[role].lines:
        for said in line.said.values():
            assert said.words._args[0] in on_screen  # type: ignore[attr-defined]
            assert not said.route or reverse(said.route)
        assert set(re.findall(r"%\((\w+)\)s", str(line.text))) == set(line.said)


@pytest.mark.parametrize("role", Role)
def test_what_one_sees_is_what_the_table_gives(role: Role) -> None:
    given = {ability for ability, roles in TABLE.items() if role in roles}
    guide = GUIDES[role]
    assert guide.role == role
    for sentence in (*guide.sees, *guide.hidden):
        assert sentence.gives <= given
        assert not sentence.lacks & given


def test_each_place_is_a_step_of_the_guide() -> None:
    names = {pattern.name for _, pattern in routes() if pattern.name}
    for route, anchors in PLACES.items():
        assert route in names or any(name.startswith(f"{route}-") for name in names), route
        for role, anchor in anchors.items():
            assert anchor in {step.anchor for step in GUIDES[role].steps}, (route, role)


def letters(text: str) -> str:
    """What is read, without spaces and signs: those a PDF sets in its own way."""
    return re.sub(r"[\W_]+", "", text).replace("ﬁ", "fi").replace("ﬂ", "fl")


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("role", Role)
def test_the_pdf_says_what_the_page_says(role: Role, language: str) -> None:
    path: Path = path_of(role, language)
    pages = pypdf.PdfReader(path).pages
    document = guide_document(GUIDES[role], language=language, as_of=dt.date(2026, 1, 1))
    again = "make the PDFs again: python -m lobkwaliteit.tooling.guides"
    assert letters(" ".join(page.extract_text() for page in pages)) == letters(words(document.html)), again
    assert len(pages) == 1
