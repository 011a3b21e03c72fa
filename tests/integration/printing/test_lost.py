"""Whose right is gone loses the file; what is past its time or thrown away is in none."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from assessments.access import rows
from assessments.access.policies import Refused
from assessments.enums import Role, RoundState, Verb
from assessments.models import (
    Assessment,
    AuditEvent,
    Card,
    Membership,
    PrintedFile,
    PrintJob,
    PrintPart,
    Round,
)
from assessments.reports import engine
from assessments.reports.document import Document
from assessments.services import retention, rounds
from assessments.services.printing import hands, standing, store
from assessments.services.printing.asking import ask_for_all
from tests.cast import Cast
from tests.factories import confirm, give_role, make_round, set_scores
from tests.integration.imports.doing import run_queue
from tests.integration.printing.doing import anew, asked, made, stands, taken
from tests.reading import signed_in


def test_who_does_not_see_the_board_asks_for_nothing(cast: Cast, round_: Round, small_card: Card) -> None:
    for person in (cast.coordinator, cast.manager, cast.administrator, cast.foreign_governor, cast.stranger):
        with pytest.raises(PermissionDenied):
            asked(cast, person)
    with pytest.raises(Refused):
        ask_for_all(by=cast.foreign_governor, board=cast.foreign_board, language="nl")
    assert not PrintJob.objects.exists()


def test_who_loses_the_right_loses_the_file(cast: Cast, round_: Round, printed: list[Document]) -> None:
    job = made(cast)
    assert rows.print_jobs(cast.governor).get() == job
    assert not rows.print_jobs(cast.board_coordinator).exists()
    Membership.objects.filter(user=cast.governor).update(ended_on=timezone.localdate())
    assert not rows.print_jobs(anew(cast.governor)).exists()
    with pytest.raises(PermissionDenied):
        taken(job, cast.governor)
    assert not AuditEvent.objects.filter(verb=Verb.ALL_REPORTS_DOWNLOADED).exists()


def test_a_right_that_is_another_one_makes_another_file(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    """What one may see stands in the reports that were made for them."""
    give_role(cast.governor, Role.MANAGER, cast.school)
    job = ask_for_all(by=anew(cast.governor), board=cast.board, language="nl")
    run_queue()
    assert taken(job, cast.governor)
    Membership.objects.filter(user=cast.governor, role=Role.MANAGER).delete()
    assert taken(job, cast.governor) is None


def test_a_right_is_asked_again_for_each_part(cast: Cast, round_: Round, printed: list[Document]) -> None:
    job = asked(cast)
    of_its_coordinator = asked(cast, cast.board_coordinator)
    reopened = job.parts.get(assessment__team=cast.team)
    Assessment.objects.filter(team=cast.team).update(confirmed_at=None, marks="")
    run_queue()
    assert not PrintPart.objects.filter(pk=reopened.pk).exists(), "it is not there for them any more"
    now = stands(job, cast.governor)
    assert (now.total, now.made, now.is_stale) == (5, 5, True)
    assert of_its_coordinator.parts.count() == 5, "who leads it sees it, but the file holds what is confirmed"
    assert taken(job, cast.governor) is None


def test_a_day_later_it_is_gone_and_what_was_printed_some_days_later(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    job = made(cast)
    PrintJob.objects.update(asked_at=timezone.now() - dt.timedelta(days=1))
    assert not rows.print_jobs(cast.governor).exists()
    assert (standing.prune(), store.prune()) == (1 + 6, 0)
    PrintedFile.objects.update(used_on=timezone.localdate() - store.KEPT)
    assert store.prune() == 0
    PrintedFile.objects.update(used_on=timezone.localdate() - store.KEPT - dt.timedelta(days=1))
    assert store.prune() == 6
    assert not PrintJob.objects.filter(pk=job.pk).exists()


def test_what_is_thrown_away_is_in_no_printed_file(
    cast: Cast, round_: Round, small_card: Card, printed: list[Document]
) -> None:
    foreign = make_round([cast.foreign_team], small_card)
    set_scores(foreign.assessments.get(), {"VA1.1": 3})
    confirm(foreign.assessments.get())

    def everything_printed() -> PrintJob:
        ask_for_all(by=cast.foreign_governor, board=cast.foreign_board, language="nl")
        return made(cast)

    trial = make_round([cast.sibling_team], small_card, is_trial=True)
    everything_printed()
    rounds.discard_round(by=cast.board_coordinator, round_=trial)
    assert set(PrintedFile.objects.values_list("board", flat=True)) == {cast.foreign_board.pk}
    assert set(PrintJob.objects.values_list("board", flat=True)) == {cast.foreign_board.pk}

    everything_printed()
    long_ago = timezone.now() - dt.timedelta(days=20 * 366)
    round_.state, round_.closed_at = RoundState.CLOSED, long_ago
    round_.save()
    Assessment.objects.filter(round=round_).update(open_family=None)
    retention.carry_out(cast.board)
    assert set(PrintedFile.objects.values_list("board", flat=True)) == {cast.foreign_board.pk}

    store.forget(cast.foreign_board)
    assert not PrintedFile.objects.exists()


def test_what_is_thrown_away_while_it_is_printed_is_not_kept(
    cast: Cast, round_: Round, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(document: Document, *tick: object) -> bytes:
        store.forget(cast.board)
        return b"%PDF-"

    monkeypatch.setattr(engine, "print_pdf", meanwhile)
    made_of = asked(cast)
    hands.print_next.call(str(made_of.uid))
    assert not PrintedFile.objects.exists()
    assert not PrintJob.objects.exists()


def test_what_is_thrown_away_while_its_reader_waits_for_it_is_not_kept(
    cast: Cast, round_: Round, small_card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial = make_round([cast.sibling_team], small_card, is_trial=True)
    set_scores(trial.assessments.get(), {"VA1.1": 4})
    confirm(trial.assessments.get())
    addresses = (
        reverse("team-report", args=[trial.assessments.get().uid]),
        reverse("school-report", args=[cast.school.uid, trial.uid]),
    )
    client = signed_in(cast.board_coordinator)

    def meanwhile(document: Document, *tick: object) -> bytes:
        if thrown_away:
            rounds.discard_round(by=cast.board_coordinator, round_=trial)
        return b"%PDF-"

    thrown_away = False
    monkeypatch.setattr(engine, "print_pdf", meanwhile)
    assert client.get(addresses[1]).content == b"%PDF-"
    assert PrintedFile.objects.count() == 1
    thrown_away = True
    assert client.get(addresses[0]).content == b"%PDF-"
    assert not PrintedFile.objects.exists()


def test_what_a_board_report_tells_of_a_round_that_is_thrown_away_meanwhile_is_not_kept(
    cast: Cast, round_: Round, small_card: Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = make_round([cast.sibling_team], small_card, state=RoundState.CLOSED)

    def meanwhile(document: Document, *tick: object) -> bytes:
        if thrown_away:
            gone.assessments.all().delete()
            gone.delete()
            store.forget(cast.board)
        return b"%PDF-"

    address = reverse("board-report", args=[cast.board.uid])
    monkeypatch.setattr(engine, "print_pdf", meanwhile)
    client = signed_in(cast.governor)
    thrown_away = False
    assert client.get(address).content == b"%PDF-"
    assert PrintedFile.objects.count() == 1
    store.forget(cast.board)
    thrown_away = True
    assert client.get(address).content == b"%PDF-"
    assert not PrintedFile.objects.exists()


def test_a_file_that_another_holds_outlives_the_job_that_made_it_too(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    """Somebody asked for all anew while a worker was at the report of a team that stands in both files."""
    first = asked(cast)
    part = hands.claim(first)
    assert part
    round_.assessments.filter(team__name="Vwo 6").update(declared_size=20)
    second = made(cast)
    assert second != first
    hands._make(first, part)
    assert stands(second, cast.governor).can_be_taken
