"""Making a board and loading its organisation: what works, what repeats, and every problem named."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from assessments.access.policies import Refused
from assessments.enums import Role, Sector, Verb
from assessments.models import AuditEvent, Board, Membership, School, Team, User
from assessments.services import organisation, people, teams
from assessments.services.organisation_file import BadFile, Report, load_organisation
from tests.cast import Cast
from tests.factories import PASSWORD, BoardFactory, SchoolFactory, TeamFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[2] / "docs" / "organisatie-voorbeeld.toml"


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


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
    assert "Wachtwoord vergeten" in out


def test_a_password_can_come_from_the_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert "Wachtwoord vergeten" not in create_board("--password-stdin")
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"number": "04321", "name": "Ander"}, "al een bestuur met nummer 04321"),
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


# --- load_organisation ----------------------------------------------------------------------------------------------


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory(name="Stichting De Noordzoom", number="04321")
    return made


def load(text: str) -> Report:
    return load_organisation(by=None, text=text)


def test_the_documented_example_loads(board: Board) -> None:
    report = load(EXAMPLE.read_text())
    duinmark = School.objects.get(name="Duinmark College")
    assert (duinmark.sector, duinmark.brin, duinmark.branch_code, duinmark.board) == (
        "vo",
        "01AB",
        "01AB00",
        board,
    )
    assert set(Team.objects.values_list("name", "school__name")) == {
        ("Brugklas", "Duinmark College"),
        ("Havo 4-5", "Duinmark College"),
        ("Zorg & Welzijn", "Mbo De Zilte Delta"),
    }
    roles = {
        (membership.user.name, membership.role, str(membership.place))
        for membership in Membership.objects.all()
    }
    assert roles == {
        ("Anaïs Øster", Role.ADMINISTRATOR, "Stichting De Noordzoom"),
        ("Anaïs Øster", Role.COORDINATOR, "Stichting De Noordzoom"),
        ("Marieke Postma", Role.GOVERNOR, "Stichting De Noordzoom"),
        ("Fatma Şahin", Role.COORDINATOR, "Duinmark College"),
        ("Jürgen Groß", Role.MANAGER, "Duinmark College"),
        ("Jürgen Groß", Role.MEMBER, "Zorg & Welzijn"),
        ("Şükrü Łukasz", Role.MEMBER, "Havo 4-5"),
    }
    assert User.objects.get(name="Jürgen Groß").language == "en"
    assert (len(report.made), report.changed, report.left) == (2 + 3 + 5 + 7, [], [])
    assert verbs()[-1] == Verb.ORGANISATION_LOADED
    assert verbs().count(Verb.ROLE_GIVEN) == 7


def test_loading_again_changes_nothing(board: Board) -> None:
    load(EXAMPLE.read_text())
    before = counts()
    report = load(EXAMPLE.read_text())
    assert (report.made, report.changed, len(report.left)) == ([], [], 17)
    assert counts()[:-1] == before[:-1]
    assert verbs()[before[-1] :] == [Verb.ORGANISATION_LOADED]


def test_what_differs_is_changed_and_nothing_is_removed(board: Board) -> None:
    load(EXAMPLE.read_text())
    report = load(
        """
        [bestuur]
        naam = "stichting de noordzoom"
        [[scholen]]
        naam = "Duinmark Lyceum"
        sector = "vo"
        vestigingscode = "01ab00"
        teams = [{ naam = "Vwo 4-6" }, { naam = "HAVO 4-5" }]
        [[mensen]]
        naam = "Fatma Şahin-de Wit"
        email = "F.Sahin@noordzoom.example"
        """
    )
    assert report.changed == ["school Duinmark Lyceum", "Fatma Şahin-de Wit (F.Sahin@noordzoom.example)"]
    assert report.made == ["team Vwo 4-6 (Duinmark Lyceum)"]
    assert School.objects.get(branch_code="01AB00").brin == "01AB"
    assert (School.objects.count(), Team.objects.count(), Membership.objects.count()) == (2, 4, 7)
    assert {Verb.SCHOOL_CHANGED, Verb.PERSON_CHANGED} <= set(verbs())


def test_an_ended_role_is_given_anew(board: Board) -> None:
    load(EXAMPLE.read_text())
    membership = Membership.objects.get(role=Role.GOVERNOR)
    people.end_role(by=None, membership=membership)
    assert load(EXAMPLE.read_text()).made == ["rol bestuur voor Marieke Postma bij Stichting De Noordzoom"]


def test_a_school_that_gets_its_code_later_stays_the_same(board: Board) -> None:
    school = SchoolFactory(board=board, name="Duinmark College")
    load(EXAMPLE.read_text())
    school.refresh_from_db()
    assert school.branch_code == "01AB00"


def test_two_branches_may_share_a_name(board: Board) -> None:
    load(
        """
        [bestuur]
        nummer = "04321"
        [[scholen]]
        naam = "Duinmark"
        sector = "vo"
        vestigingscode = "01AB00"
        [[scholen]]
        naam = "Duinmark"
        sector = "vo"
        vestigingscode = "01AB01"
        [[mensen]]
        naam = "A"
        email = "a@voorbeeld.example"
        rollen = [{ rol = "manager", school = "01AB01" }]
        """
    )
    assert Membership.objects.get().school == School.objects.get(branch_code="01AB01")


BASE = '[bestuur]\nnummer = "04321"\n'
SCHOOL = BASE + '[[scholen]]\nnaam = "Duin"\nsector = "vo"\n'
PERSON = SCHOOL + 'teams = [{ naam = "Havo" }]\n[[mensen]]\nnaam = "A"\nemail = "a@b.example"\n'

BAD: list[tuple[str, str]] = [
    ("[bestuur]\nnaam = = 1", "geen geldige TOML: op regel 2"),
    ('naam = "x', "geen geldige TOML"),
    ("", "er staat geen [bestuur]"),
    ("[bestuur]\n", "noem de naam of het nummer"),
    ('[bestuur]\nnummer = "99999"\n', "geen bestuur met nummer 99999"),
    ('[bestuur]\nnaam = "Onbekend"\n', "geen bestuur met de naam “Onbekend”"),
    ("[bestuur]\nnummer = 4321\n", "nummer is geen tekst"),
    (BASE + "leraren = []\n", "“leraren” hoort hier niet"),
    ("scholen = 3\n" + BASE, "scholen is geen lijst"),
    (BASE + "[[scholen]]\nsector = 'vo'\n", "school 1: naam ontbreekt"),
    (BASE + '[[scholen]]\nnaam = "Duin"\n', "school 1 (Duin): sector ontbreekt"),
    (BASE + '[[scholen]]\nnaam = "Duin"\nsector = "po"\n', "sector is “po”"),
    (SCHOOL + 'brin = "1234"\n', "brin is “1234”"),
    (SCHOOL + 'vestigingscode = "01AB"\n', "vestigingscode is “01AB”"),
    (SCHOOL + 'plaats = "Hier"\n', "school 1 (Duin): “plaats” hoort hier niet"),
    (SCHOOL + 'teams = ["Havo"]\n', "school 1 (Duin): teams is geen lijst"),
    (
        SCHOOL + 'teams = [{ naam = "Havo" }, { naam = "HAVO" }]\n',
        "team 2 (HAVO): een team met deze naam staat ook bij",
    ),
    (SCHOOL + 'teams = [{ naam = "" }]\n', "school 1 (Duin), team 1: naam ontbreekt"),
    (SCHOOL + f'teams = [{{ naam = "{"x" * 121}" }}]\n', "heeft 121 tekens"),
    (SCHOOL + 'teams = [{ naam = "a\\u0000b" }]\n', "niet te zien"),
    (SCHOOL + '[[scholen]]\nnaam = "DUIN"\nsector = "ho"\n', "school 2 (DUIN): een school met deze naam"),
    (SCHOOL + '[[mensen]]\nnaam = "A"\nemail = "geen"\n', "“geen” is geen geldig e-mailadres"),
    (SCHOOL + '[[mensen]]\nemail = "a@b.example"\n', "persoon 1: naam ontbreekt"),
    (PERSON + 'taal = "fr"\n', "taal is “fr”"),
    (
        PERSON + '[[mensen]]\nnaam = "B"\nemail = "A@B.example"\n',
        "dit e-mailadres staat ook bij persoon 1 (A)",
    ),
    (PERSON + 'rollen = [{ rol = "directeur" }]\n', "“directeur” is geen rol"),
    (PERSON + 'rollen = [{ school = "Duin" }]\n', "persoon 1 (A), rol 1: rol ontbreekt"),
    (PERSON + 'rollen = [{ rol = "teamlid", school = "Duin" }]\n', "teamlid: noem de school en het team"),
    (PERSON + 'rollen = [{ rol = "manager" }]\n', "manager: noem de school"),
    (
        PERSON + 'rollen = [{ rol = "bestuur", school = "Duin" }]\n',
        "bestuur: deze rol geldt voor het hele bestuur",
    ),
    (PERSON + 'rollen = [{ rol = "teamlid", team = "Havo" }]\n', "noem bij een team ook de school"),
    (PERSON + 'rollen = [{ rol = "manager", school = "Bos" }]\n', "er is geen school “Bos”"),
    (PERSON + 'rollen = [{ rol = "manager", school = "Foreign" }]\n', "er is geen school “Foreign”"),
    (
        PERSON + 'rollen = [{ rol = "teamlid", school = "Duin", team = "Vwo" }]\n',
        "Duin heeft geen team “Vwo”",
    ),
    (
        PERSON + 'rollen = [{ rol = "beheerder" }, { rol = "beheerder" }]\n',
        "deze rol op deze plek staat ook bij",
    ),
    (SCHOOL.replace("Duin", "Dicht"), "deze school is opgeheven"),
    (SCHOOL.replace("Duin", "Open") + 'teams = [{ naam = "Weg" }]\n', "dit team is opgeheven"),
    (SCHOOL.replace("Duin", "Dubbel"), "meer scholen met deze naam"),
]


@pytest.mark.parametrize(("text", "words"), BAD, ids=[words for _, words in BAD])
def test_a_bad_file_is_refused_whole(board: Board, text: str, words: str) -> None:
    past = dt.date(2025, 1, 1)
    SchoolFactory(board=board, name="Dicht", closed_on=past)
    TeamFactory(school=SchoolFactory(board=board, name="Open"), name="Weg", closed_on=past)
    SchoolFactory.create_batch(2, board=board, name="Dubbel")
    SchoolFactory(name="Foreign")
    before = counts()
    with pytest.raises(BadFile) as bad:
        load(text)
    assert any(words in problem for problem in bad.value.problems), bad.value.problems
    assert counts() == before


def test_all_problems_are_told_at_once(board: Board) -> None:
    text = (
        SCHOOL
        + 'brin = "x"\n[[mensen]]\nnaam = ""\nemail = "geen"\nrollen = [{ rol = "manager", school = "Bos" }]\n'
    )
    with pytest.raises(BadFile) as bad:
        load(text)
    assert len(bad.value.problems) == 4


def test_the_command_tells_what_it_did(board: Board, tmp_path: Path) -> None:
    out = io.StringIO()
    call_command("load_organisation", str(EXAMPLE), stdout=out)
    assert "Aangemaakt: 17" in out.getvalue()
    assert "- rol teamlid voor Şükrü Łukasz bij Havo 4-5" in out.getvalue()
    out = io.StringIO()
    call_command("load_organisation", str(EXAMPLE), stdout=out, verbosity=2)
    assert "Ongewijzigd: 17\n- school Duinmark College" in out.getvalue()
    for content in (b"\xff\xfe", b"[bestuur"):
        file = tmp_path / "fout.toml"
        file.write_bytes(content)
        with pytest.raises(CommandError, match="Er is niets gewijzigd"):
            call_command("load_organisation", str(file))
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("load_organisation", str(tmp_path / "weg.toml"))


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
