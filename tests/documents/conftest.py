"""Reports, made once for every test of a worker."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker

from assessments.models import Card
from tests.report_cases import Case, Cases


@pytest.fixture(scope="session")
def printed_cases(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[str, Case]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", "kwaliteitskaart", verbosity=0)
        made = Cases(Card.objects.get(key="lob", owner=None)).cases
        transaction.set_rollback(True)
    return made
