"""Asking people to answer, asking again, taking it back, reminding: what works first, then each refusal."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import MailKind, MailState, Role, RoundState, Verb, Via, Way
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    Card,
    Mail,
    Participation,
    Response,
    Team,
    User,
)
from assessments.services import participations, reminders, rounds
from assessments.services.tokens import hashed
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_individual, make_round, take_part
from tests.reading import verbs

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    """Twelve people say they are in the own team, of whom one is a teamlid."""
    return make_individual(cast.team, small_card)


def invite(
    cast: Cast, assessment: Assessment, *addresses: str, by: User | None = None
) -> participations.Invited:
    return participations.invite(
        by=by or cast.coordinator, assessment=assessment, addresses=addresses or ["ib@school.example"]
    )


def remind(cast: Cast, assessment: Assessment) -> int:
    return reminders.remind(by=cast.coordinator, assessment=assessment)


def token_in(mail: Mail) -> str:
    found = re.search(r"/meedoen/([\w-]{43})/", mail.text)
    assert found
    return found[1]


def mail_to(address: str) -> Mail:
    return Mail.objects.filter(address=address).latest("pk")


# --- inviting -------------------------------------------------------------------------------------------------------


def test_somebody_without_an_account_gets_a_personal_link(cast: Cast, team: Assessment) -> None:
    done = invite(cast, team, "IB@School.example", "tweede@school.example")
    assert done == participations.Invited(["ib@school.example", "tweede@school.example"], [], [])
    row = Participation.objects.get(address="ib@school.example")
    assert (row.via, row.user, row.number, row.began_on, row.reminded_on) == (
        Via.LINK,
        None,
        None,
        None,
        TODAY,
    )
    mail = mail_to("ib@school.example")
    assert row.mail == mail
    assert (mail.kind, mail.sender, mail.board) == (MailKind.ANSWERING, cast.coordinator, cast.board)
    assert row.token_hash == hashed(token_in(mail))
    assert token_in(mail) != token_in(mail_to("tweede@school.example"))
    for words in ("Fatma Şahin", "Havo 4-5", "Proefkaart", "niet door", "Niemand ziet wat jij kiest"):
        assert words in mail.text
    assert verbs() == [Verb.ANSWERING_INVITED]
    event = AuditEvent.objects.get()
    assert (event.object_key, event.board) == (team.uid, cast.board.uid)


def test_the_mail_is_of_no_use_once_answering_is_over(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    until = Mail.objects.get().useful_until
    assert until
    assert timezone.localtime(until).date() == team.round.ends_on + DAY


def test_an_invitation_can_be_in_english(cast: Cast, team: Assessment) -> None:
    participations.invite(
        by=cast.coordinator, assessment=team, addresses=["ib@school.example"], language="en"
    )
    assert "asks you" in Mail.objects.get().text
    assert Participation.objects.get().language == "en"


def test_a_teamlid_answers_by_account_and_gets_no_link(cast: Cast, team: Assessment) -> None:
    done = invite(cast, team, cast.member.email, "ib@school.example")
    assert (done.new, done.members) == (["ib@school.example"], [cast.member.email])
    assert not Participation.objects.filter(address=cast.member.email).exists()


def test_who_was_teamlid_can_get_a_link(cast: Cast, team: Assessment) -> None:
    assert invite(cast, team, cast.former_member.email).new == [cast.former_member.email]


def test_who_was_invited_already_is_not_written_to_again(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    done = invite(cast, team, "ib@school.example")
    assert (done.new, done.open) == ([], ["ib@school.example"])
    assert Mail.objects.count() == 1
    assert verbs() == [Verb.ANSWERING_INVITED]


def test_no_more_people_than_the_team_has(cast: Cast, small_card: Card) -> None:
    small = make_individual(cast.team, small_card, size=2)
    invite(cast, small, "een@school.example")
    with pytest.raises(Refused, match="telt 2 mensen, en met deze adressen vraag je er 3"):
        invite(cast, small, "twee@school.example", "drie@school.example")
    assert Participation.objects.count() == 1
    invite(cast, small, "twee@school.example")


def test_without_a_size_nobody_is_invited(cast: Cast, team: Assessment) -> None:
    Assessment.objects.update(declared_size=None)
    with pytest.raises(Refused, match="hoeveel mensen"):
        invite(cast, team)


@pytest.mark.parametrize(
    "person", ["member", "manager", "team_manager", "governor", "administrator", "foreign_coordinator"]
)
def test_who_does_not_lead_the_team_does_none_of_it(cast: Cast, team: Assessment, person: str) -> None:
    invite(cast, team)
    row, by = Participation.objects.get(), getattr(cast, person)
    for deed in (
        lambda: invite(cast, team, "x@school.example", by=by),
        lambda: participations.resend(by=by, participation=row),
        lambda: participations.withdraw(by=by, participation=row),
        lambda: reminders.remind(by=by, assessment=team),
    ):
        with pytest.raises(PermissionDenied):
            deed()
    assert Mail.objects.count() == 1


def test_nobody_is_asked_once_answering_is_over(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    row = Participation.objects.get()
    changes = [
        lambda: Assessment.objects.update(answering_closed_at=timezone.now()),
        lambda: type(team.round).objects.update(starts_on=TODAY - 9 * DAY, ends_on=TODAY - DAY),
        lambda: type(team.round).objects.update(state=RoundState.CLOSED, closed_at=timezone.now()),
        lambda: Assessment.objects.update(way=Way.TOGETHER, answering_closed_at=None),
    ]
    for change in changes:
        change()
        for deed in (
            lambda: invite(cast, team, "x@school.example"),
            lambda: participations.resend(by=cast.coordinator, participation=row),
            lambda: participations.withdraw(by=cast.coordinator, participation=row),
            lambda: remind(cast, team),
        ):
            with pytest.raises(Refused):
                deed()


# --- sending again --------------------------------------------------------------------------------------------------


def test_sending_again_brings_a_new_link_and_the_old_one_is_dead(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    row = Participation.objects.get()
    first = row.mail
    assert first
    old = token_in(first)
    participations.resend(by=cast.team_coordinator, participation=row)
    row.refresh_from_db()
    assert row.mail
    new = token_in(row.mail)
    assert new != old
    assert row.token_hash == hashed(new)
    assert not Participation.objects.filter(token_hash=hashed(old)).exists()
    first.refresh_from_db()
    assert first.state == MailState.WITHDRAWN, "the one that waited does not go out any more"


def test_one_address_is_written_to_again_three_times_a_day(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    row = Participation.objects.get()
    for _time in range(3):
        participations.resend(by=cast.coordinator, participation=row)
    with pytest.raises(Refused, match="vaak genoeg"):
        participations.resend(by=cast.coordinator, participation=row)


def test_who_has_no_personal_link_cannot_be_sent_one_again(cast: Cast, team: Assessment) -> None:
    take_part(team, {"VA1.1": 3})
    with pytest.raises(Refused, match="persoonlijke link"):
        participations.resend(by=cast.coordinator, participation=Participation.objects.get())


# --- taking back ----------------------------------------------------------------------------------------------------


def test_who_has_not_begun_is_taken_back_without_a_trace(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    row = Participation.objects.get()
    assert participations.withdraw(by=cast.coordinator, participation=row) is False
    assert not Participation.objects.exists()
    mail = Mail.objects.get()
    assert (mail.state, mail.address, mail.text) == (MailState.WITHDRAWN, "", "")
    assert verbs() == [Verb.ANSWERING_INVITED, Verb.ANSWERING_WITHDRAWN]


def test_who_has_begun_loses_the_answers_and_is_told(cast: Cast, team: Assessment) -> None:
    row = take_part(
        team, {"VA1.1": 3, "VA1.2": "?", "VA1.3": None}, via=Via.LINK, address="ib@school.example"
    )
    with pytest.raises(Refused, match="intussen begonnen"):
        participations.withdraw(by=cast.coordinator, participation=row)
    assert Answer.objects.count() == 3
    assert participations.withdraw(by=cast.coordinator, participation=row, with_answers=True) is True
    assert not Participation.objects.exists()
    assert not Response.objects.exists()
    assert not Answer.objects.exists()
    mail = mail_to("ib@school.example")
    assert mail.kind == MailKind.ANSWERS_DELETED
    assert "persoonlijke link ingetrokken" in mail.text
    assert "Havo 4-5, LOB najaar 2026: 2 antwoorden" in mail.text


@pytest.mark.parametrize("begun", [True, False])
def test_a_restored_backup_can_be_told_what_was_taken_back(
    cast: Cast,
    team: Assessment,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
    begun: bool,
) -> None:
    """Of who had not begun too: they may have in the backup, and their link would work again."""
    row = take_part(team, {"VA1.1": 3} if begun else {}, via=Via.LINK, address="ib@school.example")
    assert (row.began_on is not None) is begun
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        participations.withdraw(by=cast.coordinator, participation=row, with_answers=True)
    assert f"gone {row.uid}" in caplog.text
    assert "ib@school.example" not in caplog.text


def test_a_number_can_be_taken_back_and_there_is_room_again(cast: Cast, small_card: Card) -> None:
    small = make_individual(cast.team, small_card, size=1)
    row = take_part(small, {"VA1.1": 3})
    participations.withdraw(by=cast.coordinator, participation=row, with_answers=True)
    assert small.participations.begun().count() == 0
    assert not Mail.objects.exists()


def test_a_teamlid_and_a_paper_are_not_taken_back_here(cast: Cast, team: Assessment) -> None:
    for who in ({"via": Via.ACCOUNT, "user": cast.member}, {"via": Via.PAPER, "number": 1}):
        row = take_part(team, {"VA1.1": 3}, **who)
        with pytest.raises(Refused, match="kun je intrekken"):
            participations.withdraw(by=cast.coordinator, participation=row, with_answers=True)
    assert Participation.objects.count() == 2


def test_what_is_taken_back_a_few_times_is_left_alone(cast: Cast, team: Assessment) -> None:
    for _time in range(3):
        invite(cast, team)
        participations.withdraw(by=cast.coordinator, participation=Participation.objects.get())
    with pytest.raises(Refused, match="al een paar keer ingetrokken"):
        invite(cast, team)


def test_what_is_taken_back_already_is_said(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    row = Participation.objects.get()
    participations.withdraw(by=cast.coordinator, participation=row)
    for deed in (participations.withdraw, participations.resend):
        with pytest.raises(Refused, match="intussen ingetrokken"):
            deed(by=cast.coordinator, participation=row)


# --- reminding ------------------------------------------------------------------------------------------------------


def test_everybody_who_has_not_begun_is_reminded_in_one_go(cast: Cast, team: Assessment) -> None:
    second = UserFactory(email="tweede@school.example", language="en", name="Ayşe")
    give_role(second, Role.MEMBER, cast.team)
    take_part(team, {"VA1.1": 3}, via=Via.ACCOUNT, user=cast.member)
    invite(cast, team, "ib@school.example", "klaar@school.example")
    Participation.objects.filter(via=Via.LINK).update(reminded_on=TODAY - DAY)
    Participation.objects.filter(address="klaar@school.example").update(began_on=TODAY)
    take_part(team, {"VA1.1": 3})
    Mail.objects.all().delete()

    old = Participation.objects.get(address="ib@school.example").token_hash
    assert remind(cast, team) == 2
    to_link, to_member = mail_to("ib@school.example"), mail_to("tweede@school.example")
    assert Mail.objects.count() == 2
    assert (to_link.kind, to_member.kind) == (MailKind.REMINDER, MailKind.ANSWERING)
    assert "nog niet begonnen" in to_link.text
    row = Participation.objects.get(address="ib@school.example")
    assert row.token_hash == hashed(token_in(to_link)) == old, "the page that is open goes on"
    assert "Ayşe" in to_member.text
    assert "You sign in" in to_member.text
    assert f"/inbreng/{team.uid}/" in to_member.text
    assert Participation.objects.get(user=second).mail == to_member
    assert verbs()[-1] == Verb.ANSWERING_REMINDED


def test_at_most_once_a_day_each(cast: Cast, team: Assessment) -> None:
    invite(cast, team)
    assert remind(cast, team) == 1, "the teamlid; the other was asked today"
    assert remind(cast, team) == 0
    assert verbs().count(Verb.ANSWERING_REMINDED) == 1
    Participation.objects.update(reminded_on=TODAY - DAY)
    assert remind(cast, team) == 2
    assert set(Mail.objects.order_by("-pk").values_list("kind", flat=True)[:2]) == {MailKind.REMINDER}


def test_who_is_no_teamlid_any_more_is_not_reminded(cast: Cast, team: Assessment) -> None:
    cast.member.memberships.update(started_on=TODAY - 2 * DAY, ended_on=TODAY)
    assert remind(cast, team) == 0
    assert not Mail.objects.exists()


def test_nobody_of_another_team_is_reminded(cast: Cast, team: Assessment, small_card: Card) -> None:
    other = UserFactory()
    give_role(other, Role.MEMBER, cast.sibling_team)
    remind(cast, team)
    assert list(Mail.objects.values_list("address", flat=True)) == [cast.member.email]


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_at_the_same_moment_send_one_mail_each(cast: Cast, team: Assessment) -> None:
    for number in range(5):
        give_role(UserFactory(email=f"lid{number}@school.example"), Role.MEMBER, cast.team)
    invite(cast, team, "ib@school.example")
    Participation.objects.update(reminded_on=TODAY - DAY)
    Mail.objects.all().delete()
    said = at_once(
        lambda: reminders.remind(by=cast.coordinator, assessment=team),
        lambda: reminders.remind(by=cast.team_coordinator, assessment=team),
    )
    assert not said
    addresses = list(Mail.objects.values_list("address", flat=True))
    assert len(addresses) == len(set(addresses)) == 7


@pytest.mark.django_db(transaction=True)
def test_two_coordinators_invite_the_same_person_once(cast: Cast, team: Assessment) -> None:
    at_once(
        lambda: invite(cast, team, "ib@school.example"),
        lambda: invite(cast, team, "ib@school.example", by=cast.team_coordinator),
    )
    assert Participation.objects.count() == Mail.objects.count() == 1


def test_a_team_that_leaves_the_round_takes_its_invitations_along(cast: Cast, small_card: Card) -> None:
    teams: list[Team] = [cast.team, cast.sibling_team]
    round_ = make_round(teams, small_card, starts_on=TODAY, ends_on=TODAY + 9 * DAY, way=Way.INDIVIDUAL)
    round_.assessments.update(declared_size=9)
    invite(cast, round_.assessments.get(team=cast.team))
    rounds.change_round(
        by=cast.coordinator,
        round_=round_,
        title=round_.title,
        card=small_card,
        starts_on=round_.starts_on,
        ends_on=round_.ends_on,
        teams=[cast.sibling_team],
        is_trial=False,
    )
    assert not Participation.objects.exists()
    assert Mail.objects.get().state == MailState.WITHDRAWN
