"""What remains of a team in which everybody answered first: counts above the floor, and that somebody took part."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.enums import MAX_LEVELS, Via

from .course import Heights

CHOICES = (1, 2, 3, 4, 5, "?", "-")
AROUND: dict[int | None, tuple[int, ...]] = {
    1: (50, 28, 10, 3, 1, 7, 1),
    2: (20, 40, 24, 8, 2, 5, 1),
    3: (6, 22, 40, 22, 6, 3, 1),
    4: (1, 6, 24, 44, 21, 3, 1),
    5: (1, 2, 8, 32, 53, 3, 1),
    None: (4, 4, 6, 4, 2, 10, 70),
}
"""How a hundred people choose where the team stands at a level; None: where it finds the indicator not applicable."""


class Counted(NamedTuple):
    """The counts of one indicator: people per level, from 1 to `MAX_LEVELS`, and what is known of the group."""

    indicator_id: int
    levels: tuple[int, ...]
    unknown: int
    not_applicable: int
    least_group: int


@dataclass(frozen=True, slots=True)
class Folk:
    """Of `size` people so many began, some of them on paper, typed in by one person."""

    size: int
    begun: int
    on_paper: int

    def counts(
        self, stands: Sequence[int | None], card: Sequence[Heights], min_group: int, chance: random.Random
    ) -> list[Counted]:
        """What may ever be shown of their answers; under the floor there is nothing."""
        found = []
        for one, level in zip(card, stands, strict=True):
            people = self.begun - (chance.randint(1, 3) if chance.random() < 0.06 else 0)
            others = people - self.on_paper
            least = min(people, others) if others > 0 else people
            if least < min_group:
                continue
            drawn = chance.choices(CHOICES, AROUND[level], k=people)
            levels = tuple(map(drawn.count, range(1, MAX_LEVELS + 1)))
            found.append(Counted(one.pk, levels, drawn.count("?"), drawn.count("-"), least))
        return found

    def took_part(self, chance: random.Random) -> Iterator[tuple[str, int | None]]:
        """By which way each of them did, and as which number: by a personal link they were none."""
        for number in range(1, self.begun + 1):
            via = Via.PAPER if number <= self.on_paper else chance.choice((Via.LINK, Via.TEAM_LINK))
            yield via.value, None if via == Via.LINK else number


def folk(size: int, chance: random.Random) -> Folk:
    begun = round(size * chance.uniform(0.65, 1))
    return Folk(size, begun, on_paper=min(begun, 3) if chance.random() < 0.06 else 0)
