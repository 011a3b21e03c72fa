"""Two people at the same moment: the last beheerder stays, nobody waits for ever, nothing is taken or given twice."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from assessments.access.permissions import active_memberships
from assessments.enums import Role, Sector
from assessments.models import Board, Invitation, Membership, School, User
from assessments.services import accepting, invitations, organisation, people, removal
from assessments.services.offers import Offer
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_invitation

pytestmark = pytest.mark.django_db(transaction=True)


def come_second(first: Callable[[], Any], second: Callable[[], Any]) -> list[str]:
    """Do a deed while another is done and not committed yet; return what was refused."""
    done, over = threading.Event(), threading.Event()

    def linger() -> None:
        with transaction.atomic():
            first()
            done.set()
            over.wait(timeout=1)  # the other one waits for us, so that this runs out

    def meanwhile() -> None:
        done.wait(timeout=20)
        try:
            second()
        finally:
            over.set()

    return at_once(linger, meanwhile)


def test_two_beheerders_cannot_end_each_other(cast: Cast) -> None:
    """The second one comes while the first has done it and has not committed yet."""
    other = UserFactory()
    second = give_role(other, Role.ADMINISTRATOR, cast.board)
    first = cast.administrator.memberships.get()
    assert active_memberships(other), "the right, looked up before the first one was done"
    said = come_second(
        lambda: people.end_role(by=cast.administrator, membership=second),
        lambda: people.end_role(by=other, membership=first),
    )
    assert len(said) == 1
    assert Membership.objects.active().filter(role=Role.ADMINISTRATOR, board=cast.board).count() == 1


def test_an_invitation_is_taken_once(cast: Cast) -> None:
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    takers = [UserFactory(), UserFactory()]
    said = at_once(*(lambda user=user: accepting.accept(invitation=invitation, user=user) for user in takers))
    assert said == [str(accepting.DEAD)]
    assert Membership.objects.filter(user__in=takers).count() == 1


def test_one_account_is_made(cast: Cast) -> None:
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    address = invitation.address

    def come_in() -> object:
        return accepting.accept_as_new(invitation=invitation, name="Jan", language="nl", password=None)

    assert len(at_once(come_in, come_in)) == 1
    assert User.objects.filter(email=address).count() == 1


def test_who_is_invited_twice_at_once_gets_one_invitation(cast: Cast) -> None:
    offer = Offer("nieuw@x.example", Role.MEMBER, cast.team)

    def invite(by: User) -> object:
        return invitations.invite(by=by, board=cast.board, offer=offer)

    assert not at_once(lambda: invite(cast.coordinator), lambda: invite(cast.administrator))
    assert Invitation.objects.count() == 1


def test_two_boards_add_one_address(cast: Cast) -> None:
    def add(by: User, board: Board) -> User:
        return people.add_person(by=by, board=board, email="nieuw@x.example", name="Jan")

    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, cast.foreign_board)
    said = come_second(lambda: add(cast.administrator, cast.board), lambda: add(other, cast.foreign_board))
    assert said == ["Er is al iemand met het e-mailadres nieuw@x.example."]
    assert User.objects.get(email="nieuw@x.example").home_board == cast.board


def test_who_accepts_as_new_is_added_by_another_board(cast: Cast) -> None:
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    address = invitation.address
    said = come_second(
        lambda: people.add_person(by=None, board=cast.foreign_board, email=address, name="Jan"),
        lambda: accepting.accept_as_new(invitation=invitation, name="Jan", language="nl", password=None),
    )
    assert said == [str(accepting.HAS_ACCOUNT)]
    assert Invitation.objects.open().get() == invitation


@pytest.mark.parametrize("deed", ["accepts", "gets a role"])
def test_who_was_removed_meanwhile_gets_no_role(cast: Cast, deed: str) -> None:
    """By a board that the deed has nothing to do with, so that it waits for the person alone."""
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    user = people.add_person(by=None, board=cast.foreign_board, email="weg@x.example", name="Jan")
    deeds = {
        "accepts": lambda: accepting.accept(invitation=invitation, user=user),
        "gets a role": lambda: people.give_role(by=None, user=user, role=Role.MEMBER, place=cast.team),
    }
    rival = User.objects.get(pk=user.pk)
    said = come_second(
        lambda: removal.remove_person(by=None, board=cast.foreign_board, user=rival), deeds[deed]
    )
    assert said == ["Deze persoon is al verwijderd."]
    assert not Membership.objects.filter(user=user).exists()
    user.refresh_from_db()
    assert user.home_board is None
    assert Invitation.objects.open().get() == invitation


def give(cast: Cast, user: User) -> Any:
    return people.give_role(by=cast.administrator, user=user, role=Role.MANAGER, place=cast.sibling_school)


RIVALS: dict[str, Callable[[Cast, User, Invitation], Any]] = {
    "is removed": lambda cast, user, invitation: removal.remove_person(
        by=cast.administrator, board=cast.board, user=user
    ),
    "removes themselves": lambda cast, user, invitation: removal.remove_self(user=user),
    "gets the same role": lambda cast, user, invitation: give(cast, user),
    "is invited once more": lambda cast, user, invitation: invitations.invite(
        by=cast.administrator, board=cast.board, offer=Offer(user.email, Role.MANAGER, cast.sibling_school)
    ),
}


@pytest.mark.parametrize("rival", RIVALS)
def test_somebody_accepts_and_meanwhile(cast: Cast, rival: str) -> None:
    invitation = invitations.invite(
        by=cast.administrator,
        board=cast.board,
        offer=Offer(cast.stranger.email, Role.MANAGER, cast.sibling_school),
    ).invitation
    assert invitation
    people.give_role(by=None, user=cast.stranger, role=Role.MEMBER, place=cast.team)
    user = User.objects.get(pk=cast.stranger.pk)
    at_once(
        lambda: accepting.accept(invitation=invitation, user=user),
        lambda: RIVALS[rival](cast, User.objects.get(pk=user.pk), invitation),
    )
    held = Membership.objects.filter(user=user, role=Role.MANAGER, ended_on=None)
    assert held.count() <= 1


def test_two_schools_with_one_code_at_once(cast: Cast) -> None:
    def add(name: str) -> School:
        return organisation.add_school(
            by=cast.administrator,
            board=cast.board,
            name=name,
            sector=Sector.VO,
            brin="01AB",
            branch_code="01AB07",
        )

    said = at_once(lambda: add("Een"), lambda: add("Twee"))
    assert len(said) == 1
    assert "heeft al de vestigingscode 01AB07" in said[0]
    assert School.objects.filter(branch_code="01AB07").count() == 1
