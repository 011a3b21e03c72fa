"""What these tests do over and over: upload, let the worker read, look at the preview, save, let the worker save."""

from __future__ import annotations

from typing import Any

from django_tasks_db.models import DBTaskResult

from assessments.models import (
    AuditEvent,
    Board,
    Invitation,
    Mail,
    Membership,
    OrganisationImport,
    School,
    Team,
    User,
)
from assessments.services.imports import jobs
from assessments.services.imports.matching import match
from assessments.services.imports.plan import WRONG, Line, Plan
from assessments.services.imports.reading import read
from assessments.services.imports.wording import say
from assessments.tasks.worker import Worker
from tests.unit.imports.files import xlsx_of

STORED = (Board, School, Team, User, Membership, Invitation, Mail, AuditEvent)


GOOD = xlsx_of(
    school=[("zand", "Zandlust", "vo", "09ZZ", "09ZZ00")],
    team=[("zand-1", "Onderbouw", "zand")],
    person=[
        ("Ada Lovelace", "ada@x.example", "en", "teamlid", "zand-1"),
        ("Şükrü Łukasz", "member@voorbeeld.example", "", "manager", "zand"),
    ],
)
"""A school, a team in it, somebody new and somebody who is here."""


def everything() -> list[list[Any]]:
    """All that an import could touch, to the last value."""
    return [list(model._default_manager.order_by("pk").values()) for model in STORED]


def plan_of(board: Board, content: bytes) -> Plan:
    return match(board, read(content, board_number=board.number))


def lines(plan: Plan) -> list[tuple[str, str, list[str]]]:
    """Per row its name, what happens to it, and the codes of what is said."""
    return [(line.name, line.does, [code for code, _ in line.says]) for line in plan.lines]


def only(plan: Plan) -> Line:
    (line,) = plan.lines
    return line


def wrong(plan: Plan) -> list[str]:
    """The codes of what is wrong, over all rows."""
    return [code for line in plan.lines if line.does == WRONG for code, _ in line.says]


def told(plan: Plan) -> str:
    return " ".join(say(one) for line in plan.lines for one in line.says)


def uploaded(by: User, board: Board, content: bytes) -> OrganisationImport:
    """A file that the worker has read."""
    thing = jobs.upload(by=by, board=board, content=content)
    jobs.read_file.call(str(thing.uid))
    thing.refresh_from_db()
    return thing


def saved(by: User, board: Board, content: bytes, *, send: bool = False) -> OrganisationImport:
    """A file that the worker has saved, if it could be, with its mails written."""
    thing = uploaded(by, board, content)
    jobs.save(by=by, thing=thing, send=send)
    jobs.save_file.call(str(thing.uid))
    thing.refresh_from_db()
    while jobs.mails_left(thing):
        jobs.send_mails.call(str(thing.uid))
        thing.refresh_from_db()
    return thing


def run_queue() -> None:
    """Do what waits, as a worker does."""
    worker = Worker()
    while (row := DBTaskResult.objects.ready().first()) is not None:
        row.claim(worker.worker_id)
        worker.run_task(row)
