"""Changing schools: what each deed does, who may, and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from assessments.access.permissions import Ability, can
from assessments.enums import MailKind, MailState, Role, RoundState, Sector, Verb
from assessments.models import (
    Card,
    Mail,
    Membership,
    School,
    User,
)
from assessments.services import mergers, organisation, teams
from tests.cast import Cast
from tests.factories import (
    TeamFactory,
    UserFactory,
    confirm,
    give_role,
    make_round,
)
from tests.reading import verbs

from .deeds import DAY, TODAY, Deed, forbidden, invite, refused

pytestmark = [pytest.mark.django_db, pytest.mark.page]


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
