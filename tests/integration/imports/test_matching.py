"""What each row of a file would do to a board: known by its codes, never by its name; what is wrong, and why."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from assessments.enums import Role, Sector
from assessments.models import Board, School, Team, User
from assessments.services import invitations
from assessments.services.imports.plan import CHANGED, NEW, SAME
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.factories import BoardFactory, SchoolFactory, TeamFactory, UserFactory, give_role
from tests.unit.imports.files import DUO, GOOD_SCHOOL, csv_of, xlsx_of

from .doing import everything, lines, only, plan_of, told, wrong

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory(name="Stichting De Noordzoom", number="13273")
    return made


def school(board: Board, **fields: Any) -> School:
    defaults = {"name": "Duinmark College", "brin": "01AB", "branch_code": "01AB00", "own_key": "duin"}
    made: School = SchoolFactory(board=board, **defaults | fields)
    return made


def team(school: School, **fields: Any) -> Team:
    made: Team = TeamFactory(school=school, **{"name": "Havo 4-5", "own_key": "havo"} | fields)
    return made


def of_school(*row: str) -> bytes:
    return csv_of("school", row)


# --- schools ----------------------------------------------------------------------------------------------------------


def test_all_that_is_new_may_refer_to_each_other_in_one_file(board: Board) -> None:
    plan = plan_of(
        board,
        xlsx_of(
            person=[
                ("Ada", "ada@x.example", "", "teamlid", "havo"),
                ("Ada", "ada@x.example", "", "manager", "01AB00"),
            ],
            team=[("havo", "Havo", "duin")],
            school=[GOOD_SCHOOL],
        ),
    )
    assert lines(plan) == [
        ("Duinmark College", NEW, ["new_school"]),
        ("Havo", NEW, ["new_team"]),
        ("Ada", NEW, ["new_invitation"]),
        ("Ada", NEW, ["new_invitation"]),
    ]
    assert plan.counts == {"wrong": 0, "new": 4, "changed": 0, "same": 0}
    assert plan.invites == 2


@pytest.mark.parametrize(
    ("row", "does", "fields"),
    [
        (("duin", "Duinmark College", "vo", "01AB", "01AB00"), SAME, {}),
        (("", "Duinmark College", "", "", "01ab00"), SAME, {}),
        (("duin", "Duinmark College", "", "", ""), SAME, {}),
        (("", "Duinmark College", "", "01AB", ""), SAME, {}),
        (("duin", "Duinmark Lyceum", "mbo", "", ""), CHANGED, {"name": "Duinmark Lyceum", "sector": "mbo"}),
        (("duin", "Duinmark College", "", "", "01AB01"), CHANGED, {"branch_code": "01AB01"}),
        (("zand", "Duinmark College", "", "", "01AB00"), CHANGED, {"key": "zand"}),
    ],
)
def test_a_school_is_known_by_a_code_or_a_key(
    board: Board, row: tuple[str, ...], does: str, fields: dict[str, str]
) -> None:
    there = school(board)
    line = only(plan_of(board, of_school(*row)))
    assert line.does == does, line.says
    assert line.write == ({"school": there.pk, "fields": fields} if fields else {})


def test_a_name_never_says_which_school(board: Board) -> None:
    school(board, branch_code="", brin="", own_key="")
    plan = plan_of(board, of_school("duin", "Duinmark College", "vo", "", ""))
    assert lines(plan) == [("Duinmark College", NEW, ["new_school", "name_exists"])]


def test_a_key_goes_to_the_school_that_had_only_its_brin(board: Board) -> None:
    there = school(board, branch_code="", own_key="")
    plan = plan_of(board, csv_of("school", ("a", "A", "vo", "01AB", ""), ("b", "B", "vo", "01AB", "")))
    first, second = plan.lines
    assert first.write["school"] == there.pk
    assert second.write["school"] is None


def test_a_merged_school_is_told_with_when_and_into_what(board: Board) -> None:
    into = school(board, name="Lyceum Samen", branch_code="09ZZ00", brin="09ZZ", own_key="samen")
    school(board, closed_on=dt.date(2025, 8, 1), merged_into=into)
    before = everything()
    for row in (of_school("", "X", "vo", "", "01AB00"), of_school("duin", "X", "vo", "", "")):
        plan = plan_of(board, row)
        assert wrong(plan) == ["merged_school"]
        assert "op 1 augustus 2025 samengevoegd met “Lyceum Samen” (09ZZ00)" in told(plan)
    refer = xlsx_of(team=[("h", "Havo", "01AB00")], person=[("A", "a@x.example", "", "manager", "duin")])
    assert wrong(plan_of(board, refer)) == ["merged_school", "merged_school"]
    assert everything() == before


def test_what_is_wrong_with_a_school(board: Board) -> None:
    school(board)
    school(board, name="Ander", branch_code="01AB01", own_key="ander")
    school(board, name="Dicht", branch_code="02CD00", own_key="dicht", closed_on=dt.date(2025, 1, 1))
    for row, code in [
        (("duin", "X", "vo", "", "01AB01"), "two_schools"),
        (("", "X", "vo", "01AB", ""), "many_branches"),
        (("", "X", "vo", "", "02CD00"), "closed_school"),
        (("nieuw", "X", "", "", ""), "missing"),
    ]:
        assert wrong(plan_of(board, of_school(*row))) == [code], row
    twice = csv_of("school", GOOD_SCHOOL, ("duin", "Nog eens", "vo", "", ""))
    plan = plan_of(board, twice)
    assert (wrong(plan), "rij 2" in told(plan)) == (["twice"], True)


def test_codes_may_pass_from_one_school_to_the_next(board: Board) -> None:
    old, new = school(board), school(board, name="Nieuw", branch_code="01AB01", own_key="nieuw")
    rows = (("duin", "Duinmark College", "vo", "", "01AB02"), ("nieuw", "Nieuw", "vo", "", "01AB00"))
    plan = plan_of(board, csv_of("school", *rows))
    assert [line.write["school"] for line in plan.lines] == [old.pk, new.pk]


def test_what_is_not_in_the_file_is_counted_and_stays(board: Board) -> None:
    one, other = school(board), school(board, name="B", branch_code="", brin="", own_key="")
    school(board, name="C", branch_code="", brin="", own_key="", closed_on=dt.date(2025, 1, 1))
    team(one)
    team(other, own_key="")
    give_role(UserFactory(email="in@x.example"), Role.MANAGER, one)
    give_role(UserFactory(), Role.GOVERNOR, board)
    assert plan_of(board, of_school(*GOOD_SCHOOL)).left == {"school": 1}
    people = csv_of("person", ("In", "in@x.example", "", "manager", "duin"))
    assert plan_of(board, people).left == {"person": 1}
    assert plan_of(board, csv_of("team", ("havo", "Havo 4-5", "duin"))).left == {"team": 1}


# --- DUO --------------------------------------------------------------------------------------------------------------


def test_duos_rows_make_and_leave_schools_and_keep_our_names(board: Board) -> None:
    school(board, name="Van Gogh, Salland", brin="02EB", branch_code="02EB04", own_key="vg")
    plan = plan_of(board, DUO.read_bytes())
    assert plan.skipped == 6
    assert plan.counts == {"wrong": 0, "new": 4, "changed": 0, "same": 1}
    into = school(board, name="Samen", branch_code="09ZZ00", brin="09ZZ", own_key="s")
    School.objects.filter(branch_code="02EB04").update(closed_on=dt.date(2025, 8, 1), merged_into=into)
    assert wrong(plan_of(board, DUO.read_bytes())) == ["merged_school"]


# --- teams ------------------------------------------------------------------------------------------------------------


def test_a_team_is_known_by_its_key_within_the_board(board: Board) -> None:
    there = team(school(board))
    school(board, name="Ander", branch_code="", brin="", own_key="ander")
    foreign = team(school(BoardFactory(), own_key="elders", branch_code=""), own_key="elders")
    for row, does, codes in [
        (("havo", "Havo 4-5", "01AB00"), SAME, []),
        (("havo", "Bovenbouw", "duin"), CHANGED, ["becomes"]),
        (("nieuw", "Vwo", "01AB"), NEW, ["new_team"]),
        (("elders", "Elders", "duin"), NEW, ["new_team"]),
    ]:
        assert lines(plan_of(board, csv_of("team", row))) == [(row[1], does, codes)], row
    assert (there.own_key, foreign.own_key) == ("havo", "elders")


def test_what_is_wrong_with_a_team(board: Board) -> None:
    own, other = school(board), school(board, name="Ander", branch_code="", brin="", own_key="ander")
    into = team(own)
    team(own, name="Zonder sleutel", own_key="")
    team(own, name="Dicht", own_key="dicht", closed_on=dt.date(2025, 1, 1))
    team(own, name="Op", own_key="op", closed_on=dt.date(2025, 8, 1), merged_into=into)
    for place in (own, other):
        team(place, name="Dubbel", own_key="dubbel")
    school(BoardFactory(), own_key="elders", branch_code="")
    for row, code in [
        (("x", "X", "weg"), "no_school"),
        (("x", "X", "elders"), "no_school"),
        (("havo", "Havo 4-5", "ander"), "other_school"),
        (("x", "HAVO 4-5", "duin"), "team_name_taken"),
        (("x", "zonder sleutel", "duin"), "team_name_without_key"),
        (("dicht", "Dicht", "duin"), "closed_team"),
        (("op", "Op", "duin"), "merged_team"),
        (("dubbel", "Dubbel", "duin"), "key_of_many_teams"),
    ]:
        assert wrong(plan_of(board, csv_of("team", row))) == [code], row
    plan = plan_of(board, csv_of("team", ("a", "A", "duin"), ("a", "B", "duin"), ("b", "A", "duin")))
    assert wrong(plan) == ["twice", "team_name_twice"]


def test_who_refers_to_a_row_that_is_wrong_is_told_of_that_row(board: Board) -> None:
    plan = plan_of(
        board,
        xlsx_of(
            school=[("duin", "Duin", "po", "", "")],
            team=[("havo", "Havo", "duin")],
            person=[("A", "a@x.example", "", "teamlid", "havo")],
        ),
    )
    assert wrong(plan) == ["bad_sector", "place_is_wrong", "place_is_wrong_here"]
    assert "staat in rij 2" in told(plan)


def test_two_rows_with_the_same_wrong_code_are_known_by_their_keys(board: Board) -> None:
    plan = plan_of(
        board,
        xlsx_of(
            school=[("duin", "Duin", "vo", "01AB", "00"), ("delta", "Delta", "vo", "02CD", "00")],
            team=[("havo", "Havo", "delta")],
        ),
    )
    assert wrong(plan) == ["bad_code", "bad_code", "place_is_wrong"]
    assert "staat in rij 3" in told(plan)


def test_names_may_pass_from_one_team_to_the_next(board: Board) -> None:
    own = school(board)
    team(own, name="A", own_key="a")
    team(own, name="B", own_key="b")
    plan = plan_of(board, csv_of("team", ("b", "C", "duin"), ("a", "B", "duin"), ("n", "A", "duin")))
    assert [does for _, does, _ in lines(plan)] == [CHANGED, CHANGED, NEW]


# --- people -----------------------------------------------------------------------------------------------------------


def person(*rows: tuple[str, ...]) -> bytes:
    return csv_of("person", *rows)


def test_who_is_here_gets_the_role_and_others_an_invitation(cast: Cast) -> None:
    member, board = cast.member, cast.board
    Team.objects.filter(pk=cast.team.pk).update(own_key="havo")
    content = person(
        ("Şükrü Łukasz", "MEMBER@voorbeeld.example", "en", "teamlid", "havo"),
        ("Şükrü Łukasz", "member@voorbeeld.example", "", "bestuur", ""),
        ("Onbekend", "onbekend@x.example", "", "beheerder", ""),
    )
    plan = plan_of(board, content)
    assert [(does, codes) for _, does, codes in lines(plan)] == [
        (SAME, ["has_role"]),
        (NEW, ["new_role"]),
        (NEW, ["new_invitation"]),
    ]
    assert User.objects.get(pk=member.pk).language == "nl"


def test_who_has_an_account_elsewhere_looks_like_nobody(cast: Cast) -> None:
    """Word for word: else a file would tell who is in LOB-kwaliteit at another board."""
    foreign = cast.foreign_member.email
    of_foreign = only(plan_of(cast.board, person(("Iemand", foreign, "", "bestuur", ""))))
    of_nobody = only(plan_of(cast.board, person(("Iemand", "niemand@x.example", "", "bestuur", ""))))
    of_foreign.write.pop("address"), of_nobody.write.pop("address")
    assert of_foreign == of_nobody


def test_an_ended_role_is_given_anew_and_a_name_is_corrected(cast: Cast) -> None:
    Team.objects.filter(pk=cast.team.pk).update(own_key="havo")
    row = ("Joëlle van ’t Hof-de Wit", cast.former_member.email, "", "teamlid", "havo")
    line = only(plan_of(cast.board, person(row)))
    assert (line.does, [code for code, _ in line.says]) == (NEW, ["new_role", "becomes"])


def test_the_name_of_somebody_of_another_board_is_left(cast: Cast) -> None:
    User.objects.filter(pk=cast.governor.pk).update(home_board=cast.foreign_board)
    line = only(plan_of(cast.board, person(("Anders", cast.governor.email, "", "bestuur", ""))))
    assert (line.does, line.write) == (SAME, {})


def test_who_was_invited_already_is_not_invited_again(cast: Cast) -> None:
    row = person(("A", "a@x.example", "", "bestuur", ""))
    offer = Offer("a@x.example", Role.GOVERNOR, cast.board, "A")
    (made,) = invitations.invite_many(by=cast.administrator, board=cast.board, offers=[offer], send=False)
    assert lines(plan_of(cast.board, row)) == [("A", SAME, ["invited_unsent"])]
    assert made.invitation
    for days, code in ((1, "invited"), (-1, "invited_expired")):
        made.invitation.created_at = timezone.now() - dt.timedelta(days=10)
        made.invitation.expires_at = timezone.now() + dt.timedelta(days=days)
        made.invitation.save()
        assert lines(plan_of(cast.board, row)) == [("A", SAME, [code])]


def test_what_is_wrong_with_a_person(cast: Cast) -> None:
    School.objects.filter(pk=cast.school.pk).update(own_key="duin")
    School.objects.filter(pk=cast.foreign_school.pk).update(own_key="elders")
    Team.objects.filter(pk=cast.team.pk).update(own_key="havo")
    Team.objects.filter(pk=cast.sibling_team.pk).update(own_key="weg", closed_on=dt.date(2025, 1, 1))
    TeamFactory(school=cast.school, name="Duin", own_key="duin")
    SchoolFactory(board=cast.board, own_key="alleen", sector=Sector.VO)
    User.objects.filter(pk=cast.manager.pk).update(is_active=False)
    a = "a@x.example"
    for row, code in [
        (("A", a, "", "teamlid", "nergens"), "no_place"),
        (("A", a, "", "manager", "elders"), "no_place"),
        (("A", a, "", "teamlid", "alleen"), "needs_team_not_school"),
        (("A", a, "", "manager", "duin"), "ambiguous_place"),
        (("A", a, "", "teamlid", "weg"), "closed_team"),
        (("Jürgen Groß", cast.manager.email, "", "bestuur", ""), "inactive_person"),
    ]:
        assert wrong(plan_of(cast.board, person(row))) == [code], row
    rows = (("A", a, "", "teamlid", "havo"), ("A", a, "", "teamlid", "havo"), ("B", a, "", "bestuur", ""))
    assert wrong(plan_of(cast.board, person(*rows))) == ["role_twice", "two_names"]


# --- how much it asks -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [1, 249])
def test_as_many_queries_for_one_row_as_for_hundreds(
    cast: Cast, django_assert_num_queries: Any, number: int
) -> None:
    rows = [(f"P {n}", f"p{n}@x.example", "", "bestuur", "") for n in range(number)]
    content = person(*rows, ("Şükrü Łukasz", cast.member.email, "", "bestuur", ""))
    with django_assert_num_queries(6):
        plan_of(cast.board, content)
