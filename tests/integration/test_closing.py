"""Closing answering: answers become counts and loose remarks, and nothing tells any more whose they were."""

from __future__ import annotations

import datetime as dt
import uuid
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from assessments.access.policies import Refused
from assessments.enums import MailKind, MailState, RoundState, Verb, Via, Way
from assessments.models import (
    Answer,
    Assessment,
    AuditEvent,
    Card,
    Mail,
    Participation,
    Receipt,
    Remark,
    Response,
    Round,
    Tally,
)
from assessments.services import rounds
from assessments.services.closing import close_answering, close_due
from assessments.services.mail import put
from assessments.services.open_answers import delete_open_answers
from assessments.tasks.due import due_work
from tests.at_once import at_once
from tests.cast import Cast
from tests.factories import UserFactory, make_individual, make_round, take_part

pytestmark = pytest.mark.django_db

GONE = (Response, Answer, Receipt)


def answered(cast: Cast, card: Card, *choices: int | str | None, **fields: Any) -> Assessment:
    """Everybody answered VA1.1, as numbers by the team's link."""
    assessment = make_individual(cast.team, card, **fields)
    for choice in choices:
        take_part(assessment, {"VA1.1": choice})
    return assessment


def remark(participation: Participation, text: str) -> None:
    Answer.objects.filter(response__participation=participation).update(remark=text)


def close(cast: Cast, assessment: Assessment) -> Assessment:
    close_answering(by=cast.coordinator, assessment=assessment)
    assessment.refresh_from_db()
    return assessment


def paper(assessment: Assessment, typist: Any, *choices: int | str | None) -> None:
    for choice in choices:
        number = assessment.participations.count() + 100
        take_part(assessment, {"VA1.1": choice}, via=Via.PAPER, number=number, typed_by=typist)


def tally(assessment: Assessment) -> Tally | None:
    return assessment.tallies.filter(indicator__code="VA1.1").first()


# --- what works


def test_answers_become_counts_and_are_gone(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3, 3, 4, 5, "?", "?", "-", None)
    Receipt.objects.create(
        key=uuid.uuid4(),
        response=Response.objects.first(),
        indicator=small_card.indicators.get(code="VA1.1"),
        version=1,
    )
    close(cast, assessment)
    found = tally(assessment)
    assert found
    assert found.levels == (0, 0, 2, 1, 1, 0, 0)
    assert (found.unknown, found.not_applicable, found.least_group) == (2, 1, 7)
    assert [model._default_manager.count() for model in GONE] == [0, 0, 0]
    assert assessment.is_answering_closed
    event = AuditEvent.objects.get(verb=Verb.ANSWERING_CLOSED)
    assert (event.actor, event.object_key, event.board) == (
        cast.coordinator.uid,
        assessment.uid,
        cast.board.uid,
    )


def test_of_who_took_part_only_that_stays(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3, 4, team_token="t" * 43)
    mail = put(kind=MailKind.ANSWERING, to="els@voorbeeld.example", subject="x", text="x", html="x")
    take_part(assessment, {"VA1.1": 2}, via=Via.ACCOUNT, user=cast.member, reminded_on=timezone.localdate())
    take_part(
        assessment,
        {"VA1.1": 2},
        via=Via.LINK,
        address="els@voorbeeld.example",
        token_hash="h" * 64,
        language="en",
        mail=mail,
    )
    take_part(assessment, {"VA1.1": 1}, via=Via.TEAM_LINK, number=9, token_hash="g" * 64)
    paper(assessment, cast.coordinator, 5)
    before = set(assessment.participations.values_list("pk", "via", "user", "number", "began_on"))
    close(cast, assessment)
    assert set(assessment.participations.values_list("pk", "via", "user", "number", "began_on")) == before
    erased = ("address", "language", "token_hash", "typed_by", "reminded_on", "mail")
    assert set(assessment.participations.values_list(*erased)) == {("", "nl", None, None, None, None)}
    assert assessment.team_token is None
    mail.refresh_from_db()
    assert (mail.state, mail.address, mail.text) == (MailState.WITHDRAWN, "", "")


def test_who_never_began_took_no_part(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3)
    take_part(assessment, {}, via=Via.ACCOUNT, user=cast.member)
    Participation.objects.create(assessment=assessment, via=Via.LINK, address="els@voorbeeld.example")
    close(cast, assessment)
    assert list(assessment.participations.values_list("via", flat=True)) == [Via.TEAM_LINK]


def test_remarks_belong_to_nobody(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3, 3, 4, 5, "?")
    for number, participation in enumerate(assessment.participations.all()):
        remark(participation, f" Opmerking {number} " if number else "  ")
    close(cast, assessment)
    assert sorted(Remark.objects.values_list("text", flat=True)) == [f"Opmerking {n}" for n in range(1, 5)]


def test_remarks_lie_in_no_order(cast: Cast, small_card: Card) -> None:
    """Neither of writing nor of people: in the file too, where rows lie as they were inserted."""
    assessment = make_individual(cast.team, small_card, size=30)
    codes = list(small_card.indicators.values_list("code", flat=True))
    for number in range(20):
        someone = take_part(assessment, dict.fromkeys(codes, 3))
        remark(someone, f"{number:02}")
    close(cast, assessment)
    table = connection.ops.quote_name(Remark._meta.db_table)
    with connection.cursor() as cursor:
        place = "rowid" if connection.vendor == "sqlite" else "ctid"
        cursor.execute(f"SELECT text FROM {table} ORDER BY {place}")
        lying = [text for (text,) in cursor.fetchall()]
    assert len(lying) == 140
    runs = sum(a == b for a, b in pairwise(lying))
    assert runs < 40, "remarks of one person lie together"
    rising = sum(a <= b for a, b in pairwise(lying))
    assert 35 < rising < 110, "remarks lie in the order in which people began"


def test_under_the_floor_nothing_is_kept(cast: Cast, small_card: Card) -> None:
    """Of four people counts and remarks would tell who chose what; nobody may ever see them."""
    assessment = answered(cast, small_card, 3, 4, 5, "?", None)
    for participation in assessment.participations.all():
        remark(participation, "Opmerking")
    close(cast, assessment)
    assert not Tally.objects.exists()
    assert not Remark.objects.exists()
    assert assessment.participations.count() == 5


@pytest.mark.parametrize(
    ("by_link", "typed", "kept"),
    [
        pytest.param(5, 5, True, id="five-others"),
        pytest.param(4, 6, False, id="four-others-are-a-group-that-the-typist-can-tell-apart"),
        pytest.param(0, 5, True, id="the-typist-knows-all-already"),
        pytest.param(0, 4, False, id="four-on-paper-are-four"),
    ],
)
def test_the_floor_counts_whom_the_typist_does_not_know(
    cast: Cast, small_card: Card, by_link: int, typed: int, kept: bool
) -> None:
    assessment = answered(cast, small_card, *[3] * by_link)
    paper(assessment, cast.coordinator, *[4] * typed)
    close(cast, assessment)
    found = tally(assessment)
    assert (found is not None) is kept
    if found:
        assert found.least_group == 5
        assert sum(found.levels) == by_link + typed


def test_each_typist_counts_by_themselves(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card)
    paper(assessment, cast.coordinator, *[4] * 5)
    paper(assessment, cast.team_coordinator, *[4] * 4)
    close(cast, assessment)
    assert tally(assessment) is None  # the one who typed five knows what the other four are together


def test_who_only_wrote_is_told_apart_too(cast: Cast, small_card: Card) -> None:
    """The typist knows all five choices, so the one remark that is not theirs would be somebody's by name."""
    assessment = answered(cast, small_card, None)
    remark(assessment.participations.get(), "Van een ander")
    paper(assessment, cast.coordinator, *[4] * 5)
    close(cast, assessment)
    assert not Remark.objects.exists()
    assert tally(assessment) is None


def test_the_last_day_closes_answering_once(cast: Cast, small_card: Card) -> None:
    over = answered(cast, small_card, 3, 3, 4, 5, "?")
    today = timezone.localdate()
    Round.objects.update(starts_on=today - dt.timedelta(days=9), ends_on=today)
    assert close_due() == 0
    Round.objects.update(ends_on=today - dt.timedelta(days=1))
    together = make_round([cast.cousin_team], small_card, starts_on=today - dt.timedelta(days=60))
    draft = make_round(
        [cast.sibling_team],
        small_card,
        state=RoundState.DRAFT,
        way=Way.INDIVIDUAL,
        starts_on=today - dt.timedelta(days=60),
    )
    assert due_work()
    over.refresh_from_db()
    assert over.is_answering_closed
    assert tally(over)
    assert not Assessment.objects.filter(round__in=[together, draft]).answering_closed().exists()
    event = AuditEvent.objects.get(verb=Verb.ANSWERING_CLOSED)
    assert (event.actor, event.object_key) == (None, over.uid)
    assert close_due() == 0
    over.round.refresh_from_db()
    assert over.round.is_open


def test_closing_a_round_closes_answering_of_all_its_teams(cast: Cast, small_card: Card) -> None:
    today = timezone.localdate()
    teams = [cast.team, cast.sibling_team]
    round_ = make_round(teams, small_card, starts_on=today, way=Way.INDIVIDUAL)
    round_.assessments.update(declared_size=9)
    together = make_round([cast.cousin_team], small_card, starts_on=today).assessments.get()
    together.round, old = round_, together.round
    together.save()
    old.delete()
    first, second = round_.assessments.individual().order_by("pk")
    for assessment in (first, second):
        for _number in range(5):
            take_part(assessment, {"VA1.1": 3})
    close(cast, first)
    rounds.close_round(by=cast.board_coordinator, round_=round_)
    assert round_.assessments.answering_closed().count() == 2
    assert Tally.objects.count() == 2
    assert [model._default_manager.count() for model in GONE] == [0, 0, 0]
    actors = AuditEvent.objects.filter(verb=Verb.ANSWERING_CLOSED).values_list("object_key", "actor")
    assert dict(actors) == {first.uid: cast.coordinator.uid, second.uid: cast.board_coordinator.uid}
    together.refresh_from_db()
    assert not together.is_answering_closed


def test_another_team_keeps_its_answers(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3)
    other = make_individual(cast.sibling_team, small_card)
    take_part(other, {"VA1.1": 5}, via=Via.LINK, address="els@voorbeeld.example", token_hash="h" * 64)
    close(cast, assessment)
    assert Answer.objects.get().level == 5
    assert other.participations.get().token_hash == "h" * 64


# --- refusals


@pytest.mark.parametrize(
    "who",
    ["member", "manager", "team_manager", "governor", "administrator", "stranger", "foreign_coordinator"],
)
def test_only_its_coordinator_closes_answering(cast: Cast, small_card: Card, who: str) -> None:
    assessment = answered(cast, small_card, 3)
    with pytest.raises(PermissionDenied):
        close_answering(by=cast.everyone()[who], assessment=assessment)
    assert Answer.objects.exists()


def test_it_is_closed_once(cast: Cast, small_card: Card) -> None:
    assessment = close(cast, answered(cast, small_card, 3, 3, 3, 3, 3))
    with pytest.raises(Refused, match="al gesloten"):
        close_answering(by=cast.coordinator, assessment=assessment)
    assert Tally.objects.count() == 1


def test_a_team_with_one_form_has_nothing_to_close(cast: Cast, small_card: Card) -> None:
    assessment = make_round([cast.team], small_card).assessments.get()
    with pytest.raises(Refused, match="niets te sluiten"):
        close_answering(by=cast.coordinator, assessment=assessment)


def test_what_was_thrown_away_meanwhile_is_refused(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card)
    Assessment.objects.filter(pk=assessment.pk).delete()
    with pytest.raises(Refused, match="bestaat niet meer"):
        close_answering(by=cast.coordinator, assessment=assessment)


@pytest.mark.django_db(transaction=True)
def test_workers_and_a_coordinator_at_the_same_moment_close_it_once(cast: Cast, small_card: Card) -> None:
    assessment = answered(cast, small_card, 3, 3, 4, 5, "?")
    today = timezone.localdate()
    Round.objects.update(starts_on=today - dt.timedelta(days=9), ends_on=today - dt.timedelta(days=1))
    said = at_once(
        close_due, close_due, lambda: close_answering(by=cast.coordinator, assessment=assessment), close_due
    )
    assert said in ([], ["Het invullen is al gesloten."])
    assert AuditEvent.objects.filter(verb=Verb.ANSWERING_CLOSED).count() == 1
    found = tally(assessment)
    assert found
    assert sum(found.levels) == 4


@pytest.mark.django_db(transaction=True)
def test_a_teammate_who_leaves_at_that_moment_is_counted_whole_or_not_at_all(
    cast: Cast, small_card: Card
) -> None:
    assessment = answered(cast, small_card, 3, 3, 3, 3, 3)
    leaver = UserFactory()
    take_part(assessment, {"VA1.1": 5}, via=Via.ACCOUNT, user=leaver)
    at_once(
        lambda: close_answering(by=cast.coordinator, assessment=assessment),
        lambda: delete_open_answers(user=leaver),
    )
    found = tally(assessment)
    assert found
    assert found.level_5 == assessment.participations.filter(user=leaver).count()
    assert Mail.objects.count() == 1 - found.level_5
