"""A broken file, a row that is wrong, a worker killed at any step: either nothing is done or all of it, and once."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import ImportState
from assessments.models import (
    Invitation,
    Mail,
    OrganisationImport,
    School,
    User,
)
from assessments.services import invitations
from assessments.services.imports import jobs, matching, saving
from tests.cast import Cast
from tests.unit.imports.files import BROKEN, GOOD_SCHOOL, csv_of

from .doing import GOOD, everything, run_queue, saved, uploaded

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_file_changes_nothing_and_is_erased(cast: Cast, what: str) -> None:
    code, content = BROKEN[what]
    cast.board.number = "13273"
    cast.board.save()
    before = everything()
    thing = uploaded(cast.administrator, cast.board, content())
    assert (thing.state, thing.summary["refused"][0]) == (ImportState.REFUSED, code)
    assert (bytes(thing.content), thing.plan) == (b"", {})
    assert everything() == before


def test_one_row_wrong_and_nothing_can_be_saved(cast: Cast) -> None:
    thing = uploaded(cast.administrator, cast.board, csv_of("school", GOOD_SCHOOL, ("x", "", "vo", "", "")))
    before = everything()
    with pytest.raises(Refused):
        jobs.save(by=cast.administrator, thing=thing, send=True)
    jobs.save_file.call(str(thing.uid))
    assert everything() == before


class Killed(BaseException):
    """The worker is gone: nothing of ours catches this."""


STEPS: list[tuple[Any, str]] = [
    (matching, "load_known"),
    (saving, "record_all"),
    (invitations, "invite_many"),
    (saving, "record"),
    (jobs, "_become"),
]


@pytest.mark.parametrize(("module", "name"), STEPS, ids=[name for _, name in STEPS])
def test_a_worker_killed_while_saving_leaves_nothing_and_the_next_does_it_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, module: Any, name: str
) -> None:
    thing = uploaded(cast.administrator, cast.board, GOOD)
    jobs.save(by=cast.administrator, thing=thing, send=True)
    before = everything()
    with monkeypatch.context() as dying:
        dying.setattr(module, name, _die)
        with pytest.raises(Killed):
            jobs.save_file.call(str(thing.uid))
    assert everything() == before
    thing.refresh_from_db()
    assert thing.state == ImportState.WRITING
    _fall_silent(thing)
    assert jobs.revive() == 1
    run_queue()
    run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.DONE
    assert School.objects.filter(name="Zandlust").count() == 1
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("name", ["read", "match", "_to_preview"])
def test_a_worker_killed_while_reading_is_followed_by_another(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    with monkeypatch.context() as dying:
        dying.setattr(jobs, name, _die)
        with pytest.raises(Killed):
            jobs.read_file.call(str(thing.uid))
    jobs.read_file.call(str(thing.uid))  # it may be only slow: who comes too early leaves it alone
    thing.refresh_from_db()
    assert thing.state == ImportState.READING
    _fall_silent(thing)
    jobs.revive()
    run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.PREVIEW


def test_a_file_that_takes_every_worker_down_is_given_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=GOOD)
    monkeypatch.setattr(jobs, "read", _die)
    for _ in range(3):
        with pytest.raises(Killed):
            jobs.read_file.call(str(thing.uid))
        _fall_silent(thing)
    jobs.read_file.call(str(thing.uid))
    thing.refresh_from_db()
    assert (thing.state, thing.summary["refused"][0]) == (ImportState.REFUSED, "unexpected")


def test_a_worker_killed_between_mails_writes_each_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "MAILS", 1)
    rows = [(f"P{n}", f"p{n}@x.example", "", "bestuur", "") for n in range(4)]
    sent: list[str] = []
    post = invitations._write

    def write(invitation: Invitation, by: User | None) -> None:
        if len(sent) == 2:
            sent.append("dead")
            raise Killed
        post(invitation, by)
        sent.append(invitation.address)

    monkeypatch.setattr(invitations, "_write", write)
    with pytest.raises(Killed):
        saved(cast.administrator, cast.board, csv_of("person", *rows), send=True)
    thing = OrganisationImport.objects.get()
    assert (thing.state, jobs.mails_left(thing), Mail.objects.count()) == (ImportState.DONE, 2, 2)
    _fall_silent(thing)
    jobs.revive()
    run_queue()
    assert sorted(set(sent) - {"dead"}) == [f"p{n}@x.example" for n in range(4)]
    assert Mail.objects.count() == 4


def _die(*args: Any, **kwargs: Any) -> None:
    raise Killed


def _fall_silent(thing: OrganisationImport) -> None:
    OrganisationImport.objects.filter(pk=thing.pk).update(beat_at=timezone.now() - jobs.SILENCE)
