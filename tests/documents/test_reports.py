"""Finished reports: their pages."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from django.utils import translation

from assessments.reports.context import TeamReport
from assessments.results.values import ScoreKind
from assessments.templatetags.numbers import decimal
from tests.documents.reading import EVERY, of, one_line, row_of, said, words
from tests.report_cases import DISSENT, EVIDENCE, FEW, HOSTILE, WORDS, Case


@pytest.mark.parametrize("name", EVERY)
def test_the_page_is_strict_html(printed_cases: dict[str, Case], name: str) -> None:
    case = printed_cases[name]
    html = case.html
    assert case.tree.get("lang") == name[-2:]
    headings = [int(level) for level in re.findall(r"<h(\d)", html)]
    assert headings[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


@pytest.mark.parametrize("name", EVERY)
def test_the_quick_way_to_read_a_page_finds_what_the_long_one_does(
    printed_cases: dict[str, Case], name: str
) -> None:
    from assessments.reports import printer

    case = printed_cases[name]
    quick = ElementTree.fromstring(printer.as_xml(case.html))
    assert _flat(quick) == _flat(case.tree)


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
    tables = printed_cases[name].tree.findall(".//table")
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
    summarised = words(case.html.partition('id="criteria"')[0])
    without = said(case, "Geen enkele indicator heeft een score.")
    assert (without in summarised) is (report.result.summary.scored == 0)
    for criterion in report.result.criteria:
        summary = criterion.summary
        assert criterion.info.text in text
        assert of(case, summary.in_order, summary.scored) in text
        with translation.override(report.language):
            assert summary.mean is None or decimal(summary.mean) in text
    for item in report.result.indicators:
        row = words(row_of(case.html, item.info.code))
        assert item.info.text in row
        assert item.info.translation in row
        if item.cell.kind is ScoreKind.AGREED:
            assert f" {item.cell.value} " in row
        assert (WORDS in row) == bool(item.words.rationale)
        assert (DISSENT in row) == bool(item.words.dissent)
        assert (EVIDENCE in row) == bool(item.words.evidence)
        if item.words.evidence and report.language == "nl":
            assert "5 maanden oud" in row


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
    if name == "team-nl":
        assert one_line(case.pages).count("te weinig mensen") >= len(FEW)


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


def test_an_english_report_writes_a_month_with_a_capital(printed_cases: dict[str, Case]) -> None:
    for name in ("team-en", "school-en"):
        text = words(printed_cases[name].html)
        assert "due on 18 Dec. 2026" in text
        assert not re.search(r"\d (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\b", text)
    assert "klaar op 18 dec 2026" in words(printed_cases["team-nl"].html)


def test_a_sentence_is_cut_between_words(printed_cases: dict[str, Case]) -> None:
    for name in ("team-nl", "school-en"):
        case = printed_cases[name]
        whole = [item.info.translation or item.info.text for item in case.report.result.indicators]
        cut = re.findall(r"</b> (?:<span[^>]*>)?([^<…]+)…", case.html)
        assert cut
        for part in cut:
            (rest,) = {text[len(part) :] for text in whole if text.startswith(part)}
            assert not rest[0].isalnum(), part + rest


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
