"""Cells, counts, coverage and change: the rules one by one."""

from __future__ import annotations

import uuid
from fractions import Fraction

import pytest

from assessments.enums import Choice
from assessments.results.school import school_result
from assessments.results.scoring import summarise_group
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import Cell, SchoolResult, ScoreKind
from assessments.results.values.marks import mark_of, median
from tests.unit.builders import (
    card_of,
    cell,
    cells_of,
    change_between,
    criterion_scores,
    round_of,
    sheet_of,
    summary_of,
)


def school_of(*sheets: Sheet) -> SchoolResult:
    return school_result(
        sheets, sheets[0].card, round_of(2026), uid=uuid.UUID(int=1), name="School", board_name="Bestuur"
    )


# --- cells ----------------------------------------------------------------------------------------------------------


def test_what_was_agreed_stands_above_what_people_chose() -> None:
    found = cell(Choice.LEVEL, 2, [0, 0, 0, 0, 9], min_group=5, threshold=4)

    assert (found.kind, found.value, found.in_order) == (ScoreKind.AGREED, Fraction(2), False)


@pytest.mark.parametrize(
    ("choice", "kind"),
    [(Choice.UNKNOWN, ScoreKind.UNKNOWN), (Choice.NOT_APPLICABLE, ScoreKind.NOT_APPLICABLE)],
)
def test_an_agreed_answer_that_is_no_level_gets_no_median(choice: Choice, kind: ScoreKind) -> None:
    assert cell(choice, None, [0, 0, 0, 0, 9], min_group=5, threshold=4) == Cell(kind)


def test_four_ways_of_having_no_score_are_four_values() -> None:
    kinds = {one.kind for one in cells_of("1?- ")}

    assert kinds == {ScoreKind.AGREED, ScoreKind.UNKNOWN, ScoreKind.NOT_APPLICABLE, ScoreKind.EMPTY}


def test_a_median_asks_for_the_floor_of_the_assessment() -> None:
    six_people = [0, 3, 3, 0, 0]

    assert cell(Choice.NONE, None, six_people, min_group=6, threshold=4).kind is ScoreKind.MEDIAN
    assert cell(Choice.NONE, None, six_people, min_group=7, threshold=4).kind is ScoreKind.EMPTY


def test_a_median_at_the_threshold_is_in_order_and_half_under_it_is_not() -> None:
    assert cell(Choice.NONE, None, [0, 0, 0, 5, 0], min_group=5, threshold=4).in_order
    assert not cell(Choice.NONE, None, [0, 0, 3, 3, 0], min_group=5, threshold=4).in_order


@pytest.mark.parametrize(
    ("people", "expected"),
    [([1], 1), ([1, 1], Fraction(3, 2)), ([2, 0, 1], 1), ([1, 0, 0, 0, 1], 3), ([0, 1, 0, 0, 0, 0, 2], 7)],
)
def test_median(people: list[int], expected: Fraction | int) -> None:
    assert median(people) == expected


# --- counts ---------------------------------------------------------------------------------------------------------


def test_a_half_counts_at_the_level_below() -> None:
    half = cell(Choice.NONE, None, [0, 0, 3, 3, 0], min_group=5, threshold=4)
    summary = summary_of(mark_of(Choice.NONE, None, [0, 0, 3, 3, 0], min_group=5) + "4")

    assert summary.distribution == (0, 0, 1, 1, 0)
    assert half.level == 3
    assert summary.mean == Fraction(15, 4)


@pytest.mark.parametrize(
    ("values", "mean"),
    [
        ("44  ", Fraction(4)),  # half of what applies
        ("4?  ", None),
        ("4 --", Fraction(4)),  # n.v.t. does not count as missing
        ("4---", Fraction(4)),
        ("----", None),
        ("????", None),
        ("    ", None),
    ],
)
def test_under_half_of_what_applies_there_is_no_mean(values: str, mean: Fraction | None) -> None:
    summary = summary_of(values)

    assert summary.mean == mean
    assert summary.in_order == values.count("4"), "the count stays, so that the parts add up"


def test_coverage() -> None:
    assert summary_of("45? -").coverage == Fraction(1, 2)
    assert summary_of("--").coverage is None
    assert summary_of("").coverage is None


def test_a_group_without_parts_has_nothing() -> None:
    summary = summarise_group([], 5)

    assert (summary.total, summary.mean, summary.mean_from) == (0, None, 0)
    assert summary.distribution == (0, 0, 0, 0, 0)


def test_parts_without_a_mean_take_nothing_from_the_others() -> None:
    parts = [summary_of(values) for values in ("5555", "1   ", "1   ", "1   ")]
    summary = summarise_group(parts, 5)

    assert (summary.mean, summary.mean_from) == (Fraction(5), 1)
    assert (summary.in_order, summary.scored) == (4, 7)


def test_unconfirmed_teams_are_rows_without_figures() -> None:
    card = card_of()
    result = school_of(
        sheet_of(card, criterion_scores(card, VA1="555555"), team=1, confirmed=False),
        sheet_of(card, criterion_scores(card, VA1="222222"), team=2),
    )

    assert result.rows[0].summary is None
    assert (result.rows[0].criteria, result.rows[0].cells) == ((), {})
    assert (result.summary.in_order, result.summary.scored) == (0, 6)
    assert (result.confirmed, result.of_teams) == (1, 2)


# --- change ---------------------------------------------------------------------------------------------------------


def test_nothing_scored_in_both_is_no_change() -> None:
    assert change_between(("4 ", " 4")) is None
    assert change_between(("44", "nn")) is None
    assert change_between(of_teams=0) is None


@pytest.mark.parametrize(("before", "mean"), [("1   ", None), ("11  ", Fraction(1))])
def test_no_difference_of_means_where_under_half_is_matched(before: str, mean: Fraction | None) -> None:
    found = change_between(("2222", before))

    assert found
    assert found.mean == mean


def test_change_counts_what_came_in_order() -> None:
    found = change_between(("4453", "3345"))

    assert found
    assert (found.in_order, found.mean) == (1, Fraction(1, 4))


def test_each_cell_counts_once_whatever_its_team() -> None:
    found = change_between(("3333", "2222"), ("1", "5"), of_teams=3)

    assert found
    assert (found.mean, found.matched, found.teams, found.of_teams) == (Fraction(0), 5, 2, 3)


def test_a_team_is_compared_by_code() -> None:
    old = card_of({"VA": [2], "OU": [1]}, pk=1)
    new = card_of({"VA": [3]}, pk=2)
    before = sheet_of(old, {"VA1.1": 2, "VA1.2": 2, "OU1.1": 5}, year=2025)
    result = team_result(sheet_of(new, {"VA1.1": 4, "VA1.2": 3, "VA1.3": 5}, before=before))

    assert result.change
    assert (result.change.in_order, result.change.matched) == (1, 2)
    first, second, third = result.criteria[0].indicators
    assert first.previous
    assert second.previous
    assert third.previous is None, "a new code has no last time"
    assert result.criteria[0].previous
    assert (result.criteria[0].previous.total, result.criteria[0].previous.mean) == (2, Fraction(2))


@pytest.mark.parametrize("reason", ["unconfirmed", "other scale"])
def test_what_cannot_be_compared_is_not(reason: str) -> None:
    card = card_of({"VA": [2]})
    old = card_of({"VA": [2]}, levels=4, threshold=3) if reason == "other scale" else card
    before = sheet_of(old, {"VA1.1": 2, "VA1.2": 2}, year=2025, confirmed=reason != "unconfirmed")
    sheet = sheet_of(card, {"VA1.1": 4, "VA1.2": 3}, before=before)
    result, school = team_result(sheet), school_of(sheet)

    assert result.previous_round == round_of(2025)
    assert (result.change, result.criteria[0].previous) == (None, None)
    assert result.criteria[0].indicators[0].previous is None
    assert (school.change, school.criteria[0].previous) == (None, None)
    assert school.previous_round == round_of(2025)


def test_the_previous_round_of_a_school_is_that_of_most_teams() -> None:
    card = card_of({"VA": [1]})

    def team(number: int, year: int, *, confirmed: bool = True) -> Sheet:
        before = sheet_of(card, {"VA1.1": 2}, team=number, year=year, confirmed=confirmed)
        return sheet_of(card, {"VA1.1": 3}, team=number, before=before)

    assert school_of(team(1, 2024), team(2, 2024), team(3, 2025)).previous_round == round_of(2024)
    assert school_of(team(1, 2024), team(2, 2025)).previous_round == round_of(2025)
    assert school_of(team(1, 2024), team(2, 2025, confirmed=False)).previous_round == round_of(2024)
    assert school_of(sheet_of(card, {"VA1.1": 3})).previous_round is None


def test_last_time_of_a_school_is_that_of_the_teams_that_count_now() -> None:
    card = card_of({"VA": [1]})
    result = school_of(
        sheet_of(card, {"VA1.1": 3}, team=1, before=sheet_of(card, {"VA1.1": 2}, team=1, year=2025)),
        sheet_of(
            card,
            {"VA1.1": 3},
            team=2,
            confirmed=False,
            before=sheet_of(card, {"VA1.1": 5}, team=2, year=2025),
        ),
    )

    assert result.criteria[0].previous
    assert result.criteria[0].previous.mean == 2
    change = result.criteria[0].indicators[0].change
    assert change
    assert (change.before_in_order, change.now_in_order) == (0, 0)
