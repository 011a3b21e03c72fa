"""A small part of the fictional nation, made once for all tests of a file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assessments.models import Card
from assessments.services.national.build import build_nation

PART = 0.002


def make_nation() -> None:
    if not Card.objects.shipped().exists():
        call_command("loaddata", "kwaliteitskaart", verbosity=0)
    build_nation(part=PART)


@pytest.fixture(scope="module")
def nation(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    with django_db_blocker.unblock(), transaction.atomic():
        make_nation()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def _see(db: None, nation: Any) -> None:
    """The database is open to the test."""
