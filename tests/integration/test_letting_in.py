"""A beheerder lets somebody in again who lost every second step; never somebody of another board too."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import Role, Verb
from assessments.models import AuditEvent, Mail, User
from assessments.services.removal import remove_person
from assessments.services.signing_in import remove_second_factor, way_changed
from tests.cast import Cast
from tests.factories import BoardFactory, UserFactory, give_role
from tests.passkeys import give_passkey
from tests.signing_in import Deliver, by_password, give_app, is_signed_in, words_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

ELSEWHERE = "Bij deze persoon kan alleen de beheerder van de server dit doen."


def page_of(person: User) -> str:
    return reverse("person-second-factor", args=[person.uid])


def ways(person: User) -> int:
    return Authenticator.objects.filter(user=person).count()


def state() -> tuple[int, int, int]:
    return Authenticator.objects.count(), AuditEvent.objects.count(), Mail.objects.count()


def test_who_lost_everything_is_let_in_again(cast: Cast, deliver_mail: Deliver, settings: Any) -> None:
    laptop = by_password(cast.governor)
    give_app(cast.governor)
    give_passkey(cast.governor)
    client = by_password(cast.administrator)
    detail = reverse("person-detail", args=[cast.governor.uid])
    assert page_of(cast.governor) in words_of(client.get(detail))
    page = words_of(client.get(page_of(cast.governor)))
    assert "wordt op elk apparaat uitgelogd" in page
    assert "Bel of spreek elkaar eerst." in page
    assert ways(cast.governor) == 3, "asking does nothing"
    response = client.post(page_of(cast.governor))
    assert response.headers["Location"] == detail
    assert ways(cast.governor) == 0
    assert not is_signed_in(laptop)
    event = AuditEvent.objects.get(verb=Verb.SIGN_IN_CHANGED)
    assert (event.actor, event.object_key) == (cast.administrator.uid, cast.governor.uid)
    assert event.board == cast.board.uid
    (mail,) = deliver_mail()
    assert mail.to == [cast.governor.email]
    assert mail.subject == "Je tweede stap is verwijderd"
    assert "Een beheerder van Stichting De Noordzoom heeft" in " ".join(str(mail.body).split())
    assert "Postma" not in str([session.get_decoded() for session in Session.objects.all()])
    assert "De tweede stap is verwijderd." in words_of(client.get(detail))
    settings.SECOND_FACTOR_REQUIRED = True
    assert by_password(cast.governor).get("/").headers["Location"] == reverse("security-second-factor")


def test_only_who_just_said_who_they_are(cast: Cast) -> None:
    give_app(cast.governor)
    client = by_password(cast.administrator)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": time.time() - 11 * 60}]
    session.save()
    before = state()
    for answer in (client.get(page_of(cast.governor)), client.post(page_of(cast.governor))):
        assert answer.headers["Location"].startswith(f"{reverse('account_reauthenticate')}?next=%2Fmensen")
    assert state() == before


def test_one_does_not_do_it_to_oneself(cast: Cast) -> None:
    give_passkey(cast.administrator)
    client = Client()
    client.force_login(cast.administrator)
    assert client.post(page_of(cast.administrator)).headers["Location"] == reverse("security")
    with pytest.raises(PermissionDenied):
        remove_second_factor(by=cast.administrator, user=cast.administrator)
    assert ways(cast.administrator) == 1


def test_who_has_none_keeps_what_there_is(cast: Cast) -> None:
    client = by_password(cast.administrator)
    before = state()
    for answer in (client.get(page_of(cast.governor)), client.post(page_of(cast.governor))):
        assert "heeft geen tweede stap" in words_of(answer)
    assert state() == before


# --- whose it is ----------------------------------------------------------------------------------------------------


def elsewhere(cast: Cast, how: str) -> None:
    match how:
        case "a role":
            give_role(cast.governor, Role.MEMBER, cast.foreign_team)
        case "a role to come":
            tomorrow = timezone.localdate() + dt.timedelta(days=1)
            give_role(cast.governor, Role.GOVERNOR, cast.foreign_board, started_on=tomorrow)
        case "a home":
            User.objects.filter(pk=cast.governor.pk).update(home_board=cast.foreign_board)
        case "the admin":
            User.objects.filter(pk=cast.governor.pk).update(is_staff=True)


@pytest.mark.parametrize("how", ["a role", "a role to come", "a home", "the admin"])
def test_who_has_something_elsewhere_is_refused(cast: Cast, how: str) -> None:
    give_app(cast.governor)
    elsewhere(cast, how)
    client = by_password(cast.administrator)
    before = state()
    for answer in (client.get(page_of(cast.governor)), client.post(page_of(cast.governor))):
        page = words_of(answer)
        assert ELSEWHERE in page
        assert "Foreign" not in page
        assert "Ver Weg" not in page
    assert state() == before


def test_who_went_away_belongs_to_nobody(cast: Cast) -> None:
    give_app(cast.former_member)
    with pytest.raises(Refused, match=ELSEWHERE):
        remove_second_factor(by=cast.administrator, user=cast.former_member)


def test_of_two_boards_of_the_same_beheerder(cast: Cast) -> None:
    give_app(cast.governor)
    give_role(cast.governor, Role.MEMBER, cast.foreign_team)
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    by_password(cast.administrator).post(page_of(cast.governor))
    assert ways(cast.governor) == 0


def test_it_is_told_and_recorded_at_the_board_they_are_of_now(cast: Cast, deliver_mail: Deliver) -> None:
    """Not at one that they left, which has nothing to do with it any more."""
    person = UserFactory(home_board=cast.foreign_board)
    give_role(person, Role.COORDINATOR, cast.school)
    give_role(person, Role.COORDINATOR, cast.foreign_school)
    remove_person(by=None, board=cast.foreign_board, user=person)
    person.refresh_from_db()
    way_changed(by=person, here=None)
    give_app(person)
    by_password(cast.administrator).post(page_of(person))
    events = AuditEvent.objects.filter(verb=Verb.SIGN_IN_CHANGED).order_by("pk")
    assert [(event.actor, event.board) for event in events] == [
        (person.uid, cast.board.uid),
        (cast.administrator.uid, cast.board.uid),
    ]
    (mail,) = [mail for mail in deliver_mail() if "tweede stap" in mail.subject]
    assert "Een beheerder van Stichting De Noordzoom heeft" in " ".join(str(mail.body).split())


def test_whom_the_board_let_in_is_theirs_without_a_role(cast: Cast) -> None:
    person = UserFactory(home_board=cast.board)
    give_app(person)
    by_password(cast.administrator).post(page_of(person))
    assert ways(person) == 0


@pytest.mark.parametrize("who", ["board_coordinator", "coordinator", "governor", "member"])
def test_nobody_but_a_beheerder(cast: Cast, who: str) -> None:
    give_app(cast.team_coordinator)
    user = getattr(cast, who)
    assert by_password(user).post(page_of(cast.team_coordinator)).status_code in {403, 404}
    with pytest.raises(PermissionDenied):
        remove_second_factor(by=user, user=cast.team_coordinator)
    assert ways(cast.team_coordinator) == 2


def test_a_beheerder_of_another_board_finds_nobody(cast: Cast) -> None:
    other = UserFactory()
    give_role(other, Role.ADMINISTRATOR, BoardFactory())
    give_app(cast.governor)
    assert by_password(other).post(page_of(cast.governor)).status_code == 404
    with pytest.raises(PermissionDenied):
        remove_second_factor(by=other, user=cast.governor)
    assert ways(cast.governor) == 2


def test_as_many_queries_for_one_role_as_for_three(cast: Cast) -> None:
    """Session, person, their roles; the one looked at, their boards, their roles, whether there is a second step."""
    give_app(cast.governor)
    client = by_password(cast.administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(page_of(cast.governor))
        return len(found)

    one = queries()
    give_role(cast.governor, Role.MANAGER, cast.school)
    give_role(cast.governor, Role.COORDINATOR, cast.sibling_team)
    assert one == queries() == 7


def test_what_is_in_the_way_is_looked_at_once(cast: Cast) -> None:
    give_app(cast.governor)
    client = by_password(cast.administrator)
    with CaptureQueriesContext(connection) as found:
        client.post(page_of(cast.governor))
    asked = [query["sql"] for query in found if query["sql"].startswith("SELECT")]
    assert sum('FROM "mfa_authenticator"' in sql for sql in asked) == 1
