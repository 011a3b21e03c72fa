"""Giving and ending roles: who may, what it leaves, who is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access import rows
from assessments.access.policies import Refused
from assessments.enums import MailKind, Role, Verb, Via, Way
from assessments.models import (
    Answer,
    AuditEvent,
    Card,
    Indicator,
    Mail,
    Membership,
    Participation,
    Response,
    User,
)
from assessments.services import people
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_round

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role


def state() -> tuple[Any, ...]:
    return list(Membership.objects.values()), AuditEvent.objects.count(), Mail.objects.count()


def reports() -> set[str]:
    return set(Mail.objects.filter(kind=MailKind.ROLE_REPORTED).values_list("address", flat=True))


GRANTS = [
    ("team_coordinator", MEMBER, "team", True),
    ("team_coordinator", MANAGER, "team", True),
    ("team_coordinator", COORDINATOR, "team", False),
    ("team_coordinator", MEMBER, "sibling_team", False),
    ("team_coordinator", MANAGER, "school", False),
    ("coordinator", MEMBER, "sibling_team", True),
    ("coordinator", MANAGER, "school", True),
    ("coordinator", COORDINATOR, "school", False),
    ("coordinator", MEMBER, "cousin_team", False),
    ("coordinator", GOVERNOR, "board", False),
    ("board_coordinator", MEMBER, "cousin_team", True),
    ("board_coordinator", MANAGER, "sibling_school", True),
    ("board_coordinator", ADMINISTRATOR, "board", False),
    ("board_coordinator", COORDINATOR, "board", False),
    ("board_coordinator", MEMBER, "foreign_team", False),
    ("administrator", COORDINATOR, "board", True),
    ("administrator", GOVERNOR, "board", True),
    ("administrator", ADMINISTRATOR, "board", True),
    ("administrator", MANAGER, "sibling_school", True),
    ("administrator", MEMBER, "foreign_team", False),
    ("administrator", ADMINISTRATOR, "foreign_board", False),
    ("member", MEMBER, "team", False),
    ("manager", MEMBER, "team", False),
    ("governor", MEMBER, "team", False),
    ("stranger", MEMBER, "team", False),
]


@pytest.mark.parametrize(("who", "role", "where", "may"), GRANTS)
def test_each_role_gives_and_ends_what_it_may(
    cast: Cast, who: str, role: Role, where: str, may: bool
) -> None:
    """To a colleague of the own team."""
    by, place = getattr(cast, who), getattr(cast, where)
    subject = cast.team_manager if role == MEMBER else cast.member
    held = give_role(UserFactory(), role, place)
    if may:
        given = people.give_role(by=by, user=subject, role=role, place=place)
        assert (given.user, given.role, given.place) == (subject, role, place)
        event = AuditEvent.objects.get(verb=Verb.ROLE_GIVEN, object_key=given.uid)
        assert (event.actor, event.object_type) == (by.uid, "membership")
        assert people.end_role(by=by, membership=held).ended_on == timezone.localdate()
        event = AuditEvent.objects.get(verb=Verb.ROLE_ENDED)
        assert (event.actor, event.object_key) == (by.uid, held.uid)
        return
    before = state()
    with pytest.raises(PermissionDenied):
        people.give_role(by=by, user=subject, role=role, place=place)
    with pytest.raises(PermissionDenied):
        people.end_role(by=by, membership=held)
    assert state() == before


def test_whom_one_does_not_see_gets_no_role(cast: Cast) -> None:
    """Not by guessing their key either."""
    before = state()
    for by, user in (
        (cast.administrator, cast.foreign_member),
        (cast.coordinator, cast.governor),
        (cast.coordinator, cast.former_member),
        (cast.team_coordinator, cast.manager),
    ):
        with pytest.raises(PermissionDenied):
            people.give_role(by=by, user=user, role=MEMBER, place=cast.team)
    assert state() == before
    former = people.give_role(by=cast.administrator, user=cast.former_member, role=MEMBER, place=cast.team)
    assert former.ended_on is None


def test_who_sees_whom(cast: Cast) -> None:
    own = {
        "member",
        "team_coordinator",
        "coordinator",
        "board_coordinator",
        "team_manager",
        "manager",
        "governor",
        "administrator",
    }
    at_team = {"member", "team_coordinator", "team_manager"}
    at_school = at_team | {"coordinator", "manager"}
    expected = {
        "administrator": own | {"former_member"},
        "board_coordinator": own,
        "coordinator": at_school,
        "team_coordinator": at_team,
        "member": set(),
        "manager": set(),
        "governor": set(),
        "stranger": set(),
        "foreign_coordinator": {"foreign_member", "foreign_coordinator"},
    }
    for who, seen in expected.items():
        found = set(rows.people(getattr(cast, who)))
        assert found == {getattr(cast, name) for name in seen}, who
    known = set(rows.known_people(cast.board_coordinator))
    assert known == {cast.member, cast.team_manager, cast.manager}


def test_a_beheerder_sees_whom_the_board_let_in_without_a_role(cast: Cast) -> None:
    new = UserFactory(home_board=cast.board)
    gone = UserFactory(home_board=cast.board, removed_on=timezone.localdate())
    seen = rows.people(cast.administrator)
    assert new in seen
    assert gone not in seen
    assert new not in rows.people(cast.board_coordinator)


def test_a_role_elsewhere_does_not_exist_for_who_does_not_look_after_it(cast: Cast) -> None:
    give_role(cast.member, MANAGER, cast.foreign_school)
    give_role(cast.member, MEMBER, cast.cousin_team)
    for who, places in (
        ("coordinator", {cast.team}),
        ("administrator", {cast.team, cast.cousin_team}),
        ("foreign_coordinator", {cast.foreign_school}),
    ):
        found = rows.memberships(getattr(cast, who)).filter(user=cast.member)
        assert {membership.place for membership in found} == places


def test_a_closed_place_gets_no_new_roles(cast: Cast) -> None:
    cast.team.closed_on = timezone.localdate()
    cast.team.save()
    before = state()
    with pytest.raises(Refused, match="opgeheven"):
        people.give_role(by=cast.administrator, user=cast.manager, role=MEMBER, place=cast.team)
    assert state() == before


def test_who_gets_a_role_is_told(cast: Cast) -> None:
    people.give_role(by=cast.coordinator, user=cast.member, role=MEMBER, place=cast.sibling_team)
    mail = Mail.objects.get()
    assert (mail.kind, mail.address) == (MailKind.ROLE_GIVEN, cast.member.email)
    assert mail.subject == "Je nieuwe rol: teamlid, Brugklas (Duinmark College)"
    assert (
        "Fatma Şahin gaf je een rol in LOB-kwaliteit: teamlid bij Brugklas (Duinmark College)." in mail.text
    )
    assert "Vult met het eigen team het formulier in" in mail.text
    people.give_role(by=cast.coordinator, user=cast.member, role=MEMBER, place=cast.sibling_team)
    assert Mail.objects.count() == 1, "what one has already is no news"


def test_who_reads_english_is_told_in_english(cast: Cast) -> None:
    User.objects.filter(pk=cast.member.pk).update(language="en")
    cast.member.refresh_from_db()
    people.give_role(by=cast.coordinator, user=cast.member, role=MEMBER, place=cast.sibling_team)
    assert "gaf je" not in Mail.objects.get().text


# --- a role given to oneself ----------------------------------------------------------------------------------------


def test_a_beheerder_who_takes_a_role_is_reported_to_the_others(cast: Cast) -> None:
    other = UserFactory(email="tweede@voorbeeld.example")
    give_role(other, ADMINISTRATOR, cast.board)
    people.give_role(by=cast.administrator, user=cast.administrator, role=GOVERNOR, place=cast.board)
    assert reports() == {other.email}
    mail = Mail.objects.get()
    assert mail.subject == "Bjørn Ångström gaf zichzelf een rol: bestuur, Stichting De Noordzoom"


def test_without_another_beheerder_the_bestuur_is_told(cast: Cast) -> None:
    people.give_role(by=cast.administrator, user=cast.administrator, role=COORDINATOR, place=cast.board)
    assert reports() == {cast.governor.email}


def test_a_coordinator_who_joins_a_team_is_reported_to_who_looks_after_it(cast: Cast) -> None:
    people.give_role(by=cast.coordinator, user=cast.coordinator, role=MEMBER, place=cast.team)
    assert reports() == {
        cast.administrator.email,
        cast.team_coordinator.email,
        cast.board_coordinator.email,
    }
    assert not Mail.objects.filter(kind=MailKind.ROLE_GIVEN).exists()


# --- ending ---------------------------------------------------------------------------------------------------------


def test_the_last_beheerder_stays(cast: Cast) -> None:
    last, before = cast.administrator.memberships.get(), state()
    with pytest.raises(Refused, match="laatste beheerder"):
        people.end_role(by=cast.administrator, membership=last)
    assert state() == before
    inactive = give_role(UserFactory(is_active=False), ADMINISTRATOR, cast.board)
    with pytest.raises(Refused):
        people.end_role(by=cast.administrator, membership=last)
    people.end_role(by=cast.administrator, membership=inactive)


def answering(user: User, card: Card, *teams: Any) -> None:
    """Let somebody have answered in an open round of these teams."""
    round_ = make_round(list(teams), card, way=Way.INDIVIDUAL)
    for assessment in round_.assessments.all():
        taking_part = Participation.objects.create(
            assessment=assessment, via=Via.ACCOUNT, user=user, began_on=timezone.localdate()
        )
        response = Response.objects.create(participation=taking_part)
        Answer.objects.create(
            response=response, indicator=Indicator.objects.filter(card=card)[0], choice="niveau", level=3
        )


def test_who_leaves_a_team_leaves_no_open_answers_there(cast: Cast, small_card: Card) -> None:
    give_role(cast.member, MEMBER, cast.sibling_team)
    answering(cast.member, small_card, cast.team, cast.sibling_team)
    people.end_role(by=cast.coordinator, membership=cast.member.memberships.get(team=cast.team))
    assert Answer.objects.get().response.participation.assessment.team == cast.sibling_team
    mail = Mail.objects.get(kind=MailKind.ANSWERS_DELETED)
    assert mail.address == cast.member.email


def test_another_role_that_ends_leaves_answers_alone(cast: Cast, small_card: Card) -> None:
    manager = give_role(cast.member, MANAGER, cast.team)
    answering(cast.member, small_card, cast.team)
    people.end_role(by=cast.coordinator, membership=manager)
    assert Answer.objects.count() == 1
