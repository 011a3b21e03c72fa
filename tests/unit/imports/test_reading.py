"""Reading files: ours and DUO's, whatever form they come in; what is broken or hostile is refused by name."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.models.school_codes import same_number
from assessments.services.imports import samples
from assessments.services.imports.entries import Entry
from assessments.services.imports.faults import Unreadable
from assessments.services.imports.heads import COLUMNS, PERSON, SCHOOL, SHEETS, TEAM
from assessments.services.imports.reading import Document, read
from assessments.services.imports.wording import FILE, ROW, say

from .files import BROKEN, DUO_FORMS, GOOD_SCHOOL, HO, MBO, csv_of, duo_rows, table, xlsx, xlsx_of


def values(document: Document) -> list[dict[str, str]]:
    return [entry.values for entry in document.entries]


def faults(content: bytes) -> list[list[str]]:
    """The codes of what is wrong, row by row."""
    return [[code for code, _ in entry.faults] for entry in read(content).entries]


# --- ours -------------------------------------------------------------------------------------------------------------

SCHOOL_VALUES = dict(zip(COLUMNS[SCHOOL], GOOD_SCHOOL, strict=True))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_csv_is_read_whatever_its_form(separator: str, encoding: str) -> None:
    row = ("a,b;c", 'Coëna "Noord", vo', "VO", "", "01ab00")
    content = csv_of(SCHOOL, row, separator=separator, encoding=encoding, newline="\n")
    assert values(read(content)) == [
        {"key": "a,b;c", "name": 'Coëna "Noord", vo', "sector": "vo", "brin": "01AB", "branch_code": "01AB00"}
    ]


def test_excels_own_first_line_names_the_separator_and_counts_as_a_row() -> None:
    content = b"sep=,\r\nsleutel,naam,school\r\n\r\nh1,Havo,01AB00\r\n"
    (entry,) = read(content).entries
    assert (entry.kind, entry.row, entry["name"]) == (TEAM, 4, "Havo")


def test_one_workbook_holds_all_three_and_rows_are_numbered_as_in_excel() -> None:
    document = read(
        xlsx_of(
            school=[GOOD_SCHOOL],
            team=[(), ("h1", "Havo", "duin")],
            person=[("Şükrü Łukasz", "S.Lukasz@x.example", "Nederlands", "LOB-coördinator", None)],
        )
    )
    assert [(entry.kind, entry.sheet, entry.row) for entry in document.entries] == [
        (SCHOOL, "scholen", 2),
        (TEAM, "teams", 3),
        (PERSON, "mensen", 2),
    ]
    assert document.entries[2].values == {
        "name": "Şükrü Łukasz",
        "email": "s.lukasz@x.example",
        "language": "nl",
        "role": "coordinator",
        "place": "",
    }


def test_heads_may_stand_in_another_order_and_be_written_otherwise() -> None:
    content = table([["E-mailadres", "ROL", "", "Naam", "Plek "], ["a@b.example", "Teamlid", "", "A", "h1"]])
    assert values(read(content))[0] == {
        "email": "a@b.example", "role": "teamlid", "name": "A", "place": "h1", "language": ""
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "number_format", "expected"),
    [
        ("0012", "@", "0012"),
        (12, "General", "12"),
        (12.0, "General", "12"),
        (12, "0000", "0012"),
        (12.5, "General", "number"),
        (-3, "General", "number"),
        (1e300, "General", "number"),
        (dt.date(2026, 3, 1), "d-m-yyyy", "date"),
        (dt.time(12), "h:mm", "date"),
        (True, "General", "boolean"),
        ("=1+1", "General", "formula"),
        ("#N/A", "General", "error_value"),
    ],
)
def test_a_key_in_excel_is_what_it_shows_or_refused(cell: Any, number_format: str, expected: str) -> None:
    def put(book: Any) -> None:
        book["teams"]["A2"].value = cell
        book["teams"]["A2"].number_format = number_format

    content = xlsx({"teams": [list(COLUMNS[TEAM].values()), ("x", "Havo", "duin")]}, put)
    (entry,) = read(content).entries
    found = [code for code, _ in entry.faults] or [entry["key"]]
    assert found == [expected]


ROWS: list[tuple[str, tuple[Any, ...], str]] = [
    (SCHOOL, ("a", "", "vo", "", ""), "missing"),
    (SCHOOL, ("", "Duin", "vo", "", ""), "no_key"),
    (SCHOOL, ("a", "Duin", "po", "", ""), "bad_sector"),
    (SCHOOL, ("a", "Duin", "vo", "1234", ""), "bad_code"),
    (SCHOOL, ("a", "Duin", "vo", "", "01AB"), "bad_code"),
    (SCHOOL, ("a", "Duin", "vo", "02CD", "01AB00"), "codes_differ"),
    (SCHOOL, ("a" * 41, "Duin", "vo", "", ""), "too_long"),
    (SCHOOL, ("1234.0", "Duin", "vo", "", ""), "made_a_number"),
    (SCHOOL, ("1,2E+05", "Duin", "vo", "", ""), "made_a_number"),
    (SCHOOL, ("=A1", "Duin", "vo", "", ""), "looks_like_formula"),
    (SCHOOL, ("a", "x" * 121, "vo", "", ""), "too_long"),
    (SCHOOL, ("a", "=HYPERLINK(1)", "vo", "", ""), "looks_like_formula"),
    (SCHOOL, ("a", "@SUM(1)", "vo", "", ""), "looks_like_formula"),
    (SCHOOL, ("a", "Duin", "vo", "", "", "meer"), "beside_the_columns"),
    (SCHOOL, ("a", "CoÃ«na", "vo", "", ""), "mangled"),
    (TEAM, ("", "Havo", "duin"), "missing"),
    (TEAM, ("h", "Havo", ""), "missing"),
    (PERSON, ("A", "", "", "bestuur", ""), "missing"),
    (PERSON, ("A", "geen adres", "", "bestuur", ""), "bad_email"),
    (PERSON, ("A", "+a@b.example", "", "bestuur", ""), "bad_email"),
    (PERSON, ("A", "a@b.example", "fr", "bestuur", ""), "bad_language"),
    (PERSON, ("A", "a@b.example", "", "directeur", ""), "bad_role"),
    (PERSON, ("A", "a@b.example", "", "", ""), "missing"),
    (PERSON, ("A", "a@b.example", "", "teamlid", ""), "needs_team"),
    (PERSON, ("A", "a@b.example", "", "manager", ""), "needs_school"),
    (PERSON, ("A", "a@b.example", "", "beheerder", "duin"), "whole_board"),
]


@pytest.mark.parametrize(("kind", "row", "code"), ROWS, ids=[f"{row[2]} {row[1]}"[:50] for row in ROWS])
def test_what_is_wrong_with_a_row_is_named(kind: str, row: tuple[Any, ...], code: str) -> None:
    assert faults(csv_of(kind, row)) == [[code]]


def test_a_letter_that_windows_1252_does_not_have_is_missed() -> None:
    content = csv_of(PERSON, ("?ükrü", "s@b.example", "", "bestuur", ""), encoding="cp1252")
    assert faults(content) == [["lost_letter"]]


def test_what_cannot_be_seen_is_left_out_of_names() -> None:
    (entry,) = read(csv_of(TEAM, ("h", "Ha\x07vo\u202e\n4", "duin"))).entries
    assert (entry["name"], entry.faults) == ("Havo 4", [])


# --- DUO --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", DUO_FORMS)
def test_duos_file_gives_the_schools_of_the_board_in_every_form(form: str) -> None:
    document = read(DUO_FORMS[form](), board_number="13273")
    assert (document.national, document.skipped) == (True, 6)
    assert [(e["branch_code"], e["brin"], e["sector"], e.faults) for e in document.entries] == [
        ("02EB00", "02EB", "vo", []),
        ("02EB04", "02EB", "vo", []),
        ("02EB07", "02EB", "vo", []),
        ("20LO00", "20LO", "vo", []),
        ("20LO01", "20LO", "vo", []),
    ]
    assert document.entries[0].row == 4


def test_branches_that_share_a_name_get_their_street() -> None:
    first, second, *_ = read(DUO_FORMS["as handed to us"](), board_number="13273").entries
    assert first["name"].endswith("Lwoo, Selma Lagerloflaan 3")
    assert second["name"].endswith("Lwoo, Salland 4")
    (alone,) = read(DUO_FORMS["as handed to us"](), board_number="35647").entries
    assert alone["name"] == "Carmelcollege Emmen"


@pytest.mark.parametrize(("rows", "sector", "code"), [(MBO, "mbo", "25PM"), (HO, "ho", "31FR")])
def test_mbo_and_ho_are_known_by_their_heads(rows: list[list[str]], sector: str, code: str) -> None:
    document = read(table(rows, encoding="cp1252"), board_number="13273")
    (entry,) = document.entries
    assert (entry["sector"], entry["brin"], entry["branch_code"], entry.faults) == (sector, code, "", [])
    assert document.skipped == 1


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("10053", "10053", True),
        ("010053", "10053", True),
        ("10053", "1005", False),
        ("", "", False),
        ("0", "00", False),
    ],
)
def test_zeros_in_front_of_a_boards_number_do_not_count(one: str, other: str, same: bool) -> None:
    assert same_number(one, other) is same


def test_a_board_without_a_number_or_without_schools_is_told() -> None:
    for number, code in (("", "board_without_number"), ("99999", "duo_none_of_ours")):
        with pytest.raises(Unreadable, match=code):
            read(DUO_FORMS["as handed to us"](), board_number=number)


def test_a_code_broken_in_duos_file_is_named() -> None:
    rows = duo_rows()
    rows[3][3] = "2EB00"
    assert [code for code, _ in read(table(rows), board_number="13273").entries[0].faults] == ["bad_code"]


# --- broken, hostile --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_is_refused_with_what_to_do(what: str) -> None:
    code, content = BROKEN[what]
    with pytest.raises(Unreadable) as refused:
        read(content(), board_number="13273")
    assert refused.value.fault[0] == code
    assert len(say(refused.value.fault)) > 20
    assert "%" not in say(refused.value.fault)


def test_a_hostile_workbook_costs_little() -> None:
    """What a sheet says of its size, and rows far down, are not walked cell by cell."""
    content = xlsx({"scholen": [list(COLUMNS[SCHOOL].values()), GOOD_SCHOOL]}, _far_down)
    started = time.monotonic()
    assert values(read(content)) == [SCHOOL_VALUES]
    assert time.monotonic() - started < 20


def _far_down(book: Any) -> None:
    book["scholen"].cell(500_000, 5).value = " "


@settings(max_examples=25)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"sleutel;naam;school\n"]),
)
def test_no_bytes_at_all_break_the_reader(content: bytes, start: bytes) -> None:
    try:
        document = read(start + content, board_number="1")
    except Unreadable as refused:
        told = [refused.fault]
    else:
        told = [fault for entry in document.entries for fault in entry.faults]
    assert all(say(fault) for fault in told)


# --- templates --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", samples.FILES)
def test_a_template_announces_what_it_is(name: str) -> None:
    content, kind = samples.sample(name)
    assert kind in {samples.CSV_TYPE, samples.XLSX_TYPE}
    if name == "voorbeeld.xlsx":
        document = read(content)
        assert len(document.entries) == 10
        assert not any(entry.faults for entry in document.entries)
        return
    with pytest.raises(Unreadable, match="only_heads"):
        read(content)


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20).filter(
    lambda text: not text.startswith(("=", "+", "-", "@")) and "Ã" not in text and "Â" not in text
    and "Ä" not in text and "Å" not in text and "\ufffd" not in text
)  # fmt: skip
KEY = st.text("abcdefghij-.0", min_size=1, max_size=10).map(lambda text: f"k{text}")


@settings(max_examples=20)
@given(st.lists(st.tuples(KEY, TEXT, KEY), min_size=1, max_size=8))
def test_what_was_written_in_a_template_is_read_back(rows: list[tuple[str, str, str]]) -> None:
    as_written = [dict(zip(COLUMNS[TEAM], row, strict=True)) for row in rows]
    for content in (samples.write_csv(TEAM, rows), samples.write_xlsx({TEAM: rows})):
        document = read(content)
        assert values(document) == as_written
        assert not any(entry.faults for entry in document.entries)


def test_every_code_has_words_and_every_word_is_used() -> None:
    used = {code for code, _ in BROKEN.values()} | {code for _, _, code in ROWS}
    assert used <= set(FILE) | set(ROW)
    assert set(SHEETS) == set(COLUMNS)


def test_a_value_repeated_in_a_message_is_cut_short() -> None:
    entry: Entry = read(csv_of(PERSON, ("A", "x" * 200, "", "bestuur", ""))).entries[0]
    assert len(say(entry.faults[0])) < 120
