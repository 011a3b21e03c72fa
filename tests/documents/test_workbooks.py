"""Finished spreadsheets, and the same tables as CSV: every figure, word and score, and nothing that calculates."""

from __future__ import annotations

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.db import transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.utils import translation
from pytest_django import DjangoDbBlocker

from assessments.enums import Role, RoundState, Way
from assessments.exports.sets import BoardSet, SchoolSet, Taken, TeamSet, tables_of
from assessments.exports.sheet import safe_cell
from assessments.exports.table import Table, Value, as_csv, in_words
from assessments.exports.workbook import book, workbook
from assessments.models import Assessment, Board, Card, User
from assessments.results.rounding import one_decimal
from assessments.results.values import ScoreKind, Summary
from assessments.views.results import taken as taking
from tests.factories import UserFactory, give_role, make_card, tally
from tests.report_cases import AS_OF, HOSTILE, LONG_NAME, a_school

FORMULAS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1",
    '=HYPERLINK("http://x.example")',
)
STRANGE = "مرحبا שלום 🙂 \u202etxt <b>vet</b> & ; , \" ' "
IN_ENGLISH_TOO = {"team", "school", "board"}


class Made:
    """One file: what it was made of, its tables as they should be, and what a reader of spreadsheets finds in it."""

    def __init__(self, taken: Taken, language: str) -> None:
        self.taken, self.language = taken, language
        with translation.override(language):
            self.tables = tables_of(taken)
            self.csv = {key: "".join(as_csv(table)) for key, table in self.tables.items()}
            made = workbook(taken, as_of=AS_OF)
        self.file_name, self.content = made.file_name, made.content
        self.book: Any = openpyxl.load_workbook(io.BytesIO(made.content))

    @property
    def first(self) -> Any:
        return self.book.worksheets[0]

    def cells(self) -> Iterator[Any]:
        return (cell for sheet in self.book.worksheets for row in sheet.iter_rows() for cell in row)

    def lines(self) -> list[list[Any]]:
        """The sheet to read."""
        return [[cell for cell in row if cell is not None] for row in self.first.iter_rows(values_only=True)]


def _request(user: User) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = user
    return request


def _individual(assessment: Assessment) -> None:
    """Everybody answered first: on one indicator enough people, on another too few, and on one a median of them."""
    fields = {"way": Way.INDIVIDUAL, "declared_size": 9, "answering_closed_at": "2026-11-10T12:00Z"}
    Assessment.objects.filter(pk=assessment.pk).update(**fields)
    assessment.refresh_from_db()
    tally(assessment, {"VA1.1": "2234455?", "VA1.2": "234"})


def _make(card: Card) -> dict[str, Made]:
    school, round_ = a_school(
        card, "Duinmark College", ["Havo 4-5", "Brugklas", "Vwo 4-6"], confirmed=2, state=RoundState.OPEN
    )
    full, together, half = round_.assessments.select_related("round__card", "school__board").order_by("pk")
    _individual(full)
    hostile_school, hostile_round = a_school(
        card, FORMULAS[0], [FORMULAS[1]], confirmed=1, state=RoundState.CLOSED
    )
    hostile = hostile_round.assessments.select_related("round__card", "school__board").get()
    for row, text in zip(
        hostile.scores.order_by("pk"), [*FORMULAS, STRANGE, HOSTILE, "w" * 4000], strict=False
    ):
        row.rationale = row.evidence = row.dissent = text
        row.save()
    empty_school, empty_round = a_school(card, "Leeg College", ["Alleen"], confirmed=0, state=RoundState.OPEN)
    small = make_card({"VA": [2, 1], "FA": [2]}, title="Kleine kaart")
    many_school, many_round = a_school(
        small,
        LONG_NAME,
        [f"{n} {LONG_NAME[:116]}" if n % 10 == 0 else f"Team {n}" for n in range(60)],
        confirmed=50,
        state=RoundState.CLOSED,
    )
    board: Board = school.board
    reader = UserFactory()
    for one in (school, hostile_school, empty_school, many_school):
        give_role(reader, Role.COORDINATOR, one.board)
    request = _request(reader)
    makers: dict[str, Callable[[], Taken | None]] = {
        "team": lambda: taking.whole_team_set(request, full),
        "half": lambda: taking.whole_team_set(request, half),
        "hostile": lambda: taking.whole_team_set(request, hostile),
        "together": lambda: taking.whole_team_set(request, together),
        "school": lambda: taking.whole_school_set(request, school, round_),
        "many": lambda: taking.whole_school_set(request, many_school, many_round),
        "none": lambda: taking.whole_school_set(request, empty_school, empty_round),
        "board": lambda: taking.whole_board_set(request, board),
    }
    made = {}
    for name, make in makers.items():
        for language in ("nl", "en") if name in IN_ENGLISH_TOO else ("nl",):
            with translation.override(language):
                taken = make()
            assert taken
            made[f"{name}-{language}"] = Made(taken, language)
    return made


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Made]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "kwaliteitskaart", verbosity=0)
        found = _make(Card.objects.get(key="lob", owner=None))
        transaction.set_rollback(True)
    return found


def alike(cell: Any, value: Value) -> bool:
    """Whether a reader of spreadsheets finds what we wrote: a number with a decimal is one, a day is one."""
    match value:
        case Decimal():
            return Decimal(str(cell.value)) == value and cell.number_format == "0.0"
        case dt.date():
            return bool(cell.value == dt.datetime.combine(value, dt.time()))
        case str():
            return as_written(value) == (cell.value or "")
    return bool(cell.value == value)


def as_written(text: str) -> str:
    """XML has no sign for a carriage return: a spreadsheet writes it with its number."""
    return text.replace("\r", "_x000D_")


# --- the same everywhere --------------------------------------------------------------------------------------------


def test_every_table_is_a_sheet_and_a_file_with_the_same_cells(made: dict[str, Made]) -> None:
    for name, one in made.items():
        sheets = one.book.sheetnames
        assert sheets[1:] == [table.name for table in one.tables.values()], name
        for key, table in one.tables.items():
            assert table.head, (name, key)
            assert len({head.casefold() for head in table.head}) == len(table.head), (name, key)
            _as_sheet(one.book[table.name], table)
            _as_csv(one.csv[key], table, one.language)


def _as_sheet(sheet: Any, table: Table) -> None:
    heads = [cell.value for cell in sheet[1]]
    assert heads == list(table.head)
    assert sheet.max_row == len(table.rows) + 1
    for cells, row in zip(sheet.iter_rows(min_row=2), table.rows, strict=True):
        for cell, value in zip(cells, row, strict=True):
            assert alike(cell, value), (sheet.title, cell.coordinate, cell.value, value)


def _as_csv(text: str, table: Table, language: str) -> None:
    """An apostrophe stands before what would calculate; a number is as the reader writes it."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    rows = list(csv.reader(lines, delimiter=";" if language == "nl" else ","))
    assert len(rows) == len(table.rows) + 1
    with translation.override(language):
        for cells, row in zip(rows[1:], table.rows, strict=True):
            wanted = [safe_cell(value) if isinstance(value, str) else in_words(value) for value in row]
            assert cells == wanted


def test_the_code_book_says_what_each_column_of_priorities_and_actions_means(made: dict[str, Made]) -> None:
    for name, sheets in (("team-nl", ("Prioriteiten", "Acties")), ("school-en", ("Priorities", "Actions"))):
        book = made[name].book
        told = [row[:4] for row in book.worksheets[-1].iter_rows(min_row=2, values_only=True)]
        for sheet in sheets:
            heads = [cell.value for cell in book[sheet][1]]
            assert [row[1] for row in told if (row[0] or "").endswith(f" {sheet}")] == heads
    assert all(meaning and values for part, _, meaning, values in told if part.startswith("Column of"))
    assert ("Column of Actions", "Status", "planned; under way; done; stopped") in [
        (part, head, values) for part, head, _, values in told
    ]


def test_names_of_sheets_are_never_too_long_or_strange(made: dict[str, Made]) -> None:
    for one in made.values():
        for name in one.book.sheetnames:
            assert len(name) <= 31, name
            assert not set(name) & set("[]:*?/\\'"), name


# --- every figure and word of a result --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["team-nl", "team-en", "half-nl", "together-nl", "hostile-nl"])
def test_a_team_has_every_score_and_word(made: dict[str, Made], name: str) -> None:
    one = made[name]
    assert isinstance(one.taken, TeamSet)
    result = one.taken.result
    rows = _by_code(one, "gegevens")
    text = _words(one)
    for item in result.indicators:
        row = rows[item.info.code]
        assert {item.info.text, item.words.rationale or None, item.words.dissent or None} <= {*row, None}
        if item.cell.kind is ScoreKind.AGREED:
            assert item.cell.level in row
        for words in (item.info.text, item.words.rationale, item.words.evidence, item.words.dissent):
            assert as_written(words) in text
        assert not item.words.evidenced_on or item.words.evidenced_on in row
    for criterion in result.criteria:
        _has_summary(one, criterion.info.code, criterion.summary)
    assert result.assessment.team_name in text
    _headline(one, result.summary)


@pytest.mark.parametrize("name", ["school-nl", "school-en", "many-nl", "board-nl", "board-en"])
def test_a_school_and_a_board_have_every_score(made: dict[str, Made], name: str) -> None:
    one = made[name]
    assert isinstance(one.taken, SchoolSet | BoardSet)
    result = one.taken.result
    for criterion in result.criteria:
        _has_summary(one, criterion.info.code, criterion.summary)
        for item in criterion.indicators:
            _has_summary(one, item.info.code, item.summary, key="indicatoren")
    _headline(one, result.summary)
    levels = [
        row for row in one.tables["gegevens"].rows if isinstance(_cell(one, row, "Niveau"), int | Decimal)
    ]
    assert len(levels) == result.summary.scored
    assert sum(1 for row in levels if _cell(one, row, "Op orde") == 1) == result.summary.in_order
    if isinstance(one.taken, SchoolSet):
        for team in one.taken.result.rows:
            assert team.assessment.team_name in _words(one)
            for code, cell in team.cells.items():
                assert any(
                    team.assessment.team_name in row
                    and code in row
                    and (cell.level is None or cell.level in row)
                    for row in one.tables["gegevens"].rows
                )


def _cell(one: Made, row: Any, head: str) -> Value:
    with translation.override(one.language):
        return row[one.tables["gegevens"].head.index(translation.gettext(head))]


def _by_code(one: Made, key: str) -> dict[str, list[Any]]:
    table = one.tables[key]
    with translation.override(one.language):
        place = table.head.index(translation.gettext("Code"))
    return {str(row[place]): list(row) for row in table.rows}


def _words(one: Made) -> str:
    return "\n".join(
        str(cell.value) for row in one.first.iter_rows() for cell in row if cell.value is not None
    )


def _has_summary(one: Made, code: str, summary: Summary, key: str = "criteria") -> None:
    """In the table and on the sheet to read."""
    wanted: list[Value] = [summary.in_order, summary.scored]
    row = next(row for row in one.tables[key].rows if code in row)
    numbers = [value for value in row if isinstance(value, int | Decimal)]
    assert numbers[:2] == wanted
    assert numbers[2 : 2 + len(summary.distribution)] == list(summary.distribution)
    if summary.mean is not None:
        assert one_decimal(summary.mean) in numbers
    line = next(line for line in one.lines() if line and line[0] == code and len(line) > 3)
    assert line[2:4] == wanted
    assert summary.mean is None or float(one_decimal(summary.mean)) in line


def _headline(one: Made, summary: Summary) -> None:
    top = [value for line in one.lines()[:14] for value in line]
    assert summary.in_order in top
    assert summary.without_score in top
    assert summary.mean is None or float(one_decimal(summary.mean)) in top


# --- what is hidden, and not final ------------------------------------------------------------------------------------


def test_under_the_floor_it_says_why_and_shows_nothing(made: dict[str, Made]) -> None:
    spread = {str(row[0]): row for row in made["team-nl"].tables["spreiding"].rows}
    assert list(spread["VA1.1"][2:]) == [8, 0, 2, 1, 2, 2, 1, 0, "getoond"]
    assert list(spread["VA1.2"][2:]) == [None] * 8 + ["Te weinig mensen (minder dan 5)"]
    assert _by_code(made["team-nl"], "gegevens")["VA1.2"][-9:] == [None] * 8 + [
        "Te weinig mensen (minder dan 5)"
    ]
    together = made["together-nl"].tables["spreiding"].rows
    assert {row[-1] for row in together} == {"Samen ingevuld: niemand koos zelf"}
    school = {str(row[0]): row for row in made["school-nl"].tables["spreiding"].rows}
    assert list(school["VA1.1"][2:]) == [8, 0, 2, 1, 2, 2, 1, 0, 1, "getoond"]
    assert list(school["VA1.2"][2:]) == [None] * 9 + ["Te weinig mensen in elk team"]


def test_of_teams_that_are_not_confirmed_only_that_and_how_far(made: dict[str, Made]) -> None:
    for name in ("school-nl", "board-nl", "none-nl"):
        rows = made[name].tables["gegevens"].rows
        assert not [row for row in rows if "Vwo 4-6" in row or "Alleen" in row]
    assert ["Vwo 4-6", "Aan het invullen: 14 van 36 ingevuld"] in made["school-nl"].lines()
    assert made["none-nl"].tables["gegevens"].rows == []
    assert ["Tussenstand: 0 van 1 team vastgesteld"] in made["none-nl"].lines()
    assert ["Concept – nog niet vastgesteld: 14 van 36 ingevuld"] in made["half-nl"].lines()
    assert ["Tussenstand: 2 van 3 teams vastgesteld"] in made["school-nl"].lines()
    assert ["Interim state: 2 of 3 teams confirmed"] in made["school-en"].lines()


# --- the file ---------------------------------------------------------------------------------------------------------


def test_nothing_in_it_calculates_or_leads_elsewhere(made: dict[str, Made]) -> None:
    seen = set()
    for one in made.values():
        for cell in one.cells():
            assert cell.data_type != "f", cell.value
            assert cell.hyperlink is None or cell.hyperlink.location
            seen.add(cell.value)
        with zipfile.ZipFile(io.BytesIO(one.content)) as parts:
            assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name]
            assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]
    assert set(FORMULAS[:4]) <= seen
    assert {STRANGE, HOSTILE, "w" * 4000} <= seen


def test_it_opens_as_a_dutch_spreadsheet_should(made: dict[str, Made]) -> None:
    one = made["team-nl"]
    sheet = one.book["Gegevens"]
    assert (sheet.freeze_panes, sheet.print_title_rows) == ("A2", "$1:$1")
    (table,) = sheet.tables.values()
    assert (table.name, table.ref.startswith("A1:")) == ("gegevens", True)
    days = [cell for row in sheet.iter_rows(min_row=2) for cell in row if isinstance(cell.value, dt.datetime)]
    assert {cell.number_format for cell in days} == {"[$-413]d mmmm yyyy"}
    for page in one.book.worksheets:
        assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 9)
        assert not page.merged_cells.ranges
        assert all(width.width <= 61 for width in page.column_dimensions.values())
    assert one.book.properties.title == "Cijfers van Havo 4-5, Duinmark College – LOB najaar 2026"
    assert not one.book.properties.creator
    assert one.file_name == "lob-cijfers-havo-4-5-lob-najaar-2026.xlsx"


def test_the_same_gives_the_same_bytes_and_a_stream_the_same_cells(
    made: dict[str, Made], monkeypatch: pytest.MonkeyPatch
) -> None:
    one = made["school-nl"]
    assert Made(one.taken, "nl").content == one.content
    monkeypatch.setattr("assessments.exports.workbook.files.MANY", 0)
    streamed = Made(one.taken, "nl")
    assert [cell.value for cell in streamed.cells()] == [cell.value for cell in one.cells()]
    assert streamed.book["Gegevens"].auto_filter.ref


def test_a_cell_holds_no_more_than_a_spreadsheet_can() -> None:
    taken = book.Book("x", "", as_of=AS_OF, language="nl", many=False)
    taken.add("x", Table("X", "x.csv", "", ["x"], [["w" * 40_000]]))
    sheet = openpyxl.load_workbook(io.BytesIO(taken.content()))["X"]
    assert len(sheet["A2"].value) == 32_767
