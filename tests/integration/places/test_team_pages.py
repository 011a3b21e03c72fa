"""The pages of teams: what each person reads there, what each deed says before it is done, and refuses."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from assessments.enums import RoundState
from assessments.models import Card, Membership, Round, School, Team
from tests.cast import Cast
from tests.factories import (
    TeamFactory,
    make_action,
    make_card,
    make_round,
)
from tests.reading import text_of

from .reading import TODAY, page, send

pytestmark = [pytest.mark.django_db, pytest.mark.page]


def test_teams_are_previewed_before_they_are_made(client: Client, cast: Cast) -> None:
    TeamFactory(school=cast.school, name="Mavo 4", closed_on=TODAY)
    names = "Vwo 6\r\n\r\n  mavo 4 \r\nVWO 6\r\nBRUGKLAS\r\n\u200b"
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names)
    assert "Deze 2 teams worden gemaakt" in body
    assert "<li>Vwo 6</li><li>mavo 4</li>" in body
    assert "Dit team is er al en blijft zoals het is" in body
    assert "Er was al een team met deze naam dat is opgeheven." in body
    assert Team.objects.filter(school=cast.school, closed_on=None).count() == 2
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, back="1")
    assert "mavo 4 VWO 6" in body
    assert "Dit klopt nog niet" not in body
    body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, sure="1")
    assert "2 teams zijn toegevoegd." in body
    assert Team.objects.filter(school=cast.school, closed_on=None).count() == 4


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("", "Vul minstens één naam in."),
        (" \r\n\u200b", "Vul minstens één naam in."),
        ("havo 4-5\r\nBRUGKLAS", "Al deze teams zijn er al."),
        ("x" * 121, "is te lang"),
        ("\r\n".join(map(str, range(51))), "meer dan 50 teams"),
    ],
)
def test_what_is_wrong_with_new_teams_is_said(client: Client, cast: Cast, names: str, words: str) -> None:
    for more in ({}, {"sure": "1"}):
        body = send(client, cast.coordinator, "schools-teams-add", cast.school.uid, names=names, **more)
        assert "Dit klopt nog niet" in body
        assert words in body
    assert Team.objects.filter(school=cast.school).count() == 2


def test_a_team_is_changed(client: Client, cast: Cast) -> None:
    body = send(client, cast.coordinator, "teams-change", cast.team.uid, name="Bovenbouw", own_key="B")
    assert "De gegevens zijn gewijzigd." in body
    body = send(client, cast.coordinator, "teams-change", cast.team.uid, name="BRUGKLAS", own_key="")
    assert "Duinmark College heeft al een team BRUGKLAS." in body


def test_the_page_of_a_team(client: Client, cast: Cast) -> None:
    body = page(client, cast.coordinator, "teams-detail", cast.team.uid)
    assert re.search(r"Teamlid</th> <td class=\"r\">1<", body)
    assert reverse("teams-move", args=[cast.team.uid]) in body
    body = page(client, cast.team_coordinator, "teams-detail", cast.team.uid)
    assert reverse("teams-move", args=[cast.team.uid]) not in body
    assert reverse("schools-detail", args=[cast.school.uid]) not in body
    body = page(client, cast.administrator, "teams-detail", TeamFactory(school=cast.school).uid)
    assert "Nog niemand" in body


def test_inviting_from_the_page_of_a_team_has_that_team_chosen(client: Client, cast: Cast) -> None:
    team = TeamFactory(school=cast.school)
    link = f"{reverse('people-invite')}?plek={team.uid}"
    chosen = f'<option value="{team.uid}" selected'
    for person in (cast.administrator, cast.coordinator):
        assert f'href="{link}"' in page(client, person, "teams-detail", team.uid)
        assert chosen in text_of(client.get(link))
    client.force_login(cast.team_coordinator)
    assert f'value="{team.uid}"' not in text_of(client.get(link))
    Team.objects.filter(pk=team.pk).update(closed_on=TODAY)
    assert reverse("people-invite") not in page(client, cast.administrator, "teams-detail", team.uid)


def test_a_team_moves(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="LOB 2026")
    make_round([cast.team, cast.sibling_team], make_card(), title="Straks", state=RoundState.DRAFT)
    TeamFactory(school=cast.sibling_school, name="Havo 4-5")
    make_action(cast.team, small_card)
    to = cast.sibling_school.uid
    assert "Naar welke school gaat het team?" in page(client, cast.administrator, "teams-move", cast.team.uid)
    body = page(client, cast.administrator, "teams-move", cast.team.uid, naar=to)
    assert "Havo 4-5 hoort voortaan bij Mbo De Zilte Delta." in body
    assert "3 mensen gaan mee met het team." in body
    assert "De acties van het team gaan mee, en tellen voortaan bij Mbo De Zilte Delta." in body
    assert "Dit gaat door zonder: de geplande meting “Straks”." in body
    assert "Het team blijft in de open meting “LOB 2026” zoals die begon: voor Duinmark College." in body
    assert "Geef dit team een andere naam." in body
    body = send(client, cast.administrator, "teams-move", cast.team.uid, naar=to, name="Havo 4-5")
    assert "heeft al een team Havo 4-5" in body
    assert "Dit klopt nog niet" in body
    body = send(client, cast.administrator, "teams-move", cast.team.uid, naar=to, name="Havo Duinmark")
    assert "Havo Duinmark hoort nu bij Mbo De Zilte Delta." in body
    assert Round.objects.get(title="Straks").assessments.get().team == cast.sibling_team
    form = page(client, cast.coordinator, "round-change", Round.objects.get(title="LOB 2026").uid)
    assert "Zilte" not in form, "in the open round it is shown where it was"


def test_moving_back_tells_of_each_round_the_school_it_was_done_for(
    client: Client, cast: Cast, small_card: Card
) -> None:
    make_round([cast.team], small_card, title="Toen", state=RoundState.CLOSED)
    make_round([cast.team], small_card, title="LOB 2026")
    there, back = cast.sibling_school, cast.school
    body = send(client, cast.administrator, "teams-move", cast.team.uid, naar=there.uid, name="Havo 4-5")
    assert "Havo 4-5 hoort nu bij Mbo De Zilte Delta." in body
    make_round([Team.objects.get(pk=cast.team.pk)], make_card(), title="Daar", state=RoundState.CLOSED)
    body = page(client, cast.administrator, "teams-move", cast.team.uid, naar=back.uid)
    assert "in de open meting “LOB 2026” zoals die begon: voor Duinmark College. " in body
    assert "De resultaten van 1 meting blijven bij Duinmark College staan." in body
    assert "De resultaten van 1 meting blijven bij Mbo De Zilte Delta staan." in body


def test_a_team_closes_and_opens_again(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="Alleen", state=RoundState.DRAFT)
    body = page(client, cast.coordinator, "teams-close", cast.team.uid)
    assert "Dit verdwijnt, want er doet dan niemand meer mee: de geplande meting “Alleen”." in body
    assert "Er zijn nog geen resultaten." in body
    body = send(client, cast.coordinator, "teams-close", cast.team.uid, on="gisteren")
    assert "Dit is geen datum." in body
    body = send(client, cast.coordinator, "teams-close", cast.team.uid, on=TODAY.isoformat())
    assert "Havo 4-5 is opgeheven." in body
    assert not Round.objects.exists()
    form = page(client, cast.coordinator, "round-plan")
    assert "Havo 4-5" not in form
    assert "Havo 4-5 is heropend." in send(client, cast.coordinator, "teams-reopen", cast.team.uid)


def test_an_ended_team_is_not_changed(client: Client, cast: Cast) -> None:
    Team.objects.filter(pk=cast.team.pk).update(closed_on=TODAY)
    for route in ("teams-change", "teams-move", "teams-close"):
        assert "Heropen het team eerst." in page(client, cast.coordinator, route, cast.team.uid)


def test_teams_merge(client: Client, cast: Cast) -> None:
    choose = page(client, cast.coordinator, "schools-teams-merge", cast.school.uid)
    assert "Zorg" not in choose
    choose = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, teams=cast.team.uid)
    assert "Dit klopt nog niet" not in choose
    assert re.search(rf'value="{cast.team.uid}"[^>]*checked', choose)
    asked = {"teams": cast.team.uid, "verder": 1}
    choose = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, **asked)
    assert "Kies minstens twee teams om samen te voegen." in choose
    assert "Zorg &amp; Welzijn" in choose
    assert "Foreign" not in choose
    chosen = {"teams": [cast.team.uid], "elders": [cast.cousin_team.uid]}
    body = page(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, verder=1)
    assert "Deze teams worden opgeheven: Havo 4-5, Zorg &amp; Welzijn." in body
    assert "3 mensen krijgen bij het nieuwe team dezelfde rol." in body
    body = send(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, name="")
    assert "Vul een naam in." in body
    body = send(client, cast.administrator, "schools-teams-merge", cast.school.uid, **chosen, name="Samen")
    assert "Samen is gemaakt. De oude teams zijn opgeheven." in body
    assert "Ontstaan uit" in body
    new = Team.objects.get(name="Samen")
    body = page(client, cast.administrator, "teams-detail", cast.team.uid)
    assert "samengevoegd tot Samen" in body
    assert reverse("teams-detail", args=[new.uid]) in body
    Membership.objects.filter(team=new).delete()
    body = page(client, cast.administrator, "teams-detail", new.uid)
    assert body.count("Nodig mensen uit om het team samen te laten invullen.") == 1


def test_a_team_under_way_does_not_merge(client: Client, cast: Cast, small_card: Card) -> None:
    make_round([cast.team], small_card, title="LOB 2026")
    chosen = {"teams": [cast.team.uid, cast.sibling_team.uid]}
    for body in (
        page(client, cast.coordinator, "schools-teams-merge", cast.school.uid, **chosen, verder=1),
        send(client, cast.coordinator, "schools-teams-merge", cast.school.uid, **chosen, name="Samen"),
    ):
        assert "Havo 4-5 doet mee aan de open meting “LOB 2026”" in body
    assert not Team.objects.filter(name="Samen").exists()


@pytest.mark.parametrize("other", ["foreign_team", "cousin_team", "closed", "nowhere"])
def test_a_team_that_cannot_be_chosen(client: Client, cast: Cast, other: str) -> None:
    closed = TeamFactory(school=cast.school, closed_on=TODAY)
    uid = {"closed": closed.uid, "nowhere": uuid4()}.get(other) or getattr(cast, other).uid
    before = [list(model._default_manager.values()) for model in (School, Team, Membership)]
    for field in ("teams", "elders"):
        chosen = {"teams": [cast.team.uid, cast.sibling_team.uid]}
        chosen[field] = [*chosen.get(field, []), uid]
        body = send(
            client, cast.board_coordinator, "schools-teams-merge", cast.school.uid, **chosen, name="x"
        )
        if (other, field) != ("cousin_team", "elders"):
            assert "Een van deze teams kun je niet kiezen." in body
            assert "Foreign" not in body
            assert before == [list(model._default_manager.values()) for model in (School, Team, Membership)]
