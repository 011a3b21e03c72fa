"""Removing somebody: what ends, what is emptied, who is told, and who stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import ActionStatus, Choice, ImportState, MailKind, MailState, Role, Verb, Via
from assessments.models import (
    Action,
    ActionEntry,
    Answer,
    Assessment,
    AuditEvent,
    Card,
    Indicator,
    Invitation,
    Mail,
    Membership,
    OrganisationImport,
    Participation,
    Response,
    TeamScore,
    User,
)
from assessments.services import participations, people
from assessments.services.actions import move_action
from assessments.services.answers import save_answer
from assessments.services.mail import put
from assessments.services.removal import delete_open_answers, remove_person, remove_self
from assessments.services.score_edits import Edit
from assessments.services.taking_part import Answerer
from tests.cast import Cast
from tests.factories import (
    PASSWORD,
    UserFactory,
    give_role,
    make_action,
    make_individual,
    make_round,
    set_scores,
)


def answer(user: User, assessment: Assessment, levels: dict[str, int | None], **fields: Any) -> Participation:
    """Let somebody answer, as the pages for it will leave it."""
    who = fields or {"via": Via.ACCOUNT, "user": user}
    participation = Participation.objects.create(assessment=assessment, began_on=timezone.localdate(), **who)
    response = Response.objects.create(participation=participation)
    codes = dict(Indicator.objects.filter(card=assessment.round.card).values_list("code", "pk"))
    Answer.objects.bulk_create(
        Answer(
            response=response,
            indicator_id=codes[code],
            choice=Choice.LEVEL if level else Choice.NONE,
            level=level,
            remark="Een opmerking" if code == "VA1.1" else "",
        )
        for code, level in levels.items()
    )
    return participation


# --- what works


def test_a_leaver_is_emptied_and_cannot_come_in(cast: Cast) -> None:
    removal = remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    member = User.objects.get(pk=cast.member.pk)
    assert removal.emptied
    assert removal.ended_roles == 1
    assert (member.name, member.is_active, member.home_board) == ("", False, None)
    assert member.email.endswith("@weg.invalid")
    assert str(member.uid) not in member.email
    assert not member.has_usable_password()
    assert member.removed_on == timezone.localdate()
    assert str(member) == "iemand die weg is"
    assert member.memberships.get().ended_on == timezone.localdate()
    login = {"login": "member@voorbeeld.example", "password": PASSWORD}
    assert Client().post(reverse("account_login"), login).status_code == 200
    keys = {cast.member.uid, member.memberships.get().uid}
    events = AuditEvent.objects.filter(
        object_key__in=keys, board=cast.board.uid, actor=cast.administrator.uid
    )
    assert set(events.values_list("verb", flat=True)) == {Verb.ROLE_ENDED, Verb.PERSON_REMOVED}


def test_what_the_team_agreed_stays(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    set_scores(assessment, {"VA1.1": 4}, rationale="Afgesproken", updated_by=cast.member)
    before = list(TeamScore.objects.values())
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    assert list(TeamScore.objects.values()) == before


def test_their_sessions_end_at_once(cast: Cast) -> None:
    client, other = Client(), Client()
    client.force_login(cast.member)
    other.force_login(cast.manager)
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    assert client.get(reverse("home")).status_code == 302
    assert other.get(reverse("home")).status_code == 200


def test_open_answers_go_and_they_are_told(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    answer(cast.member, assessment, {"VA1.1": None, "VA1.2": 3, "VA1.3": None})
    answer(cast.manager, assessment, {"VA1.2": 5})
    removal = remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    assert [(entry.team, entry.answers) for entry in removal.answers] == [("Havo 4-5", 2)]
    assert Participation.objects.get().user == cast.manager
    assert Answer.objects.get().level == 5
    mail = Mail.objects.get()
    assert (mail.kind, mail.address) == (MailKind.ANSWERS_DELETED, "member@voorbeeld.example")
    assert "Havo 4-5, LOB najaar 2026: 2 antwoorden" in mail.text
    assert "Dag Şükrü Łukasz," in mail.text


def test_who_removes_themselves_gets_no_mail(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    answer(cast.member, assessment, {"VA1.2": 3})
    assert len(remove_self(user=cast.member).answers) == 1
    assert not Mail.objects.exists()
    assert not Response.objects.exists()


def test_answers_by_a_personal_link_are_theirs_too(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    answer(cast.member, assessment, {"VA1.2": 3}, via=Via.LINK, address=cast.member.email)
    answer(cast.member, assessment, {"VA1.2": 4}, via=Via.PAPER, number=1)
    delete_open_answers(user=cast.member, by=cast.administrator)
    assert Participation.objects.get().via == Via.PAPER


def test_a_link_of_another_board_is_of_that_board(cast: Cast, small_card: Card) -> None:
    """Who makes an account for somebody's address and removes it again touches nothing elsewhere, nor hears of it."""
    assessment = make_individual(cast.team, small_card)
    participations.invite(by=cast.coordinator, assessment=assessment, addresses=["iemand@voorbeeld.example"])
    link = Participation.objects.get()
    by_link = Answerer(assessment, participation=link)
    save_answer(by=by_link, indicator_code="VA1.1", edit=Edit(0, Choice.LEVEL, 2))
    link.refresh_from_db()
    hostile = UserFactory()
    give_role(hostile, Role.ADMINISTRATOR, cast.foreign_board)
    ghost = people.add_person(
        by=hostile, board=cast.foreign_board, email="iemand@voorbeeld.example", name="Wie"
    )
    removal = remove_person(by=hostile, board=cast.foreign_board, user=ghost)
    assert (removal.emptied, removal.answers) == (True, [])
    assert Participation.objects.values().get() == {
        field.attname: getattr(link, field.attname) for field in Participation._meta.concrete_fields
    }
    assert Answer.objects.get().level == 2
    assert Mail.objects.get().address == "iemand@voorbeeld.example", "the invitation still goes out"


def test_that_somebody_took_part_stays_once_answering_closed(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    answer(cast.member, assessment, {"VA1.2": 3}).response.delete()
    Assessment.objects.update(answering_closed_at=timezone.now())
    assert delete_open_answers(user=cast.member) == []
    assert Participation.objects.get().began_on == timezone.localdate()


def test_open_answers_of_one_team_alone(cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    for assessment in round_.assessments.all():
        answer(cast.member, assessment, {"VA1.2": 3})
    delete_open_answers(user=cast.member, team=cast.team)
    assert Participation.objects.get().assessment.team == cast.sibling_team


def test_who_has_a_role_in_another_board_stays_there(cast: Cast) -> None:
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    User.objects.filter(pk=cast.member.pk).update(home_board=cast.board)
    removal = remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    cast.member.refresh_from_db()
    assert not removal.emptied
    assert (cast.member.name, cast.member.is_active, cast.member.home_board) == ("Şükrü Łukasz", True, None)
    assert list(Membership.objects.active().filter(user=cast.member).values_list("team", flat=True)) == [
        cast.foreign_team.pk
    ]


def test_who_stays_elsewhere_is_named_at_no_action_here(cast: Cast, small_card: Card) -> None:
    """The page that asks says so: "jij ziet ze niet meer"."""
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    here = make_action(cast.team, small_card, owner=cast.member)
    there = make_action(cast.foreign_team, small_card, owner=cast.member)
    for action in (here, there):
        move_action(by=cast.member, action=action, status=ActionStatus.BUSY, text="Eerste afspraak")
    assert not remove_person(by=cast.administrator, board=cast.board, user=cast.member).emptied
    lines = ActionEntry.objects.filter(text="Eerste afspraak")
    assert (Action.objects.get(pk=here.pk).owner, lines.get(action=here).by) == (None, None)
    assert (Action.objects.get(pk=there.pk).owner, lines.get(action=there).by) == (cast.member, cast.member)


def test_who_has_a_home_in_another_board_stays_there(cast: Cast) -> None:
    User.objects.filter(pk=cast.member.pk).update(home_board=cast.foreign_board)
    assert not remove_person(by=cast.administrator, board=cast.board, user=cast.member).emptied


def test_who_looks_after_the_installation_keeps_the_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.member.pk).update(is_staff=True)
    assert not remove_person(by=cast.administrator, board=cast.board, user=cast.member).emptied


def test_removing_oneself_ends_all(cast: Cast) -> None:
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    assert remove_self(user=cast.member).ended_roles == 2
    assert not Membership.objects.filter(user=cast.member, ended_on=None).exists()
    boards = AuditEvent.objects.filter(verb=Verb.PERSON_REMOVED).values_list("board", flat=True)
    assert set(boards) == {cast.board.uid, cast.foreign_board.uid}


def test_a_role_that_begins_later_ends_too(cast: Cast) -> None:
    later = timezone.localdate() + dt.timedelta(days=30)
    role = give_role(cast.stranger, Role.MEMBER, cast.team, started_on=later)
    remove_person(by=cast.administrator, board=cast.board, user=cast.stranger)
    role.refresh_from_db()
    assert role.ended_on == later


def test_mail_to_them_and_about_them_is_withdrawn(cast: Cast) -> None:
    def mail(to: str, text: str, sender: User | None = None) -> Mail:
        html = f"<p>{text}</p>"
        return put(kind=MailKind.ACCOUNT, to=to, subject="Hallo", text=text, html=html, sender=sender)

    theirs = mail("Member@voorbeeld.example", "Je code is 123")
    about = mail("iemand@voorbeeld.example", "Şükrü Łukasz nodigt je uit", cast.member)
    addressed = mail("iemand@voorbeeld.example", "Vraag het aan <Member@voorbeeld.example>.")
    other = mail("iemand@voorbeeld.example", "Şükrü Łukaszewski nodigt je uit", cast.member)
    namesake = mail("teammember@voorbeeld.example", "Şükrü Łukasz nodigt je uit")
    handing = mail("member@voorbeeld.example", "Hallo")
    Mail.objects.filter(pk=handing.pk).update(state=MailState.HANDING_OVER)
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    states = dict(Mail.objects.values_list("pk", "state"))
    assert states == {
        theirs.pk: MailState.WITHDRAWN,
        about.pk: MailState.WITHDRAWN,
        addressed.pk: MailState.WITHDRAWN,
        other.pk: MailState.WAITING,
        namesake.pk: MailState.WAITING,
        handing.pk: MailState.HANDING_OVER,
    }
    assert set(Mail.objects.exclude(address="").values_list("pk", flat=True)) == {
        other.pk,
        namesake.pk,
    }


def test_a_name_that_is_a_word_takes_nothing_of_others_along(cast: Cast) -> None:
    code = put(
        kind=MailKind.ACCOUNT, to="x@elders.example", subject="Code", text="Beste Jan", html="Beste Jan"
    )
    saved, preview = (
        OrganisationImport.objects.create(
            board=cast.foreign_board,
            uploaded_by=cast.foreign_governor,
            state=state,
            content=b"x",
            plan={"says": ["Beste"]},
            summary={"Beste": 1},
        )
        for state in (ImportState.DONE, ImportState.PREVIEW)
    )
    guest = Client()
    session = guest.session
    session["account_login"] = {"state": "Beste"}
    session.save()
    User.objects.filter(pk=cast.member.pk).update(name="Beste")
    remove_self(user=User.objects.get(pk=cast.member.pk))
    code.refresh_from_db()
    assert (code.state, code.address) == (MailState.WAITING, "x@elders.example")
    for row, state in ((saved, ImportState.DONE), (preview, ImportState.PREVIEW)):
        row.refresh_from_db()
        assert (row.state, row.summary) == (state, {"Beste": 1})
    assert guest.session["account_login"] == {"state": "Beste"}


def test_a_name_like_what_a_session_says_signs_nobody_out(cast: Cast) -> None:
    colleague = Client()
    colleague.force_login(cast.manager)
    session = colleague.session
    session["people_search"] = "łukasz"
    session.save()
    called = f"Łukasz {session['_auth_user_backend']}"
    User.objects.filter(pk=cast.member.pk).update(name=called)
    remove_self(user=User.objects.get(pk=cast.member.pk))
    assert colleague.get(reverse("security")).status_code == 200
    assert "people_search" not in colleague.session


def test_invitations_to_them_are_withdrawn_and_theirs_stay(cast: Cast) -> None:
    def invitation(address: str, key: str) -> Invitation:
        return Invitation.objects.create(
            board=cast.board,
            team=cast.sibling_team,
            role=Role.MEMBER,
            address=address,
            name="Naam",
            token_hash=key,
            invited_by=cast.coordinator,
            expires_at=timezone.now() + dt.timedelta(days=7),
        )

    to_them, by_them = (
        invitation("coordinator@voorbeeld.example", "a"),
        invitation("x@voorbeeld.example", "b"),
    )
    remove_person(by=cast.administrator, board=cast.board, user=cast.coordinator)
    to_them.refresh_from_db()
    by_them.refresh_from_db()
    assert (to_them.address, to_them.name, bool(to_them.withdrawn_at)) == ("", "", True)
    assert (by_them.address, by_them.withdrawn_at) == ("x@voorbeeld.example", None)
    assert str(by_them.invited_by) == "iemand die weg is"


def test_a_file_on_its_way_in_is_laid_aside(cast: Cast) -> None:
    plan = {"rows": [{"email": "member@voorbeeld.example"}]}
    rows = [
        OrganisationImport.objects.create(
            board=board, uploaded_by=user, state=state, content=b"member", plan=plan
        )
        for board, user, state in [
            (cast.board, cast.administrator, ImportState.PREVIEW),
            (cast.board, cast.member, ImportState.PREVIEW),
            (cast.foreign_board, cast.foreign_governor, ImportState.PREVIEW),
        ]
    ]
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    left = OrganisationImport.objects.order_by("pk")
    assert [row.pk for row in left] == [rows[0].pk, rows[2].pk]
    assert {(row.state, bytes(row.content), str(row.plan)) for row in left} == {
        (ImportState.REFUSED, b"", "{}")
    }


def test_what_is_counted_under_their_address_is_forgotten(cast: Cast) -> None:
    def try_from(place: int, password: str) -> int:
        login = {"login": "member@voorbeeld.example", "password": password}
        return Client(REMOTE_ADDR=f"192.0.2.{place}").post(reverse("account_login"), login).status_code

    assert {try_from(place, "fout") for place in range(20)} == {200}
    remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    UserFactory(email="member@voorbeeld.example")
    assert try_from(99, PASSWORD) == 302
    cache.clear()


# --- refusals


def test_the_last_beheerder_stays(cast: Cast) -> None:
    for removal in (
        lambda: remove_person(by=cast.administrator, board=cast.board, user=cast.administrator),
        lambda: remove_self(user=cast.administrator),
    ):
        with pytest.raises(Refused, match="laatste beheerder van Stichting De Noordzoom"):
            removal()
    give_role(cast.governor, Role.ADMINISTRATOR, cast.board)
    assert remove_self(user=cast.administrator).emptied


@pytest.mark.parametrize(
    "who", ["coordinator", "board_coordinator", "manager", "governor", "member", "foreign_governor"]
)
def test_only_a_beheerder_removes(cast: Cast, who: str) -> None:
    with pytest.raises(PermissionDenied):
        remove_person(by=getattr(cast, who), board=cast.board, user=cast.team_manager)


def test_nobody_removes_people_of_others(cast: Cast) -> None:
    give_role(cast.foreign_governor, Role.ADMINISTRATOR, cast.foreign_board)
    for by, board, user in [
        (cast.administrator, cast.board, cast.foreign_member),
        (cast.administrator, cast.board, cast.stranger),
        (cast.administrator, cast.foreign_board, cast.foreign_member),
        (cast.foreign_governor, cast.board, cast.member),
    ]:
        with pytest.raises(PermissionDenied):
            remove_person(by=by, board=board, user=user)


def test_not_while_a_file_is_being_saved(cast: Cast) -> None:
    running = OrganisationImport.objects.create(
        board=cast.board, uploaded_by=cast.administrator, state=ImportState.WRITING
    )
    with pytest.raises(Refused, match="een bestand ingelezen"):
        remove_person(by=cast.administrator, board=cast.board, user=cast.member)
    cast.member.refresh_from_db()
    assert cast.member.is_active
    assert cast.member.memberships.get().ended_on is None
    running.beat_at = timezone.now() - dt.timedelta(minutes=10)
    running.save()
    assert remove_person(by=cast.administrator, board=cast.board, user=cast.member).emptied


def test_nobody_is_removed_twice(cast: Cast) -> None:
    remove_self(user=cast.member)
    with pytest.raises(Refused, match="al verwijderd"):
        remove_person(by=cast.administrator, board=cast.board, user=cast.member)
