"""Whether what teams worked on moved: beside what they did not, over the same scores as the change. No database."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.enums import ActionStatus
from assessments.results import improving
from assessments.results.improving import Deed
from assessments.results.sheets import Sheet
from assessments.results.team import team_result
from assessments.results.values import CardInfo
from assessments.results.values.actions import ActionInfo
from assessments.results.values.improving import Moves, Period, TeamImproving
from tests.unit.builders import board_of, card_of, sheet_of
from tests.unit.test_results_properties import result_of, schools

DAY = dt.timedelta(days=1)
THEN, CONFIRMED = dt.date(2025, 11, 1), dt.date(2026, 11, 20)
"""The first day of the round before and the day of confirming, in what the builders make."""
TODAY = dt.date(2026, 11, 24)


def action(codes: str, ended_on: dt.date | None, status: str = "afgerond", number: int = 1) -> ActionInfo:
    return ActionInfo(
        uid=uuid.UUID(int=number),
        what="Iets doen",
        why="",
        how_seen="",
        owner="",
        owner_role=None,
        place="Team 1",
        school="S",
        due_on=TODAY,
        status=ActionStatus(status),
        made_on=THEN,
        ended_on=ended_on,
        indicators=tuple(codes.split()),
        days_late=0,
        version=1,
    )


def deed(one: ActionInfo, team: int | None) -> Deed:
    return Deed(
        one.uid.int,
        team,
        uuid.UUID(int=1),
        one.status,
        one.due_on,
        one.made_on,
        one.ended_on,
        False,
        one.indicators,
    )


def of_team(sheet: Sheet, *actions: ActionInfo) -> TeamImproving:
    return improving.team_improving(team_result(sheet), actions, as_of=TODAY)


@pytest.fixture
def sheet() -> Sheet:
    card = card_of({"VA": [3], "FA": [3]})
    before = sheet_of(card, {"VA1.1": 3, "VA1.2": 5, "VA1.3": 2, "FA1.1": 2, "FA1.2": "?"}, year=2025)
    return sheet_of(
        card, {"VA1.1": 4, "VA1.2": 4, "VA1.3": 2, "FA1.1": 3, "FA1.2": 4, "FA1.3": 1}, before=before
    )


def test_what_was_worked_on_stands_beside_what_was_not(sheet: Sheet) -> None:
    worked = of_team(sheet, action("VA1.1 VA1.2", TODAY - 30 * DAY), action("FA1.2", TODAY - DAY * 9)).worked
    assert worked is not None
    # Up 3→4 and down 5→4; FA1.2 was not scored before.
    assert worked.with_action == Moves(higher=1, same=0, lower=1)
    # 2→2 and 2→3; FA1.3 was not scored before.
    assert worked.without == Moves(higher=1, same=1, lower=0)
    assert [one.indicator.info.code for one in worked.indicators] == ["VA1.1", "VA1.2", "FA1.2"]


@pytest.mark.parametrize(
    ("ended_on", "status", "counts"),
    [
        (THEN - DAY, "afgerond", False),
        (THEN, "afgerond", True),
        (CONFIRMED, "afgerond", True),
        (CONFIRMED + DAY, "afgerond", False),
        (CONFIRMED, "gestopt", False),
        (None, "bezig", False),
    ],
)
def test_only_what_was_finished_between_the_two_counts(
    sheet: Sheet, ended_on: dt.date | None, status: str, counts: bool
) -> None:
    worked = of_team(sheet, action("VA1.1", ended_on, status)).worked
    assert worked is not None
    assert bool(worked.indicators) is counts


def test_nothing_is_said_without_an_earlier_round_on_the_same_scale() -> None:
    card = card_of({"VA": [2]})
    other = sheet_of(card_of({"VA": [2]}, levels=4, threshold=3, pk=2), {"VA1.1": 3}, year=2025)
    for before in (None, other):
        sheet = sheet_of(card, {"VA1.1": 4}, before=before)
        assert of_team(sheet, action("VA1.1", CONFIRMED)).worked is None


@pytest.mark.parametrize(
    ("made", "ended", "latest", "passed"),
    [
        (-1, None, True, False),  # made before and open: of the latest round
        (-5, -1, False, False),  # over before it began
        (-5, 3, True, False),  # ended in it
        (0, None, True, True),
        (9, 12, True, True),
        (10, 12, True, False),  # made on the first day of the next round
    ],
)
def test_which_round_an_action_is_of(made: int, ended: int | None, latest: bool, passed: bool) -> None:
    made_on, ended_on = THEN + made * DAY, None if ended is None else THEN + ended * DAY
    assert Period(THEN).holds(made_on, ended_on) is latest
    assert Period(THEN, THEN + 10 * DAY).holds(made_on, ended_on) is passed


@given(data=st.data(), drawn=schools())
def test_a_school_and_a_board_are_the_sum_of_their_teams(
    data: Any, drawn: tuple[CardInfo, list[Sheet]]
) -> None:
    card, sheets = drawn
    codes = st.lists(st.sampled_from([one.code for one in card.indicators]), min_size=1, max_size=4)
    ends = st.sampled_from([THEN - DAY, THEN, CONFIRMED, CONFIRMED + DAY])
    actions = {
        sheet.info.team_pk: [
            action(" ".join(data.draw(codes)), data.draw(ends), number=number)
            for number in range(data.draw(st.integers(0, 3)))
        ]
        for sheet in sheets
    }
    deeds = [deed(one, team) for team, ours in actions.items() for one in ours]
    school = improving.school_improving(result_of(card, sheets), deeds, as_of=TODAY).worked
    board = improving.board_improving(board_of({"S": sheets}, card), deeds, as_of=TODAY).worked
    teams = [
        (team_result(sheet).change, worked)
        for sheet in sheets
        if sheet.info.is_confirmed and (worked := of_team(sheet, *actions[sheet.info.team_pk]).worked)
    ]
    for change, worked in teams:
        assert worked.with_action.compared + worked.without.compared == (change.matched if change else 0)
    for whole in (school, board):
        found = (whole.with_action, whole.without) if whole else (Moves(), Moves())
        # A team without an earlier round has nothing to compare, with an action or without.
        for which, moves in zip(("with_action", "without"), found, strict=True):
            sums = zip(*(getattr(one, which) for _change, one in teams), strict=True)
            assert moves == Moves(*map(sum, sums))
