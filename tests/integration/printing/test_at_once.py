"""Several at the same moment: of two that ask one job comes, of those that take a part one has it, and all is made."""

from __future__ import annotations

import pytest

from assessments.models import PrintedFile, PrintJob, PrintPart, Round, User
from assessments.reports.document import Document
from assessments.services.printing import asking, hands
from tests.at_once import at_once
from tests.cast import Cast

pytestmark = pytest.mark.django_db(transaction=True)


def test_four_who_ask_and_four_who_print(cast: Cast, round_: Round, printed: list[Document]) -> None:
    def ask() -> None:
        asking.ask_for_all(by=User.objects.get(pk=cast.governor.pk), board=cast.board, language="nl")

    assert at_once(ask, ask, ask, ask) == []
    job = PrintJob.objects.get()
    assert job.parts.count() == 6

    def work() -> None:
        while PrintJob.objects.filter(pk=job.pk, finished_at=None).exists():
            hands.print_next.call(str(job.uid))

    assert at_once(work, work, work, work) == []
    assert set(PrintPart.objects.values_list("attempts", "fault", "lease_until")) == {(1, "", None)}
    assert len(printed) == len({one.digest for one in printed}) == PrintedFile.objects.count() == 6
