"""Numbers as people write them, in the language of the page. Formatting only; the rounding is `results.rounding`."""

from decimal import Decimal
from fractions import Fraction

from django import template
from django.utils.formats import number_format

from assessments.results.rounding import one_decimal

register = template.Library()

NO_NUMBER = "–"
MINUS = "−"


@register.filter
def decimal(value: Fraction | None) -> str:
    """One decimal, half away from zero: "4,1" in Dutch, "4.1" in English; "–" where there is no number."""
    if value is None:
        return NO_NUMBER
    return _localised(one_decimal(Fraction(value)))


@register.filter
def signed(value: Fraction | None) -> str:
    """A difference with its sign: "+0,7", "−0,3", and "0,0" without one."""
    if value is None:
        return NO_NUMBER
    rounded = one_decimal(Fraction(value))
    return f"{'+' if rounded > 0 else ''}{_localised(rounded)}"


@register.filter
def signed_int(value: int | None) -> str:
    """A difference in a count with its sign: "+3", "−2", "0"."""
    if value is None:
        return NO_NUMBER
    return f"{'+' if value > 0 else ''}{value}".replace("-", MINUS)


def _localised(value: Decimal) -> str:
    return number_format(value, decimal_pos=1, use_l10n=True, force_grouping=False).replace("-", MINUS)
