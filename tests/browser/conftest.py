"""What the tests in a browser share."""

from __future__ import annotations

import pytest

from tests.cast import Cast, make_cast


@pytest.fixture
def people(transactional_db: None) -> Cast:
    """The cast, where the server of the test sees it too."""
    return make_cast()
