"""The devices on which somebody is signed in, and what happens when the way they sign in changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, places_for
from assessments.access.policies import demand
from assessments.access.second_factor import has_one
from assessments.enums import MailKind, Verb
from assessments.models import Board, User

from . import mail
from .audit import record
from .belonging import boards_belonged_to, boards_to_leave


@dataclass(frozen=True, slots=True)
class Device:
    """`key` names it on the page: the key of the session itself would sign one in."""

    key: str
    agent: str
    since: dt.datetime
    is_here: bool


def devices_of(user: User, here: str | None) -> list[Device]:
    """Where somebody is signed in now, this session (`here`) first, then the latest; in two queries."""
    devices = [
        Device(_name(row.session_key), row.user_agent, row.created_at, row.session_key == here)
        for row in _open(user)
    ]
    return sorted(devices, key=lambda device: (not device.is_here, -device.since.timestamp()))


@transaction.atomic
def end_device(*, by: User, key: str, here: str | None) -> bool:
    """Sign somebody out on one of their other devices; False where it was signed out already."""
    return bool(_end(row for row in _open(by) if _name(row.session_key) == key and row.session_key != here))


@transaction.atomic
def end_other_devices(*, by: User, here: str | None) -> int:
    """Sign somebody out everywhere but `here` (None: everywhere). Return on how many devices."""
    count = _end(row for row in _open(by) if row.session_key != here)
    UserSession.objects.filter(user=by).exclude(session_key=here or "").delete()
    return count


@transaction.atomic
def way_changed(*, by: User, here: str | None) -> None:
    """A password or a second step was set, changed or taken away: say so in the audit log, and end the sessions
    that came about by the ways of before.
    """
    record(Verb.SIGN_IN_CHANGED, by=by, thing=by, board=_board_of(by))
    end_other_devices(by=by, here=here)


@transaction.atomic
def remove_second_factor(*, by: User | None, user: User) -> None:
    """Take away every second step of somebody who lost them all, sign them out everywhere, and tell them.

    They still need their mail or password; whoever must have a second step is led to set one up at once. `by` is a
    beheerder of theirs, or None for a command on the machine.
    """
    if by is not None:
        demand_looks_after(by, user)
    demand(why_second_factor_stays(by=by, user=user))
    Authenticator.objects.filter(user=user).delete()
    board = _board_of(user)
    record(Verb.SIGN_IN_CHANGED, by=by, thing=user, board=board)
    end_other_devices(by=user, here=None)
    context = {"name": user.name, "at": timezone.now(), "by_board": board if by else None}
    words = mail.written("mfa/email/all_removed_message", language=user.language, context=context)
    mail.put(kind=MailKind.ACCOUNT, to=user.email, **words._asdict())


def demand_looks_after(by: User, user: User) -> None:
    """Refuse who is no beheerder of a board that has to do with somebody else; nobody does this to themselves."""
    if by == user or not boards_to_leave(by, user):
        raise PermissionDenied


def why_second_factor_stays(*, by: User | None, user: User) -> str | None:
    """Why a second step cannot be taken away now, or None where it can. What is in the way is not told."""
    if by is not None and not _belongs_within(places_for(by, Ability.MANAGE_ORGANISATION).boards, user):
        return _("Bij deze persoon kan alleen de beheerder van de server dit doen. Vraag het daar.")
    if not has_one(user):
        return _("Deze persoon heeft geen tweede stap. Er is niets veranderd.")
    return None


def _belongs_within(boards: set[int], user: User) -> bool:
    """Whether all that somebody may do, now or later, is in these boards: what a second step guards elsewhere is not
    theirs to open.
    """
    theirs = {board.pk for board in boards_belonged_to(user)}
    return bool(theirs) and theirs <= boards and not user.is_staff


def _open(user: User) -> list[UserSession]:
    rows = {row.session_key: row for row in UserSession.objects.filter(user=user)}
    alive = Session.objects.filter(session_key__in=rows, expire_date__gt=timezone.now())
    return [rows[key] for key in alive.values_list("session_key", flat=True)]


def _end(rows: Iterable[UserSession]) -> int:
    keys = [row.session_key for row in rows]
    UserSession.objects.filter(session_key__in=keys).delete()
    Session.objects.filter(session_key__in=keys).delete()
    return len(keys)


def _name(session_key: str) -> str:
    return salted_hmac("assessments.device", session_key, algorithm="sha256").hexdigest()[:32]


def _board_of(user: User) -> Board | None:
    """The board in whose log it belongs: the one that let them in, else where they hold a role. A beheerder reaches
    only who belongs to no board but theirs, so for a deed of a beheerder it is one of theirs.
    """
    return next(iter(boards_belonged_to(user)), None)
