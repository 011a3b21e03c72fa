"""Rounds in a row and two side by side: over what both scored, team by team, and what could not be compared."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from fractions import Fraction

import pytest

from assessments.results.course import Course, Stand
from assessments.results.over_time import OfBoard, OfSchool, OfTeam, over_time
from assessments.results.values import CardInfo, RoundInfo, SchoolName
from assessments.results.values.over_time import Comparison, LeftOut, OverTime
from tests.unit.builders import card_of, marks_of, round_of

CARD = card_of({"VA": [3]}, pk=1)
LONGER = card_of({"VA": [2], "FA": [2]}, pk=2)
OTHER_SCALE = card_of({"VA": [3]}, levels=4, threshold=3, pk=3)
CARDS = {card.pk: card for card in (CARD, LONGER, OTHER_SCALE)}

Scored = tuple[int, int, int, str]
"""Team, school, year, and its marks; without marks it is not confirmed."""


def course_of(scored: Sequence[Scored], cards: dict[int, CardInfo] | None = None) -> Course:
    years = sorted({year for _team, _school, year, _marks in scored})
    return Course(
        rounds={year: round_of(year) for year in years},
        cards_of={year: (cards or {}).get(year, CARD).pk for year in years},
        stands=[
            Stand(team, school, year, marks_of(marks), f"Team {team}") for team, school, year, marks in scored
        ],
    )


def told(course: Course, *years: int, school: int | None = 1) -> OverTime:
    earlier, later = (course.rounds[year] for year in years) if years else (None, None)
    subject = OfSchool(course, CARDS, school) if school else OfTeam(course, CARDS)
    return over_time(subject, earlier, later)


def beside(course: Course, *years: int) -> Comparison:
    found = told(course, *years).comparison
    assert found
    return found


# --- every round ----------------------------------------------------------------------------------------------------


def test_each_round_tells_all_that_was_scored_and_each_step_only_what_both_scored() -> None:
    course = course_of([(1, 1, 2024, "333"), (1, 1, 2025, "444"), (2, 1, 2025, "111"), (2, 1, 2026, "1 4")])
    found = told(course)

    summaries = [moment.summary for moment in found.moments]
    assert [(one.in_order, one.scored) for one in summaries if one] == [(0, 3), (3, 6), (1, 2)]
    first, second = found.changes
    assert first
    assert second
    assert (first.before_in_order, first.now_in_order, first.matched) == (0, 3, 3)
    assert (second.before_in_order, second.now_in_order, second.matched) == (0, 1, 2)
    assert (second.teams, second.of_teams, second.mean) == (1, 1, Fraction(3, 2))
    assert (second.before_mean, second.now_mean) == (Fraction(1), Fraction(5, 2))


def test_a_round_in_which_nothing_is_confirmed_has_its_place_and_no_figures() -> None:
    found = told(course_of([(1, 1, 2025, "444"), (1, 1, 2026, "")]))

    assert [moment.confirmed for moment in found.moments] == [1, 0]
    assert found.moments[1].summary is None
    assert found.changes == (None,)


def test_only_the_latest_rounds_are_drawn_but_any_two_can_be_compared() -> None:
    course = course_of([(1, 1, year, "4  ") for year in range(2010, 2026)])
    found = told(course, 2010, 2025)

    assert [moment.round.title[-4:] for moment in found.moments] == [str(year) for year in range(2016, 2026)]
    assert len(found.changes) == 9
    assert len(found.rounds) == 16
    assert found.comparison
    assert found.comparison.earlier.round == course.rounds[2010]


# --- two side by side -----------------------------------------------------------------------------------------------


def test_two_rounds_are_compared_although_another_lies_between() -> None:
    found = beside(course_of([(1, 1, 2024, "333"), (1, 1, 2025, "555"), (1, 1, 2026, "434")]), 2024, 2026)

    assert found.change
    assert (found.change.in_order, found.change.matched) == (2, 3)
    criterion = found.themes[0].criteria[0]
    assert criterion.change == found.change
    assert [
        (one.change.before_in_order, one.change.now_in_order) for one in criterion.indicators if one.change
    ] == [
        (0, 1),
        (0, 0),
        (0, 1),
    ]
    assert [one.info.code for one in found.moved_up] == ["VA1.1", "VA1.3"]
    assert [(row.name, row.change) for row in found.rows] == [("Team 1", found.change)]
    assert not found.left_out


def test_a_team_is_found_at_the_school_where_it_was() -> None:
    """Figures of a round are of the school of that time; the team is compared with what it did itself."""
    course = course_of([(1, 2, 2025, "333"), (1, 1, 2026, "444"), (2, 1, 2025, "555")])
    found = beside(course, 2025, 2026)

    assert found.earlier.summary
    assert (found.earlier.summary.in_order, found.earlier.of_teams) == (3, 1), "that of team 2"
    assert found.change
    assert (found.change.in_order, found.change.teams) == (3, 1)
    assert found.left_out == LeftOut(gone_teams=("Team 2",))


def test_every_team_that_is_not_compared_is_named_once_with_its_reason() -> None:
    course = course_of(
        [
            (1, 1, 2025, "333"),
            (1, 1, 2026, "44 "),
            (2, 1, 2026, "444"),
            (3, 1, 2025, "444"),
            (4, 1, 2025, "444"),
            (4, 1, 2026, ""),
            (5, 1, 2025, ""),
            (5, 1, 2026, "444"),
        ]
    )
    assert beside(course, 2025, 2026).left_out == LeftOut(
        new_teams=("Team 2",), gone_teams=("Team 3",), unconfirmed=("Team 4", "Team 5"), one_sided=1
    )


def test_editions_are_compared_by_code() -> None:
    course = course_of([(1, 1, 2025, "335"), (1, 1, 2026, "4455")], {2026: LONGER})
    found = beside(course, 2025, 2026)

    assert found.card == LONGER
    assert found.change
    assert (found.change.in_order, found.change.matched) == (2, 2)
    assert (found.left_out.new_codes, found.left_out.gone_codes) == (("FA1.1", "FA1.2"), ("VA1.3",))
    assert [one.pairs[0][1] is None for theme in found.themes for one in theme.criteria[0].indicators] == [
        False,
        False,
        True,
        True,
    ]


def test_another_scale_is_not_compared() -> None:
    course = course_of([(1, 1, 2025, "333"), (1, 1, 2026, "444")], {2025: OTHER_SCALE})
    found = beside(course, 2025, 2026)

    assert found.change is None
    assert found.left_out == LeftOut(other_scale=("Team 1",))


def test_of_a_team_alone() -> None:
    course = course_of([(1, 1, 2025, "333"), (1, 2, 2026, "433")])
    found = told(course, 2025, 2026, school=None)

    assert [moment.of_teams for moment in found.moments] == [1, 1]
    assert found.comparison
    assert found.comparison.rows == ()
    assert found.comparison.change
    assert found.comparison.change.in_order == 1


# --- a board --------------------------------------------------------------------------------------------------------


def board_told(course: Course, earlier: RoundInfo | None, later: RoundInfo | None) -> OverTime:
    schools = [SchoolName(pk, uuid.UUID(int=pk), f"School {pk}", "vo") for pk in (1, 2)]
    return over_time(OfBoard(course, CARDS, schools), earlier, later)


def test_a_board_stands_as_each_school_stood_in_its_latest_round() -> None:
    course = course_of([(1, 1, 2024, "333"), (2, 2, 2025, "444"), (1, 1, 2026, "455")])
    found = board_told(course, course.rounds[2025], course.rounds[2026])

    assert [moment.of_teams for moment in found.moments] == [1, 2, 2]
    assert [
        (moment.summary.in_order, moment.summary.scored) for moment in found.moments if moment.summary
    ] == [
        (0, 3),
        (3, 6),
        (6, 6),
    ]
    comparison = found.comparison
    assert comparison
    assert comparison.change
    assert (comparison.change.in_order, comparison.change.matched) == (3, 3), "school 2 is not beside itself"
    assert comparison.left_out == LeftOut(not_again=("School 2",))
    assert [(row.name, bool(row.change)) for row in comparison.rows] == [
        ("School 1", True),
        ("School 2", False),
    ]


@pytest.mark.parametrize(("old", "new"), [(1, 2), (2, 1)])
def test_a_team_that_moved_is_beside_itself_at_neither_school(old: int, new: int) -> None:
    """It still stands in the last round of its old school; what it did at the new one is beside that."""
    course = course_of([(1, old, 2025, "333"), (1, new, 2026, "444")])
    found = board_told(course, course.rounds[2025], course.rounds[2026]).comparison

    assert found
    assert found.change
    assert (found.change.in_order, found.change.matched, found.change.teams) == (3, 3, 1)
    assert found.left_out == LeftOut(not_again=(f"School {old}",))


def test_a_school_on_another_scale_than_the_board_is_left_out_with_its_teams() -> None:
    """Also where it kept that scale itself: it is in no figure of the board."""
    course = course_of(
        [(1, 1, 2023, "333"), (2, 2, 2024, "333"), (1, 1, 2025, "44 "), (2, 2, 2026, "444")],
        {2023: OTHER_SCALE, 2025: OTHER_SCALE},
    )
    found = board_told(course, course.rounds[2024], course.rounds[2026]).comparison

    assert found
    assert found.change
    assert (found.change.matched, [row.name for row in found.rows]) == (3, ["School 2"])
    assert found.left_out == LeftOut(other_scale=("Team 1",))


@pytest.mark.parametrize("scored", [[], [(1, 1, 2026, "444")]])
def test_without_two_rounds_there_is_nothing_side_by_side(scored: list[Scored]) -> None:
    found = told(course_of(scored))

    assert (found.comparison, found.changes) == (None, ())
    assert len(found.moments) == len(scored)
