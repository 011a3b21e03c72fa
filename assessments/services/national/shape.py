"""How many boards, schools and teams there are, and how unevenly they are spread."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import count, islice

BOARDS, SCHOOLS, TEAMS = 300, 1_600, 12_000
LARGE_BOARD = 60
"""The first board has so many schools, however small a part of the nation is made."""
LARGE_SCHOOL = 40
"""The first school of it has so many teams."""
LEAST_BOARDS, LEAST_SCHOOLS, LEAST_TEAMS = 3, 10, 2
"""Boards and schools beside the large board, and teams per school on average: enough for all that is seldom."""

SCHOOLS_OF_A_BOARD = (1, 1, 1, 1, 2, 2, 3, 5, 8, 13)
TEAMS_OF_A_SCHOOL = (1, 1, 2, 2, 3, 3, 4, 5, 6, 7, 9, 14, 20)
"""Weights, one of which each draws: most are small, a few are large."""

Sizes = list[list[int]]
"""Per board the number of teams of each of its schools."""


def shape(part: float, chance: random.Random) -> Sizes:
    """Return the sizes of `part` of the nation (above 0, at most 1); the whole has exactly the numbers above."""
    boards = max(LEAST_BOARDS, round(part * (BOARDS - 1)))
    others = max(LEAST_SCHOOLS, round(part * (SCHOOLS - LARGE_BOARD)))
    schools = [LARGE_BOARD, *_spread(others, boards, SCHOOLS_OF_A_BOARD, chance)]
    normal = sum(schools) - 1
    total = max(LEAST_TEAMS * normal, round(part * (TEAMS - LARGE_SCHOOL)))
    teams = iter([LARGE_SCHOOL, *_spread(total, normal, TEAMS_OF_A_SCHOOL, chance)])
    return [list(islice(teams, number)) for number in schools]


def _spread(total: int, over: int, weights: Sequence[int], chance: random.Random) -> list[int]:
    """Give each of `over` one, and the rest by weight."""
    more = Counter(chance.choices(range(over), chance.choices(weights, k=over), k=total - over))
    return [1 + more[place] for place in range(over)]


def once_in(turns: int, first: int) -> Callable[[], bool]:
    """Return a function that says yes the `first` time of so many turns that it is asked, and so on: often or seldom,
    but surely, also in a small part of the nation.
    """
    asked = count(turns - first + 1)
    return lambda: next(asked) % turns == 0
