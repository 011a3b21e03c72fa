"""Running the command on a spoilt file, and a witness that nothing changed."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from assessments.models import AuditEvent, Card, User
from tests.factories import TeamFactory, make_round
from tests.integration.test_card_source import all_rows

from .card_file import CARD, Change, Load


@pytest.fixture
def load(tmp_path: Path, db: None) -> Load:
    """Load the real card as changed by `change`, or the bytes given; return what the command said."""

    def run(change: Change | None = None, *, content: bytes | None = None, spelling: bool = False) -> str:
        if content is None:
            data = copy.deepcopy(CARD)
            if change:
                change(data)
            content = json.dumps(data).encode()
        path = tmp_path / "kaart.json"
        path.write_bytes(content)
        out = StringIO()
        call_command("load_card", str(path), spelling=spelling, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def used_card(real_card: Card) -> Card:
    make_round([TeamFactory()], real_card)
    return real_card


@pytest.fixture
def unchanged(db: None) -> Iterator[None]:
    """Whatever the test tries, all rows of cards and the log are the same afterwards."""
    before = (all_rows(), AuditEvent.objects.count(), User.objects.count())
    yield
    assert (all_rows(), AuditEvent.objects.count(), User.objects.count()) == before
