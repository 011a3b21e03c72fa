"""What the tests in a browser share."""

from __future__ import annotations

import pytest

from tests.cast import Cast


@pytest.fixture
def people(transactional_db: None, cast: Cast) -> Cast:
    """The cast, where the server of the test sees it too."""
    return cast
