"""The guide to start by on its page and on the page of today; and asking all teams of a round at once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Way
from assessments.models import Card, Mail, Participation, Team
from tests.cast import Cast
from tests.factories import TeamFactory, UserFactory, give_role, make_individual, make_round, take_part
from tests.reading import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
GUIDE = "van=starten"


def test_it_is_on_the_page_of_today_until_a_round_runs(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)

    def shown() -> bool:
        return 'id="starten"' in client.get(reverse("home")).content.decode()

    make_round([cast.sibling_team], small_card, is_trial=True)
    assert shown()
    team = make_individual(cast.team, small_card, size=9)
    assert shown(), "it runs, but nobody was asked"
    client.post(reverse("round-ask", args=[team.round.uid]))
    assert not shown()
    Participation.objects.all().delete()
    assert shown()
    take_part(team, {"VA1.1": 3})
    assert not shown(), "somebody found the way without being asked"
    assert "Je bent gestart" in client.get(reverse("start")).content.decode()


def test_a_plan_starts_with_what_is_there(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)
    first = client.get(f"{reverse('round-plan')}?{GUIDE}").context["form"]
    teams = {str(cast.team.uid), str(cast.sibling_team.uid)}
    assert set(first["teams"].value()) == teams
    assert first["starts_on"].value() == TODAY
    assert str(TODAY.year) in first["title"].value()
    trial = client.get(f"{reverse('round-plan')}?{GUIDE}&proef=1").context["form"]
    assert trial["is_trial"].value() is True
    assert len(trial["teams"].value()) == 1
    assert not client.get(reverse("round-plan")).context["form"]["teams"].value(), (
        "of itself it fills in nothing"
    )


def test_a_next_plan_starts_as_the_last_one_was(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)
    long_ago = TODAY - dt.timedelta(days=400)
    over = RoundState.CLOSED
    make_round([cast.sibling_team], small_card, state=over, starts_on=long_ago, ends_on=long_ago)
    first = TODAY - dt.timedelta(days=300)
    ends = first + dt.timedelta(days=20)
    last = make_round([cast.team], small_card, state=over, starts_on=first, ends_on=ends)
    last.assessments.update(way=Way.INDIVIDUAL)

    def plan() -> dict[str, object]:
        form = client.get(reverse("round-plan")).context["form"]
        return {name: form[name].value() for name in ("teams", "way", "starts_on", "ends_on", "card")}

    assert plan() == {
        "teams": [str(cast.team.uid)],
        "way": Way.INDIVIDUAL,
        "starts_on": TODAY,
        "ends_on": TODAY + dt.timedelta(days=20),
        "card": str(small_card.uid),
    }
    make_round([cast.team], small_card)
    assert plan()["teams"] == [], "it takes part in an open round already"


def test_every_deed_leads_back(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)
    plan = client.get(f"{reverse('round-plan')}?{GUIDE}").context["form"]
    data = {
        "title": "LOB",
        "card": str(small_card.uid),
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + dt.timedelta(days=9)).isoformat(),
        "teams": plan["teams"].value(),
    }
    together = client.post(f"{reverse('round-plan')}?{GUIDE}", data)
    assert together["Location"] == reverse("start")
    individual = client.post(f"{reverse('round-plan')}?{GUIDE}", data | {"way": Way.INDIVIDUAL.value})
    assert "/manier/?van=starten" in individual["Location"]
    added = client.post(
        f"{reverse('schools-teams-add', args=[cast.school.uid])}?{GUIDE}", {"names": "Nieuw", "sure": "1"}
    )
    assert added["Location"] == reverse("start")


def test_all_teams_are_asked_by_one_button(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round(
        [cast.team, cast.sibling_team, cast.cousin_team], small_card, ends_on=TODAY + dt.timedelta(days=9)
    )
    round_.assessments.update(way=Way.INDIVIDUAL, declared_size=9)
    give_role(UserFactory(name="Bij Brugklas"), Role.MEMBER, cast.sibling_team)
    give_role(UserFactory(name="Elders"), Role.MEMBER, cast.cousin_team)
    client.force_login(cast.coordinator)
    url = reverse("round-ask", args=[round_.uid])
    page = reverse("round-detail", args=[round_.uid])
    assert url in client.get(page).content.decode()
    assert url not in signed_in(cast.manager).get(page).content.decode()
    body = client.get(url).content.decode()
    assert "Havo 4-5" in body
    assert "Zorg" not in body
    assert client.post(url)["Location"] == reverse("round-detail", args=[round_.uid])
    asked = set(Participation.objects.values_list("assessment__team__name", flat=True))
    assert asked == {"Havo 4-5", "Brugklas"}
    mails = Mail.objects.count()
    assert mails == 2
    client.post(url)
    assert Mail.objects.count() == mails, "at most one mail a day"


def test_a_team_without_accounts_is_invited_by_link(client: Client, cast: Cast, small_card: Card) -> None:
    team = make_individual(cast.sibling_team, small_card, size=9)
    client.force_login(cast.coordinator)
    body = client.get(reverse("round-ask", args=[team.round.uid])).content.decode()
    assert reverse("response-invite", args=[team.uid]) in body
    assert "Mail sturen" not in body


@pytest.mark.parametrize("teams", [1, 40])
@pytest.mark.parametrize(("page", "queries"), [("start", 11), ("home", 11), ("round-ask", 7)])
def test_the_number_of_queries_is_fixed(
    client: Client,
    cast: Cast,
    small_card: Card,
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
    page: str,
    queries: int,
) -> None:
    chosen: list[Team] = [cast.team, *(TeamFactory(school=cast.school) for _ in range(teams - 1))]
    round_ = make_round(chosen, small_card, state=RoundState.OPEN, ends_on=TODAY + dt.timedelta(days=9))
    round_.assessments.update(way=Way.INDIVIDUAL, declared_size=9)
    client.force_login(cast.coordinator)
    with django_assert_num_queries(queries):
        client.get(reverse(page, args=[round_.uid] if page == "round-ask" else []))
