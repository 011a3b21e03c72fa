"""Strongest, weakest and what moved."""

from __future__ import annotations

import uuid
from collections.abc import Iterable

import pytest

from assessments.results.ranking import code_key
from assessments.results.school import school_result
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import CardInfo, IndicatorAcross, IndicatorResult, SchoolResult
from tests.unit.builders import Value, card_of, round_of, sheet_of

TEN = card_of({"B": [6], "A": [4]})


def codes(indicators: Iterable[IndicatorAcross | IndicatorResult]) -> list[str]:
    return [one.info.code for one in indicators]


def school_of(
    card: CardInfo, *teams: dict[str, Value], before: list[dict[str, Value]] | None = None
) -> SchoolResult:
    def earlier(number: int) -> Sheet | None:
        return sheet_of(card, before[number - 1], team=number, year=2025) if before else None

    sheets = [sheet_of(card, scores, team=n, before=earlier(n)) for n, scores in enumerate(teams, start=1)]
    return school_result(sheets, card, round_of(2026), uid=uuid.UUID(int=1), name="S", board_name="B")


def same(card: CardInfo, value: Value) -> dict[str, Value]:
    return {indicator.code: value for indicator in card.indicators}


def test_codes_sort_as_a_person_would() -> None:
    found = sorted(["VA1.10", "VB1.1", "VA1.2", "FA1.1", "VA10.1", "VA2.1"], key=code_key)

    assert found == ["FA1.1", "VA1.2", "VA1.10", "VA2.1", "VA10.1", "VB1.1"]


def test_by_share_then_mean_then_code() -> None:
    first = same(TEN, 3) | {"B1.6": 4, "A1.4": 5, "A1.1": 1, "B1.1": 2, "B1.2": 3}
    second = same(TEN, 3) | {"B1.6": 4, "A1.4": 3, "A1.1": 1, "B1.1": 2, "B1.2": 4}
    result = school_of(TEN, first, second)

    # B1.6 both op orde; A1.4 and B1.2 one of two, means 4 and 3,5; then equals by code.
    assert codes(result.strongest) == ["B1.6", "A1.4", "B1.2", "A1.2", "A1.3"]
    assert codes(result.weakest) == ["A1.1", "B1.1", "B1.3", "B1.4", "B1.5"]


def test_all_equal_nothing_stands_in_both() -> None:
    result = school_of(TEN, same(TEN, 3))

    assert codes(result.strongest) == ["A1.1", "A1.2", "A1.3", "A1.4", "B1.1"]
    assert codes(result.weakest) == ["B1.2", "B1.3", "B1.4", "B1.5", "B1.6"]


@pytest.mark.parametrize(
    ("count", "places"), [(0, 0), (1, 0), (2, 1), (3, 1), (9, 4), (10, 5), (11, 5), (36, 5)]
)
def test_fewer_than_ten_give_half_each(count: int, places: int) -> None:
    card = card_of({"A": [max(count, 1)]})
    scores: dict[str, Value] = {f"A1.{i}": 1 + i % 5 for i in range(1, count + 1)}
    result = school_of(card, scores)
    team = team_result(sheet_of(card, scores))

    for strongest, weakest in ((result.strongest, result.weakest), (team.strongest, team.weakest)):
        assert (len(strongest), len(weakest)) == (places, places)
        assert not set(codes(strongest)) & set(codes(weakest))


@pytest.mark.parametrize(
    ("values", "ranked"),
    [
        ([5, None, None], False),  # one of three
        ([5, 5, None], True),
        ([5, None], True),  # half
        ([5, "?", "?"], False),
        ([5, "-", "-"], True),  # the only one to which it applies
        ([5, None, "-"], True),
        (["-", "-", "-"], False),
    ],
)
def test_only_what_half_of_the_teams_scored_is_ranked(values: list[Value], ranked: bool) -> None:
    teams = [same(TEN, 2) | {"A1.1": value} for value in values]
    result = school_of(TEN, *teams)

    assert ("A1.1" in codes(result.strongest)) is ranked


def test_a_team_ranks_by_level_then_code() -> None:
    scores = same(TEN, 3) | {"B1.6": 5, "B1.5": 4, "A1.2": 1, "A1.1": "?", "A1.3": "-", "A1.4": None}
    result = team_result(sheet_of(TEN, scores))

    assert codes(result.strongest) == ["B1.6", "B1.5", "B1.1"]
    assert codes(result.weakest) == ["A1.2", "B1.2", "B1.3"]


def test_movers_by_number_then_mean_then_code() -> None:
    before = [same(TEN, 3), same(TEN, 3)]
    first = same(TEN, 3) | {"B1.1": 4, "B1.2": 5, "A1.1": 4, "B1.3": 4, "A1.2": 1}
    second = same(TEN, 3) | {"B1.1": 4, "B1.2": 3, "A1.1": 3, "B1.3": 3}
    result = school_of(TEN, first, second, before=before)

    # B1.1 two teams; then one team, by mean: B1.2 +1, A1.1 and B1.3 +½. A1.2 fell but was not op orde.
    assert codes(result.moved_up) == ["B1.1", "B1.2", "A1.1", "B1.3"]
    assert result.moved_down == ()
    assert [
        (one.change.before_in_order, one.change.now_in_order) for one in result.moved_up if one.change
    ] == [
        (0, 2),
        (0, 1),
        (0, 1),
        (0, 1),
    ]


def test_movers_down() -> None:
    before = [same(TEN, 4), same(TEN, 4)]
    first = same(TEN, 4) | {"B1.1": 3, "B1.2": 1, "A1.1": 3}
    second = same(TEN, 4) | {"B1.1": 3, "A1.1": 5}
    result = school_of(TEN, first, second, before=before)

    assert codes(result.moved_down) == ["B1.1", "B1.2", "A1.1"]
    assert result.moved_up == ()


def test_at_most_five_move() -> None:
    result = school_of(TEN, same(TEN, 4), before=[same(TEN, 3)])

    assert codes(result.moved_up) == ["A1.1", "A1.2", "A1.3", "A1.4", "B1.1"]
