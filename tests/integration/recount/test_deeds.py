"""Whatever a board does, what is kept for dashboards is what a recount gives, and so is every figure.

The deeds are those of the real services (`deeds.py`). A few sequences run always, hundreds by `make trials`.
"""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from assessments.models import Assessment

from .comparing import as_recounted
from .deeds import BEGINNING, Organisation, Step, steps
from .test_figures import examples

pytestmark = pytest.mark.django_db


def in_order() -> None:
    """Marks are kept of exactly what is confirmed, and are those of its scores."""
    said = StringIO()
    call_command("recount_results", stdout=said)
    assert said.getvalue().endswith("Opnieuw geschreven: 0.\n")
    for assessment in Assessment.objects.all():
        assert (assessment.marks == "") is (assessment.confirmed_at is None)


def carry_out(deeds: list[Step], seed: int, one_in: int = 1) -> None:
    organisation = Organisation(seed)
    for step in deeds:
        if organisation.do(step):
            in_order()
    as_recounted(one_in, first=seed)


def undone(deeds: list[Step], seed: int, one_in: int = 1) -> None:
    with transaction.atomic():
        carry_out(deeds, seed, one_in)
        transaction.set_rollback(True)


@examples(3)
@given(deeds=st.lists(steps, min_size=8, max_size=16), seed=st.integers(0, 1 << 30))
def test_after_any_deeds(deeds: list[Step], seed: int) -> None:
    undone(BEGINNING + deeds, seed, one_in=4)


@pytest.mark.trials
@examples(100)
@given(deeds=st.lists(steps, min_size=15, max_size=60), seed=st.integers(0, 1 << 30))
def test_after_many_deeds(deeds: list[Step], seed: int) -> None:
    undone(BEGINNING + deeds, seed)
