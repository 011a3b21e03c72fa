"""Workers that make the parts of a file: each one once, whoever dies, fails, or lacks something."""

from __future__ import annotations

import io
import zipfile

import pytest
from django_tasks_db.models import DBTaskResult

from assessments.enums import PrintFault
from assessments.models import (
    PrintPart,
    Round,
)
from assessments.reports import engine
from assessments.reports.document import Document
from assessments.services.printing import hands
from assessments.services.printing.asking import ask_again
from tests.cast import Cast
from tests.integration.imports.doing import run_queue
from tests.integration.printing.doing import asked, let_leases_pass, made, stands, taken


def test_each_part_is_in_one_pair_of_hands(cast: Cast, round_: Round) -> None:
    job = asked(cast)
    claims = [hands.claim(job) for _worker in range(7)]
    assert [part.position for part in claims if part] == [0, 1, 2, 3, 4, 5]
    assert claims[6] is None
    assert stands(job, cast.governor).total == 6
    assert not stands(job, cast.governor).is_done


def test_what_a_dead_worker_had_in_hand_is_finished_by_another_once(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    job = asked(cast)
    DBTaskResult.objects.all().delete()
    dead = hands.claim(job)
    assert dead
    PrintPart.objects.filter(pk=dead.pk).update(progress=700)
    hands.keep_going(job)
    hands.keep_going(job)
    assert DBTaskResult.objects.count() == hands.HANDS - 1, "the dead one is not missed yet"
    run_queue()
    at_work = stands(job, cast.governor)
    assert (at_work.made, at_work.is_done, at_work.share) == (5, False, 950)
    hands.revive()
    assert not DBTaskResult.objects.ready().exists()
    let_leases_pass()
    hands.revive()
    hands.revive()
    assert DBTaskResult.objects.ready().count() == 1
    another = hands.claim(job)
    assert another == dead
    beat = hands._Beat(another)
    beat._last = 0
    beat(0.1)
    assert stands(job, cast.governor).share == 950, "it begins anew, and the bar does not go back"
    hands._make(job, another)
    hands._make(job, dead)
    hands.come_back(job)
    assert stands(job, cast.governor).can_be_taken
    assert len(printed) == 6


def test_a_report_that_takes_its_workers_down_is_given_up_and_the_rest_is_there(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    job = asked(cast)
    for _death in range(hands.TIMES):
        dying = hands.claim(job)
        assert dying
        assert dying.position == 0
        let_leases_pass()
    run_queue()
    now = stands(job, cast.governor)
    assert (now.made, now.given_up, now.can_be_taken, now.share) == (5, 1, True, 1000)
    content = taken(job, cast.governor)
    assert content
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert len(file.namelist()) == 6
        assert (
            "Niet gelukt, en dus niet in dit bestand:\n  bestuursrapport" in file.read("LEESMIJ.txt").decode()
        )
    assert ask_again(by=cast.governor, job=job) == job
    run_queue()
    assert stands(job, cast.governor).made == 6


def test_one_that_fails_is_tried_three_times(
    cast: Cast, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[str] = []

    def fail(document: Document, *tick: object) -> bytes:
        tries.append(document.digest)
        raise ValueError("Geheim van Havo 4-5")

    monkeypatch.setattr(engine, "print_pdf", fail)
    job = made(cast)
    assert len(tries) == 18
    assert {tries.count(one) for one in tries} == {hands.TIMES}
    now = stands(job, cast.governor)
    assert (now.given_up, now.is_done, now.can_be_taken) == (6, True, False)
    assert taken(job, cast.governor) is None
    assert not [row for row in DBTaskResult.objects.all() if "Geheim" in row.traceback]


def test_without_pango_nothing_is_tried_again(
    cast: Cast, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(document: Document, *tick: object) -> bytes:
        raise engine.PangoMissing

    monkeypatch.setattr(engine, "print_pdf", missing)
    job = made(cast)
    assert set(job.parts.values_list("fault", "attempts")) == {
        (PrintFault.NO_PANGO, 1),
        (PrintFault.NO_PANGO, 0),
    }
    assert stands(job, cast.governor).no_pango


def test_how_far_a_long_report_is_shows_while_it_is_printed(
    cast: Cast, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []

    def slowly(document: Document, tick: engine.Tick) -> bytes:
        for share in (0.2, 0.8, 0.5):
            tick(share)
            seen.extend(PrintPart.objects.filter(position=0).values_list("progress", flat=True))
        return b"%PDF-"

    monkeypatch.setattr(hands, "BEAT", 0)
    monkeypatch.setattr(engine, "print_pdf", slowly)
    job = asked(cast)
    hands.print_next.call(str(job.uid))
    assert seen == [200, 800, 800]
