"""A board that leaves: it gets everything, and then everything of it is gone and nothing of another board."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import stat
import zipfile
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.utils import timezone

from assessments.enums import ImportState, MailKind, PrintKind, Role, RoundState, Verb, Via, Way
from assessments.exports.board.archive import AT_A_TIME, write_archive
from assessments.exports.board.tables import LEFT_OUT, TABLES
from assessments.models import (
    Actor,
    AllowedProvider,
    Assessment,
    AuditEvent,
    Board,
    Card,
    Indicator,
    Invitation,
    Mail,
    OrganisationImport,
    Participation,
    Passage,
    PrintedFile,
    PrintJob,
    PrintPart,
    Priority,
    Remark,
    Round,
    SizeRaise,
    Team,
    User,
)
from assessments.services import confirmations
from assessments.services.mail import put
from tests.cast import Cast
from tests.dump import dump_database, texts
from tests.factories import give_role, make_action, make_card, make_round, set_scores, tally
from tests.integration.test_removal_services import answer

Files = dict[str, list[dict[str, Any]]]


def fill(board: Board, coordinator: User, member: User, team: Team, card: Card, tag: str) -> Round:
    """Let everything that can belong to a board be there once."""
    own = make_card(key=f"kaart-{tag}", owner=board, title=f"Kaart van {tag}")
    own.indicators.first().actors.add(Actor.objects.create(card=own, code="A", position=1, name="school"))  # type: ignore[union-attr]
    passage = Passage.objects.create(card=own, code="P1", position=1, title="Kop")
    passage.blocks.create(position=1, kind="alinea", text=f"Achtergrond {tag}")
    closed = make_round([team], card, title=f"Meting {tag}", starts_on=dt.date(2025, 11, 3))
    make_round([team], own, title=f"Concept {tag}", state=RoundState.DRAFT)
    assessment = closed.assessments.get()
    set_scores(assessment, {"VA1.1": 4, "VA1.2": "?"}, rationale=f"=Woorden van {tag}", updated_by=member)
    confirmations.confirm(by=coordinator, assessment=assessment, with_gaps=True)
    assessment.refresh_from_db()
    confirmations.reopen(by=coordinator, assessment=assessment, reason=f"Reden {tag}")
    confirmations.confirm(by=coordinator, assessment=assessment, with_gaps=True)
    Assessment.objects.filter(pk=assessment.pk).update(way=Way.INDIVIDUAL, answering_closed_at=timezone.now())
    indicators = list(Indicator.objects.filter(card=card).order_by("-criterion__theme__code", "code"))
    tally(assessment, {indicators[0].code: "33344", indicators[1].code: "3333"})
    tally(assessment, {indicators[2].code: "333344"}, least_group=4)
    for indicator in indicators[:2]:
        Remark.objects.create(
            assessment=assessment, indicator=indicator, text=f"Opmerking {indicator.code} {tag}"
        )
    answer(member, make_round([team], make_card(), title=f"Open {tag}").assessments.get(), {"VA1.1": 2})
    Participation.objects.create(assessment=assessment, via=Via.PAPER, number=1)
    SizeRaise.objects.create(
        assessment=assessment, before=5, after=6, reason="Reden", raised_by=None, raised_at=timezone.now()
    )
    Invitation.objects.create(
        board=board,
        team=team,
        role=Role.MEMBER,
        address=f"gast@{tag}.example",
        name=f"Gast {tag}",
        token_hash=f"hash-{tag}",
        invited_by=coordinator,
        mail=put(
            kind=MailKind.INVITATION, to=f"gast@{tag}.example", subject="x", text="x", html="x", board=board
        ),
        expires_at=timezone.now() + dt.timedelta(days=7),
    )
    AllowedProvider.objects.create(board=board, provider="surfconext", organisation=f"{tag}.example")
    OrganisationImport.objects.create(board=board, uploaded_by=coordinator, state=ImportState.DONE, total=7)
    file = PrintedFile.objects.create(digest=tag, board=board, content=f"Rapport {tag}".encode(), size=9)
    job = PrintJob.objects.create(
        key=tag, kind=PrintKind.BOARD_FILES, board=board, requester=coordinator, as_of=timezone.localdate()
    )
    PrintPart.objects.create(job=job, position=0, name=tag, assessment=assessment, digest=file.digest)
    Priority.objects.create(assessment=assessment, indicator=indicators[0], position=1, chosen_by=coordinator)
    make_action(team, card, what=f"Actie {tag}", assessment=assessment, owner=member, why=f"Waarom {tag}")
    make_action(board, card, what=f"Actie van het bestuur {tag}")
    AuditEvent.objects.create(actor=coordinator.uid, verb=Verb.ROUND_OPENED, board=board.uid)
    AuditEvent.objects.create(actor=member.uid, verb=Verb.DATA_DOWNLOADED, object_key=member.uid)
    return closed


@pytest.fixture
def filled(cast: Cast, small_card: Card) -> Cast:
    fill(cast.board, cast.board_coordinator, cast.member, cast.team, small_card, "eigen")
    fill(
        cast.foreign_board,
        cast.foreign_coordinator,
        cast.foreign_member,
        cast.foreign_team,
        small_card,
        "ander",
    )
    return cast


def read(path: Path) -> tuple[Files, Files, str]:
    """The rows of each file as CSV and as JSON, and the LEESMIJ."""
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        tables: list[Files] = [{}, {}]
        for name in archive.namelist():
            kind, _, file = name.partition("/")
            text = archive.read(name).decode("utf-8-sig")
            if kind == "csv":
                tables[0][file.removesuffix(".csv")] = list(csv.DictReader(io.StringIO(text), delimiter=";"))
            elif kind == "json":
                tables[1][file.removesuffix(".json")] = json.loads(text)
        return tables[0], tables[1], archive.read("LEESMIJ.txt").decode()


def export(board: Board, folder: Path) -> Path:
    path = folder / "mee.zip"
    call_command("board_export", "--board", str(board.uid), str(path), stdout=StringIO())
    return path


# --- taking along


def test_every_model_goes_along_or_is_named_as_left_out() -> None:
    exported = {model._meta.label for table in TABLES for model in table.models}
    models = {model._meta.label for model in apps.get_models()}
    assert exported | set(LEFT_OUT) == models
    assert exported.isdisjoint(LEFT_OUT)


STAYS = {
    "accepted_by",
    "address",
    "beat_at",
    "marks",
    "board",
    "card",
    "content",
    "done",
    "home_board",
    "id",
    "is_active",
    "is_staff",
    "is_superuser",
    "language",
    "last_login",
    "least_group",
    "link_turn",
    "made_on",
    "mail",
    "no_reminders",
    "number",
    "open_family",
    "password",
    "plan",
    "position",
    "reminded_on",
    "sort_name",
    "sort_what",
    "summary",
    "team_token",
    "token_hash",
    "translations",
    "typed_by",
    "uid",
    "user",
    "version",
}
"""Columns that do not go along: inner keys, secrets, what is said elsewhere in the file or kept for a moment only."""


def test_every_column_goes_along_or_says_nothing() -> None:
    """A new column of a model is thought about: it goes along, or stands here."""
    for table in TABLES:
        paths = {path for _name, path, _words in table.columns}
        for model in table.models:
            if len(table.models) > 1 or table.name == "wie_handelt":
                continue
            for field in model._meta.fields:
                here = {field.name, f"{field.name}__uid", f"{field.name}__code", f"{field.name}__number"}
                assert (
                    paths & here or field.name in STAYS or any(p.startswith(f"{field.name}__") for p in paths)
                ), f"{model.__name__}.{field.name}"


def test_all_of_the_board_and_nothing_of_another(filled: Cast, tmp_path: Path) -> None:
    path = export(filled.board, tmp_path)
    as_csv, as_json, readme = read(path)
    assert set(as_csv) == set(as_json) == {table.name for table in TABLES}
    for table in TABLES:
        assert len(as_csv[table.name]) == len(as_json[table.name]) > 0, table.name
        names = [name for name, _path, _words in table.columns]
        assert all(list(row) == names for row in as_json[table.name])
        assert all(name in readme for name in names)
    everything = "\n".join(map(str, [*as_csv.values(), *as_json.values()]))
    for words in ("ander", "Foreign", "Ver Weg", "foreign"):
        assert words not in everything.replace("iemand anders", "").replace("veranderen", ""), words
    people = {row["e_mailadres"]: row["naam"] for row in as_json["mensen"]}
    assert people["member@voorbeeld.example"] == "Şükrü Łukasz"
    assert "stranger@voorbeeld.example" not in people
    assert len(as_json["rollen"]) == 9
    assert [row["reden_van_heropenen"] for row in as_json["vaststellingen"]] == ["Reden eigen", ""]
    assert {row["indicator"]: row["niveau"] for row in as_json["teamscores"]} == {"VA1.1": 4, "VA1.2": None}
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert AuditEvent.objects.filter(verb=Verb.BOARD_EXPORTED, board=filled.board.uid).count() == 1


def test_no_secret_goes_along_and_no_open_answer(filled: Cast, tmp_path: Path) -> None:
    with zipfile.ZipFile(export(filled.board, tmp_path)) as archive:
        text = "\n".join(archive.read(name).decode() for name in archive.namelist())
    for words in ("hash-eigen", filled.member.password, "md5$", "Een opmerking"):
        assert words not in text
    assert "Response, Answer: antwoorden die nog open staan" in text


def test_the_floor_holds_in_what_is_taken_along(filled: Cast, tmp_path: Path) -> None:
    _as_csv, as_json, _readme = read(export(filled.board, tmp_path))
    assert [(row["indicator"], row["niveau_3"], row["niveau_4"]) for row in as_json["aantallen"]] == [
        ("VA1.1", 3, 2)
    ]
    assert as_json["aantallen"][0]["zelfevaluatie"]
    Assessment.objects.update(confirmed_at=None, marks="")
    again = tmp_path / "heropend"
    again.mkdir()
    _as_csv, as_json, _readme = read(export(filled.board, again))
    assert as_json["aantallen"] == []


def test_what_the_board_may_not_see_does_not_go_along(filled: Cast, tmp_path: Path) -> None:
    """Neither remarks, which are for the team and its coordinator, nor who took part."""
    as_csv, as_json, readme = read(export(filled.board, tmp_path))
    assert "Opmerking VA1.1" not in f"{as_csv}{as_json}"
    assert "het bestuur leest ze niet" in readme
    assert set(as_json["deelname"][0]) == {"zelfevaluatie", "via", "begonnen_op"}


def test_no_cell_calculates(filled: Cast, tmp_path: Path) -> None:
    as_csv, as_json, _readme = read(export(filled.board, tmp_path))
    assert as_json["teamscores"][0]["onderbouwing"] == "=Woorden van eigen"
    assert as_csv["teamscores"][0]["onderbouwing"] == "'=Woorden van eigen"


def test_a_large_board_is_written_in_pieces(
    cast: Cast, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    number = 2 * AT_A_TIME + 10
    AuditEvent.objects.bulk_create(
        AuditEvent(verb=Verb.ROUND_OPENED, board=cast.board.uid) for _ in range(number)
    )
    with django_assert_max_num_queries(2 * len(TABLES) + 6):
        counts = write_archive(cast.board, tmp_path / "groot.zip")
    assert counts["logboek"] == number


def test_an_empty_board_goes_along_too(db: None, tmp_path: Path) -> None:
    board = Board.objects.create(name="Leeg", number="00123")
    as_csv, as_json, _readme = read(export(board, tmp_path))
    assert as_json["bestuur"][0]["nummer"] == "00123"
    assert as_json["scholen"] == as_csv["scholen"] == []


def test_nothing_is_written_over(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "mee.zip"
    path.write_text("van iemand anders")
    with pytest.raises(CommandError, match="bestaat al"):
        call_command("board_export", "--board", cast.board.name, str(path))
    with pytest.raises(CommandError, match="niet te schrijven"):
        call_command("board_export", "--board", cast.board.name, str(tmp_path / "nergens" / "mee.zip"))
    assert path.read_text() == "van iemand anders"
    assert list(tmp_path.iterdir()) == [path]
    assert not AuditEvent.objects.filter(verb=Verb.BOARD_EXPORTED).exists()


# --- erasing


def erase(board: Board, *more: str) -> str:
    out = StringIO()
    call_command("board_erase", "--board", str(board.uid), "--confirm", board.name, *more, stdout=out)
    return out.getvalue()


def test_all_of_the_board_goes_and_nothing_else(filled: Cast, small_card: Card, tmp_path: Path) -> None:
    own = [str(key) for key in _keys(filled.board)]
    export(filled.board, tmp_path)
    before = dump_database()
    told = erase(filled.board)
    after = dump_database()
    text = texts(after)
    for key in own:
        assert key not in text, key
        assert key.replace("-", "") not in text, key
    for words in (
        "Noordzoom",
        "Duinmark",
        "Zilte Delta",
        "Havo 4-5",
        "eigen",
        "member@voorbeeld.example",
        "Łukasz",
    ):
        assert words not in text.replace("foreign-member@voorbeeld.example", ""), words
    # What is left stood there before, but for one line of the log: nothing of another board was touched.
    for table, rows in after.items():
        new = [row for row in rows if row not in before[table]]
        assert len(new) == (1 if table == "assessments_auditevent" else 0), (table, new)
    event = AuditEvent.objects.get(verb=Verb.BOARD_ERASED)
    assert (event.actor, event.board, event.object_key) == (None, None, None)
    assert Board.objects.get() == filled.foreign_board
    assert Round.objects.filter(board=filled.foreign_board).count() == 3
    assert Card.objects.filter(pk=small_card.pk).exists()
    assert "Stichting De Noordzoom is gewist." in told


def _keys(board: Board) -> list[UUID]:
    """Public keys of all that is the board's; the stranger and people of nobody are not."""
    keys = [
        board.uid,
        *board.schools.values_list("uid", flat=True),
        *board.rounds.values_list("uid", flat=True),
    ]
    keys += Team.objects.filter(school__board=board).values_list("uid", flat=True)
    keys += Assessment.objects.filter(school__board=board).values_list("uid", flat=True)
    keys += User.objects.filter(memberships__team__school__board=board).values_list("uid", flat=True)
    keys += User.objects.filter(memberships__board=board).values_list("uid", flat=True)
    return keys + list(Invitation.objects.filter(board=board).values_list("uid", flat=True))


def test_who_belongs_elsewhere_too_stays(filled: Cast) -> None:
    give_role(filled.member, Role.MEMBER, filled.foreign_team)
    User.objects.filter(pk=filled.manager.pk).update(home_board=filled.foreign_board)
    User.objects.filter(pk=filled.governor.pk).update(is_staff=True, home_board=filled.board)
    told = erase(filled.board, "--without-export")
    assert "gebleven, want ook bij een ander bestuur: 3 mensen" in told
    left = User.objects.filter(pk__in=[filled.member.pk, filled.manager.pk, filled.governor.pk])
    assert {user.name for user in left} == {"Şükrü Łukasz", "Jürgen Groß", "Marieke Postma"}
    filled.governor.refresh_from_db()
    assert filled.governor.home_board is None
    assert not User.objects.filter(pk=filled.administrator.pk).exists()


def test_merged_places_go_too(filled: Cast) -> None:
    Team.objects.filter(pk=filled.team.pk).update(merged_into=filled.sibling_team)
    filled.school.merged_into = filled.sibling_school
    filled.school.save()
    erase(filled.board, "--without-export")
    assert not Board.objects.filter(pk=filled.board.pk).exists()


# --- refusals


def test_not_without_the_name(filled: Cast) -> None:
    before = dump_database()
    with pytest.raises(CommandError, match="dit bestuur heet Stichting De Noordzoom"):
        call_command(
            "board_erase", "--board", str(filled.board.uid), "--confirm", "Stichting", "--without-export"
        )
    assert dump_database() == before


def test_not_without_having_taken_the_data_along(filled: Cast, tmp_path: Path) -> None:
    before = dump_database()
    with pytest.raises(CommandError, match=r"Er is niets gewist\. Dit bestuur kreeg"):
        erase(filled.board)
    assert dump_database() == before
    export(filled.foreign_board, tmp_path)
    long_ago = timezone.now() - dt.timedelta(days=8)
    AuditEvent.objects.create(verb=Verb.BOARD_EXPORTED, board=filled.board.uid, at=long_ago)
    with pytest.raises(CommandError, match="Er is niets gewist"):
        erase(filled.board)


def test_a_crash_erases_nothing(filled: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    before = dump_database()

    def breaks(board: Board, people: list[UUID]) -> int:
        raise OSError("the disk is full")

    monkeypatch.setattr("assessments.services.board_leaving._log", breaks)
    with pytest.raises(OSError, match="disk"):
        erase(filled.board, "--without-export")
    assert dump_database() == before


def test_mail_of_the_board_goes(filled: Cast) -> None:
    erase(filled.board, "--without-export")
    assert set(Mail.objects.values_list("board", flat=True)) == {filled.foreign_board.pk}
