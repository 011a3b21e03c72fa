"""Emptying the row of a person, and everything else that says who they were. Free text that people wrote is excepted.

Every table that can hold a name or an address has its line here; `tests/integration/test_traces.py` fills them all,
removes somebody and looks through the whole database.
"""

from __future__ import annotations

import datetime as dt
import html
import json
import re
import uuid
from collections.abc import Iterator
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.models import EmailAddress
from allauth.core.internal.ratelimit import get_cache_key, get_rates
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks_db.models import DBTaskResult

from assessments.access.limits import key_of_address
from assessments.access.policies import Refused
from assessments.enums import ImportState
from assessments.models import (
    Action,
    Invitation,
    Mail,
    MailOff,
    OrganisationImport,
    Participation,
    PrintJob,
    User,
    sort_key,
)

from .belonging import boards_of
from .cut_lines import Kind, leave
from .mail import forget

STILL_WRITING = dt.timedelta(minutes=5)
"""So long after its last beat an import that is being saved may still be at work."""


def empty(*users: User) -> None:
    """Empty the rows of people for good, with all that is theirs alone. What teams agreed stays.

    Called inside the transaction of a removal, after their roles have ended. A line without personal data is left of
    each: `removal.remove_again` is for it, after a backup was restored.
    """
    traces = {user.pk: Traces(user) for user in users}
    _sessions(traces)
    for user in users:
        _imports(user, traces[user.pk])
        _mail_and_invitations(user, traces[user.pk])
        _ways_in(user)
        _tasks(traces[user.pk])
        PrintJob.objects.filter(requester=user).delete()
        Action.objects.filter(owner=user).update(owner=None)
        _limits(user)
        _row(user)
        leave(Kind.REMOVED, user.uid)


def _row(user: User) -> None:
    closed = Participation.objects.filter(address=user.email, assessment__answering_closed_at__isnull=False)
    closed.update(
        address=""
    )  # an open link is of the board that sent it, and goes when that closes answering
    LogEntry.objects.filter(
        Q(user=user) | Q(content_type=ContentType.objects.get_for_model(User), object_id=str(user.pk))
    ).delete()
    user.groups.clear()
    user.user_permissions.clear()
    user.name = ""
    user.email = f"{uuid.uuid4()}@weg.invalid"
    user.language = "nl"
    user.set_unusable_password()
    user.is_active = user.is_staff = user.is_superuser = False
    user.last_login = user.home_board = None
    user.removed_on = timezone.localdate()
    user.save()


class Traces:
    """Finds somebody's name and address in a text.

    A name may be any word, so by itself it says little: it counts only in what they sent, and at their own boards.
    Else who calls themselves "Beste" would take everybody's mail along when they leave.
    """

    def __init__(self, user: User) -> None:
        self.address = user.email.casefold()
        self.folded = f"{sort_key(user.name)} {self.address}"
        # anna@school.nl stands in johanna@school.nl, and is somebody else there.
        self._whole = re.compile(rf"(?<![\w.!#$%&'*+/=?^`{{|}}~-]){re.escape(self.address)}(?![\w-]|\.\w)")
        name = re.escape(user.name.strip())
        self._name = re.compile(rf"(?<!\w){name}(?!\w)") if name else None

    def of_address(self, *texts: str) -> bool:
        return any(self._whole.search(text.casefold()) for text in texts)

    def of_name(self, *texts: str) -> bool:
        return self._name is not None and any(self._name.search(text) for text in texts)

    def __call__(self, *texts: str) -> bool:
        return self.of_address(*texts) or self.of_name(*texts)

    def of(self, value: Any) -> bool:
        """Whether a value in a session names them: in full, or as a word that somebody looked for."""
        looked_for = isinstance(value, str) and len(value) > 2 and sort_key(value) in self.folded
        return looked_for or self(json.dumps(value, ensure_ascii=False, default=str), *_strings(value))


def _imports(user: User, traces: Traces) -> None:
    """A file on its way in may name them, and would bring them back: it is uploaded again after this."""
    at_rest = (ImportState.DONE, ImportState.REFUSED)
    boards = boards_of(user)
    theirs = OrganisationImport.objects.filter(Q(board__in=boards) | Q(uploaded_by=user))
    beat = timezone.now() - STILL_WRITING
    if theirs.filter(state=ImportState.WRITING, beat_at__gt=beat).exists():
        raise Refused(
            _("Er wordt net een bestand ingelezen. Wacht tot dat klaar is en probeer het dan nog een keer.")
        )
    theirs.filter(uploaded_by=user).delete()
    for row in OrganisationImport.objects.select_related("board").defer("content"):
        is_own = row.board in boards
        said = list(_strings([row.plan, row.summary]))
        told = traces.of_address(*said) or (is_own and traces.of_name(*said))
        if row.state in at_rest and told:
            OrganisationImport.objects.filter(pk=row.pk).update(plan={}, summary={}, content=b"")
        elif row.state not in at_rest and (is_own or told):
            OrganisationImport.objects.filter(pk=row.pk).update(
                state=ImportState.REFUSED, plan={}, summary={}, content=b""
            )


def _mail_and_invitations(user: User, traces: Traces) -> None:
    """Mail to them, and mail that says who they are: of whoever is named in a mail, it is the sender."""
    theirs = []
    links = Participation.objects.filter(address=user.email, mail__isnull=False).values("mail")
    for mail in Mail.objects.exclude(address="").exclude(pk__in=links).select_for_update():
        words = (mail.subject, mail.text, html.unescape(mail.html))
        is_theirs = mail.sender_id == user.pk and traces.of_name(*words)
        if is_theirs or traces.of_address(mail.address, *words):
            theirs.append(mail.pk)
    forget(Mail.objects.filter(pk__in=theirs))
    Invitation.objects.open().filter(address=user.email).update(
        address="", name="", withdrawn_at=timezone.now()
    )
    Mail.objects.filter(sender=user).update(sender=None)
    MailOff.objects.filter(user=user).delete()


OWNERS = ("_auth_user_id", "account_authentication_methods_user")
"""Where a session says whose it is: of who is signed in, and of who is half-way."""
LIBRARIES = ("_", "account_")
"""How what Django and allauth keep begins: somebody may be called like a word in it, or like a number."""


def _sessions(people: dict[int, Traces]) -> None:
    """End their sessions, also those half-way signing in; take what names them out of the others'."""
    UserSession.objects.filter(user__in=people).delete()
    gone = {str(pk) for pk in people}
    for session in Session.objects.iterator():
        data = session.get_decoded()
        owners = {str(data.get(key) or "") for key in OWNERS} | {
            str((data.get("account_login") or {}).get("user_pk"))
        }
        addressed = any(traces.of_address(*_strings(data)) for traces in people.values())
        telling = [
            key
            for key, value in data.items()
            if (key == "_messages" or not key.startswith(LIBRARIES))
            and any(traces.of(value) for traces in people.values())
        ]
        if owners & gone or (addressed and not data.get("_auth_user_id")):
            session.delete()
        elif telling:
            for key in telling:
                del data[key]
            session.session_data = Session.objects.encode(data)
            session.save(update_fields=["session_data"])


def _strings(data: Any) -> Iterator[str]:
    """The texts in decoded data: messages stand in it as JSON in JSON, where “ë” is written as an escape."""
    match data:
        case str():
            yield data
            if data[:1] in {"[", "{"}:
                try:
                    yield from _strings(json.loads(data))
                except ValueError:
                    return
        case dict():
            for value in data.values():
                yield from _strings(value)
        case list():
            for value in data:
                yield from _strings(value)


def _ways_in(user: User) -> None:
    Authenticator.objects.filter(user=user).delete()
    SocialAccount.objects.filter(user=user).delete()  # and with it the tokens
    EmailAddress.objects.filter(user=user).delete()  # and with it the confirmations


def _tasks(traces: Traces) -> None:
    """Tasks are given keys alone; but the trace of a failure may hold a line of the database with more in it."""
    for row in DBTaskResult.objects.exclude(traceback=""):
        if traces.address in row.traceback.casefold() or traces.of_name(row.traceback):
            DBTaskResult.objects.filter(pk=row.pk).update(traceback="")


def _limits(user: User) -> None:
    """Forget what is counted in the cache under their address or key."""
    keys = {key_of_address(user.email), user.email}
    names = []
    for action in account_settings.RATE_LIMITS:
        for rate in get_rates(app="allauth.account", action=action):
            more = [{"key": key} for key in keys] if rate.per == "key" else [{"user": user}]
            if rate.per in {"key", "user"}:
                names += [
                    get_cache_key(HttpRequest(), app="allauth.account", action=action, rate=rate, **kwargs)
                    for kwargs in more
                ]
    cache.delete_many([*names, *(f"{name}:lock" for name in names)])
