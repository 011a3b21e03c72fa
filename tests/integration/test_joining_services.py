"""Taking part without an account: the team's link, numbers, their codes, and what is kept of who never began."""

from __future__ import annotations

import datetime as dt
import re
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import Choice, Role, Verb, Via
from assessments.models import Answer, Assessment, AuditEvent, Card, Indicator, Participation, Response, Team
from assessments.services import joining
from assessments.services.joining import Begun, Crowded, LinkDead, begin, most_waiting
from assessments.services.tokens import ALPHABET, hashed, new_token, read_device
from assessments.tasks.due import DAILY
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_card,
    make_individual,
    take_part,
)


@pytest.fixture
def assessment(cast: Cast, small_card: Card) -> Assessment:
    return make_individual(cast.team, small_card, size=6)


@pytest.fixture
def token(assessment: Assessment, cast: Cast) -> str:
    return joining.make_team_link(by=cast.coordinator, assessment=assessment)


def join(assessment: Assessment, token: str, **more: object) -> Begun:
    return begin(assessment=assessment, team_token=token, language="nl", **more)  # type: ignore[arg-type]


def has_answered(begun: Begun) -> None:
    Participation.objects.filter(pk=begun.participation.pk).update(began_on=timezone.localdate())
    response = Response.objects.create(participation=begun.participation)
    indicator = Indicator.objects.filter(card=begun.participation.assessment.round.card_id)[0]
    Answer.objects.create(response=response, indicator=indicator, choice=Choice.LEVEL, level=3)


# --- the team's link ------------------------------------------------------------------------------------------------


def test_a_link_leads_to_its_team_also_when_it_is_typed(assessment: Assessment, token: str) -> None:
    assert re.fullmatch(rf"([{ALPHABET}]{{4}}-){{3}}[{ALPHABET}]{{4}}", token)
    for typed in (token, token.lower(), token.replace("-", " "), f" {token.replace('-', '')}\n"):
        opened = joining.open_link(typed)
        assert opened
        assert (opened.assessment, opened.participation) == (assessment, None)


def test_a_new_link_ends_the_one_before(assessment: Assessment, token: str, cast: Cast) -> None:
    new = joining.make_team_link(by=cast.coordinator, assessment=assessment)
    assert joining.open_link(token) is None
    assert joining.open_link(new)
    joining.withdraw_team_link(by=cast.coordinator, assessment=assessment)
    joining.withdraw_team_link(by=cast.coordinator, assessment=assessment)
    assert joining.open_link(new) is None
    verbs = (
        AuditEvent.objects.filter(object_key=assessment.uid)
        .order_by("pk")
        .values_list("verb", "actor", "board")
    )
    by = (cast.coordinator.uid, cast.board.uid)
    assert list(verbs) == [
        (Verb.TEAM_LINK_MADE, *by),
        (Verb.TEAM_LINK_MADE, *by),
        (Verb.TEAM_LINK_WITHDRAWN, *by),
    ]


def test_withdrawing_keeps_who_has_begun(assessment: Assessment, token: str, cast: Cast) -> None:
    started, waiting = join(assessment, token), join(assessment, token)
    has_answered(started)
    joining.withdraw_team_link(by=cast.coordinator, assessment=assessment)
    assert joining.of_device(started.held, assessment.uid)
    assert joining.of_device(waiting.held, assessment.uid) is None
    with pytest.raises(LinkDead):
        join(assessment, token)
    with pytest.raises(LinkDead):
        join(assessment, token, held=waiting.held)


@pytest.mark.parametrize("who", ["member", "manager", "administrator", "foreign_coordinator"])
def test_only_a_coordinator_of_the_team_makes_or_withdraws_it(
    assessment: Assessment, cast: Cast, who: str
) -> None:
    for deed in (joining.make_team_link, joining.withdraw_team_link):
        with pytest.raises(PermissionDenied):
            deed(by=getattr(cast, who), assessment=assessment)


def test_no_link_once_closed(assessment: Assessment, cast: Cast) -> None:
    Assessment.objects.update(answering_closed_at=timezone.now())
    with pytest.raises(Refused, match="gesloten"):
        joining.make_team_link(by=cast.coordinator, assessment=assessment)


# --- a number -------------------------------------------------------------------------------------------------------


def test_numbers_follow_each_other_and_nothing_of_a_person_is_kept(
    assessment: Assessment, token: str
) -> None:
    one, two = join(assessment, token), join(assessment, token)
    assert [one.participation.number, two.participation.number] == [1, 2]
    row = Participation.objects.get(pk=one.participation.pk)
    assert (row.via, row.user, row.address, row.began_on) == (Via.TEAM_LINK, None, "", None)
    stored = {str(value) for value in Participation.objects.filter(pk=row.pk).values().get().values()}
    assert not stored & {one.held, one.code, one.code.replace("-", ""), hashed(one.code)}
    sealed = read_device(one.held, assessment.uid)
    assert sealed
    assert (row.token_hash, row.uid) == (hashed(sealed[0]), sealed[1])


def test_a_code_is_long_enough_and_easy_to_type(assessment: Assessment, token: str) -> None:
    code = join(assessment, token).code
    assert re.fullmatch(rf"[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", code)
    assert len(ALPHABET) ** 12 > 2**50
    assert not set(ALPHABET) & set("0O1IL2Z5S8BG")
    for typed in (code, code.lower(), code.replace("-", ""), code.replace("-", " – ")):
        resumed = joining.resume(code=typed)
        assert resumed
        assert (resumed.participation.number, resumed.code) == (1, "")


def test_a_code_of_nobody_leads_nowhere(assessment: Assessment, token: str) -> None:
    join(assessment, token)
    for typed in ("", "K7MX-PQ3D-9RTC", token, "é" * 12, "0" * 12, "K7MX" * 400):
        assert joining.resume(code=typed) is None


def test_two_devices_go_on_as_the_same_number(assessment: Assessment, token: str) -> None:
    begun = join(assessment, token)
    elsewhere = joining.resume(code=begun.code)
    assert elsewhere
    for secret in (begun.held, elsewhere.held):
        found = joining.of_device(secret, assessment.uid)
        assert found
        assert found.pk == begun.participation.pk


def test_a_new_code_ends_the_old_one_and_lets_go_of_other_devices(assessment: Assessment, token: str) -> None:
    begun = join(assessment, token)
    new = joining.renew_code(participation=begun.participation)
    assert joining.resume(code=begun.code) is None
    assert joining.of_device(begun.held, assessment.uid) is None
    resumed = joining.resume(code=new.code)
    assert resumed
    assert resumed.participation.uid == begun.participation.uid
    with pytest.raises(LinkDead):
        joining.renew_code(participation=begun.participation)


def test_a_secret_is_of_one_assessment(
    assessment: Assessment, token: str, cast: Cast, small_card: Card
) -> None:
    other = make_individual(cast.sibling_team, make_card())
    foreign = joining.make_team_link(by=cast.coordinator, assessment=other)
    begun = join(assessment, token)
    assert joining.of_device(begun.held, other.uid) is None
    assert joining.of_device(begun.held, uuid4()) is None
    assert joining.of_team_link(token, other.uid) is None
    with pytest.raises(LinkDead):
        join(other, token)
    assert join(other, foreign).participation.number == 1


def test_a_personal_link_leads_to_the_form_of_whoever_it_was_sent_to(assessment: Assessment) -> None:
    secret = new_token()
    sent = take_part(
        assessment, {}, via=Via.LINK, address="genodigd@voorbeeld.example", token_hash=hashed(secret)
    )
    opened = joining.open_link(secret)
    assert opened
    assert opened.participation == sent
    assert joining.open_link(hashed(secret)) is None
    sent.delete()
    assert joining.open_link(secret) is None


def test_the_secret_of_a_number_is_no_link(assessment: Assessment, token: str) -> None:
    assert joining.open_link(join(assessment, token).held) is None


def test_after_closing_every_way_in_is_gone(assessment: Assessment, token: str) -> None:
    begun = join(assessment, token)
    Participation.objects.update(token_hash=None)
    Assessment.objects.update(team_token=None, answering_closed_at=timezone.now())
    assert joining.open_link(token) is None
    assert joining.of_device(begun.held, assessment.uid) is None
    assert joining.resume(code=begun.code) is None


def test_the_last_day_ends_beginning(assessment: Assessment, token: str) -> None:
    today = timezone.localdate()
    assessment.round.starts_on = assessment.round.ends_on = today - dt.timedelta(days=1)
    assessment.round.save()
    with pytest.raises(Refused, match="gesloten"):
        join(assessment, token)


# --- room, and a flood ----------------------------------------------------------------------------------------------


def test_above_the_declared_size_nobody_begins(assessment: Assessment, token: str) -> None:
    for _person in range(6):
        has_answered(join(assessment, token))
    with pytest.raises(Refused, match="zoveel mensen"):
        join(assessment, token)
    Assessment.objects.update(declared_size=7)
    assert join(assessment, token).participation.number == 7


def test_a_number_that_has_not_begun_takes_no_place(assessment: Assessment, token: str) -> None:
    for _device in range(12):
        join(assessment, token)
    for _person in range(6):
        has_answered(join(assessment, token))


def test_a_flood_leaves_no_more_rows_than_may_wait(assessment: Assessment, token: str) -> None:
    """What stops it: from `most_waiting` on the oldest number that was never used makes way for the next."""
    answered = join(assessment, token)
    has_answered(answered)
    honest = join(assessment, token)
    most = most_waiting(assessment)
    while True:
        try:
            join(assessment, token)
        except Crowded:
            break
    for _time in range(2 * most):
        join(assessment, token, crowd=True)
    assert Participation.objects.count() == most + 1
    assert Participation.objects.order_by("-number")[0].number == most + 1, "numbers stay small"
    assert joining.of_device(answered.held, assessment.uid), "who has begun is never in the way"
    # who was reading the first page made way, and comes back with the first answer, by the same code
    assert joining.of_device(honest.held, assessment.uid) is None
    back = join(assessment, token, held=honest.held, crowd=True)
    assert back.participation.uid == honest.participation.uid
    resumed = joining.resume(code=honest.code)
    assert resumed
    assert resumed.participation == back.participation


def test_somebody_with_the_same_device_is_the_same_number(assessment: Assessment, token: str) -> None:
    begun = join(assessment, token)
    assert join(assessment, token, held=begun.held).participation == begun.participation
    assert Participation.objects.count() == 1


def test_leaving_frees_a_number_that_was_not_used(assessment: Assessment, token: str) -> None:
    one, two = join(assessment, token), join(assessment, token)
    has_answered(two)
    for begun in (one, two):
        joining.leave(participation=begun.participation)
    assert list(Participation.objects.values_list("number", flat=True)) == [2]
    assert join(assessment, token).participation.number == 1


def test_numbers_that_were_never_used_are_forgotten_after_a_day(assessment: Assessment, token: str) -> None:
    today = timezone.localdate()
    kept = {
        name: join(assessment, token).participation.pk
        for name in ("today", "yesterday", "answered", "erased", "remark", "old")
    }
    made = {"yesterday": 1, "answered": 2, "erased": 2, "remark": 2, "old": 2}
    for name, days in made.items():
        Participation.objects.filter(pk=kept[name]).update(made_on=today - dt.timedelta(days=days))
    Participation.objects.filter(pk=kept["answered"]).update(began_on=today)
    indicator = Indicator.objects.filter(card=assessment.round.card_id)[0]
    for name, remark in (("erased", ""), ("remark", "Nog even nadenken")):
        response = Response.objects.create(participation_id=kept[name])
        Answer.objects.create(response=response, indicator=indicator, remark=remark)
    personal = take_part(assessment, {}, via=Via.LINK, address="genodigd@voorbeeld.example")
    Participation.objects.filter(pk=personal.pk).update(made_on=today - dt.timedelta(days=9))
    assert joining.prune in DAILY
    joining.prune()
    left = set(Participation.objects.values_list("pk", flat=True))
    assert left == {kept["today"], kept["yesterday"], kept["answered"], kept["remark"], personal.pk}


@pytest.mark.django_db(transaction=True)
def test_devices_at_the_same_moment_get_numbers_of_their_own() -> None:
    team: Team = TeamFactory(school=SchoolFactory())
    coordinator = UserFactory()
    give_role(coordinator, Role.COORDINATOR, team)
    assessment = make_individual(team, make_card(), size=8)
    token = joining.make_team_link(by=coordinator, assessment=assessment)
    assert not at_once(*[lambda: join(assessment, token)] * 8)
    numbers = Participation.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 9))
    connection.close()
