"""Reading in from the command line: the same preview as in the browser, nothing without --save, accounts at once."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from assessments.enums import Role, Verb
from assessments.models import AuditEvent, Board, Invitation, Mail, Membership, School, Team, User
from assessments.services import people
from assessments.services.demo import FOLDER
from assessments.services.imports.at_once import import_now
from assessments.services.imports.plan import CHANGED, NEW, SAME, Plan
from assessments.services.imports.samples import EXAMPLE, write_csv, write_xlsx
from tests.factories import BoardFactory, UserFactory

from .doing import everything, lines

pytestmark = pytest.mark.django_db

FILES = {"organisatie.xlsx": write_xlsx(EXAMPLE)}


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory(name="Stichting De Noordzoom", number="04321")
    return made


def load(board: Board, **files: bytes) -> Plan:
    return import_now(board=board, files=files or FILES, save=True, accounts=True)


def test_the_example_makes_accounts_with_their_roles(board: Board) -> None:
    plan = load(board)
    assert plan.counts == {"wrong": 0, "new": 10, "changed": 0, "same": 0}
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
    roles = {(one.user.name, one.role, str(one.place)) for one in Membership.objects.all()}
    assert roles == {
        ("Anaïs Øster", Role.COORDINATOR, "Stichting De Noordzoom"),
        ("Marieke Postma", Role.GOVERNOR, "Stichting De Noordzoom"),
        ("Jürgen Groß", Role.MANAGER, "Duinmark College"),
        ("Jürgen Groß", Role.MEMBER, "Zorg & Welzijn"),
        ("Şükrü Łukasz", Role.MEMBER, "Havo 4-5"),
    }
    assert User.objects.get(name="Jürgen Groß").language == "en"
    assert set(User.objects.values_list("home_board", flat=True)) == {board.pk}
    assert not Mail.objects.exists()
    verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count(Verb.ROLE_GIVEN) == 5
    assert verbs[-1] == Verb.ORGANISATION_LOADED


def test_loading_again_changes_nothing_but_the_log(board: Board) -> None:
    load(board)
    before = everything()
    assert load(board).counts["same"] == 10
    assert everything()[:-1] == before[:-1]


def test_an_ended_role_is_given_anew(board: Board) -> None:
    load(board)
    people.end_role(by=None, membership=Membership.objects.get(role=Role.GOVERNOR))
    assert [name for name, does, _ in lines(load(board)) if does == NEW] == ["Marieke Postma"]
    assert Membership.objects.active().filter(role=Role.GOVERNOR).count() == 1


def test_who_has_an_account_elsewhere_gets_the_role_on_it(board: Board) -> None:
    user = UserFactory(email="m.postma@noordzoom.example", name="Marieke Postma")
    load(board)
    assert Membership.objects.get(role=Role.GOVERNOR).user == user


def test_two_branches_may_share_a_name(board: Board) -> None:
    schools = [("", "Duinmark", "vo", "", f"01AB0{n}") for n in (0, 1)]
    person = [("A", "a@voorbeeld.example", "", "manager", "01AB01")]
    load(board, scholen=write_csv("school", schools), mensen=write_csv("person", person))
    assert Membership.objects.get().school == School.objects.get(branch_code="01AB01")


def test_what_differs_is_changed(board: Board) -> None:
    load(board)
    plan = load(board, scholen=write_csv("school", [("", "Duinmark Lyceum", "", "", "01ab00")]))
    assert [does for _, does, _ in lines(plan)] == [CHANGED]
    school = School.objects.get(branch_code="01AB00")
    assert (school.name, school.own_key, School.objects.count()) == ("Duinmark Lyceum", "duin", 2)


def test_the_demo_is_read_as_any_other(board: Board) -> None:
    files = {path.stem: path.read_bytes() for path in FOLDER.glob("*.csv")}
    assert set(files) == {"scholen", "teams", "mensen"}
    assert {does for _, does, _ in lines(load(board, **files))} == {NEW}
    assert {does for _, does, _ in lines(load(board, **files))} == {SAME}


# --- the command ------------------------------------------------------------------------------------------------------


def command(*arguments: str, **options: object) -> str:
    out = io.StringIO()
    call_command("import_organisation", *arguments, stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "organisatie.xlsx"
    path.write_bytes(FILES["organisatie.xlsx"])
    return str(path)


def test_the_command_only_shows_unless_told_to_save(board: Board, file: str) -> None:
    before = everything()
    out = command(file, "--board", "04321")
    assert "Nieuw: 10\n- organisatie.xlsx scholen rij 2, Duinmark College: Nieuwe school" in out
    assert "Er is niets gewijzigd; met --save wel." in out
    assert everything() == before
    assert "Opgeslagen." in command(file, "--board", "stichting de noordzoom", "--save")
    assert Invitation.objects.unsent().count() == 5
    assert not User.objects.exists()
    out = command(file, "--board", "04321", verbosity=2)
    assert "Blijft gelijk: 10\n- organisatie.xlsx scholen rij 2, Duinmark College\n" in out


def test_the_command_makes_accounts_where_it_is_told_to(board: Board, file: str) -> None:
    command(file, "--board", "04321", "--save", "--accounts")
    assert (User.objects.count(), Invitation.objects.count()) == (4, 0)


def test_what_the_command_refuses(board: Board, file: str, tmp_path: Path) -> None:
    wrong = tmp_path / "fout.csv"
    wrong.write_bytes(write_csv("school", [("x", "X", "po", "", "")]))
    broken = tmp_path / "stuk.csv"
    broken.write_bytes(b"\xff\xfe")
    large = tmp_path / "groot.csv"
    large.write_bytes(b"a" * 6_000_000)
    before = everything()
    for arguments, words in [
        ([file, "--board", "99999"], "Er is geen bestuur “99999”"),
        ([str(wrong), "--board", "04321", "--save"], "Verbeter eerst de rijen"),
        ([str(broken), "--board", "04321", "--save"], "Unicode-tekst"),
        ([str(large), "--board", "04321"], "te groot"),
        ([str(tmp_path / "weg.csv"), "--board", "04321"], "niet te lezen"),
    ]:
        with pytest.raises(CommandError, match=words) as refused:
            command(*arguments)
        assert "Er is niets gewijzigd" in str(refused.value)
    assert everything() == before


def test_a_board_gets_its_number(board: Board) -> None:
    other = BoardFactory(name="Ander", number="")
    out = io.StringIO()
    call_command("number_board", "ander", "10053", stdout=out)
    call_command("number_board", "010053", "10053")  # zeros in front change nothing
    other.refresh_from_db()
    assert (other.number, "nummer 10053" in out.getvalue()) == ("10053", True)
    assert {event.board for event in AuditEvent.objects.filter(verb=Verb.BOARD_CHANGED)} == {other.uid}
    for number, words in [("04321", "al een bestuur met nummer"), ("12a", "alleen uit cijfers")]:
        with pytest.raises(CommandError, match=words):
            call_command("number_board", "Ander", number)
