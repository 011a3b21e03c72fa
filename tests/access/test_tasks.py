"""Every task that a worker runs, and whose right is asked again when it runs: a right may be gone by then.

A task, or a piece of work that is due by itself, without a row here fails the suite.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from inspect import signature

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_tasks.base import Task

import assessments
from assessments.enums import ImportState, MailKind, MailState
from assessments.models import AuditEvent, Invitation, Mail, Membership, PrintedFile, PrintJob, School, User
from assessments.services import mail as post
from assessments.services.imports import jobs
from assessments.services.printing import asking
from assessments.tasks.due import DAILY, EVERY_MINUTE
from tests.cast import Cast
from tests.factories import confirm, make_card, make_round
from tests.integration.imports.doing import run_queue
from tests.reading import signed_in
from tests.unit.imports.files import xlsx_of

pytestmark = pytest.mark.django_db

FILE = xlsx_of(
    school=[("zand", "Zandlust", "vo", "09ZZ", "09ZZ00")],
    team=[("zand-1", "Onderbouw", "zand")],
    person=[("Ada Lovelace", "ada@x.example", "", "teamlid", "zand-1")],
)


def lose_roles(user: User) -> None:
    Membership.objects.filter(user=user).update(ended_on=timezone.localdate())


# --- one trial per task -----------------------------------------------------------------------------------------------


def a_file_read_for_who_lost_the_role_is_seen_by_nobody(cast: Cast) -> None:
    """Reading writes nothing but a preview; the page of it asks for the right, each time."""
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=FILE)
    lose_roles(cast.administrator)
    run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.PREVIEW
    page = reverse("import-detail", args=[thing.uid])
    assert signed_in(User.objects.get(pk=cast.administrator.pk)).get(page).status_code == 404
    assert signed_in(cast.coordinator).get(page).status_code in {403, 404}
    assert not School.objects.filter(name="Zandlust").exists()


def a_file_of_who_lost_the_role_is_not_saved(cast: Cast) -> None:
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=FILE)
    run_queue()
    thing.refresh_from_db()
    jobs.save(by=cast.administrator, thing=thing, send=True)
    lose_roles(cast.administrator)
    told = AuditEvent.objects.count()
    run_queue()
    thing.refresh_from_db()
    assert thing.state == ImportState.REFUSED
    assert not School.objects.filter(name="Zandlust").exists()
    assert not Invitation.objects.exists()
    assert AuditEvent.objects.count() == told


def who_lost_the_role_invites_nobody_any_more(cast: Cast) -> None:
    thing = jobs.upload(by=cast.administrator, board=cast.board, content=FILE)
    jobs.read_file.call(str(thing.uid))
    thing.refresh_from_db()
    jobs.save(by=cast.administrator, thing=thing, send=True)
    jobs.save_file.call(str(thing.uid))
    lose_roles(cast.administrator)
    run_queue()
    assert Invitation.objects.count() == 1
    assert not Mail.objects.filter(kind=MailKind.INVITATION).exists()


def what_was_taken_back_meanwhile_is_not_sent(cast: Cast) -> None:
    """Who may send was asked when the words were written; until a worker hands them over they can be taken back."""
    letter = post.put(kind=MailKind.TEST, to="ada@x.example", subject="Dag", text="Dag", html="<p>Dag</p>")
    assert post.withdraw(letter)
    run_queue()
    assert Mail.objects.get().state == MailState.WITHDRAWN
    assert mail.outbox == []


def who_lost_the_role_has_no_reports_printed(cast: Cast) -> None:
    round_ = make_round([cast.team], make_card())
    confirm(round_.assessments.get())
    asking.ask_for_all(by=cast.governor, board=cast.board, language="nl")
    lose_roles(cast.governor)
    run_queue()
    assert not PrintJob.objects.exists()
    assert not PrintedFile.objects.exists()


TASKS: dict[str, Callable[[Cast], None]] = {
    "assessments.services.delivery.deliver": what_was_taken_back_meanwhile_is_not_sent,
    "assessments.services.imports.jobs.read_file": a_file_read_for_who_lost_the_role_is_seen_by_nobody,
    "assessments.services.imports.jobs.save_file": a_file_of_who_lost_the_role_is_not_saved,
    "assessments.services.imports.jobs.send_mails": who_lost_the_role_invites_nobody_any_more,
    "assessments.services.printing.hands.print_next": who_lost_the_role_has_no_reports_printed,
}

DUE = {
    "assessments.database.clear_space",
    "assessments.services.closing.close_due",
    "assessments.services.delivery.mark_uncertain",
    "assessments.services.delivery.enqueue_forgotten",
    "assessments.services.delivery.prune",
    "assessments.services.queue.revive",
    "assessments.services.queue.prune",
    "assessments.services.heartbeats.prune",
    "assessments.services.joining.prune",
    "assessments.services.nudges.before_closing.remind_before_closing",
    "assessments.services.nudges.digest.send_digests",
    "assessments.services.nudges.talks.tell_of_talks",
    "assessments.services.printing.hands.revive",
    "assessments.services.printing.standing.prune",
    "assessments.services.printing.store.prune",
    "assessments.services.scores.prune_receipts",
    "assessments.services.retention.forget_devices",
    "assessments.services.retention.carry_out_everywhere",
    "assessments.services.imports.jobs.revive",
    "assessments.services.imports.jobs.forget",
    "assessments.tasks.due.clear_sessions",
}
"""Done on nobody's behalf: it takes no argument, and erases or starts again alone. What `nudges` writes goes to who may
see it at that moment: `integration/nudges` tries each right that is gone.
"""


@pytest.mark.parametrize("trial", TASKS.values(), ids=TASKS)
def test_a_task_does_nothing_for_a_right_that_is_gone(cast: Cast, trial: Callable[[Cast], None]) -> None:
    trial(cast)


def test_every_task_has_a_row() -> None:
    found = set()
    for module in pkgutil.walk_packages(assessments.__path__, "assessments."):
        if ".migrations." not in module.name:
            for thing in vars(importlib.import_module(module.name)).values():
                if isinstance(thing, Task):
                    found.add(f"{thing.func.__module__}.{thing.func.__name__}")
    assert found == set(TASKS)


def test_all_that_is_due_by_itself_has_a_row() -> None:
    work = [*EVERY_MINUTE, *DAILY]
    assert {f"{one.__module__}.{one.__qualname__}" for one in work} == DUE
    assert not [one for one in work if any(p.default is p.empty for p in signature(one).parameters.values())]
