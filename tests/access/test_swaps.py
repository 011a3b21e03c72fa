"""Other people's keys, in every parameter of every address and every field of every form.

Whoever a row of the matrix lets in tries it again, each time with one key swapped for one of the other board, and for
one that nothing has. Neither may differ from the other, change anything, or tell anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import html5lib
import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from assessments.models import (
    Action,
    Assessment,
    Board,
    Card,
    Invitation,
    Membership,
    OrganisationImport,
    Participation,
    PrintJob,
    Round,
    School,
    Team,
    User,
)
from assessments.models.base import PublicModel
from assessments.views.security import passkey_uid
from tests.access.door import knock, text_of
from tests.access.people import EVERYBODY
from tests.access.row import Row
from tests.access.scene import FOREIGN_WORDS, Scene
from tests.access.test_matrix import MATRIX

pytestmark = pytest.mark.usefixtures("_plain_refusals", "_no_real_pdf")

WRITES = re.compile(r'^(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')
MAY_CHANGE = {"django_session", "lob_cache", "django_admin_log"}
"""What any request may write: not of the product."""
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')
KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- the counterpart at the other board -------------------------------------------------------------------------------


def thing_of(key: UUID) -> Model:
    """Whatever has this key."""
    if (passkey := next((p for p in Authenticator.objects.all() if passkey_uid(p) == key), None)) is not None:
        return passkey
    for model in apps.get_models():
        if issubclass(model, PublicModel) and (found := model._default_manager.filter(uid=key).first()):
            return found
    raise LookupError(f"nothing has the key {key}; it is not one to swap")


def counterpart(thing: Model, scene: Scene) -> UUID:
    """The same kind of thing at the other board, as alike as can be."""
    cast = scene.cast
    match thing:
        case Board():
            return cast.foreign_board.uid
        case School():
            return cast.foreign_school.uid
        case Team():
            return cast.foreign_team.uid
        case Round():
            return (scene.foreign_closed_round if thing.is_closed else scene.foreign_open_round).uid
        case Assessment():
            round_ = scene.foreign_closed_round if thing.round.is_closed else scene.foreign_open_round
            return scene.assessment(round_, "foreign_team").uid
        case Card():
            return scene.foreign_card.uid
        case User():
            return cast.foreign_member.uid
        case Authenticator():
            return passkey_uid(scene.foreign_passkey)
        case OrganisationImport():
            return scene.foreign_file.uid
        case PrintJob():
            return scene.foreign_job.uid
        case Membership():
            return cast.foreign_member.memberships.get().uid
        case Participation():
            return scene.foreign_paper_form.uid
        case Action():
            return scene.foreign_action.uid
        case Invitation():
            return scene.foreign_invitation.uid
    raise LookupError(f"say here what the counterpart of a {thing._meta.model_name} is")


def keys_in(values: dict[str, Any]) -> Iterator[tuple[str, int | None, UUID]]:
    """Every key in arguments or in what a form sends: its name, its place in a list, itself."""
    for name, value in values.items():
        for place, one in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(one, UUID) or (isinstance(one, str) and KEY.fullmatch(one)):
                yield name, place, UUID(str(one))


def swapped(values: dict[str, Any], name: str, place: int | None, key: UUID) -> dict[str, Any]:
    if place is None:
        return values | {name: key}
    return values | {name: [key if n == place else one for n, one in enumerate(values[name])]}


# --- asking -----------------------------------------------------------------------------------------------------------


def ask(
    row: Row, scene: Scene, person: str, args: dict[str, Any], data: dict[str, Any]
) -> tuple[int, str, str, set[str]]:
    """Status, where it leads, its words, and the tables it wrote to. Nothing of it stays."""
    with undone(), CaptureQueriesContext(connection) as queries:
        response = knock(row.method, reverse(row.route, kwargs=args), data, session=scene.session(person))
        text = text_of(response)
    written = {found[1] for query in queries if (found := WRITES.match(query["sql"]))} - MAY_CHANGE
    for _name, _place, key in [*keys_in(args), *keys_in(data)]:
        text = text.replace(str(key), "KEY")
    return response.status_code, response.headers.get("Location", ""), TOKEN.sub("", text), written


WIDEST = ["board_coordinator", "coordinator", "team_coordinator", "manager", "team_manager"]
ALONE = [
    "member",
    "governor",
    "administrator",
    "stranger",
    "cousin_member",
    "cousin_coordinator",
    "cousin_manager",
]


def let_in(row: Row) -> list[str]:
    """Own people whom the row lets in: of each role who holds it at the widest place, for they could see most."""
    if row.anonymous != 302:
        return []
    people = [person for person in [*WIDEST, *ALONE] if row.expected(person) in {200, 302}]
    roles = {person.rpartition("_")[2]: person for person in reversed(people)}
    return list(roles.values())


KEYED = [row for row in MATRIX if row.args.__code__.co_names or row.args.__closure__]
SENDING = [row for row in MATRIX if row.method == "post" and row.data]


@pytest.mark.parametrize("row", KEYED, ids=str)
def test_swapped_in_the_address(row: Row, scene: Scene) -> None:
    args, data = row.args(scene), row.sent(scene)
    for name, _place, key in keys_in(args):
        thing = thing_of(key)
        if counterpart(thing, scene) == key:
            continue
        there, nowhere = args | {name: counterpart(thing, scene)}, args | {name: uuid4()}
        for person in let_in(row):
            answer = ask(row, scene, person, there, data)
            assert answer[0] == 404, (person, name)
            assert answer[3] == set(), (person, name)
            assert answer == ask(row, scene, person, nowhere, data), (person, name)


@pytest.mark.parametrize("row", SENDING, ids=str)
def test_swapped_in_a_field(row: Row, scene: Scene) -> None:
    """What the row sends is taken; with one key of the other board in it nothing is done at all."""
    args, data = row.args(scene), row.sent(scene)
    for name, place, key in keys_in(data):
        thing = thing_of(key)
        if counterpart(thing, scene) == key:
            continue
        there = swapped(data, name, place, counterpart(thing, scene))
        nowhere = swapped(data, name, place, uuid4())
        for person in let_in(row):
            status, leads_to, text, written = ask(row, scene, person, args, there)
            assert written == set(), (person, name)
            assert "Foreign" not in text, (person, name)
            assert FOREIGN_WORDS not in text, (person, name)
            assert (status, leads_to, text, written) == ask(row, scene, person, args, nowhere), (person, name)


# --- every form there is stands in the matrix -----------------------------------------------------------------------


def forms_of(text: str) -> set[str]:
    """The forms on a page, without what differs each time; no form stands in another."""
    text = TOKEN.sub("", text)
    forms = re.findall(r"<form\b.*?</form>", text, re.DOTALL)
    assert len(forms) == text.count("<form")
    return set(forms)


@cache
def read_form(text: str) -> tuple[str, str, frozenset[str]]:
    """Its method, where it goes, and the names of its fields that hold a key. Many pages show the same form."""
    (form,) = html5lib.parse(text, namespaceHTMLElements=False).iter("form")
    holding = set()
    for element in form.iter():
        if element.tag not in {"input", "select", "button", "textarea"}:
            continue
        values = [
            element.get("value", ""),
            *(option.get("value", "") for option in element.iter("option")),
        ]
        if any(KEY.fullmatch(value) for value in values):
            holding.add(element.get("name", ""))
    return form.get("method", "get").lower(), form.get("action", ""), frozenset(holding)


OF_THE_READER = "person"
"""The field that says for whom a page was made. A page of another is refused: see `test_joining_honestly`."""


def test_every_form_and_every_key_it_sends_is_tried(scene: Scene) -> None:
    """What a page offers to send, a row of the matrix sends: else nobody tried who may, or what a swap does."""
    sent: dict[str, set[str]] = {}
    for row in MATRIX:
        if row.method == "post":
            sent.setdefault(row.route, set()).update(name for name, _place, _key in keys_in(row.sent(scene)))
    missing = set()
    for row in MATRIX:
        readers = [person for person in sorted(EVERYBODY) if row.expected(person) == 200]
        if row.method != "get" or not readers:
            continue
        address = reverse(row.route, kwargs=row.args(scene))
        for person in readers[:1] + readers[-1:]:
            with undone():
                response = knock("get", address, session=scene.session(person))
            if response.streaming or not response.headers["Content-Type"].startswith("text/html"):
                continue
            for method, action, holding in map(read_form, forms_of(response.content.decode())):
                route = resolve(urlsplit(action).path or address).url_name or ""
                if method == "post" and route not in sent:
                    missing.add(f"post {route}")
                if method == "post":
                    untried = holding - sent.get(route, set()) - {OF_THE_READER}
                    missing |= {f"post {route}: {name}" for name in untried}
    assert not missing, f"no row of the matrix sends: {sorted(missing)}"


def test_no_route_hands_out_stored_files() -> None:
    """Files are made when they are asked for, behind a rule: there is no folder that is served."""
    assert not settings.MEDIA_URL.strip("/")
    assert not settings.MEDIA_ROOT
