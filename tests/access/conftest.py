"""What stands ready wherever rights are tried."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _a_provider(settings: Any) -> None:
    """An identity provider is set up, so that its pages are there; it is down."""
    settings.IDENTITY_PROVIDERS = {
        "surfconext": {"issuer": "http://localhost:9", "client_id": "lob", "client_secret": "geheim"}
    }
