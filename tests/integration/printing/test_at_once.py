"""Several at the same moment: of two that ask one job comes, of those that take a part one has it, and all is made."""

from __future__ import annotations

import pytest

from assessments.models import PrintedFile, PrintJob, PrintPart, Round, User
from assessments.reports.document import Document
from assessments.services.printing import asking, hands
from tests.at_once import at_once
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)
