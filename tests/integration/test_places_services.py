"""Changing schools and teams: what each deed does, who may, what it refuses, and that no past figure moves."""

from __future__ import annotations

import dataclasses
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from assessments.access import rows
from assessments.access.permissions import Ability, can
from assessments.access.policies import Refused
from assessments.enums import MailKind, MailState, Role, RoundState, Sector, Verb
from assessments.models import (
    Assessment,
    AuditEvent,
    Board,
    Card,
    Invitation,
    Mail,
    Membership,
    Round,
    School,
    Team,
    User,
)
from assessments.results.queries import board_result, school_result, team_result
from assessments.services import mergers, organisation, rounds, teams
from tests.cast import Cast, make_cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_card,
    make_round,
    set_scores,
)

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
Deed = Callable[[], Any]
Seen = set[tuple[str, Any, str]]


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def everything() -> list[Any]:
    """All that a refused deed must leave as it was."""
    return [
        list(model._default_manager.order_by("pk").values())
        for model in (Board, School, Team, Membership, Invitation, Round, Assessment, AuditEvent)
    ]


def refused(deed: Deed, words: str) -> None:
    before = everything()
    with pytest.raises(Refused, match=words):
        deed()
    assert everything() == before


def forbidden(deed: Deed) -> None:
    before = everything()
    with pytest.raises(PermissionDenied):
        deed()
    assert everything() == before


def invite(place: School | Team, address: str = "nieuw@voorbeeld.example", **fields: Any) -> Invitation:
    kind = type(place).__name__.lower()
    board = place.board if isinstance(place, School) else place.school.board
    role = Role.MEMBER if isinstance(place, Team) else Role.MANAGER
    mail = Mail.objects.create(kind=MailKind.INVITATION, address=address, subject="x", text="x", html="x")
    return Invitation.objects.create(
        **{kind: place, "board": board, "role": role, "address": address, "name": "Nieuw"} | fields,
        token_hash=f"{Invitation.objects.count():064d}",
        expires_at=timezone.now() + DAY,
        mail=mail,
    )


# --- no past figure moves, nor who may see it -----------------------------------------------------------------------


@pytest.fixture
def past(cast: Cast, small_card: Card) -> list[Round]:
    """Two closed rounds over the board, the first without a team that came later; everything confirmed but one."""
    everyone = [cast.team, cast.sibling_team, cast.cousin_team]
    made = []
    for year, taking_part in ((2024, everyone[:2]), (2025, everyone)):
        round_ = make_round(
            taking_part,
            small_card,
            title=f"LOB {year}",
            state=RoundState.CLOSED,
            starts_on=dt.date(year, 11, 3),
        )
        for n, assessment in enumerate(round_.assessments.order_by("pk")):
            set_scores(
                assessment, {"VA1.1": 4, "VA1.2": 1 + (n + year) % 5, "VA1.3": 5, "VA2.1": 3, "FA1.1": 2}
            )
            if (year, n) != (2025, 1):
                confirm(assessment)
        made.append(round_)
    return made


def figures(cast: Cast, card: Card, *, board_too: bool = True) -> dict[Any, Any]:
    """Every result object of every closed round, as each page computes it."""
    found: dict[Any, Any] = {}
    for assessment in Assessment.objects.filter(round__state=RoundState.CLOSED):
        found["team", assessment.uid] = team_result(assessment)
        key = ("school", assessment.school.uid, assessment.round.uid)
        found[key] = school_result(assessment.school, assessment.round)
    if board_too:
        result = board_result(cast.board, card)
        found["board"] = dataclasses.replace(
            result, rows=tuple(dataclasses.replace(row, is_closed=False) for row in result.rows if row.round)
        )
    return found


def who_sees() -> Seen:
    """Who may see which past figure, by each of the ways in which a page asks it."""
    found: Seen = set()
    for person in User.objects.all():
        for assessment in rows.assessments_with_results(person):
            found.add((person.email, assessment.uid, "results"))
        for assessment in rows.visible_assessments(person):
            found.add((person.email, assessment.uid, "progress"))
            if can(person, Ability.LEAD_TEAM, assessment):
                found.add((person.email, assessment.uid, "leads"))
        for school in rows.schools(person):
            for round_ in Round.objects.filter(assessments__school=school):
                found.add((person.email, (school.uid, round_.uid), "dashboard"))
    return found


def naively() -> Seen:
    """Product.md 4 read aloud: who holds a role that sees results at the team, school or board of then."""
    found: Seen = set()
    for role in Membership.objects.active().exclude(role=Role.ADMINISTRATOR):
        for assessment in Assessment.objects.exclude(confirmed_at=None):
            then = [assessment.team, assessment.school, assessment.school.board]
            if role.place in then:
                found.add((role.user.email, assessment.uid, "results"))
    return found


DEEDS: dict[str, Callable[[Cast], Any]] = {
    "move a team": lambda cast: teams.move_team(
        by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo"
    ),
    "merge teams": lambda cast: mergers.merge_teams(
        by=cast.administrator, teams=[cast.team, cast.cousin_team], school=cast.school, name="Bovenbouw"
    ),
    "close a team": lambda cast: teams.close_team(by=cast.administrator, team=cast.team, on=TODAY),
    "close a school": lambda cast: organisation.close_school(
        by=cast.administrator, school=cast.school, on=TODAY
    ),
    "merge schools": lambda cast: mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    ),
    "rename a team": lambda cast: teams.change_team(
        by=cast.administrator, team=cast.team, name="Havo nieuw", own_key="H45"
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_no_past_figure_moves_and_nobody_gains_or_loses_sight_of_it(
    cast: Cast, small_card: Card, past: list[Round], deed: str
) -> None:
    before, seen = figures(cast, small_card), who_sees()
    assert len(before) == 9
    stored = list(Assessment.objects.order_by("pk").values())
    DEEDS[deed](cast)
    assert figures(cast, small_card) == before
    assert who_sees() == seen
    confirmed = set(Assessment.objects.exclude(confirmed_at=None).values_list("uid", flat=True))
    assert {one for one in who_sees() if one[2] == "results" and one[1] in confirmed} == naively()
    assert list(Assessment.objects.order_by("pk").values()) == stored


def test_a_role_at_the_new_place_sees_nothing_of_the_old_one(
    cast: Cast, small_card: Card, past: list[Round]
) -> None:
    """Also who gets a role at the school that teams went to, or at the team that they became."""
    seen = who_sees()
    held = Membership.objects.get(user=cast.manager)
    mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[held]
    )
    new = mergers.merge_teams(
        by=cast.administrator,
        teams=[cast.sibling_team, cast.cousin_team],
        school=cast.sibling_school,
        name="Nieuw",
    )
    newcomer = UserFactory()
    give_role(newcomer, Role.COORDINATOR, new)
    gained = who_sees() - seen
    assert who_sees() >= seen
    assert {email for email, _thing, _what in gained} == {cast.manager.email}
    of_delta = set(Assessment.objects.filter(school=cast.sibling_school).values_list("uid", flat=True))
    assert {thing for _email, thing, what in gained if what != "dashboard"} <= of_delta


def test_a_new_round_takes_the_place_of_what_ended(cast: Cast, small_card: Card, past: list[Round]) -> None:
    """A board's figures keep a merged school until the school that it went on in has a later round."""
    mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    )
    assert [row.is_closed for row in board_result(cast.board, small_card).rows] == [True, False]
    third = SchoolFactory(board=cast.board, name="Aa")
    later: dict[str, Any] = {"starts_on": TODAY + DAY, "state": RoundState.CLOSED}
    make_round([TeamFactory(school=third)], small_card, **later)
    assert cast.school.uid in {row.school_uid for row in board_result(cast.board, small_card).rows}
    cast.team.refresh_from_db()
    round_ = make_round([cast.team], small_card, **later)
    (assessment,) = round_.assessments.all()
    set_scores(assessment, {"VA1.1": 5})
    confirm(assessment)
    result = board_result(cast.board, small_card)
    assert cast.school.uid not in {row.school_uid for row in result.rows}
    assert (result.confirmed, result.of_teams) == (1, 2)
    change = team_result(assessment).change
    assert change is not None, "the change of a team that moved follows it"
    assert change.matched == 1


def test_a_closed_school_counts_until_the_board_measures_again(
    cast: Cast, small_card: Card, past: list[Round]
) -> None:
    organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY)
    unmeasured = SchoolFactory(board=cast.board, closed_on=TODAY)
    names = {row.school_uid for row in board_result(cast.board, small_card).rows}
    assert names == {cast.school.uid, cast.sibling_school.uid}
    assert unmeasured.uid not in names
    make_round([cast.cousin_team], small_card, starts_on=TODAY + DAY)
    assert [row.school_uid for row in board_result(cast.board, small_card).rows] == [cast.sibling_school.uid]


def test_mergers_one_after_another_are_followed(cast: Cast, small_card: Card, past: list[Round]) -> None:
    last = SchoolFactory(board=cast.board, name="Zz")
    for school, into in ((cast.school, cast.sibling_school), (cast.sibling_school, last)):
        mergers.merge_schools(by=cast.administrator, school=school, into=into, names={}, roles=[])
    assert len(board_result(cast.board, small_card).rows) == 3
    make_round([TeamFactory(school=last)], small_card, starts_on=TODAY + DAY)
    assert [row.school_uid for row in board_result(cast.board, small_card).rows] == [last.uid]


def test_a_merged_team_has_nothing_to_compare_with(cast: Cast, small_card: Card, past: list[Round]) -> None:
    new = mergers.merge_teams(
        by=cast.administrator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Havo 4-5"
    )
    (assessment,) = make_round([new], small_card).assessments.all()
    set_scores(assessment, {"VA1.1": 5})
    confirm(assessment)
    result = team_result(assessment)
    assert (result.change, result.previous_round) == (None, None)


# --- schools --------------------------------------------------------------------------------------------------------


def test_a_school_from_beginning_to_end(cast: Cast) -> None:
    admin = cast.administrator
    school = organisation.add_school(
        by=admin, board=cast.board, name=" Élan  College ", sector=Sector.HO, own_key="E1"
    )
    assert (school.name, school.sort_name) == ("Élan College", "elan college")
    team = teams.add_team(by=admin, school=school, name="Pabo")
    gone = TeamFactory(school=school, name="Eerder gesloten", closed_on=TODAY - DAY)
    organisation.change_school(
        by=admin, school=school, name="Élan", sector=Sector.HO, brin="01AB", branch_code="01AB00"
    )
    school.refresh_from_db()
    assert (school.name, school.own_key, school.branch_code) == ("Élan", "E1", "01AB00")
    invitation = invite(school)
    organisation.close_school(by=admin, school=school, on=TODAY)
    for one in (school, team, gone, invitation):
        one.refresh_from_db()
    assert (school.closed_on, team.closed_on, gone.closed_on) == (TODAY, TODAY, TODAY - DAY)
    assert invitation.mail
    assert (invitation.address, invitation.mail.state) == ("", MailState.WITHDRAWN)
    refused(lambda: organisation.close_school(by=admin, school=school, on=TODAY), "al opgeheven")
    refused(lambda: teams.add_team(by=admin, school=school, name="x"), "Heropen eerst")
    refused(lambda: teams.reopen_team(by=admin, team=team), "Heropen eerst de school")
    organisation.reopen_school(by=admin, school=school, teams=[team])
    for one in (school, team, gone):
        one.refresh_from_db()
    assert (school.closed_on, team.closed_on, gone.closed_on) == (None, None, TODAY - DAY)
    assert verbs() == [
        Verb.SCHOOL_ADDED,
        Verb.TEAM_ADDED,
        Verb.SCHOOL_CHANGED,
        Verb.TEAM_CLOSED,
        Verb.INVITATION_WITHDRAWN,
        Verb.SCHOOL_CLOSED,
        Verb.SCHOOL_REOPENED,
        Verb.TEAM_REOPENED,
    ]


def test_codes_and_keys_are_unique_within_a_board(cast: Cast) -> None:
    admin = cast.administrator
    organisation.add_school(
        by=admin, board=cast.board, name="Een", sector=Sector.VO, branch_code="01AB00", own_key="1"
    )
    fields: dict[str, Any] = {"by": admin, "name": "Twee", "sector": Sector.VO}
    refused(
        lambda: organisation.add_school(board=cast.board, branch_code="01AB00", **fields),
        "Een heeft al de vestigingscode 01AB00",
    )
    refused(
        lambda: organisation.change_school(
            school=cast.school, brin="", branch_code="", own_key="1", **fields
        ),
        "Een heeft al de eigen sleutel 1",
    )
    refused(lambda: organisation.add_school(board=cast.board, **fields | {"name": " \u200b "}), "naam")
    refused(lambda: organisation.add_school(board=cast.board, **fields | {"name": "x" * 121}), "te lang")
    organisation.add_school(
        by=None, board=cast.foreign_board, name="Elders", sector=Sector.VO, branch_code="01AB00", own_key="1"
    )


def test_a_school_under_way_cannot_end(cast: Cast, small_card: Card) -> None:
    admin = cast.administrator
    round_ = make_round([cast.team, cast.cousin_team], small_card, title="LOB 2026")
    words = "Havo 4-5 doet mee aan de open meting “LOB 2026”"
    refused(lambda: organisation.close_school(by=admin, school=cast.school, on=TODAY), words)
    refused(
        lambda: mergers.merge_schools(
            by=admin, school=cast.school, into=cast.sibling_school, names={}, roles=[]
        ),
        words,
    )
    refused(lambda: teams.close_team(by=admin, team=cast.team, on=TODAY), words)
    refused(
        lambda: mergers.merge_teams(
            by=admin, teams=[cast.team, cast.sibling_team], school=cast.school, name="x"
        ),
        words,
    )
    confirm(round_.assessments.get(team=cast.team))
    organisation.close_school(by=admin, school=cast.school, on=TODAY)


def test_a_day_to_come_is_no_day_to_close_on(cast: Cast) -> None:
    admin = cast.administrator
    refused(lambda: organisation.close_school(by=admin, school=cast.school, on=TODAY + DAY), "nog komen")
    refused(lambda: teams.close_team(by=admin, team=cast.team, on=TODAY + DAY), "nog komen")


def test_schools_merge(cast: Cast, small_card: Card) -> None:
    admin, school, into = cast.administrator, cast.school, cast.sibling_school
    closed = TeamFactory(school=school, name="Oud", closed_on=TODAY)
    TeamFactory(school=into, name="BRUGKLAS")
    draft = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.DRAFT)
    held = Membership.objects.get(user=cast.manager)
    give_role(cast.coordinator, Role.COORDINATOR, into)
    twice = Membership.objects.get(user=cast.coordinator, school=school)
    fields: dict[str, Any] = {"by": admin, "school": school, "into": into, "roles": [held, twice]}
    refused(lambda: mergers.merge_schools(**fields, names={}), "heeft al een team Brugklas")
    mergers.merge_schools(**fields, names={cast.sibling_team.pk: "Brugklas Duinmark"})
    for one in (school, cast.team, cast.sibling_team, closed, held):
        one.refresh_from_db()
    assert (school.closed_on, school.merged_into) == (TODAY, into)
    assert (cast.team.school, cast.team.name) == (into, "Havo 4-5")
    assert (cast.sibling_team.school, cast.sibling_team.name) == (into, "Brugklas Duinmark")
    assert closed.school == school
    assert held.ended_on is None
    assert Membership.objects.filter(school=into, role=Role.MANAGER).get().user == cast.manager
    assert Membership.objects.filter(school=into, user=cast.coordinator).count() == 1
    plans = draft.assessments.values_list("school_name", "team_name")
    assert set(plans) == {(into.name, "Havo 4-5"), (into.name, "Brugklas Duinmark")}
    give_role(UserFactory(email="b@voorbeeld.example"), Role.COORDINATOR, into)
    assert can(User.objects.get(email="b@voorbeeld.example"), Ability.RUN_ROUND, draft)
    assert verbs() == [Verb.TEAM_MOVED, Verb.TEAM_MOVED, Verb.SCHOOL_MERGED, Verb.ROLE_GIVEN]
    organisation.reopen_school(by=admin, school=school)
    school.refresh_from_db()
    assert (school.closed_on, school.merged_into) == (None, None)


def test_a_role_that_one_gives_to_oneself_in_a_merger_is_reported(cast: Cast) -> None:
    own = give_role(cast.administrator, Role.COORDINATOR, cast.school)
    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, cast.board)
    merge: dict[str, Any] = {"by": cast.administrator, "school": cast.school, "into": cast.sibling_school}
    mergers.merge_schools(**merge, names={}, roles=[own])
    assert [mail.address for mail in Mail.objects.filter(kind=MailKind.ROLE_REPORTED)] == [other.email]


def test_what_schools_cannot_merge(cast: Cast) -> None:
    def merge(**swapped: Any) -> Deed:
        fields: dict[str, Any] = {
            "by": cast.administrator,
            "school": cast.school,
            "into": cast.sibling_school,
            "names": {},
            "roles": [],
        }
        return lambda: mergers.merge_schools(**fields | swapped)

    refused(merge(into=cast.school), "kun je niet kiezen")
    forbidden(merge(into=cast.foreign_school))
    forbidden(merge(by=cast.board_coordinator))
    elsewhere = Membership.objects.get(user=cast.governor)
    refused(merge(roles=[elsewhere]), "er niet meer")
    cast.team.own_key = "K"
    cast.team.save()
    TeamFactory(school=cast.sibling_school, own_key="K")
    refused(merge(), "eigen sleutel K")
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=TODAY)
    refused(merge(), "is opgeheven")


# --- teams ----------------------------------------------------------------------------------------------------------


def test_teams_by_the_coordinator_of_the_school(cast: Cast) -> None:
    made = teams.add_teams(by=cast.coordinator, school=cast.school, names=["Mavo 3", "Vwo 6"])
    assert [team.name for team in made] == ["Mavo 3", "Vwo 6"]
    refused(
        lambda: teams.add_teams(by=cast.coordinator, school=cast.school, names=["Nieuw", "MAVO 3"]),
        "heeft al een team MAVO 3",
    )
    teams.change_team(by=cast.coordinator, team=made[0], name="Mavo 3-4", own_key="M")
    refused(lambda: teams.change_team(by=cast.coordinator, team=made[1], name="x", own_key="M"), "sleutel M")
    teams.close_team(by=cast.coordinator, team=made[0], on=TODAY - DAY)
    refused(lambda: teams.close_team(by=cast.coordinator, team=made[0], on=TODAY), "is opgeheven")
    refused(
        lambda: teams.change_team(by=cast.coordinator, team=made[0], name="x", own_key=""), "is opgeheven"
    )
    teams.add_team(by=cast.coordinator, school=cast.school, name="Mavo 3-4")
    refused(lambda: teams.reopen_team(by=cast.coordinator, team=made[0]), "een andere naam")
    teams.change_team(
        by=cast.coordinator, team=Team.objects.get(name="Mavo 3-4", closed_on=None), name="Weg", own_key=""
    )
    teams.reopen_team(by=cast.coordinator, team=made[0])
    refused(lambda: teams.reopen_team(by=cast.coordinator, team=made[0]), "niet opgeheven")


@pytest.mark.parametrize(
    "person", ["member", "team_coordinator", "manager", "governor", "foreign_coordinator"]
)
def test_who_may_not_change_teams(cast: Cast, person: str) -> None:
    by = getattr(cast, person)
    for deed in (
        lambda: teams.add_teams(by=by, school=cast.school, names=["x"]),
        lambda: teams.change_team(by=by, team=cast.team, name="x", own_key=""),
        lambda: teams.close_team(by=by, team=cast.team, on=TODAY),
        lambda: teams.reopen_team(by=by, team=cast.team),
        lambda: teams.move_team(by=by, team=cast.team, to=cast.sibling_school, name="x"),
        lambda: mergers.merge_teams(
            by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="x"
        ),
        lambda: organisation.close_school(by=by, school=cast.school, on=TODAY),
        lambda: organisation.reopen_school(by=by, school=cast.school),
    ):
        forbidden(deed)


def test_a_coordinator_of_one_school_moves_and_merges_within_it_alone(cast: Cast) -> None:
    by = cast.coordinator
    forbidden(lambda: teams.move_team(by=by, team=cast.team, to=cast.sibling_school, name="x"))
    forbidden(lambda: teams.move_team(by=by, team=cast.cousin_team, to=cast.school, name="x"))
    forbidden(
        lambda: mergers.merge_teams(by=by, teams=[cast.team, cast.cousin_team], school=cast.school, name="x")
    )
    mergers.merge_teams(by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="x")


def test_a_team_moves(cast: Cast, small_card: Card) -> None:
    invitation = invite(cast.team)
    teams.move_team(by=cast.board_coordinator, team=cast.team, to=cast.sibling_school, name="Havo  4-5")
    cast.team.refresh_from_db()
    assert (cast.team.school, cast.team.name) == (cast.sibling_school, "Havo 4-5")
    assert Membership.objects.active().filter(team=cast.team).count() == 3
    invitation.refresh_from_db()
    assert invitation.address
    assert verbs() == [Verb.TEAM_MOVED]


def test_what_a_team_cannot_move_to(cast: Cast) -> None:
    def move(**swapped: Any) -> Deed:
        fields: dict[str, Any] = {
            "by": cast.administrator,
            "team": cast.team,
            "to": cast.sibling_school,
            "name": "Havo 4-5",
        }
        return lambda: teams.move_team(**fields | swapped)

    refused(move(to=cast.school), "hoort al bij")
    forbidden(move(to=cast.foreign_school))
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    del cast.administrator._active_memberships  # type: ignore[attr-defined]
    refused(move(to=cast.foreign_school), "ander bestuur")
    refused(move(name="TECHNIEK"), "heeft al een team TECHNIEK")
    School.objects.filter(pk=cast.sibling_school.pk).update(closed_on=TODAY)
    refused(move(), "is opgeheven")


def test_a_team_that_moves_in_an_open_round_stays_in_it_for_the_school_of_then(
    cast: Cast, small_card: Card
) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    teams.move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo nieuw")
    assessment = round_.assessments.get(team=cast.team)
    assert (assessment.school, assessment.team_name) == (cast.school, "Havo 4-5")
    assert can(cast.coordinator, Ability.LEAD_TEAM, assessment)
    rounds.change_round(
        by=cast.coordinator,
        round_=round_,
        title="Verlengd",
        card=small_card,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on + DAY,
        teams=[cast.team, cast.sibling_team],
        is_trial=False,
    )
    round_.refresh_from_db()
    assert round_.title == "Verlengd"
    refused(
        lambda: organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY),
        "Brugklas, Havo 4-5 doen mee",
    )


def test_planned_rounds_follow_a_team(cast: Cast, small_card: Card) -> None:
    def plan(*taking_part: Team, title: str) -> Round:
        return make_round(list(taking_part), small_card, state=RoundState.DRAFT, title=title)

    own = plan(cast.team, cast.sibling_team, title="van de school")
    wide = plan(cast.team, cast.cousin_team, title="over twee scholen")
    alone = plan(cast.team, title="alleen")
    teams.move_team(by=cast.administrator, team=cast.team, to=cast.sibling_school, name="Havo")
    assert [one.team for one in own.assessments.all()] == [cast.sibling_team]
    assert can(cast.coordinator, Ability.RUN_ROUND, own)
    for round_ in (wide, alone):
        assessment = round_.assessments.get(team=cast.team)
        assert (assessment.school, assessment.school_name) == (cast.sibling_school, cast.sibling_school.name)
        assert assessment.team_name == "Havo"
    assert verbs() == [Verb.ROUND_CHANGED, Verb.TEAM_MOVED]


def test_a_team_that_ends_leaves_planned_rounds(cast: Cast, small_card: Card) -> None:
    both = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.DRAFT)
    make_round([cast.team], small_card, state=RoundState.DRAFT)
    invitation = invite(cast.team)
    teams.close_team(by=cast.coordinator, team=cast.team, on=TODAY)
    assert Round.objects.get() == both
    assert both.assessments.get().team == cast.sibling_team
    invitation.refresh_from_db()
    assert invitation.address == ""
    assert verbs() == [
        Verb.ROUND_CHANGED,
        Verb.ROUND_DISCARDED,
        Verb.INVITATION_WITHDRAWN,
        Verb.TEAM_CLOSED,
    ]


def test_teams_merge(cast: Cast, small_card: Card) -> None:
    give_role(cast.member, Role.MEMBER, cast.sibling_team)
    give_role(cast.stranger, Role.MANAGER, cast.sibling_team, started_on=TODAY + DAY)
    removed = UserFactory(removed_on=TODAY)
    give_role(removed, Role.MEMBER, cast.sibling_team)
    first, second = invite(cast.team), invite(cast.sibling_team)
    invite(cast.sibling_team, "ander@voorbeeld.example")
    draft = make_round([cast.team, cast.cousin_team], small_card, state=RoundState.DRAFT)
    old = Membership.objects.count()
    new = mergers.merge_teams(
        by=cast.coordinator,
        teams=[cast.team, cast.sibling_team, cast.team],
        school=cast.school,
        name="Brugklas",
    )
    for one in (cast.team, cast.sibling_team, first, second):
        one.refresh_from_db()
    assert (new.name, new.school, new.closed_on) == ("Brugklas", cast.school, None)
    assert {team.pk for team in new.predecessors.all()} == {cast.team.pk, cast.sibling_team.pk}
    assert (cast.team.closed_on, cast.sibling_team.closed_on) == (TODAY, TODAY)
    given = sorted(Membership.objects.filter(team=new).values_list("user__email", "role", "started_on"))
    assert given == [
        ("member@voorbeeld.example", Role.MEMBER, TODAY),
        ("stranger@voorbeeld.example", Role.MANAGER, TODAY + DAY),
        ("team-coordinator@voorbeeld.example", Role.COORDINATOR, TODAY),
        ("team-manager@voorbeeld.example", Role.MANAGER, TODAY),
    ]
    assert Membership.objects.count() == old + 4
    assert not Membership.objects.filter(ended_on=TODAY).exists()
    assert (first.team, first.address) == (new, "nieuw@voorbeeld.example")
    assert second.mail
    assert (second.address, second.mail.state) == ("", MailState.WITHDRAWN)
    assert Invitation.objects.open().filter(team=new).count() == 2
    assert draft.assessments.get().team == cast.cousin_team
    assert verbs().count(Verb.TEAM_MERGED) == 2


def test_what_teams_cannot_merge(cast: Cast) -> None:
    def merge(**swapped: Any) -> Deed:
        fields: dict[str, Any] = {
            "by": cast.administrator,
            "teams": [cast.team, cast.cousin_team],
            "school": cast.school,
            "name": "Nieuw",
        }
        return lambda: mergers.merge_teams(**fields | swapped)

    refused(merge(teams=[cast.team, cast.team]), "minstens twee")
    refused(merge(name="brugklas"), "heeft al een team brugklas")
    forbidden(merge(teams=[cast.team, cast.foreign_team]))
    forbidden(merge(school=cast.foreign_school))
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    del cast.administrator._active_memberships  # type: ignore[attr-defined]
    refused(merge(teams=[cast.team, cast.foreign_team]), "ander bestuur")
    Team.objects.filter(pk=cast.cousin_team.pk).update(closed_on=TODAY)
    refused(merge(), "is opgeheven")


def test_a_merger_by_mistake_can_be_undone_until_the_new_team_takes_part(
    cast: Cast, small_card: Card
) -> None:
    new = mergers.merge_teams(
        by=cast.coordinator, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
    )
    cast.team.refresh_from_db()
    teams.reopen_team(by=cast.coordinator, team=cast.team)
    cast.team.refresh_from_db()
    assert (cast.team.closed_on, cast.team.merged_into) == (None, None)
    make_round([new], small_card)
    refused(
        lambda: teams.reopen_team(by=cast.coordinator, team=Team.objects.get(pk=cast.sibling_team.pk)),
        "deed al mee aan een meting",
    )


def test_teams_of_another_school_do_not_open_with_it(cast: Cast) -> None:
    Team.objects.filter(pk=cast.cousin_team.pk).update(closed_on=TODAY)
    organisation.close_school(by=cast.administrator, school=cast.school, on=TODAY)
    refused(
        lambda: organisation.reopen_school(
            by=cast.administrator, school=cast.school, teams=[cast.cousin_team]
        ),
        "kun je niet kiezen",
    )


# --- at the same time -----------------------------------------------------------------------------------------------


def at_once(*deeds: Deed) -> list[str]:
    """Run deeds at the same moment, each on a connection of its own; return what those that were refused said."""
    start, said, failed = threading.Barrier(len(deeds)), [], []

    def run(deed: Deed) -> None:
        start.wait()
        try:
            deed()
        except Refused as reason:
            said.append(str(reason))
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    return said


@pytest.mark.django_db(transaction=True)
def test_two_mergers_of_one_team_at_once() -> None:
    """There is one new team, and who was second is told."""
    cast = make_cast()

    def merge(name: str, other: Team) -> Deed:
        by = User.objects.get(pk=cast.administrator.pk)
        return lambda: mergers.merge_teams(by=by, teams=[cast.team, other], school=cast.school, name=name)

    said = at_once(merge("Een", cast.sibling_team), merge("Twee", cast.cousin_team))
    assert said == ["Havo 4-5 is opgeheven. Heropen het team eerst."]
    (new,) = Team.objects.filter(name__in=["Een", "Twee"])
    assert new.predecessors.count() == 2
    assert Membership.objects.filter(team=new, user=cast.member).count() == 1


RIVALS: dict[str, Callable[[Cast, Card, Round], Any]] = {
    "open a planned round": lambda cast, card, draft: rounds.open_round(
        by=cast.board_coordinator, round_=draft
    ),
    "plan a round": lambda cast, card, draft: rounds.plan_round(
        by=cast.board_coordinator,
        title="Nieuw",
        card=card,
        starts_on=TODAY,
        ends_on=TODAY + DAY,
        teams=[cast.team],
    ),
    "close the school": lambda cast, card, draft: organisation.close_school(
        by=cast.administrator, school=cast.school, on=TODAY
    ),
    "merge the school": lambda cast, card, draft: mergers.merge_schools(
        by=cast.administrator, school=cast.school, into=cast.sibling_school, names={}, roles=[]
    ),
    "move the other team": lambda cast, card, draft: teams.move_team(
        by=cast.administrator, team=cast.sibling_team, to=cast.sibling_school, name="Brugklas"
    ),
}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rival", RIVALS)
def test_something_else_at_the_same_moment(rival: str) -> None:
    """Whichever comes first: nobody waits for ever, no closed team is under way, no plan holds a closed team."""
    cast = make_cast()
    card = make_card()
    draft = make_round([cast.team, cast.cousin_team], card, state=RoundState.DRAFT, starts_on=TODAY)
    by = User.objects.get(pk=cast.administrator.pk)
    at_once(
        lambda: mergers.merge_teams(
            by=by, teams=[cast.team, cast.sibling_team], school=cast.school, name="Samen"
        ),
        lambda: RIVALS[rival](cast, card, draft),
    )
    live = Assessment.objects.exclude(round__state=RoundState.CLOSED)
    assert not live.filter(team__closed_on__isnull=False).exists()
    merged = Team.objects.filter(merged_into__name="Samen").count()
    assert merged == (2 if Team.objects.filter(name="Samen").exists() else 0)
    assert not Team.objects.filter(school__closed_on__isnull=False, closed_on__isnull=True).exists()
