"""Which round a group of teams is compared with: each team with its own previous one, mostly the same. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TypedDict

from .values import RoundInfo


class ComparedWith(TypedDict):
    """Two fields of a `GroupResult`."""

    previous_round: RoundInfo | None
    compared_otherwise: int


def compared_with(before: Iterable[tuple[RoundInfo, bool]]) -> ComparedWith:
    """Return the round that most teams are compared with, of equals the latest, and how many have another.

    Each team gives the round it was in before, and whether it can be compared with that. Where nothing can be
    compared: the round that most teams were in.
    """
    known = list(before)
    compared = [round_ for round_, comparable in known if comparable]
    rounds = Counter(compared or [round_ for round_, _ in known])
    most = max(rounds, key=lambda one: (rounds[one], one.starts_on, one.pk), default=None)
    return {
        "previous_round": most,
        "compared_otherwise": sum(round_ != most for round_ in compared),
    }
