"""The order of the conversation, with the worked values of the measure."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.consensus import agreement, consensus, in_order, unanimous


@dataclass
class Answers:
    levels: tuple[int, ...]
    unknown: int = 0
    not_applicable: int = 0


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        ([4, 0, 0, 0, 4], 0.0),
        ([0, 0, 8, 0, 0], 1.0),
        ([1, 2, 3, 1, 1], 0.5835),
        ([8, 0, 0, 0, 0], 1.0),
        ([0, 4, 0, 4, 0], 0.584962501),  # by hand: 1 + log2(3/4)
    ],
)
def test_worked_values(people: list[int], expected: float) -> None:
    places = len(str(expected).partition(".")[2])
    assert round(consensus(people), places) == expected


def test_nine_places() -> None:
    assert consensus([1, 2, 3, 1, 1]) == round(consensus([1, 2, 3, 1, 1]), 9)
    assert consensus([0, 4, 0, 4, 0]) == 0.584962501


def test_the_whole_scale_counts_not_the_part_that_was_used() -> None:
    assert consensus([4, 0, 4]) == 0
    assert consensus([4, 0, 4, 0, 0]) > 0.5


def test_nobody_gave_a_level() -> None:
    assert consensus([0, 0, 0, 0, 0]) == 1
    assert agreement(Answers((0, 0, 0, 0, 0), not_applicable=6)) == 1
    assert agreement(Answers((0, 0, 0, 0, 0), unknown=6)) == 0
    assert agreement(Answers((0, 0, 0, 0, 0), unknown=3, not_applicable=3)) == 0


def test_not_knowing_weighs_as_much_as_differing() -> None:
    # half of those with an opinion do not know; n.v.t. is none
    assert agreement(Answers((0, 0, 3, 0, 0), unknown=3, not_applicable=6)) == 0.5
    # who differ more than they do not know
    assert agreement(Answers((4, 0, 0, 0, 4), unknown=1)) == 0
    assert agreement(Answers((0, 0, 2, 0, 0), unknown=1)) == 0.666666667


def test_unanimous_is_everybody_who_answered() -> None:
    assert unanimous(Answers((0, 0, 0, 6, 0))) == 4
    assert unanimous(Answers((0, 0, 1, 6, 0))) is None
    assert unanimous(Answers((0, 0, 0, 6, 0), unknown=1)) is None
    assert unanimous(Answers((0, 0, 0, 6, 0), not_applicable=1)) is None
    assert unanimous(Answers((0, 0, 0, 0, 0), not_applicable=6)) is None


def test_order() -> None:
    spreads = {
        "VA1.1": Answers((0, 0, 8, 0, 0)),
        "VA1.2": Answers((1, 2, 3, 1, 1)),
        "VA1.4": Answers((4, 0, 0, 0, 4)),
        "VA2.1": Answers((0, 0, 0, 0, 0), unknown=8),
        "VA2.2": Answers((0, 0, 0, 0, 0), not_applicable=8),
        "VA2.4": Answers((0, 0, 6, 0, 0), unknown=2),
    }
    codes = ["VA1.1", "VA1.2", "VA1.3", "VA1.4", "VA2.1", "VA2.2", "VA2.3", "VA2.4"]
    assert in_order(codes, spreads) == [
        "VA1.4",  # 0, and before VA2.1 on the card
        "VA2.1",  # 0: everybody weet ik niet
        "VA1.2",  # 0.5835
        "VA2.4",  # 0.75
        "VA1.1",  # 1
        "VA2.2",  # 1: all n.v.t.
        "VA1.3",  # under the floor
        "VA2.3",  # under the floor
    ]


def test_all_under_the_floor_is_the_card() -> None:
    assert in_order(["B", "A", "C"], {}) == ["B", "A", "C"]


@given(st.lists(st.integers(0, 60), min_size=2, max_size=7))
def test_it_stays_between_nothing_and_one_whichever_way_the_scale_runs(people: list[int]) -> None:
    assert 0 <= consensus(people) <= 1
    assert consensus(people) == pytest.approx(consensus(people[::-1]), abs=2e-9)
