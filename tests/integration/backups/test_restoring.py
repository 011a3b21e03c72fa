"""What a restore makes safe, what it refuses, and that whatever goes wrong leaves the database as it was."""

from __future__ import annotations

import datetime as dt
import gzip
import io
import logging
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from assessments.enums import MailKind, MailState, Role, Verb, Via
from assessments.management.commands import restore as command
from assessments.models import AuditEvent, Board, Mail, Membership, Response, Tally, User
from assessments.services.backups import postgresql
from assessments.services.board_leaving import erase_board
from assessments.services.closing import close_answering
from assessments.services.removal import remove_person
from lobkwaliteit.logs import AsJson
from tests.cast import make_cast
from tests.dump import dump_database
from tests.factories import BoardFactory, UserFactory, give_role, make_card, make_individual, take_part
from tests.own_database import OwnDatabase, let_go

from .conftest import Restore
from .test_first_version import FIRST

Backup = Callable[[], Path]
SINCE = "Sinds de reservekopie"
REAL_NOW = timezone.now


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    """The log as production writes it, in a file."""
    handler = logging.FileHandler(tmp_path / "lob.log")
    handler.setFormatter(AsJson())
    logger = logging.getLogger("assessments.cuts")
    logger.addHandler(handler)
    yield tmp_path / "lob.log"
    logger.removeHandler(handler)
    handler.close()


@pytest.fixture
def file(backup: Backup) -> Path:
    """A backup; something was added since."""
    BoardFactory(name="Ervoor")
    made = backup()
    BoardFactory(name=SINCE)
    return made


def refused(restore: Restore, file: Path, words: str) -> None:
    """It says why in these words, and no row differs."""
    before = dump_database()
    let_go()
    with pytest.raises(
        CommandError, match=f"(?s)^Er is niets teruggezet; de database is zoals hij was. .*{words}"
    ):
        restore(file)
    assert dump_database() == before
    assert Board.objects.filter(name=SINCE).exists()


# --- what is made safe ----------------------------------------------------------------------------------------------


def test_what_was_cut_since_is_cut_again_nobody_is_in_and_no_mail_goes_twice(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path
) -> None:
    cast = make_cast()
    team = make_individual(cast.team, make_card())
    for level in (3, 3, 4, 4, 5):
        take_part(team, {"VA1.1": level})
    Client().force_login(cast.coordinator)
    UserSession.objects.create(user=cast.coordinator, ip="127.0.0.1", user_agent="", session_key="x")
    Mail.objects.create(
        kind=MailKind.INVITATION, address="ib@school.example", subject="s", text="t", html="h"
    )
    file = backup()
    close_answering(by=cast.coordinator, assessment=team)
    counted = list(Tally.objects.values_list("level_3", "level_4", "level_5"))
    said = restore(file, log=log)
    assert "Invullen opnieuw gesloten: 1 keer. Daarvan 1 met dezelfde aantallen" in said
    assert list(Tally.objects.values_list("level_3", "level_4", "level_5")) == counted
    assert not Response.objects.exists()
    assert "Afgemeld: 1 mensen. Mail die nog wachtte en niet meer gaat: 1." in said
    assert not Session.objects.exists()
    assert not UserSession.objects.exists()
    mail = Mail.objects.get()
    assert (mail.state, mail.address, mail.text) == (MailState.UNCERTAIN, "", "")


def test_a_log_is_given_or_its_absence_is_said(
    restore: Restore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    with pytest.raises(CommandError, match=r"Het log is leeg.*--without-log"):
        call_command("restore", file)
    terminal = io.StringIO("")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)
    with pytest.raises(CommandError, match=r"Geef het log .*--without-log"):
        call_command("restore", file)
    assert Board.objects.filter(name=SINCE).exists()
    assert "Zonder log: wat sinds de reservekopie gewist was staat er weer" in restore(file)
    assert list(Board.objects.values_list("name", flat=True)) == ["Ervoor"]


def test_who_was_removed_since_is_removed_again_after_their_answers_were_counted(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path
) -> None:
    """In the backup they have a role in another board as well, which had ended by the time they were removed."""
    cast = make_cast()
    leaver: User = UserFactory(name="Zeldzame de Vries", email="zeldzaam@voorbeeld.example")
    for team in (cast.team, cast.foreign_team):
        give_role(leaver, Role.MEMBER, team)
    assessment = make_individual(cast.team, make_card())
    take_part(assessment, {"VA1.1": 2}, via=Via.ACCOUNT, user=leaver)
    for level in (3, 3, 4, 4):
        take_part(assessment, {"VA1.1": level})
    file = backup()
    close_answering(by=cast.coordinator, assessment=assessment)
    Membership.objects.filter(user=leaver, team=cast.foreign_team).update(
        started_on="2026-01-01", ended_on="2026-01-02"
    )
    assert remove_person(by=cast.administrator, board=cast.board, user=leaver).emptied
    assert "eldza" not in log.read_text()
    said = restore(file, log=log)
    assert "Daarvan 1 met dezelfde aantallen" in said
    assert "Mensen opnieuw verwijderd: 1." in said
    assert "LET OP" not in said
    assert "eldza" not in str(dump_database())
    leaver.refresh_from_db()
    assert (leaver.is_active, leaver.removed_on) == (False, timezone.localdate())
    assert not leaver.memberships.lasting().exists()
    assert AuditEvent.objects.filter(verb=Verb.PERSON_REMOVED, object_key=leaver.uid, actor=None).count() == 2
    again = io.StringIO()
    call_command("repeat_cuts", log, stdout=again)
    assert "Mensen opnieuw verwijderd: 0." in again.getvalue()


def test_the_last_beheerder_stays_until_there_is_another(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path
) -> None:
    cast = make_cast()
    file = backup()
    give_role(cast.governor, Role.ADMINISTRATOR, cast.board)
    remove_person(by=cast.governor, board=cast.board, user=cast.administrator)
    said = restore(file, log=log)
    assert "Mensen opnieuw verwijderd: 0. Besturen opnieuw gewist: 0. LET OP: 1 mensen" in said
    assert User.objects.get(pk=cast.administrator.pk).is_active
    give_role(cast.governor, Role.ADMINISTRATOR, cast.board)
    again = io.StringIO()
    call_command("repeat_cuts", log, stdout=again)
    assert "Mensen opnieuw verwijderd: 1." in again.getvalue()
    assert "LET OP" not in again.getvalue()
    assert not User.objects.get(pk=cast.administrator.pk).is_active


def test_a_board_that_left_since_is_erased_again_with_its_people(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path
) -> None:
    cast = make_cast()
    file = backup()
    erase_board(board=cast.board, name=cast.board.name, without_export=True)
    said = restore(file, log=log)
    assert "Besturen opnieuw gewist: 1." in said
    assert "LET OP" not in said
    assert list(Board.objects.all()) == [cast.foreign_board]
    assert not User.objects.filter(pk=cast.administrator.pk).exists()
    assert "Noordzoom" not in str(dump_database())


def test_a_log_of_another_installation_is_no_log(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path, settings: Settings
) -> None:
    cast = make_cast()
    team = make_individual(cast.team, make_card())
    take_part(team, {"VA1.1": 3})
    file = backup()
    close_answering(by=cast.coordinator, assessment=team)
    settings.SECRET_KEY = "that of another installation, and long enough for one"
    let_go()
    with pytest.raises(CommandError, match=r"Er is niets teruggezet.*SECRET_KEY"):
        restore(file, log=log)
    assert not Response.objects.exists()


def test_what_was_put_back_since_is_not_erased_by_a_line_of_before_the_backup(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A board was erased by mistake and put back; what the log says of that is still there at a next restore."""
    cast = make_cast()
    file = backup()
    monkeypatch.setattr(timezone, "now", lambda: REAL_NOW() - dt.timedelta(days=2))
    erase_board(board=cast.board, name=cast.board.name, without_export=True)
    monkeypatch.undo()
    old = len(log.read_text().splitlines())
    restore(file)
    file.unlink()
    file = backup()
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    said = restore(file, log=log)
    assert "Besturen opnieuw gewist: 0." in said
    assert "Mensen opnieuw verwijderd: 1." in said
    assert f"{old} regels zijn van voor de reservekopie" in said
    again = io.StringIO()
    call_command("repeat_cuts", log, backup=file, stdout=again)
    assert "Besturen opnieuw gewist: 0." in again.getvalue()
    with pytest.raises(CommandError, match="zegt niet wanneer het gemaakt is"):
        call_command("repeat_cuts", log, backup=log)
    assert Board.objects.filter(pk=cast.board.pk).exists()
    assert User.objects.get(pk=cast.administrator.pk).is_active


def test_a_restore_that_fails_leaves_no_line_of_what_it_would_have_erased(
    own: OwnDatabase, backup: Backup, restore: Restore, log: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else who has another board since the backup would be removed by the next one, though nobody removed them."""
    cast = make_cast()
    file = backup()
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    erase_board(board=cast.board, name=cast.board.name, without_export=True)
    before = log.read_text()
    assert str(cast.member.uid) not in before

    def full() -> int:
        raise OSError("No space left on device")

    monkeypatch.setattr(command, "end_sessions", full)
    let_go()
    with pytest.raises(CommandError, match="No space left"):
        restore(file, log=log)
    assert User.objects.get(pk=cast.member.pk).is_active
    assert log.read_text() == before


# --- what is refused ------------------------------------------------------------------------------------------------


def test_a_file_that_is_broken_or_something_else(restore: Restore, file: Path, tmp_path: Path) -> None:
    whole = file.read_bytes()
    other = tmp_path / "ander"
    places = {"afgebroken": whole[: len(whole) // 2], "geen reservekopie": b"Beste collega,\n"}
    for words, content in places.items():
        other.write_bytes(content)
        refused(restore, other, words)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("jaarverslag.txt", "Beste collega")
    refused(restore, other, "van iets anders")
    damaged = bytearray(whole)
    damaged[len(whole) // 2] ^= 1
    other.write_bytes(damaged)
    refused(restore, other, "beschadigd")
    refused(restore, tmp_path / "weg", "ontbreekt")


@pytest.mark.parametrize("fault", ["cut off", "overwritten"])
def test_a_copy_of_the_first_version_that_is_damaged(
    restore: Restore, file: Path, tmp_path: Path, fault: str
) -> None:
    """No manifest tells so: the databases' own programs do."""
    content = (FIRST / "lob.dump").read_bytes()
    if connection.vendor == "sqlite":
        content = gzip.decompress((FIRST / "lob.sqlite3.gz").read_bytes())
    page, half = 4096, len(content) // 8192 * 4096
    damaged = content[:half] + (b"" if fault == "cut off" else bytes(page) + content[half + page :])
    (tmp_path / "damaged").write_bytes(damaged)
    refused(restore, tmp_path / "damaged", "niet gelukt|beschadigd")


def test_a_backup_of_another_kind_of_database(restore: Restore, file: Path, tmp_path: Path) -> None:
    other = FIRST / "lob.dump"
    if connection.vendor == "postgresql":
        other = tmp_path / "leeg.sqlite3"
        with closing(sqlite3.connect(other)) as database:
            database.execute("CREATE TABLE t (x)")
    refused(restore, other, "Zet DATABASE_URL op een database van dezelfde soort")


def test_a_backup_of_a_newer_version_or_of_another_program(
    own: OwnDatabase, backup: Backup, restore: Restore
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('assessments', '9999_later', %s)",
            [timezone.now()],
        )
    newer = backup()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    BoardFactory(name=SINCE)
    refused(restore, newer, "nieuwere versie.*assessments.9999_later")
    newer.unlink()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_migrations SET name = '0000' WHERE app = 'assessments' AND name = '0001_initial'"
        )
    refused(restore, backup(), "niet van LOB-kwaliteit")


def test_a_database_that_somebody_has_open(
    own: OwnDatabase, restore: Restore, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "PATIENCE", 0.2)
    with own.in_use():
        refused(restore, file, "in gebruik.*Stop eerst de webserver en de workers")


@pytest.mark.parametrize(
    "fault", [OperationalError("weg"), KeyboardInterrupt()], ids=["fault", "interrupted"]
)
def test_what_goes_wrong_half_way_leaves_the_database_as_it_was(
    restore: Restore, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: BaseException
) -> None:
    def fails() -> int:
        assert list(Board.objects.values_list("name", flat=True)) == [
            "Ervoor"
        ]  # by then it works on what was restored
        raise fault

    monkeypatch.setattr(command, "end_sessions", fails)
    before = dump_database()
    let_go()
    with pytest.raises((CommandError, KeyboardInterrupt)):
        restore(file)
    assert dump_database() == before
    assert not [path.name for path in tmp_path.iterdir() if path.name.startswith(".")]
