"""Today: per role the one next step and what belongs to it; never a trial round, never anything of elsewhere."""

from __future__ import annotations

import datetime as dt
import re

import html5lib
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState, Via
from assessments.models import Assessment, Card, Membership, Team, User
from assessments.services.invitation_limits import end_of_day
from assessments.services.priorities import choose_priorities
from tests.cast import Cast
from tests.factories import (
    SchoolFactory,
    TeamFactory,
    confirm,
    give_role,
    make_card,
    make_individual,
    make_invitation,
    make_round,
    set_scores,
    take_part,
)

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)


def home(client: Client, user: User) -> str:
    client.force_login(user)
    body = client.get(reverse("home")).content.decode()
    html5lib.HTMLParser(strict=True).parse(body)
    return re.sub(r"\s+", " ", body)


def test_a_coordinator_from_planning_to_results(client: Client, cast: Cast, small_card: Card) -> None:
    assert "Plan de meting" in home(client, cast.coordinator)
    round_ = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.DRAFT, starts_on=TODAY)
    assert reverse("round-open", args=[round_.uid]) in home(client, cast.coordinator)
    round_.assessments.all().delete()
    round_.delete()

    round_ = make_round(
        [cast.team, cast.sibling_team], small_card, starts_on=TODAY - 5 * DAY, ends_on=TODAY + 9 * DAY
    )
    body = home(client, cast.coordinator)
    assert "Help 2 teams met beginnen" in body
    assert "0 van 2 teams" in body
    assert body.count("Nog niet begonnen") == 2
    for assessment in round_.assessments.all():
        set_scores(assessment, {"VA1.1": 4})
        confirm(assessment)
    assert "het eerst verbetert" in home(client, cast.coordinator)
    for assessment in round_.assessments.all():
        choose_priorities(by=cast.coordinator, assessment=assessment, codes=["VA1.1"], seen=[])
    assert reverse("round-close", args=[round_.uid]) in home(client, cast.coordinator)
    round_.state, round_.closed_at = RoundState.CLOSED, timezone.now()
    round_.save()
    body = home(client, cast.coordinator)
    assert "Bekijk het resultaat van Duinmark College" in body
    assert "Plan een nieuwe meting" in body


def test_what_runs_stands_before_what_is_planned(client: Client, cast: Cast, small_card: Card) -> None:
    make_round(
        [cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY + 30 * DAY, title="LOB straks"
    )
    make_round([cast.team], small_card, ends_on=TODAY + 9 * DAY, title="LOB nu")
    body = home(client, cast.coordinator)
    assert body.index(">LOB nu</h2>") < body.index(">LOB straks</h2>")
    assert "Nog niet geopend" not in body
    assert "Bekijk het team" in body


def test_a_member_gets_the_form_and_later_the_result(client: Client, cast: Cast, small_card: Card) -> None:
    assert "Er staat nu niets voor je klaar" in home(client, cast.member)
    make_round([cast.team], small_card, state=RoundState.DRAFT)
    assert "Er staat nu niets voor je klaar" in home(client, cast.member)
    assessment = make_round([cast.team, cast.sibling_team], small_card).assessments.get(team=cast.team)
    body = home(client, cast.member)
    assert "Vul de kaart in met Havo 4-5" in body
    assert reverse("scoring-start", args=[assessment.uid]) in body
    assert "Brugklas" not in body
    confirm(assessment)
    assert reverse("team-result", args=[assessment.uid]) in home(client, cast.member)


def test_a_manager_sees_their_school_and_how_far_it_is(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card)
    dashboard = reverse("school-result", args=[cast.school.uid, round_.uid])
    body = home(client, cast.manager)
    assert "De teams van Duinmark College zijn bezig" in body
    assert dashboard in body
    assert "0 van 2 teams" in body
    assert "Zilte" not in body
    confirm(round_.assessments.get(team=cast.team))
    body = home(client, cast.manager)
    assert "Bekijk het resultaat van Duinmark College" in body
    assert reverse("school-report", args=[cast.school.uid, round_.uid]) in body


def test_a_manager_of_a_team_sees_that_team(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    assert "Havo 4-5 is bezig met invullen" in home(client, cast.team_manager)
    confirm(round_.assessments.get(team=cast.team))
    body = home(client, cast.team_manager)
    assert "Bekijk het resultaat van Havo 4-5" in body
    assert "Brugklas" not in body
    assert "/resultaten/scholen/" not in body


def test_a_governor_compares_the_schools(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.cousin_team], small_card)
    for assessment, level in zip(round_.assessments.order_by("pk"), (5, 2), strict=True):
        set_scores(assessment, dict.fromkeys(["VA1.1", "VA1.2", "VA1.3", "VA2.1"], level))
        confirm(assessment)
    body = home(client, cast.governor)
    assert "Bekijk hoe je scholen ervoor staan" in body
    assert f'class="btn" href="{reverse("board-result", args=[cast.board.uid])}"' in body
    assert "<b>4</b> van 8 op orde, gemiddeld 3,5" in body
    for school, in_order in ((cast.school, 4), (cast.sibling_school, 0)):
        assert reverse("school-report", args=[school.uid, round_.uid]) in body
        assert f"<b>{in_order}</b> van 4" in body
    assert "Foreign" not in body


def test_a_beheerder_sees_the_organisation_and_no_results(
    client: Client, cast: Cast, small_card: Card
) -> None:
    make_round([cast.team], small_card)
    TeamFactory(school=cast.school, name="Gesloten", closed_on=TODAY)
    body = home(client, cast.administrator)
    assert "Je organisatie staat klaar" in body
    assert "<b>2</b> scholen, <b>4</b> teams" in body
    assert reverse("organisation") in body
    assert "Gesloten" not in body
    assert "Foreign" not in body
    assert "/resultaten/scholen/" not in body
    assert "LOB najaar 2026" not in body
    empty = SchoolFactory(board=cast.board, name="Leeg College")
    SchoolFactory(board=cast.board, name="Gesloten College", closed_on=TODAY)
    body = home(client, cast.administrator)
    assert reverse("schools-teams-add", args=[empty.uid]) in body
    assert "<b>3</b> scholen" in body
    assert "Gesloten" not in body


def test_a_beheerder_whose_coordinator_is_invited_is_not_sent_to_invite_one(
    client: Client, cast: Cast
) -> None:
    Membership.objects.filter(role=Role.COORDINATOR).delete()
    make_invitation(cast.foreign_school, role=Role.COORDINATOR)
    make_invitation(cast.team)
    assert "Wijs een LOB-coördinator aan" in home(client, cast.administrator)
    now = timezone.now()
    invited = make_invitation(cast.school, role=Role.COORDINATOR, created_at=now, expires_at=now)
    body = home(client, cast.administrator)
    assert "Verstuur de uitnodigingen die klaarstaan" in body
    assert reverse("people-invitations") in body
    assert "Wijs een" not in body
    for left, words in ((3, "De uitnodiging geldt tot en met"), (-3, "De uitnodiging gold tot en met")):
        invited.created_at, invited.expires_at = now - 9 * DAY, end_of_day(TODAY + left * DAY)
        invited.save()
        body = home(client, cast.administrator)
        assert "Een LOB-coördinator is uitgenodigd" in body
        assert f"{words} {date_format(TODAY + left * DAY, 'j F Y')}" in body
        assert "Wijs een" not in body
    invited.withdrawn_at, invited.address = now, ""
    invited.save()
    assert "Wijs een LOB-coördinator aan" in home(client, cast.administrator)


def test_without_a_role_the_page_explains(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card)
    for person in (cast.stranger, cast.former_member):
        body = home(client, person)
        assert "Je hebt nog geen rol" in body
        assert "Havo 4-5" not in body


def test_several_roles_at_once(client: Client, cast: Cast, small_card: Card) -> None:
    give_role(cast.coordinator, Role.MEMBER, cast.cousin_team)
    give_role(cast.coordinator, Role.GOVERNOR, cast.board)
    give_role(cast.coordinator, Role.ADMINISTRATOR, cast.board)
    make_round([cast.team, cast.cousin_team], small_card, ends_on=TODAY + DAY)
    body = home(client, cast.coordinator)
    assert body.count('class="next"') == 1
    assert "Vul de kaart in met Zorg &amp; Welzijn" in body
    for heading in ("LOB najaar 2026", "Je team", "Stichting De Noordzoom", "Je organisatie"):
        assert heading in body


def test_a_trial_round_is_never_here(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card, title="Oefenen", is_trial=True)
    confirm(round_.assessments.get(team=cast.team))
    for person in cast.everyone().values():
        body = home(client, person)
        assert "Oefenen" not in body
        assert str(round_.uid) not in body


@pytest.mark.parametrize("teams", [1, 40])
@pytest.mark.parametrize(
    ("person", "queries"),
    [
        ("coordinator", 10),
        ("board_coordinator", 11),
        ("member", 6),
        ("manager", 10),
        ("governor", 11),
        ("administrator", 6),
        ("stranger", 4),
        ("everything", 13),
    ],
)
def test_the_number_of_queries_is_fixed(
    client: Client,
    cast: Cast,
    small_card: Card,
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
    person: str,
    queries: int,
) -> None:
    chosen: list[Team] = [cast.team, *(TeamFactory(school=cast.school) for _ in range(teams - 1))]
    rounds = [make_round(chosen, small_card, state=RoundState.CLOSED, starts_on=dt.date(2024, 11, 4))]
    if teams > 1:
        later = dt.date(2025, 11, 4)
        rounds.append(make_round(chosen, small_card, state=RoundState.CLOSED, starts_on=later))
        rounds.append(make_round(chosen, make_card(), ends_on=TODAY + DAY))
    for round_ in rounds:
        for assessment in round_.assessments.all():
            set_scores(assessment, {"VA1.1": 4})
            confirm(assessment)
    if person == "everything":
        for role in (Role.GOVERNOR, Role.ADMINISTRATOR, Role.COORDINATOR):
            give_role(cast.member, role, cast.board)
    client.force_login(getattr(cast, "member" if person == "everything" else person))
    with django_assert_num_queries(queries):
        client.get(reverse("home"))


# --- everybody answers first ----------------------------------------------------------------------------------------


def test_a_teamlid_is_led_to_their_own_form(client: Client, cast: Cast, small_card: Card) -> None:
    team = make_individual(cast.team, small_card, size=9)
    body = home(client, cast.member)
    assert "Vul zelf in voor Havo 4-5" in body
    assert reverse("answer-start", args=[team.uid]) in body
    assert "0 van 9 begonnen" in body
    assert "vult iedereen eerst zelf in" in body
    take_part(team, {"VA1.1": 3, "VA1.2": None}, via=Via.ACCOUNT, user=cast.member)
    take_part(team, {"VA1.1": 3, "VA1.2": 2})
    body = home(client, cast.member)
    assert "<dt>van 7 indicatoren ingevuld</dt><dd>1</dd>" in body, "their own answers alone"
    assert "2 van 9 begonnen" in body


def test_a_coordinator_is_led_to_who_takes_part(client: Client, cast: Cast, small_card: Card) -> None:
    team = make_individual(cast.team, small_card, size=9)
    take_part(team, {"VA1.1": 3})
    body = home(client, cast.coordinator)
    assert "Help Havo 4-5 met invullen" in body
    assert reverse("response", args=[team.uid]) in body
    assert "1 van 9 begonnen" in body
    Assessment.objects.update(answering_closed_at=timezone.now())
    body = home(client, cast.coordinator)
    assert "Open het gesprek van Havo 4-5" in body
    assert reverse("conversation", args=[team.uid]) in body
    assert "Klaar voor het gesprek" in body


@pytest.mark.parametrize("person", ["manager", "team_manager", "governor"])
def test_others_see_how_many_began_and_nothing_more(
    client: Client, cast: Cast, small_card: Card, person: str
) -> None:
    team = make_individual(cast.team, small_card, size=9)
    take_part(team, {"VA1.1": 3}, via=Via.ACCOUNT, user=cast.member)
    take_part(team, {"VA1.1": 3}, via=Via.LINK, address="ib@school.example")
    user = getattr(cast, person)
    client.force_login(user)
    pages = [
        home(client, user),
        *(
            client.get(reverse(route, args=args)).content.decode()
            for route, args in (
                ("round-detail", [team.round.uid]),
                ("team-result", [team.uid]),
                *([] if person == "team_manager" else [("school-result", [cast.school.uid, team.round.uid])]),
            )
        ),
    ]
    for body in pages[1:]:
        assert "2 van 9 begonnen" in re.sub(r"(<[^>]*>|\s)+", " ", body)
    for body in pages:
        for never in ("Şükrü", "ib@school.example", "/deelname/", "/inbreng/", "/gesprek/"):
            assert never not in body


@pytest.mark.parametrize("teams", [1, 5])
def test_individual_answers_take_one_query_more(
    client: Client,
    cast: Cast,
    small_card: Card,
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
) -> None:
    for number in range(teams):
        team = cast.team if not number else TeamFactory(school=cast.school)
        if number:
            give_role(cast.member, Role.MEMBER, team)
        assessment = make_individual(team, make_card())
        take_part(assessment, {"VA1.1": 3}, via=Via.ACCOUNT, user=cast.member)
    client.force_login(cast.member)
    with django_assert_num_queries(7):
        client.get(reverse("home"))
