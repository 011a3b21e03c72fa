"""After a removal nothing says who somebody was: no table, cache, file or log. Free text that people wrote is excepted.

Every table that can hold a name or an address is filled first, by the pages and services themselves where there are
any; then the whole database is searched, each column of each table, and on SQLite the bytes of its files.
Mail that a development machine wrote to `var/mail` instead of sending it has left, as mail does, and is not looked at.
"""

from __future__ import annotations

import base64
import datetime as dt
import html
import json
import logging
import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from assessments.database import forget_on_disk
from assessments.enums import ImportState, MailKind, MailState, Role, Via
from assessments.models import (
    Assessment,
    Card,
    Confirmation,
    ConfirmedScore,
    Invitation,
    Mail,
    Membership,
    OrganisationImport,
    Participation,
    Remark,
    Tally,
    TeamScore,
    User,
    normalise_email,
    sort_key,
)
from assessments.reports.context import school_report, team_report
from assessments.services import confirmations, invitations
from assessments.services.mail import put
from assessments.services.offers import Offer
from assessments.services.people import give_role
from tests.cast import Cast, make_cast
from tests.dump import dump_database, file_bytes, texts
from tests.factories import PASSWORD, UserFactory, make_round, set_scores
from tests.integration.test_removal_services import answer

NAME = "Wübbo van ’t Zwammerdàm-Ğökçe"
ADDRESS = "W.Zwammerdam+LOB@Geheimadres.example"
PARTS = ("Wübbo", "Zwammerdàm", "Ğökçe", NAME, ADDRESS, "w.zwammerdam", "geheimadres")

FREE_TEXT = {
    "assessments_teamscore": {"rationale", "evidence", "dissent"},
    "assessments_confirmedscore": {"rationale", "evidence", "dissent"},
    "assessments_confirmation": {"reopen_reason"},
    "assessments_remark": {"text"},
    "assessments_answer": {"remark"},
}
"""Where people write what they like. The pages that ask before a removal, and the privacy page, say that it stays."""

DeliverMail = Callable[[], list[Any]]


def forms_of(words: str) -> set[str]:
    """The shapes in which words may stand somewhere, folded for comparing."""
    shapes = {
        words,
        words.upper(),
        sort_key(words),
        *(unicodedata.normalize(f, words) for f in ("NFC", "NFD")),
    }
    shapes |= {html.escape(shape) for shape in set(shapes)}
    shapes |= {quote(shape) for shape in set(shapes)} | {json.dumps(shape)[1:-1] for shape in set(shapes)}
    shapes |= {base64.b64encode(words.encode()).decode().rstrip("=")[:-1]}
    return {shape.casefold() for shape in shapes}


NEEDLES = {shape for part in PARTS for shape in forms_of(part)} - {""}


def found_in(text: str) -> set[str]:
    folded = text.casefold()
    return {needle for needle in NEEDLES if needle in folded}


@pytest.fixture
def logged() -> Iterator[list[str]]:
    """Everything that any logger says in this test, at every level."""
    lines: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter("%(name)s %(message)s").format(record))
            lines.append(str({key: str(value) for key, value in vars(record).items() if key != "request"}))

    root, handler = logging.getLogger(), Keep(logging.DEBUG)
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    quiet = {name: logging.getLogger(name).level for name in ("django.db.backends", "django.template")}
    for name in quiet:  # SQL is written by a debugging server alone, and holds every value there is
        logging.getLogger(name).setLevel(logging.INFO)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(before)
        for name, level in quiet.items():
            logging.getLogger(name).setLevel(level)


def come_in(cast: Cast, deliver_mail: DeliverMail) -> User:
    """Be invited, get the mail, accept: as people come in."""
    offer = Offer(normalise_email(ADDRESS), role=Role.MEMBER, place=cast.team, name=NAME)
    invitations.invite(by=cast.administrator, board=cast.board, offer=offer)
    (message,) = [mail for mail in deliver_mail() if ADDRESS.lower() in mail.to]
    link = re.search(r"/uitnodiging/[\w-]+/", str(message.body))
    assert link
    guest = Client()
    guest.get(link[0])
    response = guest.post(reverse("invitation-offer"), {"name": NAME, "language": "nl"}, follow=True)
    assert response.status_code == 200
    user = User.objects.get(email=normalise_email(ADDRESS))
    assert (user.name, user.home_board) == (NAME, cast.board)
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in_everywhere(user: User) -> Client:
    """Leave whatever signing in leaves: sessions, devices, second steps, services, counts of failures."""
    client = Client(HTTP_USER_AGENT=f"Firefox van {NAME}")
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    for place in range(3):
        failing = Client(REMOTE_ADDR=f"192.0.2.{place}")
        failing.post(reverse("account_login"), {"login": user.email, "password": "fout"})
    half_way = Client()
    half_way.post(reverse("account_request_login_code"), {"email": user.email})
    Client().post(reverse("account_reset_password"), {"email": user.email})
    TOTP.activate(user, generate_totp_secret())
    RecoveryCodes.activate(user)
    Authenticator.objects.create(
        user=user, type="webauthn", data={"name": f"Laptop van {NAME}", "credential": {}}
    )
    account = SocialAccount.objects.create(
        user=user,
        provider="surfconext",
        uid=f"{ADDRESS}-subject",
        extra_data={"name": NAME, "email": ADDRESS},
    )
    SocialToken.objects.create(account=account, token=f"token {ADDRESS}")
    EmailAddress.objects.filter(user=user).delete()
    address = EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    EmailConfirmation.objects.create(email_address=address, key="sleutel")
    UserSession.objects.create(
        user=user, ip="192.0.2.9", session_key="apparaat", user_agent=f"Chrome {NAME}", data={"name": NAME}
    )
    return client


def do_things(cast: Cast, user: User, card: Card) -> Assessment:
    """Leave whatever working leaves; the free text names them too."""
    give_role(by=cast.administrator, user=user, role=Role.COORDINATOR, place=cast.school)
    give_role(by=cast.administrator, user=user, role=Role.ADMINISTRATOR, place=cast.board)
    give_role(by=user, user=user, role=Role.GOVERNOR, place=cast.board)  # and is reported to the others
    user = User.objects.get(pk=user.pk)
    offer = Offer("gast@voorbeeld.example", role=Role.MEMBER, place=cast.sibling_team, name="Gast")
    invitations.invite(by=user, board=cast.board, offer=offer)
    offer = Offer(user.email, role=Role.MANAGER, place=cast.school, name=NAME)
    invitations.invite(by=cast.administrator, board=cast.board, offer=offer)
    done = make_round([cast.team], card, starts_on=dt.date(2025, 11, 3)).assessments.get()
    set_scores(
        done,
        {"VA1.1": 4, "VA1.2": 2},
        rationale=f"Zegt {NAME}",
        evidence=ADDRESS,
        dissent=NAME,
        updated_by=user,
    )
    confirmations.confirm(by=user, assessment=done, with_gaps=True)
    done.refresh_from_db()
    confirmations.reopen(by=user, assessment=done, reason=f"{NAME} vergiste zich")
    confirmations.confirm(by=user, assessment=done, with_gaps=True)
    indicator = card.indicators.order_by("pk").first()
    assert indicator
    Tally.objects.create(assessment=done, indicator=indicator, level_4=5)
    Remark.objects.create(assessment=done, indicator=indicator, text=f"{NAME} weet dit")
    answering = make_round([cast.sibling_team], card).assessments.get()
    answer(user, answering, {"VA1.1": 3})
    answer(user, answering, {"VA1.1": 2}, via=Via.LINK, address=user.email)
    Assessment.objects.filter(pk=done.pk).update(answering_closed_at=timezone.now())
    Participation.objects.create(assessment=done, via=Via.ACCOUNT, user=user, began_on=timezone.localdate())
    Participation.objects.create(assessment=done, via=Via.LINK, address=user.email)
    return done


def lie_about(cast: Cast, user: User) -> None:
    """Leave what other people and the machine hold of them."""
    plan = {"rows": [{"name": NAME, "email": ADDRESS}]}
    content = f"{NAME};{ADDRESS}".encode()
    for board, by, state in (
        (cast.board, user, ImportState.PREVIEW),
        (cast.board, cast.administrator, ImportState.PREVIEW),
        (cast.board, cast.administrator, ImportState.WAITING),
        (cast.board, cast.administrator, ImportState.DONE),
        (cast.foreign_board, cast.foreign_governor, ImportState.PREVIEW),
    ):
        OrganisationImport.objects.create(
            board=board, uploaded_by=by, state=state, content=content, plan=plan, summary=plan
        )
    for stage in MailState:
        mail = put(
            kind=MailKind.ROLE_GIVEN, to=ADDRESS, subject=NAME, text=NAME, html=f"<p>{html.escape(NAME)}</p>"
        )
        erased = {} if stage in {MailState.WAITING, MailState.HANDING_OVER} else {
            "address": "", "subject": "", "text": "", "html": ""
        }  # fmt: skip
        Mail.objects.filter(pk=mail.pk).update(state=stage, sender=user, **erased)
    deed = f"{NAME} deed"
    put(kind=MailKind.ROLE_REPORTED, to="ander@x.example", subject="x", text=deed, html="x", sender=user)
    other = Client()
    other.force_login(cast.manager)
    session = other.session
    session["_messages"] = json.dumps([["__json_message", 0, 25, f"{NAME} is uitgenodigd."]])
    session["gezocht"] = "zwammerdam"
    session.save()
    waiting = Client()
    session = waiting.session
    session["account_login_code"] = {"email": ADDRESS, "code": "x"}
    session.save()
    request = HttpRequest()
    request.session = Client().session
    record_authentication(request, user, "password")
    request.session.save()
    DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        task_path="assessments.services.delivery.deliver",
        backend_name="default",
        run_after=timezone.now(),
        status="FAILED",
        exception_class_path="IntegrityError",
        traceback=f"Key (email)=({ADDRESS}) already exists. {NAME}",
    )
    LogEntry.objects.create(
        user=cast.administrator,
        content_type=ContentType.objects.get_for_model(User),
        object_id=str(user.pk),
        object_repr=NAME,
        action_flag=CHANGE,
    )
    user.groups.add(Group.objects.create(name="groep"))


MAY_NAME_PEOPLE = (
    User, Membership, Invitation, Mail, OrganisationImport, Participation, TeamScore, Confirmation, ConfirmedScore,
    Remark, EmailAddress, EmailConfirmation, Authenticator, SocialAccount, SocialToken, UserSession, Session,
    DBTaskResult, LogEntry,
)  # fmt: skip


def results(assessment: Assessment) -> list[Any]:
    """What teams agreed, as it is stored, and what reports and dashboards make of it."""
    day = dt.date(2026, 11, 24)
    assessment = Assessment.objects.with_context().get(pk=assessment.pk)
    stored = [
        list(model._default_manager.order_by("pk").values())
        for model in (TeamScore, Confirmation, ConfirmedScore, Tally, Remark, Assessment)
    ]
    school = school_report(assessment.school, assessment.round, reader=None, as_of=day)
    return [*stored, team_report(assessment, reader=None, as_of=day), school]


def without_free_text() -> str:
    """The whole database but for the columns in which people write what they like."""
    dump = dump_database()
    with connection.cursor() as cursor:
        for table, columns in FREE_TEXT.items():
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            kept = ", ".join(connection.ops.quote_name(name) for name in names if name not in columns)
            cursor.execute(f"SELECT {kept} FROM {connection.ops.quote_name(table)}")
            dump[table] = [tuple(row) for row in cursor.fetchall()]
    sessions = [json.dumps(session.get_decoded(), ensure_ascii=False) for session in Session.objects.all()]
    return "\n".join([texts(dump), *sessions])


def bytes_on_disk() -> str:
    """What lies in the files of SQLite: the database and its log of writes."""
    return file_bytes("", "-wal", "-shm").decode("utf-8", errors="replace")


@pytest.mark.parametrize("by", ["a beheerder", "oneself"])
@pytest.mark.django_db(transaction=True)
def test_after_a_removal_nothing_says_who_it_was(
    by: str, real_cast: Cast, small_card: Card, deliver_mail: DeliverMail, logged: list[str]
) -> None:
    cast = real_cast
    user = come_in(cast, deliver_mail)
    client = sign_in_everywhere(user)
    assessment = do_things(cast, user, small_card)
    user = User.objects.get(pk=user.pk)
    lie_about(cast, user)
    for model in MAY_NAME_PEOPLE:
        assert model._default_manager.exists(), f"{model.__name__} is not tried"
    before, wrote = results(assessment), found_in(without_free_text())
    assert len(wrote) > 5, "the search finds what is there"
    if connection.vendor == "sqlite":
        assert found_in(bytes_on_disk())

    if by == "oneself":
        request = HttpRequest()
        request.session = client.session
        record_authentication(request, user, "password", reauthenticated=True)
        request.session.save()
        response = client.post(reverse("own-remove"), {"sure": "on"})
    else:
        admin = Client()
        admin.force_login(cast.administrator)
        response = admin.post(reverse("person-remove", args=[user.uid]), {"sure": "on"})
    assert response.status_code == 302
    assert User.objects.get(pk=user.pk).removed_on

    if by == "a beheerder":  # who is told by mail, once more and for the last time
        (told,) = Mail.objects.exclude(address="").filter(kind=MailKind.ANSWERS_DELETED)
        assert told.address == normalise_email(ADDRESS)
    deliver_mail()
    assert found_in(without_free_text()) == set()
    assert results(assessment) == before, "what the team agreed is what it was"

    if connection.vendor == "sqlite":
        # The free text goes, so that only what should be gone can be found.
        TeamScore.objects.update(rationale="", evidence="", dissent="")
        ConfirmedScore.objects.update(rationale="", evidence="", dissent="")
        Confirmation.objects.exclude(reopen_reason="").update(reopen_reason="x")
        Remark.objects.update(text="")
        forget_on_disk()
        assert found_in(bytes_on_disk()) == set()
    assert found_in("\n".join(logged)) == set()
    assert found_in(str(cache.get_many([ADDRESS, NAME]))) == set()


@pytest.fixture
def real_cast(transactional_db: None) -> Cast:
    return make_cast()


def test_the_search_sees_every_shape() -> None:
    for text in (
        f"x{NAME.upper()}y",
        unicodedata.normalize("NFD", NAME),
        html.escape(NAME),
        json.dumps({"a": NAME}),
        quote(ADDRESS),
        ADDRESS.lower(),
        base64.b64encode(ADDRESS.encode()).decode(),
        "zwammerdam",
        "GOKCE",
    ):
        assert found_in(text), text
    assert not found_in("Wub Zwam Gök")


def test_the_pages_name_what_is_excepted(cast: Cast) -> None:
    """Free text is named before a removal, and on the privacy page."""
    client = Client()
    client.force_login(cast.administrator)
    for url in (reverse("person-remove", args=[cast.member.uid]), reverse("privacy")):
        page = client.get(url).content.decode()
        for words in (
            "onderbouwing",
            "bewijs",
            "afwijkende mening",
            "opmerking",
            "actie",
            "reden van heropenen",
        ):
            assert words in page, (url, words)


def test_somebody_else_of_the_same_name_is_left_alone(cast: Cast) -> None:
    namesake = UserFactory(name=cast.member.name, email="naamgenoot@voorbeeld.example", home_board=cast.board)
    client = Client()
    client.force_login(namesake)
    admin = Client()
    admin.force_login(cast.administrator)
    admin.post(reverse("person-remove", args=[cast.member.uid]), {"sure": "on"})
    namesake.refresh_from_db()
    assert namesake.name == "Şükrü Łukasz"
    assert client.get(reverse("home")).status_code == 200
