"""Finished reports: their bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import pickle
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import page as validator
import pytest
from django.utils import translation

from assessments.reports import engine
from assessments.reports.context import TeamReport
from assessments.reports.document import Document
from assessments.reports.glyphs import printed
from tests.documents.reading import PRINTED, one_line, pages_before_annexes, said, words
from tests.report_cases import AS_OF, LONG_NAME, Case


@pytest.mark.parametrize("name", PRINTED)
def test_the_file_is_pdf_ua(printed_cases: dict[str, Case], name: str) -> None:
    report = validator.validate_pdf_bytes(
        printed_cases[name].pdf, profile=validator.ValidationProfile.PDF_UA_1
    )
    assert report.is_compliant, [failure.message for failure in report.failures]


NUMBER, WORD = re.compile(r"\d+(?:[.,/]\d+)*"), re.compile(r"[^\W\d_]{1,12}(?![^\W\d_])")
"""What is counted; longer words may be broken at the end of a line."""


@pytest.mark.parametrize("name", PRINTED)
def test_all_that_the_page_says_is_in_the_file(
    printed_cases: dict[str, Case], name: str, tmp_path: Path
) -> None:
    """Every number and word as often as on the page, and every drawing in words: read by another program than ours."""
    case = printed_cases[name]
    (tmp_path / "report.pdf").write_bytes(case.pdf)
    command = ["pdftotext", "-raw", str(tmp_path / "report.pdf"), "-"]
    read = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout
    page = words(printed(re.sub(r'<span class="vh">.*?</span>', "", case.html)))
    for kind in (NUMBER, WORD):
        missing = Counter(kind.findall(page)) - Counter(kind.findall(read))
        assert not missing
    told = {str(one["/Alt"]) for one in _elements(case.reader) if "/Alt" in one}
    assert told >= {printed(chart.title) for chart in case.report.charts.values()}


def test_a_broken_page_is_no_pdf_ua() -> None:
    """The validator would notice: a drawing without words, a heading level that is skipped."""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    for body in ('<h1>Proef</h1><p><img src="chart:a" alt=""></p>', "<h1>Proef</h1><h4>Te diep</h4>"):
        html = f'<!doctype html><html lang="nl"><head><title>Proef</title></head><body>{body}</body></html>'
        content = engine.print_pdf(Document(html, AS_OF, {"a": svg}))
        assert not validator.is_pdf_compliant_bytes(content, profile="ua1"), body


@pytest.mark.parametrize("name", ["team-en", "school-nl"])
def test_the_file_says_what_it_is(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    reader = case.reader
    assert reader.root_object["/Lang"] == case.report.language
    assert reader.metadata is not None
    assert reader.metadata.title == case.report.title
    assert reader.metadata.author is None
    assert reader.metadata["/Creator"] == f"LOB-kwaliteit {case.report.version}"
    assert reader.metadata["/CreationDate"].startswith("D:20261124")
    assert reader.root_object["/MarkInfo"]["/Marked"]


def test_bookmarks_lead_through_the_report(printed_cases: dict[str, Case]) -> None:
    outline = printed_cases["team-nl"].reader.outline
    chapters = [entry.title for entry in outline if not isinstance(entry, list)]
    assert chapters == [
        "Samenvatting",
        "De criteria in cijfers",
        "Prioriteiten en acties",
        "Verankeren",
        "Faciliteren",
        "Verbeteren",
        "Bijlage: hoe dit is berekend",
        "Bijlage: tekst om te gebruiken",
        "Bijlage: achtergrond",
        "Bijlage: wie deed mee",
        "Bijlage: wat iedereen koos",
    ]


def test_the_contents_name_the_right_pages(printed_cases: dict[str, Case]) -> None:
    reader = printed_cases["team-nl"].reader
    cover, *_rest = pages = printed_cases["team-nl"].pages
    for entry in reader.outline:
        if not isinstance(entry, list):
            number = reader.get_destination_page_number(entry) + 1
            assert re.search(rf"{number}\s*{re.escape(str(entry.title))}", cover), entry.title
            assert str(entry.title) in pages[number - 1]


def test_each_line_of_the_contents_is_one_link_that_says_where_it_leads(
    printed_cases: dict[str, Case],
) -> None:
    case = printed_cases["team-en"]
    with translation.override(case.report.language):
        contents = [str(entry.text) for entry in case.report.contents]
    assert [link.get_object()["/Contents"] for link in case.reader.pages[0]["/Annots"]] == contents


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("team-nl", range(4, 7)),
        ("team-en", range(4, 7)),
        ("school-nl", range(8, 15)),
        ("board-nl", range(8, 15)),
    ],
)
def test_the_length_is_that_of_a_report(printed_cases: dict[str, Case], name: str, pages: range) -> None:
    assert pages_before_annexes(printed_cases[name]) in pages


@pytest.mark.parametrize("name", ["team-nl", "team-en", "school-nl", "board-nl"])
def test_no_page_is_mostly_white(printed_cases: dict[str, Case], name: str) -> None:
    """Between the cover and the last page: a full one holds some 2,000 letters or more, the summary the fewest."""
    assert min(len(page) for page in printed_cases[name].pages[1:-1]) > 1500


@pytest.mark.parametrize("name", ["team-nl", "many-nl", "hostile-nl", "school-nl", "board-nl", "boards-en"])
def test_the_summary_keeps_to_one_page(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    with translation.override(case.report.language):
        following = case.report.contents[1].text
    assert said(case, "Samenvatting") in case.text_of(1)
    assert following in case.text_of(2)


@pytest.mark.parametrize("name", ["team-nl", "hostile-nl", "board-nl"])
def test_only_our_typeface_is_in_the_file(printed_cases: dict[str, Case], name: str) -> None:
    fonts: dict[str, bool] = {}
    for page in printed_cases[name].reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            descriptor = descendant.get_object()["/FontDescriptor"].get_object()
            fonts[str(font.get_object()["/BaseFont"])] = "/FontFile2" in descriptor
    assert fonts
    assert all("+Source-Sans-3" in name and embedded for name, embedded in fonts.items()), fonts


def test_text_can_be_selected(printed_cases: dict[str, Case]) -> None:
    assert "Şükrü Łukasz schreef dit op" in one_line(printed_cases["team-nl"].pages)


def test_the_figures_are_in_the_file(printed_cases: dict[str, Case]) -> None:
    report = printed_cases["team-nl"].report
    assert isinstance(report, TeamReport)
    attached = printed_cases["team-nl"].reader.attachments
    rows = list(
        csv.DictReader(io.StringIO(attached["indicatoren.csv"][0].decode("utf-8-sig")), delimiter=";")
    )
    assert len(rows) == 36
    for row, item in zip(rows, report.result.indicators, strict=True):
        assert row["Code"] == item.info.code
        assert row["Niveau"] == ("" if item.cell.value is None else str(item.cell.value))
        assert row["Waarom"] == item.words.rationale
    english = {file.name: file.content for file in printed_cases["school-en"].document.files}
    lines = {name: len(content.decode("utf-8-sig").splitlines()) for name, content in english.items()}
    assert lines == {
        "criteria.csv": 1 + 8,
        "indicators.csv": 1 + 36,
        "teams.csv": 1 + 3,
        "teams-indicators.csv": 1 + 2 * 36 + 1,
        "notable.csv": lines["notable.csv"],
        "who-acts.csv": 1 + 8,
        "spread.csv": 1 + 36,
        "response.csv": 1 + 3,
        "priorities.csv": 1 + 2,
        "actions.csv": 1 + 2,
        "rounds.csv": 1 + 2,
    }


@pytest.mark.parametrize("name", ["team-nl", "school-en", "none-nl"])
def test_the_texts_to_use_elsewhere_are_an_annex(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    text = words(case.html)
    with translation.override(case.report.language):
        ready = case.report.ready_text
    for part in (ready.paragraph, ready.note.title, *ready.note.paragraphs):
        assert part in text


def test_a_dutch_sentence_in_an_english_file_is_marked_as_dutch(printed_cases: dict[str, Case]) -> None:
    languages = _languages(printed_cases["team-en"].reader)
    assert ("/TH", "nl") in languages
    assert ("/H2", "nl") in languages
    assert ("/Span", "en") in languages


def test_a_field_of_a_table_is_told_with_the_heads_of_its_own_row_and_column(
    printed_cases: dict[str, Case],
) -> None:
    """Not with each that stands above it in the annex of two columns."""
    fields = [
        element["/A"] for element in _elements(printed_cases["team-en"].reader) if element["/S"] == "/TD"
    ]
    assert {len(field["/Headers"]) for field in fields if "/ColSpan" not in field} <= {1, 2}


def _languages(reader: Any) -> set[tuple[str, str]]:
    return {(str(one["/S"]), str(one["/Lang"])) for one in _elements(reader) if "/Lang" in one}


def _elements(reader: Any) -> Iterator[Any]:
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            if "/S" in element:
                yield element
            if "/K" in element:
                waiting.append(element["/K"])


# --- same data, same bytes ------------------------------------------------------------------------------------------

PRINT = """
import datetime, pathlib, pickle, sys
from assessments.reports.engine import print_pdf
for document in pickle.loads(pathlib.Path(sys.argv[1]).read_bytes()):
    content = print_pdf(document)
pathlib.Path(sys.argv[2]).write_bytes(content)
"""


def test_another_process_another_day_makes_the_same_bytes(
    printed_cases: dict[str, Case], tmp_path: Path
) -> None:
    """With another order of hashing, and after another report."""
    first = printed_cases["team-nl"]
    (tmp_path / "documents").write_bytes(
        pickle.dumps([_plain(printed_cases["none-nl"].document), _plain(first.document)])
    )
    environment = os.environ | {"PYTHONHASHSEED": "4242", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", PRINT, str(tmp_path / "documents"), str(tmp_path / "out.pdf")]
    subprocess.run(command, check=True, env=environment, timeout=120)
    assert (tmp_path / "out.pdf").read_bytes() == first.pdf


def _plain(document: Document) -> Document:
    return Document(str(document.html), document.as_of, dict(document.charts), document.files)


def test_another_day_makes_another_file(printed_cases: dict[str, Case]) -> None:
    document = printed_cases["none-nl"].document
    assert Document(document.html, AS_OF + dt.timedelta(days=1)).identifier != document.identifier


def test_long_names_stand_whole_on_the_cover(printed_cases: dict[str, Case]) -> None:
    assert f'<h1 class="longest">{LONG_NAME}</h1>' in printed_cases["many-nl"].html
