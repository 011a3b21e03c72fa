"""Over random data every figure of every result is what a naive recount gives.

The recount begins in `recount.py` and shares no code with the product; the data are those of `world.py`. A few worlds
run always, hundreds by `make trials`.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings

from .comparing import as_recounted
from .world import Plan, World, plans

pytestmark = [pytest.mark.django_db, pytest.mark.page]
"""Figures are counted from texts, whatever database keeps them: always on one, in the long form on the one chosen."""


def examples(number: int) -> Callable[..., Callable[..., None]]:
    """So many worlds. Making one is slow: a failing one is told as it was found, not made smaller first."""
    phases = (Phase.explicit, Phase.reuse, Phase.generate)
    return settings(
        deadline=None, max_examples=number, phases=phases, suppress_health_check=list(HealthCheck)
    )


def look(plan: Plan, one_in: int = 1) -> None:
    with transaction.atomic():
        World(plan)
        as_recounted(one_in, first=plan.seed)
        transaction.set_rollback(True)


@examples(8)
@given(plan=plans)
def test_figures_are_what_a_naive_recount_gives(plan: Plan) -> None:
    look(plan, one_in=6)


@pytest.mark.trials
@examples(200)
@given(plan=plans)
def test_every_figure_of_many_worlds(plan: Plan) -> None:
    look(plan)
