"""A database of its own for each test here, and the two commands as they are given."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import DjangoDbBlocker

from tests.own_database import OwnDatabase, own_database

Restore = Callable[..., str]


@pytest.fixture
def own(
    tmp_path: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker, monkeypatch: pytest.MonkeyPatch
) -> Iterator[OwnDatabase]:
    monkeypatch.setattr("signal.signal", lambda *_: None)  # how the tests end is for pytest
    with django_db_blocker.unblock(), own_database(tmp_path) as database:
        yield database


@pytest.fixture
def backup(tmp_path: Path, own: OwnDatabase) -> Callable[[], Path]:
    def made() -> Path:
        call_command("backup", tmp_path / "kopie.zip", stdout=io.StringIO())
        return tmp_path / "kopie.zip"

    return made


@pytest.fixture
def restore(own: OwnDatabase) -> Restore:
    """Restore a file, without a log unless one is given; returns what the command said."""

    def done(file: Path, *, log: Path | None = None) -> str:
        said = io.StringIO()
        call_command(
            "restore", file, **({"log": [log]} if log else {"without_log": True}), stdout=said, stderr=said
        )
        return said.getvalue()

    return done
