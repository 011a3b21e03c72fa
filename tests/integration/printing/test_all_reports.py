"""All reports of a board as one file: what is in it, under what names, and made once."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
import zipfile

from django_tasks_db.models import DBTaskResult

from assessments.enums import ActionStatus, PrintKind, RoundState, Verb
from assessments.models import (
    Assessment,
    AuditEvent,
    Card,
    PrintedFile,
    PrintPart,
    Round,
    School,
)
from assessments.reports.document import Document
from assessments.services.actions import move_action
from assessments.services.printing import archive, asking, hands
from assessments.services.printing.asking import ask_again, ask_for_all
from assessments.services.printing.names import Names
from assessments.services.priorities import choose_priorities
from tests.cast import Cast
from tests.factories import confirm, make_action, make_round, set_scores
from tests.integration.imports.doing import run_queue
from tests.integration.printing.doing import asked, made, stands, taken


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
    event = AuditEvent.objects.filter(verb=Verb.ALL_REPORTS_DOWNLOADED).first()
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


def test_a_school_without_a_confirmed_team_has_no_folder(cast: Cast, round_: Round) -> None:
    Assessment.objects.filter(team=cast.cousin_team).update(confirmed_at=None, marks="")
    job = asked(cast)
    assert set(job.parts.values_list("school", flat=True)) == {cast.school.pk, None}
    assert job.kind == PrintKind.BOARD_FILES
    assert School.objects.count() > 1
    assert asking.reported(cast.foreign_board, None) == []


def test_what_is_done_about_it_makes_them_anew(cast: Cast, round_: Round, printed: list[Document]) -> None:
    """Priorities, an action, and its progress stand in the reports; what of another board changes does not."""
    job = made(cast)
    card = round_.card
    make_action(cast.foreign_team, card)
    assert not stands(job, cast.governor).is_stale
    confirmed = Assessment.objects.confirmed().filter(round=round_)[0]
    choose_priorities(by=cast.board_coordinator, assessment=confirmed, codes=["VA1.1"], seen=[])
    assert stands(job, cast.governor).is_stale
    job = made(cast)
    action = make_action(cast.team, card)
    assert stands(job, cast.governor).is_stale
    job = made(cast)
    move_action(by=cast.board_coordinator, action=action, status=ActionStatus.DONE)
    assert stands(job, cast.governor).is_stale
