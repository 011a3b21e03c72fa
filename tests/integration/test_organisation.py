"""Making a board, and the services that keep its organisation: what works, and what is refused."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from assessments.access.policies import Refused
from assessments.enums import MailKind, Role, Sector, Verb
from assessments.models import AuditEvent, Board, Mail, Membership, School, Team, User
from assessments.services import organisation, people, teams
from tests.cast import Cast
from tests.factories import PASSWORD, BoardFactory, UserFactory, give_role
from tests.reading import verbs

pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(
        model._default_manager.count() for model in (Board, School, Team, User, Membership, AuditEvent)
    )


# --- create_board ---------------------------------------------------------------------------------------------------


def create_board(*more: str, **changes: str) -> str:
    wanted = {
        "name": "Stichting De Noordzoom",
        "number": "04321",
        "admin-email": "A.Oster@Noordzoom.example",
        "admin-name": "Anaïs Øster",
    } | {key.replace("_", "-"): value for key, value in changes.items()}
    out = io.StringIO()
    call_command("create_board", *(f"--{key}={value}" for key, value in wanted.items()), *more, stdout=out)
    return out.getvalue()


def test_a_board_and_its_first_beheerder() -> None:
    out = create_board()
    board, admin = Board.objects.get(), User.objects.get()
    assert (board.name, board.number) == ("Stichting De Noordzoom", "04321")
    assert (admin.email, admin.name, admin.has_usable_password()) == (
        "a.oster@noordzoom.example",
        "Anaïs Øster",
        False,
    )
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.board) == (admin, Role.ADMINISTRATOR, board)
    assert verbs() == [Verb.BOARD_CREATED, Verb.PERSON_ADDED, Verb.ROLE_GIVEN]
    assert set(AuditEvent.objects.values_list("actor", "board")) == {(None, board.uid)}
    assert "krijgt een mail" in out
    mail = Mail.objects.get()
    assert (mail.kind, mail.address) == (MailKind.ROLE_GIVEN, admin.email)
    assert "Je hebt een rol in LOB-kwaliteit: beheerder bij Stichting De Noordzoom." in mail.text
    assert "zonder wachtwoord" in mail.text


def test_a_password_can_come_from_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert "krijgt een mail" not in create_board("--password-stdin")
    assert not Mail.objects.exists()
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "04321", "name": "Ander"}, "al een bestuur met nummer 04321"),
        ({"number": "4321", "name": "Ander"}, "al een bestuur met nummer 4321"),
        ({"number": "", "name": "bestaand bestuur"}, "al een bestuur met de naam"),
        (
            {"admin_email": "bestaat@voorbeeld.example", "number": "", "name": "Ander"},
            "al iemand met het e-mailadres",
        ),
        ({"admin_email": "geen adres"}, "geen geldig e-mailadres"),
        ({"number": "12a"}, "--number"),
        ({"name": " "}, "--name"),
        ({"admin_name": "x" * 121}, "--admin-name"),
    ],
)
def test_what_create_board_refuses(changes: dict[str, str], words: str) -> None:
    BoardFactory(name="Bestaand Bestuur", number="04321")
    UserFactory(email="bestaat@voorbeeld.example")
    before = counts()
    with pytest.raises(CommandError, match=words) as refused:
        create_board(**changes)
    assert "Er is niets aangemaakt" in str(refused.value)
    assert counts() == before


def test_a_weak_password_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    with pytest.raises(CommandError):
        create_board("--password-stdin")
    assert not Board.objects.exists()


# --- the services: who may, and what is refused ---------------------------------------------------------------------


def test_a_beheerder_keeps_their_own_organisation(cast: Cast) -> None:
    admin = cast.administrator
    school = organisation.add_school(by=admin, board=cast.board, name="Émile", sector=Sector.HO)
    assert school.sort_name == "emile"
    team = teams.add_team(by=admin, school=school, name="Pabo")
    person = people.add_person(by=admin, board=cast.board, email="N@V.example", name="Nieuw")
    people.change_person(by=admin, board=cast.board, user=person, name="Nieuwer", language="en")
    organisation.change_school(
        by=admin, school=school, name="Emile", sector=Sector.HO, brin="", branch_code=""
    )
    membership = people.give_role(by=admin, user=person, role=Role.MEMBER, place=team)
    assert people.give_role(by=admin, user=person, role=Role.MEMBER, place=team) == membership
    ended = people.end_role(by=admin, membership=membership)
    assert ended.ended_on
    assert not Membership.objects.active().filter(user=person).exists()
    assert people.end_role(by=admin, membership=ended) == ended
    assert verbs() == [
        Verb.SCHOOL_ADDED,
        Verb.TEAM_ADDED,
        Verb.PERSON_ADDED,
        Verb.PERSON_CHANGED,
        Verb.SCHOOL_CHANGED,
        Verb.ROLE_GIVEN,
        Verb.ROLE_ENDED,
    ]


@pytest.mark.parametrize(
    "person", ["member", "team_coordinator", "manager", "governor", "stranger", "foreign_governor"]
)
def test_nobody_else_does(cast: Cast, person: str) -> None:
    by, before = getattr(cast, person), counts()
    fields: dict[str, Any] = {"name": "x", "sector": Sector.VO}
    deeds = [
        lambda: organisation.create_board(
            by=by, name="x", number="", admin_email="x@y.example", admin_name="x"
        ),
        lambda: organisation.add_school(by=by, board=cast.board, **fields),
        lambda: organisation.change_school(by=by, school=cast.school, brin="", branch_code="", **fields),
        lambda: teams.add_team(by=by, school=cast.school, name="x"),
        lambda: people.add_person(by=by, board=cast.board, email="x@y.example", name="x"),
        lambda: people.change_person(by=by, board=cast.board, user=cast.member, name="x", language="nl"),
        lambda: people.give_role(by=by, user=by, role=Role.ADMINISTRATOR, place=cast.board),
        lambda: people.end_role(by=by, membership=cast.governor.memberships.get()),
    ]
    for deed in deeds:
        with pytest.raises(PermissionDenied):
            deed()
    assert counts() == before


def test_a_beheerder_of_one_board_does_nothing_in_another(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        teams.add_team(by=cast.administrator, school=cast.foreign_school, name="x")


def test_what_the_services_refuse(cast: Cast) -> None:
    admin = cast.administrator
    for refused in (
        lambda: teams.add_team(by=admin, school=cast.school, name="HAVO 4-5"),
        lambda: people.add_person(by=admin, board=cast.board, email="MEMBER@voorbeeld.example", name="x"),
        lambda: people.give_role(by=admin, user=cast.member, role=Role.MEMBER, place=cast.school),
        lambda: people.give_role(by=admin, user=cast.member, role=Role.MANAGER, place=cast.board),
        lambda: people.give_role(by=admin, user=cast.member, role=Role.GOVERNOR, place=cast.team),
        lambda: people.end_role(by=admin, membership=admin.memberships.get()),
    ):
        with pytest.raises(Refused):
            refused()
    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, cast.board)
    assert people.end_role(by=other, membership=admin.memberships.get()).ended_on
