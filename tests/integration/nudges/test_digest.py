"""The overview of the week: to whom, when, what is in it, and nothing of what is not theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.enums import MailKind, MailState, Role, RoundState
from assessments.models import Action, Assessment, Card, Mail, MailOff, Round, Team, User
from assessments.results.today.next_step import next_step
from assessments.results.today.situation import situation_of
from assessments.services import delivery, people, removal
from assessments.services.board_leaving import erase_board
from assessments.services.nudges.digest import MOST_TEAMS, send_digests
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    UserFactory,
    give_role,
    make_action,
    make_round,
    take_part,
)
from tests.integration.nudges.days import addresses, at

pytestmark = pytest.mark.django_db

MONDAY = at(23, 7)
DeliverMail = Callable[[], list[Any]]


@pytest.fixture
def monday(team: Assessment, clock: time_machine.Traveller) -> time_machine.Traveller:
    """The own team runs."""
    clock.move_to(MONDAY)
    return clock


def overview_of(user: User) -> Mail:
    return Mail.objects.get(kind=MailKind.DIGEST, address=user.email)


@pytest.mark.usefixtures("monday")
def test_a_coordinator_gets_the_week_with_the_one_next_step(cast: Cast, team: Assessment) -> None:
    for _person in range(5):
        take_part(team, {"VA1.1": 3})
    make_action(cast.team, team.round.card, what="Bedrijven uitnodigen", due_on=timezone.localdate())
    assert send_digests() == 3
    assert addresses(MailKind.DIGEST) == ["board-coordinator", "coordinator", "team-coordinator"]
    mail = overview_of(cast.coordinator)
    step = next_step(situation_of(cast.coordinator))
    assert mail.subject == f"Je week: {step.title}"
    assert f"{reverse('response', args=[team.uid])}\n" in mail.text
    assert step.url in mail.html
    assert "- Havo 4-5: 5 van 12 mensen begonnen" in mail.text
    assert "0 van 1 team vastgesteld, 4 dagen te gaan" in mail.text
    assert "- Bedrijven uitnodigen (Havo 4-5, Duinmark College): Klaar op 23 november 2026" in mail.text
    assert mail.unsubscribe.endswith(reverse("own-mail"))
    for part in (mail.text, mail.html):
        assert "elke maandag, omdat je LOB-coördinator bent" in part
        assert "automatisch verstuurd" in part
    assert send_digests() == 0


@pytest.mark.parametrize(
    ("moment", "comes"),
    [
        (at(22, 12), False),
        (at(23, 6, 59), False),
        (at(23, 7), True),
        (at(23, 23, 59), True),
        (at(24, 9), False),
    ],
    ids=lambda value: value.strftime("%a %H.%M") if isinstance(value, dt.datetime) else "",
)
def test_it_comes_on_monday_morning(
    team: Assessment, clock: time_machine.Traveller, moment: dt.datetime, comes: bool
) -> None:
    clock.move_to(moment)
    assert bool(send_digests()) is comes


def test_one_each_week(monday: time_machine.Traveller) -> None:
    send_digests()
    monday.shift(dt.timedelta(days=7))
    assert send_digests() == 3
    keys = list(Mail.objects.values_list("once", flat=True))
    assert len(set(keys)) == 6
    assert {key.split(":")[1] for key in keys if key} == {"2026-W48", "2026-W49"}


def test_forgetting_mail_after_a_month_brings_none_back(monday: time_machine.Traveller) -> None:
    """Until it is forgotten its key holds; after that the week that it is about is over."""
    send_digests()
    Mail.objects.update(
        state=MailState.SENT,
        address="",
        subject="",
        text="",
        html="",
        unsubscribe="",
        finished_at=timezone.now(),
    )
    monday.move_to(at(23, 23, 59))
    delivery.prune()
    assert send_digests() == 0
    monday.move_to(MONDAY + delivery.KEPT + dt.timedelta(days=5))
    delivery.prune()
    assert not Mail.objects.exists()
    Round.objects.update(state=RoundState.CLOSED, closed_at=timezone.now())
    assert send_digests() == 0


@pytest.mark.usefixtures("monday")
def test_nothing_of_another_place(cast: Cast, small_card: Card) -> None:
    make_round([cast.cousin_team], small_card, title="Van de buren")
    make_round([cast.foreign_team], small_card, title="Van ver weg")
    make_action(cast.cousin_team, small_card, what="Actie van de buren", due_on=timezone.localdate())
    send_digests()
    for user in (cast.coordinator, cast.team_coordinator):
        words = overview_of(user).text
        assert "buren" not in words
        assert "ver weg" not in words
    assert "Van de buren" in overview_of(cast.board_coordinator).text
    assert "ver weg" not in overview_of(cast.board_coordinator).text


@pytest.mark.usefixtures("monday")
def test_nobody_else_gets_it(cast: Cast) -> None:
    give_role(
        UserFactory(email="weg@voorbeeld.example"),
        Role.COORDINATOR,
        cast.school,
        started_on=dt.date(2026, 1, 1),
        ended_on=timezone.localdate(),
    )
    give_role(UserFactory(email="uit@voorbeeld.example", is_active=False), Role.COORDINATOR, cast.school)
    MailOff.objects.create(user=cast.coordinator, kind=MailKind.DIGEST)
    send_digests()
    assert addresses(MailKind.DIGEST) == ["board-coordinator", "team-coordinator"]


NOTHING: dict[str, dict[str, Any]] = {
    "a trial": {"is_trial": True},
    "a closed round": {"state": RoundState.CLOSED, "closed_at": timezone.now()},
    "a planned round": {"state": RoundState.DRAFT, "opened_at": None},
}


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("changed", NOTHING.values(), ids=NOTHING)
def test_without_anything_to_say_there_is_none(
    changed: dict[str, Any], django_assert_num_queries: Any
) -> None:
    Round.objects.update(**changed)
    with django_assert_num_queries(2):
        assert send_digests() == 0


@pytest.mark.usefixtures("monday")
def test_late_actions_are_enough_to_write_about(cast: Cast, small_card: Card) -> None:
    Assessment.objects.all().delete()
    late = make_action(cast.school, small_card, what="Te laat", due_on=dt.date(2026, 11, 1))
    make_action(cast.team, small_card, what="Later", due_on=dt.date(2026, 11, 30))
    Action.objects.filter(pk=late.pk).update(owner=cast.member)
    assert send_digests() == 2
    words = overview_of(cast.coordinator).text
    assert "- Te laat (Duinmark College): Te laat: had klaar moeten zijn op 1 november 2026" in words
    assert "Later" not in words
    assert "Şükrü" not in words


@pytest.mark.usefixtures("monday")
def test_a_round_past_its_last_day_is_called_late(cast: Cast) -> None:
    Round.objects.update(ends_on=dt.date(2026, 11, 20))
    send_digests()
    assert "Te laat: De laatste dag is voorbij, en 1 team is nog niet" in overview_of(cast.coordinator).text


@pytest.mark.usefixtures("monday")
def test_it_speaks_the_language_of_its_reader(cast: Cast) -> None:
    User.objects.filter(pk=cast.coordinator.pk).update(language="en")
    send_digests()
    words = overview_of(cast.coordinator)
    assert words.subject.startswith("Your week: ")
    assert "This is what you can do now:" in words.text
    assert "0 of 12 people" in words.text


@pytest.mark.usefixtures("monday")
def test_a_board_of_many_schools_costs_the_same_per_person(
    cast: Cast, small_card: Card, django_assert_num_queries: Any
) -> None:
    User.objects.exclude(pk=cast.board_coordinator.pk).update(is_active=False)
    with django_assert_num_queries(22):  # five of them for the guide of who has one round yet
        assert send_digests() == 1
    Mail.objects.all().delete()
    schools = [SchoolFactory(board=cast.board) for _number in range(20)]
    teams: list[Team] = [TeamFactory.create(school=school) for school in schools for _number in range(3)]
    make_round(teams, small_card, title="Heel het bestuur")
    for school in schools:
        make_action(school, small_card, due_on=timezone.localdate())
    with django_assert_num_queries(17):
        assert send_digests() == 1
    words = overview_of(cast.board_coordinator).text
    assert f"en nog {len(teams) - MOST_TEAMS} teams" in words
    assert "en nog 15 acties" in words


LEAVES: dict[str, Callable[[Cast], object]] = {
    "the role ends": lambda cast: people.end_role(
        by=cast.administrator, membership=cast.coordinator.memberships.get()
    ),
    "they are removed": lambda cast: removal.remove_person(
        by=cast.administrator, board=cast.board, user=cast.coordinator
    ),
    "they remove themselves": lambda cast: removal.remove_self(user=cast.coordinator),
}


@pytest.mark.usefixtures("monday")
@pytest.mark.parametrize("leaves", LEAVES.values(), ids=LEAVES)
def test_who_leaves_before_it_is_delivered_gets_nothing(
    cast: Cast, deliver_mail: DeliverMail, leaves: Callable[[Cast], object]
) -> None:
    send_digests()
    leaves(cast)
    assert sorted(mail.to[0] for mail in deliver_mail()) == [
        "board-coordinator@voorbeeld.example",
        "team-coordinator@voorbeeld.example",
    ]


@pytest.mark.usefixtures("monday")
def test_a_board_that_leaves_takes_its_overviews_along(
    cast: Cast, small_card: Card, deliver_mail: DeliverMail
) -> None:
    """Also of who leads in another board, whose overview is of both."""
    make_round([cast.foreign_team], small_card)
    give_role(cast.coordinator, Role.COORDINATOR, cast.foreign_school)
    send_digests()
    erase_board(board=cast.board, name=cast.board.name, without_export=True)
    assert [mail.to[0] for mail in deliver_mail()] == ["foreign-coordinator@voorbeeld.example"]


def test_tomorrow_it_is_not_sent_any_more(monday: time_machine.Traveller, deliver_mail: DeliverMail) -> None:
    send_digests()
    monday.move_to(at(24, 0, 1))
    assert deliver_mail() == []
