"""The file that `backup` makes, where, and which older ones go."""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import stat
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from tests.own_database import OwnDatabase

NOW = dt.datetime(2026, 11, 29, 2, 30, tzinfo=dt.UTC)


def backup(*arguments: str | Path) -> str:
    said = io.StringIO()
    call_command("backup", *arguments, stdout=said, stderr=said)
    return said.getvalue()


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.startswith("own.sqlite3")}


@time_machine.travel(NOW, tick=False)
def test_one_file_that_says_what_it_is_and_that_only_its_owner_reads(
    own: OwnDatabase, tmp_path: Path
) -> None:
    backup(tmp_path)
    (name,) = names(tmp_path)
    assert name == "lob-20261129T023000Z.zip"
    assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
    with zipfile.ZipFile(tmp_path / name) as archive:
        said = json.loads(archive.read("manifest.json"))
        (copy,) = (archive.read(name) for name in archive.namelist() if name.startswith("database."))
    assert (said["database"], said["moment"]) == (connection.vendor, NOW.isoformat())
    assert said["program"] == "0.1.0"
    assert said["last_migration"] > "0016"
    assert (said["size"], said["sha256"]) == (len(copy), sha256(copy).hexdigest())


def test_in_a_folder_only_what_it_made_itself_goes_once_it_is_old(own: OwnDatabase, tmp_path: Path) -> None:
    for days in (31, 30, 29, 8):
        with time_machine.travel(NOW - dt.timedelta(days=days), tick=False):
            backup(tmp_path)
    own_names = sorted(names(tmp_path))
    for name in (
        "lob-20200101T000000Z.zip",
        "jaarverslag.zip",
        ".lob-20261127T000000Z.zip.part",
        ".lob-x.part",
    ):
        (tmp_path / name).write_text("van iemand anders")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / ".lob-restore-k3x_9a").mkdir()  # of one that was killed
    os.utime(tmp_path / ".lob-restore-k3x_9a", (0, 0))
    (tmp_path / "lob-20200102T000000Z.zip").symlink_to(tmp_path / own_names[0])
    with time_machine.travel(NOW, tick=False):
        said = backup(tmp_path)
        assert "lob-20200101T000000Z.zip" in said.partition("Niet gewist")[2]
        others = {"lob-20200101T000000Z.zip", "lob-20200102T000000Z.zip", "jaarverslag.zip", ".lob-x.part"}
        assert names(tmp_path) == {*own_names[2:], "lob-20261129T023000Z.zip", *others}
        (tmp_path / "lob-20261129T023000Z.zip").unlink()
        backup(tmp_path, "--keep-days=7")
    assert names(tmp_path) == {"lob-20261129T023000Z.zip", *others}


@pytest.mark.parametrize("days", ["31", "0", "een"])
def test_no_backup_is_kept_for_longer_than_thirty_days(own: OwnDatabase, tmp_path: Path, days: str) -> None:
    with pytest.raises(CommandError, match="van 1 tot 30: langer mag een reservekopie niet blijven"):
        backup(tmp_path, f"--keep-days={days}")
    assert names(tmp_path) == set()


def test_nothing_is_written_over_and_nothing_half_stays(own: OwnDatabase, tmp_path: Path) -> None:
    (tmp_path / "er.zip").write_text("van iemand anders")
    (tmp_path / ".nu.zip.part").write_text("wordt gemaakt")
    for target, words in (
        ("er.zip", "staat er al"),
        ("nu.zip", "andere reservekopie"),
        ("weg/nu.zip", "is er niet"),
    ):
        with pytest.raises(CommandError, match=rf"Er is geen reservekopie gemaakt\. .*{words}"):
            backup(tmp_path / target)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations")
    with pytest.raises(CommandError, match="staat niets van LOB-kwaliteit"):
        backup(tmp_path / "leeg.zip")
    assert names(tmp_path) == {"er.zip", ".nu.zip.part"}
    assert (tmp_path / "er.zip").read_text() == "van iemand anders"


@pytest.mark.postgres
def test_the_password_is_on_no_command_line_and_a_fault_is_told(
    own: OwnDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, said = tmp_path / "pg_dump", tmp_path / "said"
    program.write_text(
        f'#!/bin/sh\nprintf "%s\\n" "$*" "$PGPASSWORD" > {said}\necho "pg_dump: vol" >&2\nexit 1\n'
    )
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(CommandError, match=r"pg_dump is niet gelukt: pg_dump: vol$"):
        backup(tmp_path / "kopie.zip")
    arguments, password = said.read_text().splitlines()
    assert password == connection.settings_dict["PASSWORD"]
    assert password not in arguments
    assert not (tmp_path / "kopie.zip").exists()
