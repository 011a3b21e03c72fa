"""The seven worked examples of the rules for results, as they are written there."""

from __future__ import annotations

import uuid
from fractions import Fraction

import pytest

from assessments.enums import Choice
from assessments.results.rounding import one_decimal
from assessments.results.school import school_result
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import SchoolResult, ScoreKind
from assessments.templatetags.numbers import decimal, signed
from tests.unit.builders import (
    Value,
    board_of,
    card_of,
    cell,
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


def test_1_four_values_without_a_number_are_no_scores() -> None:
    card = card_of()
    result = team_result(sheet_of(card, criterion_scores(card, VA1="543?- ")))
    summary = result.criteria[0].summary

    assert (summary.scored, summary.total - summary.not_applicable) == (3, 5)
    assert (summary.in_order, summary.scored) == (2, 3)
    assert decimal(summary.mean) == "4,0"
    assert (summary.unknown, summary.not_applicable, summary.empty) == (1, 1, 1)


def test_1_two_scores_and_four_not_applicable() -> None:
    summary = summary_of("45----")

    assert (summary.in_order, summary.scored) == (2, 2)
    assert summary.mean == Fraction(9, 2)


@pytest.mark.parametrize(
    ("people", "median", "in_order"),
    [([0, 0, 3, 3, 0], Fraction(7, 2), False), ([0, 0, 0, 3, 3], Fraction(9, 2), True)],
)
def test_2_median_of_individual_levels(people: list[int], median: Fraction, in_order: bool) -> None:
    found = cell(Choice.NONE, None, people, min_group=5, threshold=4)

    assert (found.kind, found.value, found.in_order) == (ScoreKind.MEDIAN, median, in_order)


def test_2_four_people_give_no_median() -> None:
    found = cell(Choice.NONE, None, [0, 0, 2, 2, 0], min_group=5, threshold=4)

    assert (found.kind, found.value) == (ScoreKind.EMPTY, None)


def test_3_a_theme_counts_each_indicator_once() -> None:
    card = card_of()
    result = team_result(
        sheet_of(card, criterion_scores(card, VA1="555555", VA2="2222", VA3="2222", VA4="2222"))
    )

    assert decimal(result.themes[0].summary.mean) == "3,0"


def test_4_a_school_is_the_mean_of_its_teams() -> None:
    card = card_of()
    a = sheet_of(card, criterion_scores(card, VA1="44532 "), team=1)
    b = sheet_of(card, criterion_scores(card, VA1="554   "), team=2)
    c = sheet_of(card, criterion_scores(card, VA1="111111"), team=3, confirmed=False)
    result = school_of(a, b, c)
    summary = result.criteria[0].summary

    assert (summary.in_order, summary.scored) == (6, 8)
    assert (result.confirmed, result.of_teams, summary.mean_from) == (2, 3, 2)
    assert summary.mean == Fraction(62, 15)
    assert decimal(summary.mean) == "4,1"

    d = sheet_of(card, criterion_scores(card, VA1="42    "), team=4)
    result = school_of(a, b, c, d)
    summary = result.criteria[0].summary

    assert (summary.in_order, summary.scored) == (7, 10)
    assert result.rows[3].criteria[0].mean is None
    assert (decimal(summary.mean), summary.mean_from, result.of_teams) == ("4,1", 2, 4)


def test_5_a_board_is_the_mean_of_its_schools() -> None:
    card = card_of()
    codes = [indicator.code for indicator in card.indicators]

    def team(number: int, **levels: int) -> Sheet:
        values: list[Value] = []
        for level, count in zip((2, 3, 4, 5), levels.values(), strict=True):
            values += [level] * count
        return sheet_of(card, dict(zip(codes, values, strict=True)), team=number)

    x = [team(1, twos=10, threes=16, fours=10, fives=0)]
    y = [team(n, twos=0, threes=9, fours=18, fives=9) for n in range(2, 8)]
    y += [team(n, twos=0, threes=10, fours=16, fives=10) for n in range(8, 11)]
    result = board_of({"X": x, "Y": y}, card)

    of_x, of_y = (row.summary for row in result.rows)
    assert of_x
    assert of_y
    assert (of_x.mean, of_x.in_order, of_x.scored) == (Fraction(3), 10, 36)
    assert (of_y.mean, of_y.in_order, of_y.scored) == (Fraction(4), 240, 324)
    assert decimal(result.summary.mean) == "3,5"
    assert (result.summary.in_order, result.summary.scored) == (250, 360)
    assert (result.confirmed, result.of_teams) == (10, 10)


def test_6_change_is_over_the_matched_cells() -> None:
    found = change_between(("33 5", "234 "))

    assert found
    assert (signed(found.mean), found.matched) == ("+0,5", 2)


def test_6_the_change_is_not_the_difference_of_rounded_means() -> None:
    before, now = "333322", "444332"
    found = change_between((now, before))

    assert (decimal(summary_of(before).mean), decimal(summary_of(now).mean)) == ("2,7", "3,3")
    assert found
    assert signed(found.mean) == "+0,7"


def test_6_half_away_from_zero() -> None:
    assert str(one_decimal(Fraction(-1, 4))) == "-0.3"
    assert signed(Fraction(-1, 4)) == "−0,3"


@pytest.mark.parametrize("confirmed", [True, False], ids=["not filled in", "not confirmed"])
def test_7_change_of_a_school_where_a_team_is_absent(confirmed: bool) -> None:
    card = card_of({"VA": [1]})
    a = sheet_of(card, {"VA1.1": 3}, team=1, before=sheet_of(card, {"VA1.1": 2}, team=1, year=2025))
    b = sheet_of(
        card, {}, team=2, confirmed=confirmed, before=sheet_of(card, {"VA1.1": 4}, team=2, year=2025)
    )
    found = school_of(a, b).change

    assert found
    assert (signed(found.mean), found.matched, found.teams, found.of_teams) == ("+1,0", 1, 1, 2)
