"""How a team fared in a round: what it agreed on each indicator, and what it wrote there."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assessments.enums import Choice

LEVEL, UNKNOWN, NOT_APPLICABLE, NOTHING = (
    choice.value for choice in (Choice.LEVEL, Choice.UNKNOWN, Choice.NOT_APPLICABLE, Choice.NONE)
)


class Heights(NamedTuple):
    """What is known of an indicator: its key, how high it commonly is scored, and what teams say of it."""

    pk: int
    base: float
    words: dict[str, str]


class Agreed(NamedTuple):
    """What a team agreed on one indicator, in the order of the fields of a score."""

    indicator_id: int
    choice: str
    level: int | None
    rationale: str
    evidence: str
    evidenced_on: dt.date | None
    dissent: str
    version: int


AGREED = Agreed._fields


@dataclass(frozen=True, slots=True)
class Nature:
    """What stays of a team over the years: per indicator how far it is from common, None where it does not apply."""

    leanings: Sequence[float | None]
    growth: float
    size: int
    """How many people are in it."""
    individual: float
    """How likely it is that in a round everybody answers first."""


def nature(number: int, tilt: float, individual: float, chance: random.Random) -> Nature:
    """Return the nature of a team; `tilt` is how far its school is from common."""
    own = tilt + chance.gauss(0, 0.35)
    return Nature(
        leanings=[
            None if chance.random() < 0.015 else own + chance.uniform(-0.9, 0.9) for _ in range(number)
        ],
        growth=chance.uniform(-0.05, 0.35),
        size=chance.choice((4, 5, 6, 7, 7, 8, 8, 9, 10, 11, 12, 14, 17, 22)),
        individual=individual,
    )


def levels(team: Nature, card: Sequence[Heights], year: int, chance: random.Random) -> list[int | None]:
    """Where the team stands on each indicator in a year: a level, or None where it does not apply."""
    grown = team.growth * (year - 1)
    return [
        None
        if leaning is None
        else max(1, min(5, round(one.base + leaning + grown + chance.uniform(-0.4, 0.4))))
        for one, leaning in zip(card, team.leanings, strict=True)
    ]


def agreed(
    stands: Sequence[int | None],
    card: Sequence[Heights],
    left_open: float,
    on: dt.date,
    chance: random.Random,
) -> list[Agreed]:
    """What stands in the form of the team. It left open that part of the indicators; of some of those it wrote."""
    found = []
    for one, level in zip(card, stands, strict=True):
        drawn = chance.random()
        if drawn < left_open:
            if drawn < left_open / 10:
                found.append(_agreed(one, NOTHING, None, one.words["midden"], chance))
        elif level is None:
            found.append(_agreed(one, NOT_APPLICABLE, None, "", chance))
        elif drawn > (0.9 if level <= 2 else 0.98):
            found.append(_agreed(one, UNKNOWN, None, "", chance))
        elif chance.random() < 0.8:
            found.append(_agreed(one, LEVEL, level, "", chance))
        else:
            band = "laag" if level <= 2 else "midden" if level == 3 else "hoog"
            evidence = one.words.get("bewijs", "") if level >= 4 else ""
            found.append(
                _agreed(one, LEVEL, level, one.words[band], chance)._replace(
                    evidence=evidence,
                    evidenced_on=on if evidence else None,
                    dissent=DISSENT if chance.random() < 0.1 else "",
                )
            )
    return found


DISSENT = "Een van ons kiest een niveau lager."


def _agreed(one: Heights, choice: str, level: int | None, rationale: str, chance: random.Random) -> Agreed:
    return Agreed(one.pk, choice, level, rationale, "", None, "", 1 if chance.random() < 0.8 else 2)
