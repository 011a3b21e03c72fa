"""Finished reports: first their page, then their bytes."""

from __future__ import annotations

import csv
import datetime as dt
import io
import os
import pickle
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import html5lib
import page as validator
import pytest
from django.core.management import call_command
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext
from pytest_django import DjangoDbBlocker

from assessments.models import Card
from assessments.reports import engine
from assessments.reports.context import BoardReport, SchoolReport, TeamReport
from assessments.reports.document import Document
from assessments.results.values import ScoreKind
from assessments.templatetags.numbers import decimal, signed_int
from assessments.templatetags.results import sign
from tests.report_cases import AS_OF, DISSENT, EVIDENCE, FEW, HOSTILE, LONG_NAME, WORDS, Case, Cases

PRINTED = [
    "team-nl",
    "team-en",
    "hostile-nl",
    "empty-nl",
    "school-nl",
    "many-nl",
    "none-nl",
    "wild-en",
    "board-nl",
    "boards-en",
]
"""What is printed here; of the others the page is read."""

NAMES = ["team", "half", "hostile", "empty", "school", "many", "none", "wild", "board", "boards", "nobody"]
EVERY = [f"{name}-{language}" for name in NAMES for language in ("nl", "en")]


@pytest.fixture(scope="module")
def printed_cases(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Case]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "kwaliteitskaart", verbosity=0)
        made = Cases(Card.objects.get(key="lob", owner=None)).cases
        transaction.set_rollback(True)
    return made


def words(html: str) -> str:
    """The text that somebody reads, in one line."""

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.text: list[str] = []

        def handle_data(self, data: str) -> None:
            self.text.append(data)

    reader = Reader()
    reader.feed(html.partition("</head>")[2] or html)
    return re.sub(r"\s+", " ", " ".join(reader.text))


def said(case: Case, message: str, **values: object) -> str:
    """One of our own texts in the language of the report."""
    with translation.override(case.report.language):
        return gettext(message) % values


def of(case: Case, n: int, scored: int) -> str:
    return said(case, "%(n)s van %(scored)s", n=n, scored=scored)


def one_line(pages: list[str]) -> str:
    return re.sub(r"\s+", " ", " ".join(pages))


# --- the page -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", EVERY)
def test_the_page_is_strict_html(printed_cases: dict[str, Case], name: str) -> None:
    html = printed_cases[name].html
    html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html.strip())
    assert f'<html lang="{name[-2:]}">' in html
    headings = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


@pytest.mark.parametrize("name", EVERY)
def test_the_quick_way_to_read_a_page_finds_what_the_long_one_does(
    printed_cases: dict[str, Case], name: str
) -> None:
    from assessments.reports import printer

    html = printed_cases[name].html
    quick = ElementTree.fromstring(printer.as_xml(html))
    long = html5lib.parse(html, namespaceHTMLElements=False)
    assert _flat(quick) == _flat(long)


def _flat(tree: Any) -> list[tuple[str, dict[str, str], list[str]]]:
    """Every element with its attributes and the texts in and after it, white space as it shows: an HTML parser moves
    what stands around head and body.
    """
    outer = ("html", "head", "body")
    return [
        (one.tag, one.attrib, [re.sub(r"\s+", " ", text or "") for text in (one.text, one.tail)])
        if one.tag not in outer
        else (one.tag, one.attrib, [])
        for one in tree.iter()
    ]


@pytest.mark.parametrize("name", EVERY)
def test_every_image_is_a_drawing_of_the_report_with_words_beside_it(
    printed_cases: dict[str, Case], name: str
) -> None:
    case = printed_cases[name]
    images = re.findall(r'<img src="chart:([^"]+)" alt="([^"]+)">', case.html)
    assert len(images) == case.html.count("<img")
    assert {key for key, _ in images} == set(case.document.charts)
    for svg in case.document.charts.values():
        assert svg.count("<svg") == 1


@pytest.mark.parametrize("name", EVERY)
def test_every_table_has_heads(printed_cases: dict[str, Case], name: str) -> None:
    tree = html5lib.parse(printed_cases[name].html, namespaceHTMLElements=False)
    tables = tree.findall(".//table")
    assert tables
    for table in tables:
        assert table.findall("./thead/tr/th[@scope='col']")
        assert not [th for th in table.findall(".//th") if "scope" not in th.attrib]


@pytest.mark.parametrize("name", ["team-nl", "team-en", "half-nl", "empty-nl"])
def test_a_team_report_holds_every_figure_and_word(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    report = case.report
    assert isinstance(report, TeamReport)
    text = words(case.html)
    for criterion in report.result.criteria:
        summary = criterion.summary
        assert criterion.info.text in text
        assert of(case, summary.in_order, summary.scored) in text
        with translation.override(report.language):
            assert summary.mean is None or decimal(summary.mean) in text
    for item in report.result.indicators:
        row = words(_row(case.html, item.info.code))
        assert item.info.text in row
        assert item.info.translation in row
        if item.cell.kind is ScoreKind.AGREED:
            assert f" {item.cell.value} " in row
        assert (WORDS in row) == bool(item.words.rationale)
        assert (DISSENT in row) == bool(item.words.dissent)
        assert (EVIDENCE in row) == bool(item.words.evidence)
        if item.words.evidence and report.language == "nl":
            assert "5 maanden oud" in row


def _row(html: str, code: str) -> str:
    """The row of an indicator in its chapter: the last one that names it."""
    rows = re.findall(r"<tr[^>]*>.*?</tr>", html, re.S)
    return next(row for row in reversed(rows) if f'<b class="c">{code}</b>' in row)


@pytest.mark.parametrize(
    "name", ["school-nl", "school-en", "many-nl", "wild-nl", "board-nl", "boards-nl", "boards-en"]
)
def test_a_report_over_teams_holds_every_figure(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    report = case.report
    assert isinstance(report, SchoolReport | BoardReport)
    html, text, result = case.html, words(case.html), report.result
    assert f"<b>{result.summary.in_order}/{result.summary.scored}</b>" in html
    for row in report.heat:
        assert row.name in text
        assert row.under in text
        assert row.state in text
        for summary in () if row.state else row.criteria:
            assert f"<b>{summary.in_order}/{summary.scored}</b>" in html
    for criterion in result.criteria:
        for item in criterion.indicators:
            found = words(_row(html, item.info.code))
            assert item.info.text in found
            assert of(case, item.summary.in_order, item.summary.scored) in found
            assert item.change is None or f" {signed_int(item.change.in_order)} " in found
            assert f"chart:strip-{item.info.code}" in html
            if item.summary.total > report.most_tiles:
                levels = [f"{n}: {count}" for n, count in enumerate(item.summary.distribution, start=1)]
                assert ", ".join(levels) in found
    for item in [*result.moved_up, *result.moved_down]:
        assert item.change
        assert f"{item.change.before_in_order} → {item.change.now_in_order}" in text
    for item in result.unknown:
        assert of(case, item.summary.unknown, item.summary.applicable) in text
    for actor in result.actors:
        assert of(case, actor.summary.in_order, actor.summary.scored) in text
        assert ", ".join(item.info.code for item in actor.indicators) in text
    for moment in report.course.moments:
        if moment.summary:
            assert of(case, moment.summary.in_order, moment.summary.scored) in text


def test_a_school_report_says_how_far_the_others_are(printed_cases: dict[str, Case]) -> None:
    case = printed_cases["school-en"]
    assert isinstance(case.report, SchoolReport)
    (waiting,) = [row.assessment for row in case.report.result.rows if not row.assessment.is_confirmed]
    words_of_it = said(case, "%(n)s van %(total)s ingevuld", n=waiting.answered, total=waiting.total)
    assert words_of_it in words(case.html)


@pytest.mark.parametrize("name", ["school-nl", "school-en"])
def test_a_school_report_tells_what_people_chose_and_where_too_few_did(
    printed_cases: dict[str, Case], name: str
) -> None:
    case = printed_cases[name]
    report = case.report
    assert isinstance(report, SchoolReport)
    assert set(report.spreads) == {one.code for one in report.card.indicators} - set(FEW)
    text, pages = words(case.html), one_line(case.pages) if name in PRINTED else ""
    chosen = text[text.rindex(said(case, "Bijlage: wat iedereen koos")) :]
    for info in report.card.indicators:
        row = f"{info.code} {said(case, 'te weinig mensen')}"
        if info.code not in FEW:
            row = f"{info.code} 2 1 1 3 1 2 1 11 {of(case, 1, 1)}"
        assert row in chosen
        assert not pages or row in pages
    took_part = text[text.rindex(said(case, "Wie deed mee")) :]
    assert of(case, 11, 12) in took_part


@pytest.mark.parametrize("name", ["school-nl", "many-nl", "wild-nl"])
def test_a_school_report_has_the_level_of_every_team(printed_cases: dict[str, Case], name: str) -> None:
    report = printed_cases[name].report
    assert isinstance(report, SchoolReport)
    teams = [row for row in report.result.rows if row.summary]
    for block in report.level_blocks:
        assert len(block.rows) == len(teams)
        for row, (team, levels) in zip(teams, block.rows, strict=True):
            assert team == row.assessment.team_name
            assert [text.split() for text in levels] == [
                [sign(row.cells[one.code]) for one in column.criterion.indicators] for column in block.columns
            ]
            assert " ".join([team, *levels]) in words(printed_cases[name].html)
    assert [one.criterion for block in report.level_blocks for one in block.columns] == list(
        report.card.criteria
    )


def test_a_board_report_names_why_a_school_is_in_no_figure(printed_cases: dict[str, Case]) -> None:
    few, many = words(printed_cases["board-nl"].html), words(printed_cases["boards-nl"].html)
    assert "Nieuwe school nog geen meting gestart" in few
    assert "LOB najaar 2026, 0 van 1 team nog niets vastgesteld" in few
    assert "1 van 3 scholen tellen mee, elk in haar laatste meting." in few
    assert "Andere schaal LOB najaar 2026, 0 van 1 team scoorde op een kaart met een andere schaal" in many
    assert "LOB najaar 2026, opgeheven, 2 van 2 teams" in many
    assert "11 van 12 scholen tellen mee" in many


@pytest.mark.parametrize("name", ["team-nl", "team-en", "half-nl", "half-en"])
def test_what_people_chose_is_shown_above_the_floor_and_else_why_not(
    printed_cases: dict[str, Case], name: str
) -> None:
    case = printed_cases[name]
    report = case.report
    assert isinstance(report, TeamReport)
    assert report.layers.now
    html, text = case.html, words(case.html)
    drawn = set(re.findall(r'src="chart:spread-([^"]+)"', html))
    if name.startswith("half"):
        assert not drawn
        assert said(case, "te weinig mensen antwoordden") not in text
        assert "er antwoordden te weinig mensen" in text or "too few people answered" in text
        assert "gekozen" not in html
        return
    codes = {item.info.code for item in report.result.indicators}
    assert drawn == codes - set(FEW)
    assert text.count(said(case, "Wat iedereen koos: te weinig mensen.")) == len(FEW)
    annex = html[html.index('id="gekozen"') :]
    everybody = ["2", "1", "1", "3", "1", "2", "1", "11"]
    for row in re.findall(r"<tr>.*?</tr>", annex, re.S)[1:]:
        now, before = re.findall(r"<td>(.*?)</td>", row)
        few = any(code in row for code in FEW)
        assert now == said(case, "te weinig mensen") if few else now.split() == everybody
        assert before.split() == everybody
    assert one_line(case.pages).count(said(case, "te weinig mensen")) >= len(FEW)


@pytest.mark.parametrize("name", ["team-nl", "team-en", "half-nl", "empty-nl"])
def test_who_took_part_stands_there_in_numbers(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    text = words(case.html)
    if name == "empty-nl":
        assert "Het team vulde samen één formulier in." in text
    else:
        together = "Eerst vulde iedereen zelf in: 11 van 12 teamleden (papieren formulier 11)."
        english = "First everybody answered individually: 11 of 12 team members (paper form 11)."
        assert (together if case.report.language == "nl" else english) in text


def test_level_one_unknown_not_applicable_and_empty_are_told_apart(printed_cases: dict[str, Case]) -> None:
    text = words(printed_cases["half-nl"].html)
    for word in ("Nog niet", "Weet ik niet", "Niet van toepassing", "Niet ingevuld"):
        assert word in text


def test_states_that_are_not_final_stand_on_every_page(printed_cases: dict[str, Case]) -> None:
    assert 'data-state="Concept – nog niet vastgesteld"' in printed_cases["half-nl"].html
    assert 'data-state="Tussenstand: 2 van 3 teams vastgesteld"' in printed_cases["school-nl"].html
    assert 'data-state="Tussenstand: de meting loopt nog"' in printed_cases["team-nl"].html
    assert 'data-state=""' in printed_cases["many-nl"].html
    assert 'data-state="Tussenstand: 1 van 3 teams vastgesteld"' in printed_cases["board-nl"].html
    for name, words_of_state in (
        ("board-nl", "Tussenstand: 1 van 3 teams"),
        ("team-nl", "Tussenstand: de meting"),
        ("school-nl", "Tussenstand: 2 van 3 teams"),
    ):
        assert all(words_of_state in page for page in printed_cases[name].pages)


def test_card_texts_are_dutch_in_an_english_report(printed_cases: dict[str, Case]) -> None:
    assert '<th scope="row" lang="nl"><b class="c">VA1.1</b>' in re.sub(
        r"\s+", " ", printed_cases["team-en"].html
    )
    assert printed_cases["team-nl"].html.count('lang="nl"') == 1


def test_hostile_texts_are_shown_literally(printed_cases: dict[str, Case]) -> None:
    html = printed_cases["hostile-nl"].html
    assert "<script" not in html
    assert "<style" not in html
    assert "<a href='http" not in html
    assert HOSTILE in words(html)
    text = one_line(printed_cases["hostile-nl"].pages)
    assert "<script>alert(1)</script>" in text
    assert "file:///etc/passwd" in text
    assert "<u>Team</u> Łukasz" in text
    assert "root:" not in text


# --- the bytes ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PRINTED)
def test_the_file_is_pdf_ua(printed_cases: dict[str, Case], name: str) -> None:
    report = validator.validate_pdf_bytes(
        printed_cases[name].pdf, profile=validator.ValidationProfile.PDF_UA_1
    )
    assert report.is_compliant, [failure.message for failure in report.failures]


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
        "Verankeren",
        "Faciliteren",
        "Verbeteren",
        "Bijlage: hoe dit is berekend",
        "Bijlage: achtergrond",
        "Bijlage: tekst om te gebruiken",
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
    """Without the annexes; the first may begin under the last chapter."""
    case = printed_cases[name]
    first = said(case, "Bijlage: hoe dit is berekend")
    annex = next(entry for entry in case.reader.outline if getattr(entry, "title", "") == first)
    before = case.reader.get_destination_page_number(annex)
    begins_it = one_line([case.pages[before]]).startswith(first)
    assert (before if begins_it else before + 1) in pages


@pytest.mark.parametrize("name", ["team-nl", "many-nl", "hostile-nl", "school-nl", "board-nl", "boards-en"])
def test_the_summary_keeps_to_one_page(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    with translation.override(case.report.language):
        following = case.report.contents[1].text
    assert said(case, "Samenvatting") in case.pages[1]
    assert following in case.pages[2]


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


def _languages(reader: Any) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting.extend(element)
        elif isinstance(element, dict):
            if "/Lang" in element:
                found.add((str(element["/S"]), str(element["/Lang"])))
            if "/K" in element:
                waiting.append(element["/K"])
    return found


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
