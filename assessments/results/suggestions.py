"""Which indicators a team could improve first: suggested from its result, chosen by people. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from fractions import Fraction

from .values import IndicatorResult, ScoreKind, TeamResult

MOST = 8
"""More than a team can choose, few enough to talk about."""


class Reason(Enum):
    """Why an indicator is suggested; pages have the words."""

    NO_LONGER_IN_ORDER = auto()
    FELL = auto()
    FAR = auto()
    CLOSE = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An indicator with why it is suggested; `gap` is what it lacks to be op orde, in levels, None without a score."""

    indicator: IndicatorResult
    reasons: tuple[Reason, ...]
    gap: Fraction | None


def suggestions(result: TeamResult) -> tuple[Suggestion, ...]:
    """Return at most `MOST` indicators that are not op orde or went down: what was op orde and is no longer first,
    then by what is lacking, then by how much it fell, then what the team does not know; equals in card order.
    """
    each = (_suggestion(one, result.card.threshold) for one in result.indicators)
    found = [one for one in each if one]
    return tuple(sorted(found, key=_weight)[:MOST])


def _suggestion(one: IndicatorResult, threshold: int) -> Suggestion | None:
    value = one.cell.value
    if value is None:
        known = one.cell.kind is not ScoreKind.UNKNOWN
        return None if known else Suggestion(one, (Reason.UNKNOWN,), None)
    gap = max(threshold - value, Fraction(0))
    reasons = []
    if one.previous is not None and one.previous.in_order and gap:
        reasons.append(Reason.NO_LONGER_IN_ORDER)
    elif one.difference is not None and one.difference < 0:
        reasons.append(Reason.FELL)
    if gap:
        reasons.append(Reason.FAR if gap > 1 else Reason.CLOSE)
    return Suggestion(one, tuple(reasons), gap) if reasons else None


def _weight(suggestion: Suggestion) -> tuple[bool, bool, Fraction, Fraction]:
    fell = min(suggestion.indicator.difference or Fraction(0), Fraction(0))
    return (
        Reason.NO_LONGER_IN_ORDER not in suggestion.reasons,
        suggestion.gap is None,
        -(suggestion.gap or Fraction(0)),
        fell,
    )
