"""Nobody answers twice: who was invited by a link and is teamlid too has one form, that of their account."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.utils import timezone

from assessments.enums import Choice, MailKind, Role, Via
from assessments.models import Answer, Assessment, Card, Mail, Membership, Participation, User
from assessments.services import accepting, invitations, participations, people, removal
from assessments.services.answers import save_answer
from assessments.services.erasing import empty
from assessments.services.joining import open_link
from assessments.services.offers import Offer
from assessments.services.own_address import change_address
from assessments.services.score_edits import Conflict, Edit
from assessments.services.taking_part import Answerer
from assessments.services.tokens import hashed
from tests.at_once import while_half_done, while_held
from tests.cast import Cast
from tests.factories import UserFactory, give_role, make_individual, make_invitation, take_part

pytestmark = pytest.mark.django_db

ADDRESS = "nieuw@voorbeeld.example"
TOKEN = "t" * 43


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card, size=1)


@pytest.fixture
def user(cast: Cast) -> User:
    return UserFactory(email=ADDRESS, home_board=cast.board)


@pytest.fixture
def link(cast: Cast, assessment: Assessment) -> Participation:
    participations.invite(by=cast.coordinator, assessment=assessment, addresses=[ADDRESS])
    Participation.objects.update(token_hash=hashed(TOKEN))
    return Participation.objects.get()


def save(by: Answerer, code: str = "VA1.1", level: int = 2) -> None:
    save_answer(by=by, indicator_code=code, edit=Edit(0, Choice.LEVEL, level))


def by_link(link: Participation, code: str = "VA1.1", level: int = 2) -> None:
    save(Answerer(link.assessment, participation=link), code, level)


def given(cast: Cast, user: User) -> None:
    people.give_role(by=cast.administrator, user=user, role=Role.MEMBER, place=cast.team)


def accepted(cast: Cast, user: User) -> None:
    accepting.accept(invitation=make_invitation(cast.team, address=ADDRESS), user=user)


def offered(cast: Cast) -> None:
    offer = Offer(ADDRESS, Role.MEMBER, cast.team, language="nl")
    invitations.invite_many(by=cast.administrator, board=cast.board, offers=[offer])


def among_many(cast: Cast, user: User) -> None:
    offered(cast)
    assert Membership.objects.active().filter(user=user, team=cast.team).exists()


@pytest.mark.parametrize("got", [given, accepted, among_many])
@pytest.mark.parametrize("begun", [True, False])
def test_who_becomes_teamlid_takes_over_what_they_answered_by_a_link(
    cast: Cast, user: User, link: Participation, got: Callable[[Cast, User], None], begun: bool
) -> None:
    if begun:
        by_link(link)
    assert open_link(TOKEN)
    got(cast, user)
    own = Participation.objects.get()
    assert (own.pk, own.via, own.user, own.address, own.token_hash) == (link.pk, Via.ACCOUNT, user, "", None)
    assert own.began_on == (timezone.localdate() if begun else None)
    assert open_link(TOKEN) is None
    assert not Mail.objects.filter(kind=MailKind.ANSWERING).exclude(address="").exists()
    save(Answerer(own.assessment, user=user), "VA1.2")  # in a team of one: it takes no second place
    assert Answer.objects.filter(response__participation=own).count() == 1 + begun
    assert Participation.objects.count() == 1


def test_in_another_team_a_link_stays_a_link(cast: Cast, user: User, link: Participation) -> None:
    people.give_role(by=cast.administrator, user=user, role=Role.MEMBER, place=cast.sibling_team)
    people.give_role(by=cast.administrator, user=user, role=Role.MANAGER, place=cast.team)
    assert Participation.objects.get().via == Via.LINK


def test_at_the_first_answer_by_account_at_the_latest(cast: Cast, user: User, link: Participation) -> None:
    by_link(link)
    give_role(user, Role.MEMBER, cast.team)
    with pytest.raises(Conflict) as met:  # what they see: their own answer, which they have not seen here yet
        save(Answerer(link.assessment, user=user), level=5)
    assert met.value.current.level == 2
    save(Answerer(link.assessment, user=user), "VA1.2")
    assert Participation.objects.get().user == user
    assert Answer.objects.count() == 2


def test_where_nothing_stands_by_account_the_answers_of_the_link_stay(
    cast: Cast,
    user: User,
    link: Participation,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """In a backup something may stand there still: beside that of the link it would count them twice."""
    by_link(link)
    give_role(user, Role.MEMBER, cast.team)
    own = take_part(link.assessment, {}, via=Via.ACCOUNT, user=user)
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        save(Answerer(link.assessment, user=user), "VA1.2")
    assert f"gone {own.uid}" in caplog.text
    assert Participation.objects.get().pk == link.pk
    assert Answer.objects.count() == 2


def test_of_two_forms_that_of_the_account_stays_and_they_are_told(
    cast: Cast, assessment: Assessment, link: Participation, django_capture_on_commit_callbacks: Any
) -> None:
    """Who answers under another address than that of their link, and then takes that address."""
    Assessment.objects.update(declared_size=2)
    by_link(link)
    member = cast.member
    save(Answerer(assessment, user=member), level=5)
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    logging.getLogger("assessments.cuts").addHandler(handler)
    with django_capture_on_commit_callbacks(execute=True):
        change_address(user=member, address=ADDRESS, here=None)
    logging.getLogger("assessments.cuts").removeHandler(handler)
    assert Participation.objects.get().user == member
    assert Answer.objects.get().level == 5
    mail = Mail.objects.get(kind=MailKind.ANSWERS_DELETED)
    assert mail.address == ADDRESS
    assert "ook via een persoonlijke link" in mail.text
    assert "ook via een persoonlijke link" in mail.html
    assert "1 antwoord" in mail.text
    assert f"gone {link.uid}" in written.getvalue()


def test_a_link_that_was_not_used_goes_without_a_word_and_is_in_no_backup(
    cast: Cast,
    assessment: Assessment,
    link: Participation,
    caplog: pytest.LogCaptureFixture,
    django_capture_on_commit_callbacks: Any,
) -> None:
    """Back beside the form of their account, it would let them answer twice."""
    save(Answerer(assessment, user=cast.member), level=5)
    with caplog.at_level("INFO"), django_capture_on_commit_callbacks(execute=True):
        change_address(user=cast.member, address=ADDRESS, here=None)
    assert f"gone {link.uid}" in caplog.text
    assert Participation.objects.get().user == cast.member
    assert not Mail.objects.filter(kind=MailKind.ANSWERS_DELETED).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["link", "account"])
def test_by_link_and_by_account_at_once_is_one_form(
    cast: Cast, user: User, link: Participation, first: str
) -> None:
    give_role(user, Role.MEMBER, cast.team)
    deeds: list[Callable[[], Any]] = [
        lambda: by_link(link),
        lambda: save(Answerer(link.assessment, user=user), "VA1.2"),
    ]
    assert while_held(*(deeds if first == "link" else reversed(deeds))) == []
    assert Participation.objects.get().user == user
    assert Answer.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_becoming_teamlid_while_answering_by_the_link(cast: Cast, user: User, link: Participation) -> None:
    assert while_held(lambda: by_link(link), lambda: given(cast, user)) == []
    own = Participation.objects.get()
    assert (own.user, own.began_on) == (user, timezone.localdate())


@pytest.mark.django_db(transaction=True)
def test_becoming_teamlid_while_being_invited(cast: Cast, user: User, assessment: Assessment) -> None:
    """Each way round nobody is left with a link who is teamlid."""

    def invite() -> None:
        participations.invite(by=cast.coordinator, assessment=assessment, addresses=[ADDRESS])

    assert while_held(invite, lambda: given(cast, user)) == []
    assert Participation.objects.get().user == user
    Membership.objects.filter(user=user).delete()
    Participation.objects.all().delete()
    assert while_held(lambda: given(cast, user), invite) == []
    assert not Participation.objects.exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["is removed", "leaves"])
def test_who_is_removed_gets_no_other_address_at_that_moment(
    cast: Cast, assessment: Assessment, how: str
) -> None:
    """Both take the row of the person first: neither waits for the other, and an emptied row stays empty."""
    member = User.objects.get(pk=cast.member.pk)
    save(Answerer(assessment, user=member))

    def remove() -> None:
        if how == "is removed":
            removal.remove_person(by=cast.administrator, board=cast.board, user=cast.member)
        else:
            removal.remove_self(user=cast.member)

    said = while_half_done(
        lambda: people.lock_person(cast.member),
        remove,
        meanwhile=lambda: change_address(user=member, address=ADDRESS, here=None),
    )
    assert ["al verwijderd" in reason for reason in said] == [True]
    assert User.objects.get(pk=member.pk).email.endswith("@weg.invalid")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["answer", "address"])
def test_a_first_answer_and_another_address_at_once_wait_for_each_other_one_way(
    cast: Cast, assessment: Assessment, first: str
) -> None:
    """An answer holds the assessment and refers to the person at its end, when its transaction is committed."""
    member = User.objects.get(pk=cast.member.pk)
    deeds: list[Callable[[], Any]] = [
        lambda: save(Answerer(assessment, user=cast.member)),
        lambda: change_address(user=member, address=ADDRESS, here=None),
    ]
    assert while_held(*(deeds if first == "answer" else reversed(deeds))) == []
    assert User.objects.get(pk=member.pk).email == ADDRESS
    assert Participation.objects.begun().get().user == member


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_is_made_teamlid_among_many_while_they_change_address_has_one_form(
    cast: Cast, assessment: Assessment, user: User
) -> None:
    new = "ander@voorbeeld.example"
    participations.invite(by=cast.coordinator, assessment=assessment, addresses=[new])
    said = while_held(lambda: change_address(user=user, address=new, here=None), lambda: offered(cast))
    assert said == []
    assert Participation.objects.get().user == user


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_who_is_removed_is_not_made_teamlid_among_many_at_that_moment(cast: Cast, user: User) -> None:
    """By who knows them from another board: these two deeds lock no board together."""
    said = while_held(lambda: empty(people.lock_person(user)), lambda: offered(cast))
    assert ["al verwijderd" in reason for reason in said] == [True]
    assert not Membership.objects.filter(user=user).exists()
