"""The pages of a school and of a board: every figure that their results hold."""

from __future__ import annotations

import pytest

from assessments.reports.context import BoardReport, SchoolReport
from assessments.templatetags.numbers import signed_int
from assessments.templatetags.reports import FIGURE_SPACE
from assessments.templatetags.results import sign
from tests.documents.reading import PRINTED, of, one_line, row_of, said, words
from tests.report_cases import FEW, Case


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
            found = words(row_of(html, item.info.code))
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
    for moment, _change in report.latest_first:
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
    aloud = case.html.replace(FIGURE_SPACE, "")
    assert "<td>2 1 1 3 1 2 1 11</td>" in aloud, "a plain space parts numbers for who hears them"
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
