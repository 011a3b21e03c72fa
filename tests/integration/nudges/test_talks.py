"""“Het invullen is gesloten”: to who leads a team, the morning after its last day, and to nobody else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from assessments.enums import MailKind, Role, Way
from assessments.models import Assessment, Card, Mail, MailOff, Membership, Round
from assessments.services import closing, people
from assessments.services.nudges.talks import tell_of_talks
from tests.cast import Cast
from tests.factories import UserFactory, confirm, give_role, take_part
from tests.integration.nudges.days import LAST_DAY, addresses, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def closed(team: Assessment, clock: time_machine.Traveller) -> time_machine.Traveller:
    """Answering of the own team was closed by its date; it is the morning after."""
    take_part(team, {"VA1.1": 3})
    clock.move_to(at(28, 0, 1))
    assert closing.close_due() == 1
    clock.move_to(at(28, 7))
    return clock


def another_team(cast: Cast, team: Assessment) -> Assessment:
    """The sibling team in the same round; nobody leads it but the coordinators of the school and the board."""
    return Assessment.objects.create(
        round=team.round,
        team=cast.sibling_team,
        school=cast.school,
        team_name=cast.sibling_team.name,
        school_name=cast.school.name,
        way=Way.INDIVIDUAL,
        declared_size=8,
    )


@pytest.mark.usefixtures("closed")
def test_the_nearest_coordinator_is_led_to_the_conversation(
    cast: Cast, team: Assessment, deliver_mail: Callable[[], list[Any]]
) -> None:
    assert tell_of_talks() == 1
    assert tell_of_talks() == 0
    (mail,) = deliver_mail()
    assert mail.to == [cast.team_coordinator.email]
    assert mail.subject == "Het invullen is gesloten: jullie gesprek kan beginnen (Havo 4-5)"
    assert reverse("conversation", args=[team.uid]) in mail.body
    assert "De laatste dag van LOB najaar 2026 was 27 november 2026." in mail.body
    assert "Je krijgt deze mail omdat je LOB-coördinator bent." in mail.body
    assert reverse("own-mail") in mail.extra_headers["List-Unsubscribe"]


def test_several_teams_are_one_mail(cast: Cast, team: Assessment, clock: time_machine.Traveller) -> None:
    another_team(cast, team)
    Membership.objects.filter(user=cast.team_coordinator).update(ended_on=dt.date(2026, 11, 1))
    clock.move_to(at(28, 8))
    assert closing.close_due() == 2
    assert tell_of_talks() == 1
    mail = Mail.objects.get()
    assert mail.address == cast.coordinator.email
    assert reverse("round-detail", args=[team.round.uid]) in mail.text
    assert mail.text.index("- Brugklas, Duinmark College\n- Havo 4-5, Duinmark College\n")


@pytest.mark.parametrize(
    ("moment", "comes"),
    [(at(28, 6, 59), False), (at(28, 7), True), (at(30, 23, 59), True)],
    ids=lambda value: value.strftime("%a %H.%M") if isinstance(value, dt.datetime) else "",
)
def test_it_comes_by_day_and_is_made_good_for_three_days(
    closed: time_machine.Traveller, moment: dt.datetime, comes: bool
) -> None:
    closed.move_to(moment)
    assert bool(tell_of_talks()) is comes


def test_after_three_days_it_is_old_news(closed: time_machine.Traveller) -> None:
    closed.move_to(at(28, 7) + dt.timedelta(days=3))
    assert tell_of_talks() == 0


def _change(model: type[Any], **fields: Any) -> None:
    model._default_manager.update(**fields)


NOTHING: dict[str, Callable[[Cast, Assessment], object]] = {
    "it was closed by hand": lambda cast, team: _change(Assessment, answering_closed_at=at(27, 16)),
    "the round is a trial": lambda cast, team: _change(Round, is_trial=True),
    "they confirmed already": lambda cast, team: confirm(Assessment.objects.get()),
    "everybody left": lambda cast, team: _change(Membership, ended_on=LAST_DAY),
    "it is switched off": lambda cast, team: (
        MailOff.objects.create(user=cast.team_coordinator, kind=MailKind.TALK)
        and Membership.objects.exclude(user=cast.team_coordinator).update(ended_on=LAST_DAY)
    ),
}


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("happens", NOTHING.values(), ids=NOTHING)
def test_nobody_is_told_where(
    cast: Cast, team: Assessment, happens: Callable[[Cast, Assessment], object]
) -> None:
    happens(cast, team)
    assert tell_of_talks() == 0


@pytest.mark.usefixtures("closed")
def test_who_switched_it_off_leaves_it_to_the_school(cast: Cast) -> None:
    MailOff.objects.create(user=cast.team_coordinator, kind=MailKind.TALK)
    tell_of_talks()
    assert addresses(MailKind.TALK) == ["coordinator"]


@pytest.mark.usefixtures("closed")
def test_who_stops_before_it_is_delivered_gets_nothing(
    cast: Cast, deliver_mail: Callable[[], list[Any]]
) -> None:
    tell_of_talks()
    people.end_role(by=cast.administrator, membership=cast.team_coordinator.memberships.get())
    assert deliver_mail() == []


def test_most_minutes_cost_one_query(team: Assessment, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        assert tell_of_talks() == 0


@pytest.mark.usefixtures("closed")
def test_each_minute_after_it_costs_as_much_for_many(
    cast: Cast, team: Assessment, small_card: Card, django_assert_num_queries: Any
) -> None:
    for _number in range(5):
        give_role(UserFactory(), Role.COORDINATOR, cast.team, started_on=timezone.localdate())
    assert tell_of_talks() == 6
    with django_assert_num_queries(4):
        assert tell_of_talks() == 0
