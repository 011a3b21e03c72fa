"""What stands ready wherever rights are tried."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.http import HttpResponse


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
