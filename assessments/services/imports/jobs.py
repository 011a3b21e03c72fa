"""A file from its upload to the end: read by a worker, looked at by who uploaded it, saved by a worker, forgotten.

    WAITING ─► READING ─► PREVIEW ─ the button ─► WRITING ─► DONE
                  └──────────────► REFUSED ◄─────────┘  (or PREVIEW again, where the organisation changed meanwhile)

A worker may die at any moment: reading starts again, and saving is one transaction. What the file held is erased at
DONE and REFUSED, when somebody decides not to save it, and after a day.
"""

from __future__ import annotations

import datetime as dt
import logging
from typing import Any

from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import task

from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import ImportState
from assessments.models import Board, Membership, OrganisationImport, User
from assessments.services import invitations
from assessments.services.places import demand_right, lock_board
from assessments.services.role_mail import tell_of_role

from .faults import Fault, Unreadable
from .matching import match
from .plan import Plan
from .reading import read
from .saving import save_plan

logger = logging.getLogger(__name__)

KEPT = dt.timedelta(days=1)
SILENCE = dt.timedelta(minutes=2)
"""An import at work that says nothing for so long has lost its worker."""
TIMES = 3
"""How often a file is tried: one that takes its worker down each time is given up."""
MAILS = 100
"""How many are written in one transaction."""

UNEXPECTED: Fault = ["unexpected", {}]
AT_A_SCREEN = 25
"""Priority of what somebody is waiting for: after codes to sign in with, before the mail of other files."""
ERASED: dict[str, Any] = {"content": b"", "plan": {}}


@transaction.atomic
def upload(*, by: User, board: Board, content: bytes) -> OrganisationImport:
    """Take a file in, and let a worker read it. What the same person had under way for this board is let go."""
    demand_right(by, board, Ability.MANAGE_ORGANISATION)
    mine = OrganisationImport.objects.filter(uploaded_by=by, board=board)
    mine.exclude(state__in=[ImportState.DONE, ImportState.WRITING]).delete()
    made = OrganisationImport.objects.create(board=board, uploaded_by=by, content=content)
    read_file.enqueue(str(made.uid))
    return made


@transaction.atomic
def save(*, by: User, thing: OrganisationImport, send: bool) -> OrganisationImport:
    """Let a worker save what the preview shows; `send` the invitations at once, or let them wait."""
    demand_right(by, thing.board, Ability.MANAGE_ORGANISATION)
    plan = Plan.from_json(thing.plan)
    if thing.state != ImportState.PREVIEW or not plan.is_right:
        raise Refused(_("Dit voorbeeld is niet meer van nu. Kijk het nog eens na."))
    summary = thing.summary | {"send": send, "again": False}
    _become(thing, ImportState.PREVIEW, ImportState.WRITING, summary=summary, done=0)
    save_file.enqueue(str(thing.uid))
    return thing


@transaction.atomic
def discard(*, by: User, thing: OrganisationImport) -> None:
    """Forget a file that was not saved."""
    demand_right(by, thing.board, Ability.MANAGE_ORGANISATION)
    OrganisationImport.objects.filter(pk=thing.pk).exclude(
        state__in=[ImportState.WRITING, ImportState.DONE]
    ).delete()


def _become(thing: OrganisationImport, old: str, new: str, **fields: Any) -> bool:
    """Step from one state to the next, unless somebody else was first."""
    changed = OrganisationImport.objects.filter(pk=thing.pk, state=old).update(
        state=new, beat_at=timezone.now(), **fields
    )
    return bool(changed)


def _refuse(thing: OrganisationImport, fault: Fault) -> None:
    OrganisationImport.objects.filter(pk=thing.pk).exclude(state=ImportState.DONE).update(
        state=ImportState.REFUSED, beat_at=timezone.now(), summary={"refused": fault}, **ERASED
    )


# --- reading ----------------------------------------------------------------------------------------------------------


@task(priority=AT_A_SCREEN)
def read_file(uid: str) -> None:
    """Read a file and hold it against the database. Any number of tasks for the same file do no harm."""
    thing = _claimed(uid)
    if thing is None:
        return
    try:
        rows = OrganisationImport.objects.filter(pk=thing.pk, state=ImportState.READING)

        def tick(done: int) -> None:
            rows.update(done=done, beat_at=timezone.now())

        document = read(bytes(thing.content), board_number=thing.board.number, tick=tick)
        rows.update(done=0, total=len(document.entries), beat_at=timezone.now())
        _to_preview(thing, ImportState.READING, match(thing.board, document, tick=tick))
    except Unreadable as error:
        _refuse(thing, error.fault)
    except DatabaseError:
        raise  # the queue tries again; of the fault itself only the place is kept
    except Exception as error:  # a fault of ours: its words may quote the file, so only its kind is told
        logger.error("Import %s could not be read: %s", thing.uid, type(error).__name__)
        _refuse(thing, UNEXPECTED)


def _claimed(uid: str) -> OrganisationImport | None:
    """The file, if it is ours to read: it waits, or whoever was reading it has fallen silent."""
    silent = Q(state=ImportState.READING, beat_at__lte=timezone.now() - SILENCE)
    with transaction.atomic():
        found = OrganisationImport.objects.select_for_update(of=("self",)).select_related("board")
        thing = found.filter(Q(state=ImportState.WAITING) | silent, uid=uid).first()
        if thing is None:
            return None
        tries = thing.summary.get("tries", 0) + 1
        thing.summary = {"tries": tries}
        thing.state, thing.beat_at, thing.done, thing.total = ImportState.READING, timezone.now(), 0, 0
        thing.save(update_fields=["summary", "state", "beat_at", "done", "total"])
    if tries > TIMES:
        _refuse(thing, UNEXPECTED)
        return None
    return thing


def _to_preview(thing: OrganisationImport, old: str, plan: Plan, **more: Any) -> None:
    summary = {
        "counts": plan.counts,
        "invites": plan.invites,
        "kinds": sorted({line.kind for line in plan.lines}),
        **more,
    }
    _become(
        thing,
        old,
        ImportState.PREVIEW,
        plan=plan.as_json(),
        summary=summary,
        done=len(plan.lines),
        total=len(plan.lines),
    )


# --- saving -----------------------------------------------------------------------------------------------------------


@task(priority=AT_A_SCREEN)
def save_file(uid: str) -> None:
    """Save a file whole, or not at all. Any number of tasks for the same file do no harm."""
    try:
        _save_whole(uid)
    except (Refused, IntegrityError):  # somebody was at the same places in the same moment
        _look_again(uid)
    except Unreadable as error:  # the board has another number now
        _refuse(OrganisationImport.objects.get(uid=uid), error.fault)
    except DatabaseError:
        raise  # tried again by `revive`
    except Exception as error:  # a fault of ours, as above
        logger.error("Import %s could not be saved: %s", uid, type(error).__name__)
        _refuse(OrganisationImport.objects.get(uid=uid), UNEXPECTED)


@transaction.atomic
def _save_whole(uid: str) -> None:
    thing = _writing(uid)
    if thing is None:
        return
    by = User.objects.get(pk=thing.uploaded_by_id)
    # Who saves for the same board waits here, so that what is read from now on stays true.
    board = lock_board(thing.board)
    if not can(by, Ability.MANAGE_ORGANISATION, board):
        _refuse(thing, ["lost_right", {}])
        return
    plan = match(board, read(bytes(thing.content), board_number=board.number))
    if plan.as_json() != thing.plan:
        _to_preview(thing, ImportState.WRITING, plan, again=True)
        return
    saved = save_plan(by=by, board=board, plan=plan)
    to_send = saved.invitations if thing.summary.get("send") else []
    summary = thing.summary | {
        "saved_on": timezone.now().isoformat(),
        "left": plan.left,
        "invited": len(saved.invitations),
        "to_send": to_send,
        "to_tell": saved.roles,
        "mails": len(to_send) + len(saved.roles),
    }
    _become(thing, ImportState.WRITING, ImportState.DONE, summary=summary, **ERASED)
    if summary["mails"]:
        send_mails.enqueue(uid)


def _writing(uid: str) -> OrganisationImport | None:
    rows = OrganisationImport.objects.select_for_update(of=("self",), skip_locked=True)
    return rows.filter(uid=uid, state=ImportState.WRITING).first()


@transaction.atomic
def _look_again(uid: str) -> None:
    """Show what the file would do now; where that is the same, asking again would help nobody."""
    if (thing := _writing(uid)) is None:
        return
    plan = match(thing.board, read(bytes(thing.content), board_number=thing.board.number))
    if plan.as_json() == thing.plan:
        logger.error("Import %s is refused by the services though its preview is right", uid)
        _refuse(thing, UNEXPECTED)
    else:
        _to_preview(thing, ImportState.WRITING, plan, again=True)


# --- mail ---------------------------------------------------------------------------------------------------------


@task()
def send_mails(uid: str) -> None:
    """Write some mails of a saved file, each once; others may come in between before the next ones."""
    if _send_some(uid):
        send_mails.enqueue(uid)


@transaction.atomic
def _send_some(uid: str) -> bool:
    """Tell some people of their new role, then send some invitations; say whether there is more."""
    rows = OrganisationImport.objects.select_for_update(of=("self",), skip_locked=True)
    thing = rows.filter(uid=uid, state=ImportState.DONE).select_related("board").first()
    if thing is None or not mails_left(thing):
        return False
    by = User.objects.get(pk=thing.uploaded_by_id)
    to_tell, to_send = thing.summary["to_tell"], thing.summary["to_send"]
    if to_tell:
        roles = Membership.objects.filter(pk__in=to_tell[:MAILS]).select_related(
            "user", "board", "school__board", "team__school__board"
        )
        for role in roles:
            tell_of_role(role, by=by)
        thing.summary["to_tell"] = to_tell[MAILS:]
    else:
        invitations.send_unsent(by=by, board=thing.board, among=to_send[:MAILS])
        thing.summary["to_send"] = to_send[MAILS:]
    thing.beat_at = timezone.now()
    thing.save(update_fields=["summary", "beat_at"])
    return mails_left(thing) > 0


def mails_left(thing: OrganisationImport) -> int:
    """How many mails of a saved file are still to be written."""
    return len(thing.summary.get("to_send", ())) + len(thing.summary.get("to_tell", ()))


TASKS = {
    ImportState.WAITING: read_file,
    ImportState.READING: read_file,
    ImportState.WRITING: save_file,
    ImportState.DONE: send_mails,
}
"""What takes an import on from where it stands."""


# --- what is due by itself --------------------------------------------------------------------------------------------


def revive() -> int:
    """Take up what lost its worker; a task too many finds nothing to do."""
    silent = OrganisationImport.objects.filter(beat_at__lte=timezone.now() - SILENCE).only(
        "uid", "state", "summary"
    )
    lost = [
        thing
        for thing in silent.exclude(state__in=[ImportState.PREVIEW, ImportState.REFUSED])
        if thing.state != ImportState.DONE or mails_left(thing)
    ]
    for thing in lost:
        TASKS[ImportState(thing.state)].enqueue(str(thing.uid))
    return len(lost)


def forget() -> int:
    """Erase what nobody saved within a day; of what was saved the counts go by retention."""
    unsaved = OrganisationImport.objects.filter(created_at__lte=timezone.now() - KEPT)
    number, _per_model = unsaved.exclude(state=ImportState.DONE).delete()
    return number
