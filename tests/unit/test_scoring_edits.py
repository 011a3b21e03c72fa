"""What an edit makes of what stands, without a database."""

import datetime as dt

import pytest

from assessments.enums import MAX_TEXT, Choice
from assessments.services.score_edits import Conflict, Edit, Standing, decide

TODAY = dt.date(2026, 11, 24)
FOUR = Standing(Choice.LEVEL, 4, rationale="Staat in het schoolplan.", version=3)


def test_a_choice_is_written_over_the_version_it_was_based_on() -> None:
    wanted = decide("VA1.1", FOUR, Edit(3, Choice.LEVEL, 5), today=TODAY)
    assert wanted == Standing(Choice.LEVEL, 5, rationale="Staat in het schoolplan.", version=4)


def test_a_field_that_is_absent_stays() -> None:
    wanted = decide("VA1.1", FOUR, Edit(3, rationale="Anders."), today=TODAY)
    assert wanted == Standing(Choice.LEVEL, 4, rationale="Anders.", version=4)


def test_an_answer_can_be_cleared() -> None:
    wanted = decide("VA1.1", FOUR, Edit(3, Choice.NONE), today=TODAY)
    assert wanted is not None
    assert (wanted.choice, wanted.level, wanted.rationale) == (Choice.NONE, None, FOUR.rationale)


def test_writing_what_stands_is_nothing_to_write() -> None:
    assert decide("VA1.1", FOUR, Edit(3, Choice.LEVEL, 4), today=TODAY) is None


def test_a_stale_edit_that_says_what_stands_is_no_conflict() -> None:
    assert (
        decide("VA1.1", FOUR, Edit(1, Choice.LEVEL, 4, rationale="Staat in het schoolplan.\r\n"), today=TODAY)
        is None
    )


@pytest.mark.parametrize("version", [0, 2, 4])
def test_an_edit_of_another_version_is_a_conflict_with_both_values(version: int) -> None:
    with pytest.raises(Conflict) as caught:
        decide("VA1.1", FOUR, Edit(version, Choice.LEVEL, 2), today=TODAY)
    assert caught.value.current == FOUR
    assert (caught.value.attempted.level, caught.value.attempted.rationale) == (2, FOUR.rationale)


def test_evidence_carries_the_day_it_was_last_written() -> None:
    wanted = decide("VA1.1", FOUR, Edit(3, evidence=" Jaarverslag 2025 "), today=TODAY)
    assert wanted is not None
    assert (wanted.evidence, wanted.evidenced_on) == ("Jaarverslag 2025", TODAY)
    later = decide(
        "VA1.1", wanted, Edit(4, Choice.LEVEL, 5, evidence="Jaarverslag 2025"), today=dt.date(2027, 1, 1)
    )
    assert later is not None
    assert later.evidenced_on == TODAY
    gone = decide("VA1.1", wanted, Edit(4, evidence=""), today=dt.date(2027, 1, 1))
    assert gone is not None
    assert (gone.evidence, gone.evidenced_on) == ("", None)


@pytest.mark.parametrize(
    "edit",
    [
        Edit(0, Choice.LEVEL, 0),
        Edit(0, Choice.LEVEL, 6),
        Edit(0, Choice.LEVEL, -1),
        Edit(0, Choice.LEVEL, None),
        Edit(0, Choice.UNKNOWN, 3),
        Edit(0, Choice.NONE, 9),
        Edit(0, None, 3),
    ],
)
def test_a_level_stands_in_the_scale_and_with_its_choice(edit: Edit) -> None:
    assert list(edit.errors(levels=5)) == ["choice"]


@pytest.mark.parametrize(
    "edit", [Edit(0), Edit(0, Choice.LEVEL, 1), Edit(0, Choice.LEVEL, 5), Edit(0, Choice.NOT_APPLICABLE)]
)
def test_what_fits_has_no_errors(edit: Edit) -> None:
    assert edit.errors(levels=5) == {}


def test_a_line_break_counts_as_one_character() -> None:
    assert Edit(0, rationale="a\r\n" * (MAX_TEXT // 2 - 1) + "bc").errors(5) == {}
    assert Edit(0, rationale="x" * MAX_TEXT).errors(5) == {}
    assert list(Edit(0, rationale="x" * (MAX_TEXT + 1)).errors(5)) == ["rationale"]
    assert list(Edit(0, evidence="é" * (MAX_TEXT + 1), dissent="y" * 9_999).errors(5)) == [
        "evidence",
        "dissent",
    ]
