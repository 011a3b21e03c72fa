"""The one place where an exact number is rounded: when it is shown."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction


def one_decimal(value: Fraction) -> Decimal:
    """Return `value` with one decimal, half away from zero: 2.25 → 2.3 and −2.25 → −2.3. Zero has no sign."""
    tenths, rest = divmod(abs(value.numerator) * 10, value.denominator)
    if rest * 2 >= value.denominator:
        tenths += 1
    return Decimal(-tenths if value < 0 else tenths).scaleb(-1) if tenths else Decimal("0.0")
