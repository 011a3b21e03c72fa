"""What a file held is erased once it is at rest, and no log, queue or summary ever tells of it."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.enums import ImportState
from assessments.models import (
    OrganisationImport,
)
from assessments.services.imports import jobs
from assessments.tasks.due import DAILY, EVERY_MINUTE
from tests.cast import Cast
from tests.unit.imports.files import GOOD_SCHOOL, csv_of

from .doing import GOOD, run_queue, saved, uploaded

pytestmark = pytest.mark.django_db

PERSONAL = ("ada@x.example", "Ada Lovelace", "Lovelace", "member@voorbeeld.example")


def test_a_file_is_erased_after_a_day_and_its_counts_stay(cast: Cast) -> None:
    done = saved(cast.administrator, cast.board, GOOD)
    uploaded(cast.administrator, cast.board, csv_of("school", GOOD_SCHOOL))
    assert {jobs.revive, jobs.forget} <= {*EVERY_MINUTE, *DAILY}
    OrganisationImport.objects.update(created_at=timezone.now() - jobs.KEPT)
    jobs.forget()
    assert list(OrganisationImport.objects.all()) == [done]


@pytest.mark.parametrize("name", ["read", "match"])
def test_a_fault_of_ours_tells_nothing_of_the_file(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    caplog.set_level(logging.DEBUG)

    def fail(*args: Any, **kwargs: Any) -> None:
        raise ValueError(f"cannot read {PERSONAL}")

    monkeypatch.setattr(jobs, name, fail)
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.REFUSED
    _nothing_personal(caplog)
    assert "ValueError" in caplog.text


def test_neither_queue_nor_log_nor_summary_holds_a_row(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    run_queue()
    thing.refresh_from_db()
    jobs.save(by=cast.administrator, thing=thing, send=True)
    run_queue()
    _nothing_personal(caplog)


def test_rows_without_heads_are_not_repeated(cast: Cast) -> None:
    rows = csv_of("person").partition(b"\r\n")[2] + b"Ada Lovelace;ada@x.example;nl;bestuur;\r\n"
    thing = uploaded(cast.administrator, cast.board, rows)
    assert thing.summary == {"refused": ["unknown_heads", {"sheet": ""}]}


def test_a_database_that_is_away_is_waited_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError(f"Key (email)=({PERSONAL[0]}) is away")

    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    with monkeypatch.context() as dying:
        dying.setattr(jobs, "match", away)
        run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.READING
    assert PERSONAL[0] not in str(list(DBTaskResult.objects.values()))


def _nothing_personal(caplog: pytest.LogCaptureFixture) -> None:
    tasks = str(list(DBTaskResult.objects.values()))
    summaries = str(list(OrganisationImport.objects.values_list("summary", flat=True)))
    plans = str(list(OrganisationImport.objects.values_list("plan", flat=True)))
    for words in PERSONAL:
        assert words not in tasks
        assert words not in summaries
        assert words not in caplog.text
        assert words not in plans
