"""All reports of a board as one file: what is in it, made once, given only to whom it is for and while it is true."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.access import rows
from assessments.access.policies import Refused
from assessments.enums import PrintFault, PrintKind, Role, RoundState, Verb
from assessments.models import (
    Assessment,
    AuditEvent,
    Card,
    Membership,
    PrintedFile,
    PrintJob,
    PrintPart,
    Round,
    School,
    User,
)
from assessments.reports import engine
from assessments.reports.document import Document
from assessments.services import retention, rounds
from assessments.services.printing import archive, asking, hands, standing, store
from assessments.services.printing.asking import ask_again, ask_for_all
from assessments.services.printing.names import Names
from tests.cast import Cast
from tests.factories import confirm, give_role, make_round, set_scores
from tests.integration.imports.doing import run_queue

HOUR = dt.timedelta(hours=1)


def asked(cast: Cast, by: User | None = None) -> PrintJob:
    return ask_for_all(by=by or cast.governor, board=cast.board, language="nl")


def made(cast: Cast) -> PrintJob:
    job = asked(cast)
    run_queue()
    job.refresh_from_db()
    return job


def anew(user: User) -> User:
    """As the next request reads them."""
    return User.objects.get(pk=user.pk)


def taken(job: PrintJob, by: User) -> bytes | None:
    job.refresh_from_db()
    found = archive.take(by=anew(by), job=job)
    return None if found is None else b"".join(found.pieces)


def stands(job: PrintJob, by: User) -> standing.Standing:
    job.refresh_from_db()
    return standing.standing(job, reader=anew(by))


def let_leases_pass() -> None:
    PrintPart.objects.exclude(lease_until=None).update(lease_until=timezone.now() - HOUR)


# --- what works -------------------------------------------------------------------------------------------------------


def test_the_file_holds_every_report_under_a_sensible_name(
    cast: Cast, round_: Round, printed: list[Document]
) -> None:
    job = made(cast)
    found = archive.take(by=cast.governor, job=job)
    assert found
    content = b"".join(found.pieces)
    assert found.name == f"lob-rapporten-stichting-de-noordzoom-{job.as_of}.zip"
    assert len(content) == found.size
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        assert file.namelist() == [
            "LEESMIJ.txt",
            "bestuursrapport-stichting-de-noordzoom.pdf",
            "duinmark-college/schoolrapport-duinmark-college-lob-najaar-2026.pdf",
            "duinmark-college/teamrapport-havo-4-5-lob-najaar-2026.pdf",
            "duinmark-college/teamrapport-havo-4-5-lob-najaar-2026-2.pdf",
            "mbo-de-zilte-delta/schoolrapport-mbo-de-zilte-delta-lob-najaar-2026.pdf",
            "mbo-de-zilte-delta/teamrapport-zorg-welzijn-lob-najaar-2026.pdf",
        ]
        for entry, document in zip(file.infolist()[1:], printed, strict=True):
            assert document.digest.encode() in file.read(entry)
            assert entry.flag_bits == 0, "lengths stand before the files: any program can unpack it"
            assert entry.date_time[:3] == (job.as_of.year, job.as_of.month, job.as_of.day)
        readme = file.read("LEESMIJ.txt").decode()
    assert "Duinmark College – Vwo 6" in readme
    assert "Brugklas" not in readme, "not in a round"
    assert taken(job, cast.governor) == content
    event = AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).first()
    assert event
    assert (event.actor, event.object_key, event.board) == (cast.governor.uid, cast.board.uid, cast.board.uid)


def test_names_are_once_each_short_and_plain() -> None:
    names, long = Names(), "Ünïversität für Alles " * 9
    folders = [names.folder(name) for name in ("日本", "日本", "CON", long, long)]
    files = [names.of_team(folder, long, long) for folder in folders for _twice in range(2)]
    assert folders[:3] == ["school", "school-2", "school-con"]
    assert len(set(folders)) == 5
    assert len(set(files)) == 10
    assert max(map(len, files)) < 180
    assert all(name.isascii() for name in files)


def test_asking_the_same_again_is_asking_once(cast: Cast, round_: Round, printed: list[Document]) -> None:
    job = asked(cast)
    tasks = DBTaskResult.objects.count()
    assert asked(cast) == job
    assert DBTaskResult.objects.count() == tasks == hands.HANDS
    run_queue()
    assert asked(cast) == job
    assert asked(cast, cast.board_coordinator) != job, "another's is another's"
    run_queue()
    assert len(printed) == 6, "what one had printed the other need not"


def test_only_what_changed_is_made_again(cast: Cast, round_: Round, printed: list[Document]) -> None:
    first = made(cast)
    before = taken(first, cast.governor)
    Assessment.objects.filter(team=cast.cousin_team).update(team_name="Zorg en Welzijn")
    assert stands(first, cast.governor).is_stale
    assert taken(first, cast.governor) is None
    second = ask_again(by=cast.governor, job=first)
    run_queue()
    second.refresh_from_db()
    assert second != first
    assert len(printed) == 6 + 2, "of that team, and of its school; the board has no names of teams"
    assert taken(second, cast.governor) not in (None, before)


def test_what_is_not_kept_any_more_is_made_again(cast: Cast, round_: Round, printed: list[Document]) -> None:
    job = made(cast)
    before = taken(job, cast.governor)
    PrintedFile.objects.filter(digest=printed[2].digest).delete()
    assert stands(job, cast.governor).is_stale
    assert taken(job, cast.governor) is None
    assert ask_again(by=cast.governor, job=job) == job
    run_queue()
    assert taken(job, cast.governor) == before
    assert len(printed) == 6 + 1


def test_as_it_was_in_an_earlier_round(
    cast: Cast, round_: Round, small_card: Card, printed: list[Document]
) -> None:
    earlier = make_round([cast.sibling_team], small_card, starts_on=dt.date(2025, 1, 6), title="Eerder",
                         state=RoundState.CLOSED)  # fmt: skip
    set_scores(earlier.assessments.get(), {"VA1.1": 3})
    confirm(earlier.assessments.get())
    job = ask_for_all(by=cast.governor, board=cast.board, language="en", round_=earlier)
    names = list(job.parts.values_list("name", flat=True))
    assert names == [
        "board-report-stichting-de-noordzoom.pdf",
        "duinmark-college/school-report-duinmark-college-eerder.pdf",
        "duinmark-college/team-report-brugklas-eerder.pdf",
    ]
    run_queue()
    assert stands(job, cast.governor).can_be_taken
    assert [file for file in printed if '<html lang="en">' in file.html] == printed


def test_one_report_at_a_time_is_in_memory(cast: Cast, round_: Round, printed: list[Document]) -> None:
    job = made(cast)
    part = job.parts.last()
    assert part
    large = 2_000_000
    PrintedFile.objects.filter(digest=part.digest).update(content=b"x" * large, size=large)
    PrintPart.objects.bulk_create(
        PrintPart(job=job, position=9 + n, name=f"{n}.pdf", assessment=part.assessment, digest=part.digest)
        for n in range(20)
    )
    found = archive.take(by=cast.governor, job=job)
    assert found
    tracemalloc.start()
    try:
        length = sum(len(piece) for piece in found.pieces)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert length == found.size > 20 * large
    assert peak < 6 * large


# --- workers ----------------------------------------------------------------------------------------------------------


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


# --- refusals ---------------------------------------------------------------------------------------------------------


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
    assert not AuditEvent.objects.filter(verb=Verb.REPORT_DOWNLOADED).exists()


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


def test_a_school_without_a_confirmed_team_has_no_folder(cast: Cast, round_: Round) -> None:
    Assessment.objects.filter(team=cast.cousin_team).update(confirmed_at=None, marks="")
    job = asked(cast)
    assert set(job.parts.values_list("school", flat=True)) == {cast.school.pk, None}
    assert job.kind == PrintKind.BOARD_FILES
    assert School.objects.count() > 1
    assert asking.reported(cast.foreign_board, None) == []
