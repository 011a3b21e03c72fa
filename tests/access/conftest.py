"""What stands ready wherever rights are tried."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponse

from tests.access.scene import Scene, let_everybody_in, make_scene


@pytest.fixture(autouse=True)
def _a_provider(settings: Any) -> None:
    """An identity provider is set up, so that its pages are there; it is down."""
    settings.IDENTITY_PROVIDERS = {
        "surfconext": {"issuer": "http://localhost:9", "client_id": "lob", "client_secret": "geheim"}
    }


@pytest.fixture(autouse=True)
def _quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Thousands of refusals are wanted here; the log need not tell of each."""
    monkeypatch.setattr(logging.getLogger("django.request"), "disabled", True)


@pytest.fixture
def _plain_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse without a page: what the pages of 403 and 404 say is tried in `test_not_there`."""
    for status in (403, 404):
        monkeypatch.setattr(
            f"lobkwaliteit.urls.handler{status}", lambda *_, s=status, **__: HttpResponse(status=s)
        )


@pytest.fixture
def _no_real_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rights are tried here, not rendering."""
    monkeypatch.setattr("assessments.reports.engine.print_pdf", lambda *args: b"%PDF-")


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any) -> Iterator[Scene]:
    """The scene is made once for a file of tests; each request is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        scene = make_scene()
        let_everybody_in(scene)
        yield scene
        transaction.set_rollback(True)
