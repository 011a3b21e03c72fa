"""Rounding, once, when shown; and how numbers are written in both languages."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from assessments.results.rounding import one_decimal
from assessments.templatetags.numbers import decimal, signed, signed_int


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Fraction(62, 15), "4.1"),
        (Fraction(1, 4), "0.3"),
        (Fraction(-1, 4), "-0.3"),
        (Fraction(249, 1000), "0.2"),
        (Fraction(-1, 30), "0.0"),
        (Fraction(-1, 20), "-0.1"),
        (Fraction(0), "0.0"),
        (Fraction(5), "5.0"),
        (Fraction(7, 2), "3.5"),
        (Fraction(999, 100), "10.0"),
    ],
)
def test_half_away_from_zero(value: Fraction, shown: str) -> None:
    assert str(one_decimal(value)) == shown


@given(st.fractions(min_value=-100, max_value=100, max_denominator=10_000))
def test_as_decimal_rounds(value: Fraction) -> None:
    with localcontext() as context:
        context.prec = 60
        exact = Decimal(value.numerator) / Decimal(value.denominator)
        # Sixty digits tell every half from what is beside it: a denominator of 10,000 needs far fewer.
        expected = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)

    assert one_decimal(value) == expected
    assert abs(value - Fraction(one_decimal(value))) <= Fraction(1, 20)
    assert one_decimal(-value) == -one_decimal(value)


@pytest.mark.parametrize(
    ("language", "value", "plain", "with_sign"),
    [
        ("nl", Fraction(62, 15), "4,1", "+4,1"),
        ("en", Fraction(62, 15), "4.1", "+4.1"),
        ("nl", Fraction(-1, 4), "−0,3", "−0,3"),
        ("en", Fraction(-1, 4), "−0.3", "−0.3"),
        ("nl", Fraction(0), "0,0", "0,0"),
        ("nl", Fraction(-1, 30), "0,0", "0,0"),
        ("nl", Fraction(1, 30), "0,0", "0,0"),
        ("nl", None, "–", "–"),
        ("en", None, "–", "–"),
    ],
)
def test_written_in_the_language_of_the_page(
    language: str, value: Fraction | None, plain: str, with_sign: str
) -> None:
    with translation.override(language):
        assert decimal(value) == plain
        assert signed(value) == with_sign


@pytest.mark.parametrize(("value", "shown"), [(3, "+3"), (-2, "−2"), (0, "0"), (1234, "+1234"), (None, "–")])
def test_whole_differences(value: int | None, shown: str) -> None:
    assert signed_int(value) == shown
