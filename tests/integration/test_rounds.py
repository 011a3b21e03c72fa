"""The pages of rounds: what each person reads there, and what the forms do and refuse."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from assessments.enums import Role, RoundState
from assessments.models import Card, Round, Team, User
from tests.cast import Cast
from tests.factories import TeamFactory, confirm, give_role, make_card, make_round, set_scores
from tests.reading import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]

TODAY = timezone.localdate()
DAY = dt.timedelta(days=1)
WILD = "<script>alert('x')</script> & “Şükrü”"


def page(client: Client, user: User, route: str, *args: object, **query: str) -> Any:
    client.force_login(user)
    return client.get(reverse(route, args=args), query)


def sent(planned_with: Card, *teams: Team, **changes: Any) -> dict[str, Any]:
    """What the form sends."""
    return {
        "title": "LOB najaar 2026",
        "card": planned_with.uid,
        "starts_on": TODAY.isoformat(),
        "ends_on": (TODAY + 30 * DAY).isoformat(),
        "teams": [team.uid for team in teams],
    } | changes


# --- planning -------------------------------------------------------------------------------------------------------


def test_a_coordinator_plans_a_round(client: Client, cast: Cast, small_card: Card) -> None:
    form = text_of(page(client, cast.coordinator, "round-plan"))
    assert "Havo 4-5" in form
    assert "Brugklas" in form
    assert "Zorg" not in form
    response = client.post(reverse("round-plan"), sent(small_card, cast.team, is_trial="on"), follow=True)
    round_ = Round.objects.get()
    assert response.redirect_chain == [(reverse("round-detail", args=[round_.uid]), 302)]
    assert "“LOB najaar 2026” is gepland" in text_of(response)
    assert (round_.is_trial, round_.card, round_.assessments.get().team) == (True, small_card, cast.team)


def test_a_whole_school_at_once_without_a_script(client: Client, cast: Cast, small_card: Card) -> None:
    TeamFactory(school=cast.school, name="Opgeheven", closed_on=TODAY)
    client.force_login(cast.board_coordinator)
    data = sent(small_card, cast.cousin_team, schools=[cast.school.uid])
    client.post(reverse("round-plan"), data)
    names = set(Round.objects.get().assessments.values_list("team_name", flat=True))
    assert names == {"Havo 4-5", "Brugklas", "Zorg & Welzijn"}


def test_the_latest_edition_is_chosen_beforehand(client: Client, cast: Cast) -> None:
    for edition in ("2025", "2027", "2026"):
        make_card(key="lob", edition=edition)
    make_card(key="zz", owner=cast.foreign_board, title="Foreign kaart")
    form = text_of(page(client, cast.coordinator, "round-plan"))
    assert re.search(r"selected[^>]*>Proefkaart \(2027\)", form)
    assert "Foreign" not in form


def test_teams_of_two_boards_name_their_board(client: Client, cast: Cast, small_card: Card) -> None:
    give_role(cast.coordinator, Role.COORDINATOR, cast.foreign_team)
    form = text_of(page(client, cast.coordinator, "round-plan"))
    assert "Stichting Ver Weg" in form
    response = client.post(reverse("round-plan"), sent(small_card, cast.team, cast.foreign_team))
    assert "verschillende besturen" in text_of(response)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": " "}, "Naam: Geef de meting een naam."),
        ({"title": "x" * 121}, "langer dan 120 tekens"),
        ({"card": "onbekend"}, "Deze kaart kun je niet kiezen."),
        ({"starts_on": ""}, "Kies de eerste dag."),
        ({"ends_on": "31-31-2026"}, "Dit is geen datum."),
        ({"ends_on": (TODAY - DAY).isoformat()}, "De laatste dag ligt voor de eerste dag."),
        ({"teams": []}, "Kies minstens één team dat meedoet."),
        ({"teams": [uuid4()]}, "Een van deze teams kun je niet kiezen."),
        ({"schools": [uuid4()]}, "Een van deze scholen kun je niet kiezen."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_planned(
    client: Client, cast: Cast, small_card: Card, changes: dict[str, Any], words: str
) -> None:
    client.force_login(cast.coordinator)
    response = client.post(reverse("round-plan"), sent(small_card, cast.team, **changes))
    assert response.status_code == 200
    body = text_of(response)
    assert "Dit klopt nog niet" in body
    assert words in body
    assert not Round.objects.exists()


def test_a_team_of_elsewhere_cannot_be_sent_in(client: Client, cast: Cast, small_card: Card) -> None:
    client.force_login(cast.coordinator)
    for team in (cast.cousin_team, cast.foreign_team):
        client.post(reverse("round-plan"), sent(small_card, cast.team, team))
    assert not Round.objects.exists()


def test_without_teams_or_a_card_the_page_says_what_to_do(client: Client, cast: Cast) -> None:
    assert "Er is nog geen kaart" in text_of(page(client, cast.coordinator, "round-plan"))
    Team.objects.update(closed_on=TODAY)
    assert "Er zijn nog geen teams" in text_of(page(client, cast.coordinator, "round-plan"))


# --- the list -------------------------------------------------------------------------------------------------------


def test_the_list_shows_each_round_with_the_progress_of_ones_part(
    client: Client, cast: Cast, small_card: Card
) -> None:
    teams = [cast.team, cast.sibling_team, cast.cousin_team]
    open_ = make_round(teams, small_card, title="Open meting")
    confirm(open_.assessments.get(team=cast.team))
    make_round(teams, small_card, title="Oude meting", state=RoundState.CLOSED)
    make_round([cast.team], small_card, title="Concept", state=RoundState.DRAFT)
    make_round([cast.team], make_card(), title="Oefenen", is_trial=True)
    make_round([cast.foreign_team], small_card, title="Foreign meting")
    body = text_of(page(client, cast.board_coordinator, "round-list"))
    assert body.index("Lopend") < body.index("Gepland") < body.index("Gesloten")
    assert "1 van 3 teams vastgesteld" in body
    assert "(proef)" in body
    assert "Foreign" not in body
    assert "1 van 2 teams vastgesteld" in text_of(page(client, cast.coordinator, "round-list"))
    manager = text_of(page(client, cast.manager, "round-list"))
    assert "Open meting" in manager
    assert "Concept" not in manager
    assert reverse("round-plan") not in manager


def test_an_empty_list_teaches(client: Client, cast: Cast) -> None:
    assert reverse("round-plan") in text_of(page(client, cast.coordinator, "round-list"))
    assert "Een LOB-coördinator plant metingen" in text_of(page(client, cast.member, "round-list"))


# --- one round ------------------------------------------------------------------------------------------------------


def test_the_coordinator_sees_every_team_and_what_to_do(client: Client, cast: Cast, small_card: Card) -> None:
    third, fourth = (TeamFactory(school=cast.school, name=name) for name in ("Vwo 5", "Vwo 6"))
    round_ = make_round([cast.team, cast.sibling_team, third, fourth], small_card, ends_on=TODAY + 9 * DAY)
    by_team = {assessment.team_id: assessment for assessment in round_.assessments.all()}
    set_scores(by_team[cast.team.pk], {"VA1.1": 3, "VA1.2": "?"})
    codes = small_card.indicators.values_list("code", flat=True)
    set_scores(by_team[third.pk], dict.fromkeys(codes, 4))
    confirm(by_team[fourth.pk])
    body = text_of(page(client, cast.coordinator, "round-detail", round_.uid))
    for words in ("Nog niet begonnen", "Aan het invullen", "2 van 7", "Vastgesteld", "1 van 4 teams"):
        assert words in body
    for route, team in (("scoring-start", cast.team), ("scoring-confirm", third), ("team-result", fourth)):
        assert reverse(route, args=[by_team[team.pk].uid]) in body
    assert reverse("school-result", args=[cast.school.uid, round_.uid]) in body
    for route in ("round-change", "round-close"):
        assert reverse(route, args=[round_.uid]) in body
    for route in ("round-open", "round-discard"):
        assert reverse(route, args=[round_.uid]) not in body


def test_a_closed_round_names_who_is_not_confirmed(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card, state=RoundState.CLOSED)
    confirm(round_.assessments.get(team=cast.sibling_team))
    body = text_of(page(client, cast.coordinator, "round-detail", round_.uid))
    assert "Niet vastgesteld" in body
    assert reverse("scoring-start", args=[round_.assessments.get(team=cast.team).uid]) in body
    assert "Meting sluiten" not in body
    reader = text_of(page(client, cast.manager, "round-detail", round_.uid))
    assert "Open het formulier" not in reader
    assert "Bekijk resultaat" in reader


def test_who_sees_a_part_sees_that_part_and_its_numbers(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team, cast.cousin_team], small_card)
    for person, seen, teams in (
        (cast.board_coordinator, {"Havo 4-5", "Brugklas", "Zorg &amp; Welzijn"}, "3 teams"),
        (cast.governor, {"Havo 4-5", "Brugklas", "Zorg &amp; Welzijn"}, "3 teams"),
        (cast.coordinator, {"Havo 4-5", "Brugklas"}, "2 teams"),
        (cast.manager, {"Havo 4-5", "Brugklas"}, "2 teams"),
        (cast.team_coordinator, {"Havo 4-5"}, "1 team."),
        (cast.team_manager, {"Havo 4-5"}, "1 team."),
    ):
        body = text_of(page(client, person, "round-detail", round_.uid))
        assert {name for name in ("Havo 4-5", "Brugklas", "Zorg &amp; Welzijn") if name in body} == seen
        assert teams in body
        runs = person == cast.board_coordinator
        assert (reverse("round-close", args=[round_.uid]) in body) == runs, person


def test_what_one_may_not_see_does_not_exist(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.DRAFT)
    for person in (
        cast.member,
        cast.manager,
        cast.governor,
        cast.administrator,
        cast.stranger,
        cast.foreign_coordinator,
    ):
        assert page(client, person, "round-detail", round_.uid).status_code == 404
    assert page(client, cast.coordinator, "round-detail", uuid4()).status_code == 404
    assert client.get("/metingen/geen-uuid/").status_code == 404


def test_forty_teams_are_found_by_name(client: Client, cast: Cast, small_card: Card) -> None:
    teams: list[Team] = [TeamFactory(school=cast.school, name=f"Klas {n}") for n in range(40)]
    round_ = make_round([*teams, cast.team], small_card)
    body = text_of(page(client, cast.coordinator, "round-detail", round_.uid, q="KLAS 39"))
    assert "Klas 39" in body
    assert "Klas 38" not in body
    assert "1 van 41 teams" in body
    assert "Geen team gevonden" in text_of(
        page(client, cast.coordinator, "round-detail", round_.uid, q="<b>")
    )


# --- changing -------------------------------------------------------------------------------------------------------


def test_changing_an_open_round(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card)
    set_scores(round_.assessments.get(), {"VA1.1": 3})
    form = text_of(page(client, cast.coordinator, "round-change", round_.uid))
    assert "(heeft al scores)" in form
    url = reverse("round-change", args=[round_.uid])
    changed = {"title": "Anders", "ends_on": "2027-01-31", "teams": [cast.sibling_team.uid]}
    forged = {"card": make_card().uid, "starts_on": "2020-01-01", "is_trial": "on"}
    assert client.post(url, changed | forged).status_code == 302
    round_.refresh_from_db()
    assert (round_.title, round_.ends_on, round_.card, round_.is_trial) == (
        "Anders",
        dt.date(2027, 1, 31),
        small_card,
        False,
    )
    assert set(round_.assessments.values_list("team", flat=True)) == {cast.team.pk, cast.sibling_team.pk}


def test_a_refusal_is_told_in_the_form(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.sibling_team], small_card, title="Al bezig")
    round_ = make_round([cast.team], small_card)
    client.force_login(cast.coordinator)
    data = sent(small_card, cast.team, cast.sibling_team, title="Anders")
    body = text_of(client.post(reverse("round-change", args=[round_.uid]), data))
    assert "Brugklas (“Al bezig”)" in body
    round_.refresh_from_db()
    assert (round_.title, round_.assessments.count()) == ("LOB najaar 2026", 1)


# --- opening, closing, discarding -----------------------------------------------------------------------------------


def test_opening_asks_first_and_then_opens(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY)
    url = reverse("round-open", args=[round_.uid])
    assert "Meting openen" in text_of(page(client, cast.coordinator, "round-open", round_.uid))
    round_.refresh_from_db()
    assert round_.is_draft
    assert "De meting is open" in text_of(client.post(url, follow=True))
    round_.refresh_from_db()
    assert round_.is_open
    assert "al geopend" in text_of(client.post(url, follow=True))


def test_who_is_busy_elsewhere_is_named_before_planning_and_opening(
    client: Client, cast: Cast, small_card: Card
) -> None:
    make_round([cast.team], small_card, title="Al bezig")
    make_round([cast.sibling_team], make_card(), title="Andere kaart")
    newer = make_card(key=small_card.key, edition="2")
    round_ = make_round([cast.team, cast.sibling_team], newer, state=RoundState.DRAFT, starts_on=TODAY)
    body = text_of(page(client, cast.coordinator, "round-open", round_.uid))
    assert "1 team is nog bezig in een andere meting" in body
    assert "Havo 4-5 (Duinmark College): nog in “Al bezig”" in body
    assert "Andere kaart" not in body
    assert re.findall(r"<button[^>]*>\s*Meting openen", body) == []
    assert "(nu in “Al bezig”)" in text_of(page(client, cast.coordinator, "round-plan"))
    assert "(nu in “Al bezig”)" in text_of(page(client, cast.coordinator, "round-change", round_.uid))
    busy = Round.objects.get(title="Al bezig")
    own = text_of(page(client, cast.coordinator, "round-change", busy.uid))
    assert "nu in “Al bezig”" not in own
    busy.assessments.update(open_family=None)
    assert "Kunnen 2 teams beginnen?" in text_of(page(client, cast.coordinator, "round-open", round_.uid))


def test_a_refused_opening_changes_nothing(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="Al bezig")
    round_ = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY)
    later = make_round([cast.team], small_card, state=RoundState.DRAFT, starts_on=TODAY + DAY)
    client.force_login(cast.coordinator)
    for draft, words in ((round_, "Havo 4-5 (“Al bezig”)"), (later, "vanaf de eerste dag")):
        assert words in text_of(client.post(reverse("round-open", args=[draft.uid]), follow=True))
        draft.refresh_from_db()
        assert draft.is_draft


def test_closing_names_who_is_not_confirmed(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    confirm(round_.assessments.get(team=cast.team))
    body = text_of(page(client, cast.coordinator, "round-close", round_.uid))
    assert "1 team is nog niet vastgesteld" in body
    assert "Brugklas (Duinmark College)" in body
    assert "Havo 4-5" not in body
    confirm(round_.assessments.get(team=cast.sibling_team))
    assert "Alle teams zijn vastgesteld" in text_of(page(client, cast.coordinator, "round-close", round_.uid))
    client.post(reverse("round-close", args=[round_.uid]))
    round_.refresh_from_db()
    assert round_.is_closed


def test_discarding_a_trial_round(client: Client, cast: Cast, small_card: Card) -> None:
    round_ = make_round([cast.team], small_card, is_trial=True)
    set_scores(round_.assessments.get(), {"VA1.1": 3})
    assert "niet terugdraaien" in text_of(page(client, cast.coordinator, "round-discard", round_.uid))
    assert Round.objects.exists()
    response = client.post(reverse("round-discard", args=[round_.uid]), follow=True)
    assert response.redirect_chain == [(reverse("round-list"), 302)]
    assert not Round.objects.exists()


@pytest.mark.parametrize("route", ["round-change", "round-open", "round-close", "round-discard"])
def test_a_forbidden_deed_is_403_and_changes_nothing(
    client: Client, cast: Cast, small_card: Card, route: str
) -> None:
    round_ = make_round([cast.team, cast.cousin_team], small_card, is_trial=True)
    for person in (cast.coordinator, cast.team_coordinator, cast.manager, cast.governor):
        client.force_login(person)
        assert client.get(reverse(route, args=[round_.uid])).status_code == 403
        assert client.post(reverse(route, args=[round_.uid]), {}).status_code == 403
    for person in (cast.member, cast.foreign_coordinator):
        client.force_login(person)
        assert client.post(reverse(route, args=[round_.uid]), {}).status_code == 404
    assert Round.objects.get().is_open


# --- literally, and in a fixed number of queries --------------------------------------------------------------------


def test_names_are_shown_literally(client: Client, cast: Cast, small_card: Card) -> None:
    cast.team.name = WILD[:120]
    cast.team.save()
    round_ = make_round([cast.team], small_card, title=WILD)
    client.force_login(cast.coordinator)
    for route, args in (
        ("round-list", []),
        ("round-plan", []),
        ("round-detail", [round_.uid]),
        ("round-change", [round_.uid]),
        ("round-close", [round_.uid]),
        ("home", []),
    ):
        body = client.get(reverse(route, args=args)).content.decode()
        assert "<script>alert" not in body
        assert escape(WILD) in body, route


@pytest.mark.parametrize("teams", [1, 40])
@pytest.mark.parametrize(
    ("route", "queries"),
    [("round-list", 5), ("round-detail", 6), ("round-change", 10), ("round-close", 7), ("round-plan", 8)],
)
def test_the_number_of_queries_is_fixed(
    client: Client,
    cast: Cast,
    small_card: Card,
    django_assert_num_queries: DjangoAssertNumQueries,
    teams: int,
    route: str,
    queries: int,
) -> None:
    chosen: list[Team] = [TeamFactory(school=cast.school) for _ in range(teams)]
    rounds = [make_round(chosen, make_card()) for _ in range(3 if teams > 1 else 1)]
    client.force_login(cast.coordinator)
    args = [rounds[0].uid] if route not in {"round-list", "round-plan"} else []
    with django_assert_num_queries(queries):
        assert client.get(reverse(route, args=args)).status_code == 200
