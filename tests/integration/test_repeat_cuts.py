"""After a backup was restored, what had been erased since is erased again; no count comes that differs by a person."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from assessments.enums import Choice, MailState, Verb, Via
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    Card,
    Mail,
    Participation,
    Remark,
    Response,
    Round,
    Tally,
    User,
)
from assessments.services import participations
from assessments.services.answers import erase_answers, save_answer
from assessments.services.closing import close_answering
from assessments.services.open_answers import delete_open_answers
from assessments.services.rounds import discard_round
from assessments.services.score_edits import Edit
from assessments.services.taking_part import Answerer
from lobkwaliteit.logs import AsJson
from tests.cast import Cast
from tests.factories import UserFactory, make_individual, take_part

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log says, as it reads in production."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(AsJson())
    logger = logging.getLogger("assessments.cuts")
    logger.addHandler(handler)
    yield written
    logger.removeHandler(handler)


class Backup:
    """The answers as they were, to be put back over what happened since."""

    def __init__(self, assessment: Assessment) -> None:
        self.assessment = assessment
        self.people = list(assessment.participations.all())
        self.forms = list(Response.objects.all())
        self.answers = list(Answer.objects.all())

    def restore(self) -> None:
        with transaction.atomic():
            Tally.objects.all().delete()
            Remark.objects.all().delete()
            Participation.objects.all().delete()
            Participation.objects.bulk_create(self.people)
            Response.objects.bulk_create(self.forms)
            Answer.objects.bulk_create(self.answers)
            Assessment.objects.filter(pk=self.assessment.pk).update(answering_closed_at=None)


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    assessment = make_individual(cast.team, small_card)
    for level in (3, 3, 4, 4, 5):
        take_part(assessment, {"VA1.1": level})
    Answer.objects.filter(level=5).update(remark="Dit gaat goed")
    return assessment


def closed(cast: Cast, team: Assessment) -> list[tuple[int, ...]]:
    close_answering(by=cast.coordinator, assessment=team)
    return [tally.levels for tally in Tally.objects.all()]


def repeated(lines: str, tmp_path: Path) -> str:
    path, said = tmp_path / "lob.log", io.StringIO()
    path.write_text(f"iets anders\n{lines}nog iets\n")
    call_command("repeat_cuts", str(path), stdout=said)
    return said.getvalue()


def test_a_cut_is_repeated_with_what_it_was(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path
) -> None:
    backup = Backup(team)
    before = closed(cast, team)
    moment = Assessment.objects.get(pk=team.pk).answering_closed_at
    backup.restore()
    assert "1 keer. Daarvan 1 met dezelfde aantallen" in repeated(log.getvalue(), tmp_path)
    assert [tally.levels for tally in Tally.objects.all()] == before
    assert list(Remark.objects.values_list("text", flat=True)) == ["Dit gaat goed"]
    assert not Response.objects.exists()
    assert Assessment.objects.get(pk=team.pk).answering_closed_at == moment
    assert AuditEvent.objects.filter(verb=Verb.ANSWERING_CLOSED, actor=None).count() == 1


@pytest.mark.parametrize("since", ["another choice", "another person", "another remark"])
def test_a_backup_of_before_the_last_answer_gives_no_counts(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path, since: str
) -> None:
    """Two counts that differ by one person tell what that person chose."""
    backup = Backup(team)
    match since:
        case "another choice":
            Answer.objects.filter(level=5).update(level=1)
        case "another person":
            take_part(team, {"VA1.1": 1})
        case _:
            Answer.objects.filter(level=5).update(remark="Toch niet")
    closed(cast, team)
    backup.restore()
    assert "1 keer. Daarvan 0 met dezelfde aantallen, en 1 zonder" in repeated(log.getvalue(), tmp_path)
    assert [model._default_manager.count() for model in (Tally, Remark, Answer, Response)] == [0, 0, 0, 0]
    assert Assessment.objects.get(pk=team.pk).is_answering_closed


def test_the_form_of_who_left_is_erased_again_and_first(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path
) -> None:
    leaver: User = UserFactory()
    take_part(team, {"VA1.1": 1}, via=Via.ACCOUNT, user=leaver)
    backup = Backup(team)
    delete_open_answers(user=leaver)
    before = closed(cast, team)
    backup.restore()
    said = repeated(log.getvalue(), tmp_path)
    assert "Daarvan 1 met dezelfde aantallen" in said
    assert "vertrokken mensen gewist: 1." in said
    assert [tally.levels for tally in Tally.objects.all()] == before
    assert not Participation.objects.filter(user=leaver).exists()


def test_what_somebody_erased_themselves_is_erased_again_but_not_what_they_filled_in_since(
    team: Assessment, log: io.StringIO, tmp_path: Path
) -> None:
    emptied, other = team.participations.order_by("pk")[:2]
    who = Answerer(team, participation=emptied)
    backup = Backup(team)
    erase_answers(by=who)
    assert "VA1.1" not in log.getvalue()
    erased = Backup(team)
    save_answer(by=who, indicator_code="VA1.1", edit=Edit(2, choice=Choice.LEVEL, level=2))
    later = Backup(team)
    for restored, level, gone in ((backup, None, 1), (erased, None, 0), (later, 2, 0)):
        restored.restore()
        assert f"iemand zelf wiste, opnieuw gewist: {gone}." in repeated(log.getvalue(), tmp_path)
        assert Answer.objects.get(response__participation__uid=emptied.uid).level == level
        assert Answer.objects.get(response__participation__uid=other.uid).level == 3
        begun = Participation.objects.get(uid=emptied.uid).began_on
        assert (begun is None) == (level is None)


def test_a_trial_that_was_thrown_away_is_thrown_away_again(
    cast: Cast,
    team: Assessment,
    log: io.StringIO,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forgotten: list[bool] = []
    monkeypatch.setattr("assessments.services.discarding.forget_on_disk", lambda: forgotten.append(True))
    Round.objects.update(is_trial=True)
    backup, round_ = Backup(team), Round.objects.get()
    discard_round(by=cast.coordinator, round_=round_)
    assert forgotten
    assert not Round.objects.exists()
    Round.objects.bulk_create([backup.assessment.round])
    Assessment.objects.bulk_create([backup.assessment])
    backup.restore()
    assert "opnieuw weggegooid: 1." in repeated(log.getvalue(), tmp_path)
    assert not Round.objects.exists()
    assert not Answer.objects.exists()
    assert "opnieuw weggegooid: 0." in repeated(log.getvalue(), tmp_path)


def test_what_was_not_restored_is_left_alone(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = closed(cast, team)
    assert "0 keer." in repeated(log.getvalue(), tmp_path)
    assert [tally.levels for tally in Tally.objects.all()] == before
    Assessment.objects.filter(pk=team.pk).delete()
    monkeypatch.setattr("sys.stdin", io.StringIO(log.getvalue()))
    call_command("repeat_cuts", stdout=io.StringIO())


def test_bytes_of_another_program_are_no_lines_of_ours(
    cast: Cast, team: Assessment, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    backup = Backup(team)
    closed(cast, team)
    backup.restore()
    given = io.BytesIO(b'"GET /\xff\xfe HTTP/1.1" 404\n' + log.getvalue().encode())
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(given, encoding="utf-8"))
    said = io.StringIO()
    call_command("repeat_cuts", stdout=said)
    assert "1 keer. Daarvan 1 met dezelfde aantallen" in said.getvalue()


def test_a_log_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("repeat_cuts", str(tmp_path / "weg.log"))


def test_the_line_holds_nothing_of_who_or_what(cast: Cast, team: Assessment, log: io.StringIO) -> None:
    """A key, a moment, a fingerprint and a signature that only who holds the secret of the installation can make."""
    closed(cast, team)
    (line,) = log.getvalue().splitlines()
    assert set(json.loads(line)) - {"request"} == {"time", "level", "logger", "message"}
    words = json.loads(line)["message"].split()
    assert words[0] == "cut"
    assert words[1] == str(team.uid)
    assert len(words) == 5
    assert len(words[3]) == 64
    assert len(words[4]) == 43


def test_a_link_that_was_taken_back_is_dead_again_and_its_mail_does_not_go(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path
) -> None:
    """In the backup they had not begun, and the mail was waiting."""
    participations.invite(by=cast.coordinator, assessment=team, addresses=["ib@school.example"])
    backup, mail = Backup(team), Mail.objects.get()
    link = Participation.objects.get(via=Via.LINK)
    participations.withdraw(by=cast.coordinator, participation=link)
    backup.restore()
    mail.save()
    assert "vertrokken mensen gewist: 1." in repeated(log.getvalue(), tmp_path)
    assert not Participation.objects.filter(via=Via.LINK).exists()
    mail.refresh_from_db()
    assert (mail.state, mail.address, mail.text) == (MailState.WITHDRAWN, "", "")


# --- what others write ------------------------------------------------------------------------------------------------


def test_a_visitor_has_nothing_erased_by_what_they_ask_for(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path
) -> None:
    """The log of a proxy quotes them; beside it stands what was truly erased."""
    form = team.participations.order_by("pk")[0]
    leaver: User = UserFactory()
    take_part(team, {"VA1.1": 1}, via=Via.ACCOUNT, user=leaver)
    backup = Backup(team)
    delete_open_answers(user=leaver)
    backup.restore()
    signature = log.getvalue().strip().removesuffix('"}').rpartition(" ")[2]
    asked = "".join(
        f'192.0.2.7 - - "GET /{words} HTTP/1.1" 404 "{words}"\n'
        for what in (f"discarded {team.round.uid}", f"gone {form.uid}", f"cut {team.uid}")
        for words in (f"{what} 2026-09-02T14:04:11+00:00", f"{what} 2026-09-02T14:04:11+00:00 {signature}")
    )
    said = repeated(asked + log.getvalue(), tmp_path)
    assert "vertrokken mensen gewist: 1." in said
    assert "LET OP: 6 regels" in said
    assert Participation.objects.filter(pk=form.pk).exists()
    assert not Assessment.objects.get().is_answering_closed


def test_a_log_of_another_secret_is_refused_and_not_passed_over(
    cast: Cast, team: Assessment, log: io.StringIO, tmp_path: Path, settings: Settings
) -> None:
    """Else who answered what would be back without a word."""
    backup = Backup(team)
    closed(cast, team)
    backup.restore()
    own, settings.SECRET_KEY = settings.SECRET_KEY, "that of another installation, and long enough for one"
    with pytest.raises(CommandError, match="SECRET_KEY"):
        repeated(log.getvalue(), tmp_path)
    assert Response.objects.exists()
    settings.SECRET_KEY = own
    assert "1 keer. Daarvan 1 met dezelfde aantallen" in repeated(log.getvalue(), tmp_path)
