"""Inviting, sending again, taking back, accepting: what each leaves, and who may."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from assessments.access import rows
from assessments.access.policies import Refused
from assessments.enums import MailKind, MailState, Role, Verb
from assessments.models import AuditEvent, Board, Invitation, Mail, Membership, User
from assessments.services import accepting, invitations, people, teams, tokens
from assessments.services.offers import Fate, Offer, plan
from assessments.services.succession import replace
from tests.cast import Cast
from tests.factories import TeamFactory, UserFactory, give_role

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role
NEW = "nieuw@voorbeeld.example"


def state() -> tuple[Any, ...]:
    return (
        list(Invitation.objects.values()),
        list(Membership.objects.values()),
        AuditEvent.objects.count(),
        Mail.objects.count(),
        User.objects.count(),
    )


def invite(cast: Cast, address: str = NEW, by: User | None = None, **fields: Any) -> Invitation:
    wanted: dict[str, Any] = {"role": MEMBER, "place": cast.team} | fields
    offer = Offer(address, **wanted)
    invitation = invitations.invite(by=by or cast.coordinator, board=cast.board, offer=offer).invitation
    assert invitation
    return invitation


def token(address: str = NEW) -> str:
    """The one in the latest mail to an address."""
    mail = Mail.objects.filter(address=address, kind=MailKind.INVITATION).latest("pk")
    found = re.search(r"/uitnodiging/([\w-]+)/", mail.text)
    assert found
    return found.group(1)


def expire() -> None:
    """Let three weeks go by."""
    three_weeks = dt.timedelta(weeks=3)
    Invitation.objects.update(
        created_at=F("created_at") - three_weeks, expires_at=F("expires_at") - three_weeks
    )


def pending(with_token: str) -> Invitation | None:
    session: dict[str, Any] = {}
    invitations.remember(session, with_token)
    assert with_token not in session.values(), "the session holds a hash"
    return invitations.pending(session)


# --- inviting -------------------------------------------------------------------------------------------------------


def test_an_invitation_goes_out_by_mail(cast: Cast) -> None:
    invitation = invite(cast, "Nieuw@Voorbeeld.Example", name="Şükrü Łukasz")
    assert (invitation.address, invitation.place, invitation.invited_by) == (NEW, cast.team, cast.coordinator)
    mail = Mail.objects.get()
    assert (mail.address, mail.sender, mail.board) == (NEW, cast.coordinator, cast.board)
    assert (
        mail.subject == "Fatma Şahin nodigt je uit voor LOB-kwaliteit: teamlid, Havo 4-5 (Duinmark College)"
    )
    last = timezone.localdate() + dt.timedelta(days=14)
    for words in (
        "Dag Şükrü Łukasz,",
        "Stichting De Noordzoom",
        "Vult met het eigen team",
        "/privacy/",
        str(last.year),
    ):
        assert words in mail.text
        assert words.replace("/privacy/", "privacy") in mail.html
    secret = token()
    assert len(secret) >= 43, "32 bytes"
    assert invitation.token_hash == tokens.hashed(secret)
    assert secret not in str(list(Invitation.objects.values()))
    assert timezone.localdate(invitation.expires_at - dt.timedelta(seconds=1)) == last
    event = AuditEvent.objects.get(verb=Verb.INVITED)
    assert (event.actor, event.object_key, event.board) == (
        cast.coordinator.uid,
        invitation.uid,
        cast.board.uid,
    )


def test_an_invitation_can_be_in_english(cast: Cast) -> None:
    invite(cast, language="en")
    mail = Mail.objects.get()
    assert (
        mail.subject == "Fatma Şahin invites you to LOB-kwaliteit: team member, Havo 4-5 (Duinmark College)"
    )
    for words in ("Fills in the form with their own team", "With this link you accept the invitation"):
        assert words in mail.text
    assert not re.search(
        r"\b(je|een|de rol|uitnodig\w*)\b", mail.text.replace(token(), "").replace("/uitnodiging/", "")
    )


def test_each_offer_comes_to_what_the_inviter_may_know(cast: Cast) -> None:
    """A colleague whom one knows gets the role; whoever has an account elsewhere is invited like anybody."""
    invite(cast, "open@voorbeeld.example")
    addresses = {
        NEW: Fate.NEW,
        cast.member.email: Fate.HELD,
        cast.team_manager.email: Fate.GIVEN,
        "open@voorbeeld.example": Fate.OPEN,
        cast.governor.email: Fate.NEW,
        cast.foreign_member.email: Fate.NEW,
        cast.former_member.email: Fate.NEW,
        cast.stranger.email: Fate.NEW,
    }
    offers = [Offer(address.upper(), MEMBER, cast.team) for address in addresses]
    planned = plan(by=cast.coordinator, board=cast.board, offers=[*offers, *offers])
    assert {one.offer.address.lower(): one.fate for one in planned} == addresses
    assert {one.person for one in planned if one.person} == {cast.member, cast.team_manager}
    done = invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers)
    assert {one.offer.address.lower(): one.fate for one in done} == addresses
    assert all(one.invitation for one in done if one.fate in {Fate.NEW, Fate.OPEN})
    assert cast.team_manager.memberships.filter(role=MEMBER, team=cast.team).count() == 1
    assert Mail.objects.filter(kind=MailKind.ROLE_GIVEN).count() == 1
    assert Mail.objects.filter(kind=MailKind.INVITATION).count() == 6


def test_the_same_counts_for_one_board_alone(cast: Cast) -> None:
    before = state()
    for by, role, place in (
        (cast.coordinator, COORDINATOR, cast.school),
        (cast.coordinator, MEMBER, cast.cousin_team),
        (cast.team_coordinator, MEMBER, cast.sibling_team),
        (cast.administrator, MEMBER, cast.foreign_team),
        (cast.manager, MEMBER, cast.team),
        (cast.stranger, MEMBER, cast.team),
    ):
        with pytest.raises(PermissionDenied):
            invitations.invite(by=by, board=cast.board, offer=Offer(NEW, role, place))
    with pytest.raises(PermissionDenied):
        invitations.invite(
            by=cast.foreign_coordinator, board=cast.board, offer=Offer(NEW, MEMBER, cast.foreign_team)
        )
    with pytest.raises(Refused):
        invitations.invite(by=cast.administrator, board=cast.board, offer=Offer(NEW, MEMBER, cast.school))
    assert state() == before


def test_one_refusal_undoes_all(cast: Cast) -> None:
    before = state()
    offers = [Offer(NEW, MEMBER, cast.team), Offer("twee@x.example", MEMBER, cast.cousin_team)]
    with pytest.raises(PermissionDenied):
        invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers)
    assert state() == before


def test_hundreds_take_no_query_each(cast: Cast) -> None:
    def queries(number: int) -> int:
        offers = [
            Offer(f"p{number}-{n}@x.example", MEMBER, (cast.team, cast.cousin_team)[n % 2])
            for n in range(number)
        ]
        with CaptureQueriesContext(
            connection,
        ) as found:
            invitations.invite_many(by=cast.administrator, board=cast.board, offers=offers, send=False)
        return len(found)

    # SQLite takes so many values at a time: some statements are made more than once.
    assert queries(400) < queries(2) + 20
    assert Invitation.objects.unsent().count() == 402
    assert not Mail.objects.exists()


def test_what_was_made_without_mail_is_sent_later(cast: Cast) -> None:
    offers = [Offer(NEW, MEMBER, cast.team), Offer("bestuur@x.example", GOVERNOR, cast.board)]
    invitations.invite_many(by=cast.administrator, board=cast.board, offers=offers, send=False)
    assert not Invitation.objects.valid().exists()
    assert invitations.send_unsent(by=cast.coordinator, board=cast.board) == 1
    assert Mail.objects.get().address == NEW
    assert pending(token())
    assert invitations.send_unsent(by=cast.administrator, board=cast.board) == 1
    assert invitations.send_unsent(by=cast.administrator, board=cast.board) == 0


def test_who_sees_which_invitation(cast: Cast) -> None:
    made = {
        "member": invite(cast),
        "cousin": invite(cast, by=cast.board_coordinator, place=cast.cousin_team),
        "manager": invite(cast, role=MANAGER, place=cast.school),
        "coordinator": invite(cast, by=cast.administrator, role=COORDINATOR, place=cast.school),
        "governor": invite(cast, by=cast.administrator, role=GOVERNOR, place=cast.board),
    }
    for who, seen in {
        "administrator": set(made),
        "board_coordinator": {"member", "cousin", "manager"},
        "coordinator": {"member", "manager"},
        "team_coordinator": {"member"},
        "governor": set(),
        "member": set(),
        "foreign_coordinator": set(),
    }.items():
        found = set(rows.invitations(getattr(cast, who)))
        assert found == {made[name] for name in seen}, who


# --- again, and back ------------------------------------------------------------------------------------------------


def test_sent_again_the_old_link_is_dead(cast: Cast) -> None:
    invitation = invite(cast)
    old, waiting = token(), Mail.objects.get()
    expire()
    assert pending(old) is None
    invitations.resend(by=cast.board_coordinator, invitation=invitation)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.text) == (MailState.WITHDRAWN, "")
    assert pending(old) is None
    found = pending(token())
    assert found == invitation
    assert found.invited_by == cast.board_coordinator, "who sends it answers for it"
    assert AuditEvent.objects.filter(verb=Verb.INVITATION_RESENT, object_key=invitation.uid).count() == 1


def test_nobody_is_sent_the_same_without_end(cast: Cast) -> None:
    invitation = invite(cast)
    for _time in range(3):
        invitations.resend(by=cast.coordinator, invitation=invitation)
    before = state()
    with pytest.raises(Refused, match="Morgen"):
        invitations.resend(by=cast.administrator, invitation=invitation)
    invitations.invite_many(
        by=cast.coordinator, board=cast.board, offers=[Offer(NEW, MEMBER, cast.team)], again=True
    )
    assert state() == before
    invitations.resend(by=cast.coordinator, invitation=invite(cast, "ander@x.example"))


def test_that_counts_for_an_address_whoever_sends_and_whatever_for(cast: Cast) -> None:
    first, second = invite(cast), invite(cast, by=cast.administrator, place=cast.cousin_team)
    for by, invitation in (
        (cast.coordinator, first),
        (cast.administrator, second),
        (cast.coordinator, first),
    ):
        invitations.resend(by=by, invitation=invitation)
    invitations.withdraw(by=cast.coordinator, invitation=first)
    again = invite(cast)
    before = state()
    for by, invitation in ((cast.administrator, second), (cast.coordinator, again)):
        with pytest.raises(Refused, match="Morgen"):
            invitations.resend(by=by, invitation=invitation)
    invitations.invite_many(
        by=cast.administrator, board=cast.board, offers=[Offer(NEW, MEMBER, cast.cousin_team)], again=True
    )
    assert state() == before


def test_a_file_is_no_way_around_that(cast: Cast) -> None:
    """What a file brings is made without mail, and sent later."""
    for _time in range(3):
        invitations.withdraw(by=cast.coordinator, invitation=invite(cast))
    offers = [Offer(address, MEMBER, cast.team) for address in (NEW, "ander@x.example")]
    invitations.invite_many(by=cast.administrator, board=cast.board, offers=offers, send=False)
    before = Mail.objects.count()
    assert invitations.send_unsent(by=cast.coordinator, board=cast.board) == 1
    with pytest.raises(Refused, match="Morgen"):
        invitations.resend(by=cast.coordinator, invitation=Invitation.objects.get(address=NEW))
    invitations.invite_many(by=cast.administrator, board=cast.board, offers=offers[:1], again=True)
    assert Mail.objects.count() == before + 1, "to the other one alone"
    assert Invitation.objects.unsent().get().address == NEW, "it waits"


def test_withdrawing_is_no_way_around_that(cast: Cast) -> None:
    for _time in range(3):
        invitations.withdraw(by=cast.coordinator, invitation=invite(cast))
    before = state()
    for by in (cast.coordinator, cast.administrator):
        with pytest.raises(Refused, match="Morgen"):
            invite(cast, NEW.upper(), by=by, place=cast.sibling_team)
    assert state() == before
    invite(cast, "ander@x.example")
    foreign = Offer(NEW, MEMBER, cast.foreign_team)
    assert invitations.invite(by=cast.foreign_coordinator, board=cast.foreign_board, offer=foreign).invitation


def test_closing_the_team_is_no_way_around_that(cast: Cast) -> None:
    for number in range(3):
        team = TeamFactory(school=cast.school, name=f"Even {number}")
        invite(cast, place=team)
        teams.close_team(by=cast.coordinator, team=team, on=timezone.localdate())
    before = state()
    with pytest.raises(Refused, match="Morgen"):
        invite(cast)
    assert state() == before


def test_sending_many_again_asks_once_how_often_they_were_written_to(cast: Cast) -> None:
    def asked(number: int) -> int:
        offers = [Offer(f"p{one}@x.example", MEMBER, cast.team) for one in range(number)]
        invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers, again=True)
        return sum("SELECT" in one["sql"] and '"value"' in one["sql"] for one in queries)

    assert (asked(1), asked(4)) == (3, 3)


def test_of_many_at_one_address_no_more_go_than_may(cast: Cast) -> None:
    places = [TeamFactory(school=cast.school, name=f"Team {number}") for number in range(4)]
    offers = [Offer(NEW, MEMBER, place) for place in places]
    invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers)
    invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers, again=True)
    assert AuditEvent.objects.filter(verb=Verb.INVITATION_RESENT).count() == 3


def test_inviting_again_can_send_again(cast: Cast) -> None:
    invite(cast)
    old = token()
    offers = [Offer(NEW, MEMBER, cast.team, name="Nieuwe Naam", language="en")]
    invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers)
    assert token() == old
    invitations.invite_many(by=cast.coordinator, board=cast.board, offers=offers, again=True)
    assert token() != old
    invitation = Invitation.objects.get()
    assert (invitation.name, invitation.language) == ("Nieuwe Naam", "en")


def test_withdrawn_the_link_is_dead_and_the_address_gone(cast: Cast) -> None:
    invitation, secret = invite(cast, name="Jan"), token()
    invitations.withdraw(by=cast.team_coordinator, invitation=invitation)
    assert pending(secret) is None
    invitation.refresh_from_db()
    assert (invitation.address, invitation.name) == ("", "")
    assert Mail.objects.get().state == MailState.WITHDRAWN
    assert AuditEvent.objects.filter(verb=Verb.INVITATION_WITHDRAWN).count() == 1
    for deed in (invitations.withdraw, invitations.resend):
        with pytest.raises(Refused, match="aangenomen of ingetrokken"):
            deed(by=cast.coordinator, invitation=invitation)


def test_only_who_may_give_the_role_sends_again_or_takes_back(cast: Cast) -> None:
    invitation = invite(cast, by=cast.administrator, role=COORDINATOR, place=cast.school)
    before = state()
    for by in (cast.coordinator, cast.manager, cast.foreign_coordinator, cast.stranger):
        for deed in (invitations.withdraw, invitations.resend):
            with pytest.raises(PermissionDenied):
                deed(by=by, invitation=invitation)
    assert state() == before


# --- accepting ------------------------------------------------------------------------------------------------------


def test_somebody_new_comes_in(cast: Cast) -> None:
    invitation = invite(cast, name="Jan")
    found = pending(token())
    assert found
    membership = accepting.accept_as_new(
        invitation=found, name="Jan Jansen", language="en", password="correct-paard-batterij"
    )
    user = User.objects.get(email=NEW)
    assert membership.user == user
    assert (user.name, user.language, user.home_board) == ("Jan Jansen", "en", cast.board)
    assert user.check_password("correct-paard-batterij")
    assert [(m.role, m.place) for m in user.memberships.all()] == [(MEMBER, cast.team)]
    invitation.refresh_from_db()
    assert (invitation.accepted_by, invitation.address, invitation.name) == (user, "", "")
    told = {event.verb: event for event in AuditEvent.objects.exclude(verb=Verb.INVITED)}
    assert {verb: event.actor for verb, event in told.items()} == {
        Verb.PERSON_ADDED: user.uid,
        Verb.INVITATION_ACCEPTED: user.uid,
        Verb.ROLE_GIVEN: cast.coordinator.uid,
    }
    assert told[Verb.ROLE_GIVEN].object_key == membership.uid


def test_without_a_password_there_is_none(cast: Cast) -> None:
    invitation = invite(cast)
    user = accepting.accept_as_new(invitation=invitation, name="Jan", language="nl", password=None).user
    assert not user.has_usable_password()


def test_who_has_an_account_elsewhere_keeps_their_home(cast: Cast) -> None:
    User.objects.filter(pk=cast.foreign_member.pk).update(home_board=cast.foreign_board)
    cast.foreign_member.refresh_from_db()
    invitation = invite(cast, cast.foreign_member.email)
    with pytest.raises(Refused, match="al een account"):
        accepting.accept_as_new(invitation=invitation, name="x", language="nl", password=None)
    accepting.accept(invitation=invitation, user=cast.foreign_member)
    assert cast.foreign_member.home_board == cast.foreign_board
    assert cast.foreign_member.memberships.filter(team=cast.team).exists()
    stranger = cast.stranger
    accepting.accept(invitation=invite(cast, stranger.email), user=stranger)
    stranger.refresh_from_db()
    assert stranger.home_board == cast.board


def test_an_invitation_is_taken_once(cast: Cast) -> None:
    invitation, secret = invite(cast), token()
    accepting.accept(invitation=invitation, user=cast.stranger)
    before = state()
    assert pending(secret) is None
    with pytest.raises(Refused):
        accepting.accept(invitation=invitation, user=cast.foreign_member)
    with pytest.raises(Refused):
        accepting.accept_as_new(invitation=invitation, name="x", language="nl", password=None)
    assert state() == before


def test_who_holds_the_role_already_keeps_the_one_they_have(cast: Cast) -> None:
    invitation = invite(cast, "prive@x.example")
    membership = accepting.accept(invitation=invitation, user=cast.member)
    assert membership == cast.member.memberships.get()
    assert not AuditEvent.objects.filter(verb=Verb.ROLE_GIVEN).exists()


DEAD = {
    "expired": lambda cast: expire(),
    "withdrawn": lambda cast: invitations.withdraw(by=cast.coordinator, invitation=Invitation.objects.get()),
    "the team is closed": lambda cast: type(cast.team).objects.update(closed_on=timezone.localdate()),
    "the school is closed": lambda cast: type(cast.school).objects.update(closed_on=timezone.localdate()),
    "who invited lost the role": lambda cast: people.end_role(
        by=cast.administrator, membership=cast.coordinator.memberships.get()
    ),
    "who invited is switched off": lambda cast: User.objects.filter(pk=cast.coordinator.pk).update(
        is_active=False
    ),
}


@pytest.mark.parametrize("how", DEAD)
def test_a_dead_link_opens_nothing(cast: Cast, how: str) -> None:
    """Somebody dismissed lets nobody in any more: not themselves at another address either."""
    invitation, secret = invite(cast), token()
    DEAD[how](cast)
    before = state()
    assert pending(secret) is None
    with pytest.raises(Refused):
        accepting.accept(invitation=invitation, user=cast.stranger)
    with pytest.raises(Refused):
        accepting.accept_as_new(invitation=invitation, name="x", language="nl", password=None)
    assert state() == before


def test_a_wrong_token_opens_nothing(cast: Cast) -> None:
    invitation = invite(cast)
    for wrong in ("x", invitation.token_hash, token()[:-1], ""):
        assert pending(wrong) is None
    assert invitations.pending({}) is None


def reports() -> list[Mail]:
    return list(Mail.objects.filter(kind=MailKind.ROLE_REPORTED))


def test_who_invited_is_told_of_another_address(cast: Cast) -> None:
    """A link can be sent on: whoever it was meant for, the inviter knows who came in by it."""
    accepting.accept(invitation=invite(cast, name="Jan"), user=cast.stranger)
    (mail,) = reports()
    assert (mail.address, mail.sender) == (cast.coordinator.email, cast.stranger)
    assert mail.subject == (
        "Je uitnodiging is met een ander adres aangenomen: teamlid, Havo 4-5 (Duinmark College)"
    )
    said = (
        f"Niemand Nergens ({cast.stranger.email}) nam in LOB-kwaliteit de uitnodiging aan die naar {NEW} ging"
    )
    assert said in mail.text
    assert said in mail.html
    assert cast.stranger.email not in str(list(AuditEvent.objects.values()))


def test_at_the_invited_address_nobody_is_told(cast: Cast) -> None:
    accepting.accept(invitation=invite(cast, cast.stranger.email.upper()), user=cast.stranger)
    accepting.accept_as_new(invitation=invite(cast), name="Jan", language="nl", password=None)
    assert not reports()


def test_of_what_the_machine_offered_those_who_look_after_people_are_told(cast: Cast) -> None:
    offer = Offer(NEW, GOVERNOR, cast.board)
    invitation = invitations.invite(by=None, board=cast.board, offer=offer).invitation
    assert invitation
    accepting.accept(invitation=invitation, user=cast.stranger)
    assert [mail.address for mail in reports()] == [cast.administrator.email]


def test_ones_own_invitation_is_reported(cast: Cast) -> None:
    invitation = invite(cast, "prive@x.example", by=cast.administrator, role=GOVERNOR, place=cast.board)
    accepting.accept(invitation=invitation, user=cast.administrator)
    assert Mail.objects.get(kind=MailKind.ROLE_REPORTED).address == cast.governor.email


def test_what_the_machine_offers_stands_by_itself(cast: Cast) -> None:
    board = Board.objects.create(name="Nieuw bestuur")
    offer = Offer(NEW, ADMINISTRATOR, board, name="Eerste")
    invitations.invite(by=None, board=board, offer=offer)
    assert "Je bent uitgenodigd" in Mail.objects.get().text
    found = pending(token())
    assert found
    user = accepting.accept_as_new(invitation=found, name="Eerste", language="nl", password=None).user
    assert user.memberships.get().place == board


# --- taking over ----------------------------------------------------------------------------------------------------


def test_a_known_successor_takes_over_at_once(cast: Cast) -> None:
    waiting = invite(cast)
    secret = token()
    held = cast.coordinator.memberships.get()
    done = replace(
        by=cast.administrator, membership=held, address=cast.manager.email, name="", language="nl", end=True
    )
    assert (done.fate, done.person) == (Fate.GIVEN, cast.manager)
    held.refresh_from_db()
    assert held.ended_on == timezone.localdate()
    assert cast.manager.memberships.filter(role=COORDINATOR, school=cast.school, ended_on=None).exists()
    found = pending(secret)
    assert found == waiting, "whom the old coordinator invited can still come in"
    assert found.invited_by == cast.manager


def test_an_unknown_successor_is_invited_and_the_old_one_can_stay(cast: Cast) -> None:
    held = cast.coordinator.memberships.get()
    done = replace(
        by=cast.administrator, membership=held, address=NEW, name="Nieuw", language="nl", end=False
    )
    assert done.fate is Fate.NEW
    held.refresh_from_db()
    assert held.ended_on is None


def test_the_last_beheerder_is_not_replaced_by_somebody_who_is_not_in_yet(cast: Cast) -> None:
    held, before = cast.administrator.memberships.get(), state()
    with pytest.raises(Refused, match="laatste beheerder"):
        replace(by=cast.administrator, membership=held, address=NEW, name="", language="nl", end=True)
    assert state() == before
    replace(
        by=cast.administrator, membership=held, address=cast.governor.email, name="", language="nl", end=True
    )
    assert Membership.objects.active().get(role=ADMINISTRATOR, board=cast.board).user == cast.governor


def test_nobody_is_replaced_by_themselves_or_by_who_may_not(cast: Cast) -> None:
    held, before = cast.coordinator.memberships.get(), state()
    with pytest.raises(Refused, match="het adres van wie je vervangt"):
        replace(
            by=cast.administrator,
            membership=held,
            address=cast.coordinator.email.upper(),
            name="",
            language="nl",
            end=True,
        )
    for by in (cast.coordinator, cast.board_coordinator, cast.manager):
        with pytest.raises(PermissionDenied):
            replace(by=by, membership=held, address=cast.member.email, name="", language="nl", end=True)
    assert state() == before
    assert give_role(UserFactory(), MEMBER, cast.team)
