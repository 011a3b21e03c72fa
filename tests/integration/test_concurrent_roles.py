"""Two people at the same moment: the last beheerder stays, an invitation is taken once, an address invited once."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from assessments.access.permissions import active_memberships
from assessments.access.policies import Refused
from assessments.enums import Role
from assessments.models import Invitation, Membership, User
from assessments.services import accepting, invitations, people
from assessments.services.offers import Offer
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_invitation

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds: Callable[[], object]) -> list[str]:
    """Do these at the same moment; say of each whether it was done or refused."""
    ready, outcome = threading.Barrier(len(deeds)), [""] * len(deeds)

    def run(number: int, deed: Callable[[], object]) -> None:
        ready.wait()
        try:
            deed()
            outcome[number] = "done"
        except (Refused, PermissionDenied):  # who came second may have lost the right by then
            outcome[number] = "refused"
        except Exception as error:  # a thread tells its fault here, or nobody hears of it
            outcome[number] = repr(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(outcome)


def test_two_beheerders_cannot_end_each_other(cast: Cast) -> None:
    """The second one comes while the first has done it and has not committed yet."""
    other = UserFactory()
    second = give_role(other, Role.ADMINISTRATOR, cast.board)
    first = cast.administrator.memberships.get()
    ended, over = threading.Event(), threading.Event()

    def end_and_linger() -> None:
        with transaction.atomic():
            people.end_role(by=cast.administrator, membership=second)
            ended.set()
            over.wait(timeout=1)  # the other one waits for us, so that this runs out

    def end_meanwhile() -> None:
        assert active_memberships(other), "the right, looked up before the first one was done"
        ended.wait(timeout=20)
        try:
            people.end_role(by=other, membership=first)
        finally:
            over.set()

    assert at_once(end_and_linger, end_meanwhile) == ["done", "refused"]
    assert Membership.objects.active().filter(role=Role.ADMINISTRATOR, board=cast.board).count() == 1


def test_an_invitation_is_taken_once(cast: Cast) -> None:
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    takers = [UserFactory(), UserFactory()]
    found = at_once(
        *(lambda user=user: accepting.accept(invitation=invitation, user=user) for user in takers)
    )
    assert found == ["done", "refused"]
    assert Membership.objects.filter(user__in=takers).count() == 1


def test_one_account_is_made(cast: Cast) -> None:
    invitation = make_invitation(cast.team, invited_by=cast.coordinator)
    address = invitation.address

    def come_in() -> object:
        return accepting.accept_as_new(invitation=invitation, name="Jan", language="nl", password=None)

    assert at_once(come_in, come_in) == ["done", "refused"]
    assert User.objects.filter(email=address).count() == 1


def test_who_is_invited_twice_at_once_gets_one_invitation(cast: Cast) -> None:
    offer = Offer("nieuw@x.example", Role.MEMBER, cast.team)

    def invite(by: User) -> object:
        return invitations.invite(by=by, board=cast.board, offer=offer)

    assert at_once(lambda: invite(cast.coordinator), lambda: invite(cast.administrator)) == ["done", "done"]
    assert Invitation.objects.count() == 1
