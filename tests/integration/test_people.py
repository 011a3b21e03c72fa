"""The pages of people and roles: the list, one person, giving, ending and handing over a role."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Role
from assessments.models import Assessment, AuditEvent, Card, Confirmation, Mail, Membership, User
from tests.cast import Cast
from tests.factories import TeamFactory, UserFactory, give_role, make_invitation, make_round, set_scores
from tests.reading import signed_in

pytestmark = pytest.mark.page

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = Role
LIST = reverse("people-list")


def names_in(text: str) -> list[str]:
    """The people in the list, in order."""
    return re.findall(r'<th scope="row"><a href="/mensen/[0-9a-f-]+/">([^<]*)</a>', text)


def read(client: Client, path: str = LIST, **data: Any) -> str:
    response = client.post(path, data, follow=True) if data else client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def state() -> tuple[Any, ...]:
    return list(Membership.objects.values()), AuditEvent.objects.count(), Mail.objects.count()


# --- the list -------------------------------------------------------------------------------------------------------


def test_a_beheerder_sees_everybody_of_the_board_with_every_role(cast: Cast) -> None:
    give_role(cast.member, MANAGER, cast.sibling_school)
    text = read(signed_in(cast.administrator))
    assert names_in(text) == [
        "Anaïs Øster",
        "Bjørn Ångström",
        "Chloë Dvořák",
        "Fatma Şahin",
        "Joëlle van ’t Hof",
        "Jürgen Groß",
        "Marieke Postma",
        "Şükrü Łukasz",
        "Zoë Brontë",
    ]
    assert "teamlid, Havo 4-5 (Duinmark College)" in text
    assert "manager, Mbo De Zilte Delta" in text
    assert "geen rol" in text, "who was here before"
    assert cast.member.email in text
    assert "Foreign" not in text
    for words in ("Wat mag welke rol?", "leidt het gesprek van elk team", "Ziet zelf geen metingen"):
        assert words in text


def test_a_coordinator_sees_who_holds_a_role_at_their_own_places(cast: Cast) -> None:
    give_role(cast.member, MEMBER, cast.cousin_team)
    text = read(signed_in(cast.coordinator))
    assert names_in(text) == ["Chloë Dvořák", "Fatma Şahin", "Jürgen Groß", "Şükrü Łukasz", "Zoë Brontë"]
    assert "Zorg" not in text, "a role elsewhere is not there"
    assert cast.member.email in text
    assert cast.team_coordinator.email not in text, "whose role one does not manage is seen by name alone"


def test_people_are_found_by_place_and_role(cast: Cast) -> None:
    client = signed_in(cast.administrator)
    assert names_in(read(client, f"{LIST}?plek={cast.team.uid}")) == [
        "Chloë Dvořák",
        "Şükrü Łukasz",
        "Zoë Brontë",
    ]
    assert len(names_in(read(client, f"{LIST}?plek={cast.school.uid}"))) == 5, "and what lies below"
    assert len(names_in(read(client, f"{LIST}?plek={cast.board.uid}"))) == 8
    assert names_in(read(client, f"{LIST}?plek={cast.school.uid}&rol=manager")) == [
        "Chloë Dvořák",
        "Jürgen Groß",
    ]
    assert names_in(read(client, f"{LIST}?rol=geen")) == ["Joëlle van ’t Hof"]
    text = read(client, f"{LIST}?plek={cast.sibling_school.uid}")
    assert "Niemand gevonden" in text
    for unknown in (f"plek={cast.foreign_team.uid}", "plek=x", "rol=koning"):
        assert len(names_in(read(client, f"{LIST}?{unknown}"))) == 9
    assert len(names_in(read(signed_in(cast.coordinator), f"{LIST}?rol=geen"))) == 5


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("sukru", ["Şükrü Łukasz"]),
        ("LUKASZ", ["Şükrü Łukasz"]),
        ("angstrom bjorn", ["Bjørn Ångström"]),
        ("team-manager@", ["Chloë Dvořák"]),
        ("nergens te vinden", []),
    ],
)
def test_a_name_is_found_and_stands_in_no_address(cast: Cast, word: str, found: list[str]) -> None:
    client = signed_in(cast.administrator)
    response = client.post(LIST, {"zoek": word, "plek": cast.board.uid, "rol": ""})
    assert response.status_code == 302
    assert response.headers["Location"] == f"{LIST}?plek={cast.board.uid}&zoek=1"
    text = client.get(response.headers["Location"]).content.decode()
    assert names_in(text) == found
    assert f'value="{word}"' in text
    title = " ".join(text.split("<title>")[1].split("</title>")[0].split())
    told = "1 persoon gevonden" if found else "0 mensen gevonden"
    assert title == f"{told} – Mensen en rollen – LOB-kwaliteit", "the title is read out first"
    assert len(names_in(read(client))) == 9, "and without it everybody is there again"


def test_an_address_that_one_does_not_know_is_not_found_either(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    assert names_in(read(client, zoek="team-coordinator@")) == []
    assert names_in(read(client, zoek="zoe")) == ["Zoë Brontë"]


def test_invitations_stand_below_and_are_found_with_the_same_filter(cast: Cast) -> None:
    make_invitation(cast.team, name="Ömer Nieuw", address="omer@voorbeeld.example")
    make_invitation(cast.cousin_team, address="elders@voorbeeld.example")
    make_invitation(cast.board, role=GOVERNOR, address="bestuur@voorbeeld.example")
    text = read(signed_in(cast.administrator))
    assert all(words in text for words in ("Ömer Nieuw", "omer@voorbeeld.example", "elders@", "bestuur@"))
    text = read(signed_in(cast.coordinator))
    assert "omer@voorbeeld.example" in text
    assert "elders@" not in text
    text = read(signed_in(cast.administrator), zoek="omer")
    assert "omer@voorbeeld.example" in text
    assert "elders@" not in text


def test_somebody_alone_is_told_what_to_do(cast: Cast) -> None:
    Membership.objects.exclude(user=cast.administrator).delete()
    text = read(signed_in(cast.administrator))
    assert "nodig mensen uit" in text
    assert "Er staan geen uitnodigingen open." in text


def test_five_hundred_people_fit(cast: Cast) -> None:
    people = UserFactory.create_batch(500, home_board=cast.board)
    Membership.objects.bulk_create(Membership(user=user, role=MEMBER, team=cast.team) for user in people)
    client, seen = signed_in(cast.administrator), []
    address = LIST
    while address:
        text = client.get(address).content.decode()
        seen += names_in(text)
        found = re.search(r'<a href="(\?[^"]*)" rel="next"', text)
        address = f"{LIST}{found[1].replace('&amp;', '&')}" if found else ""
    assert len(seen) == len(set(seen)) == 509
    assert "509 mensen" in text


def test_as_many_queries_for_one_as_for_three(cast: Cast) -> None:
    """Session, person, their roles; boards, schools, teams; people, and the roles of those on the page;
    invitations: all keys, those on the page, the roles of who invited.
    """
    client = signed_in(cast.administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(client)
        return len(found)

    make_invitation(cast.team, invited_by=cast.coordinator)
    one = queries()
    for _n in range(2):
        give_role(UserFactory(home_board=cast.board), MEMBER, TeamFactory(school=cast.school))
        inviter = UserFactory()
        give_role(inviter, COORDINATOR, cast.school)
        make_invitation(cast.school, role=MANAGER, invited_by=inviter)
    assert one == queries() == 11


@pytest.mark.parametrize("person", ["member", "manager", "governor", "stranger"])
def test_for_who_manages_nobody_there_are_no_such_pages(cast: Cast, person: str) -> None:
    client = signed_in(getattr(cast, person))
    for route in ("people-list", "people-invite", "people-invitations"):
        assert client.get(reverse(route)).status_code == 404
        assert client.post(reverse(route), {"zoek": "x"}).status_code == 404
    assert reverse("people-list") not in client.get(reverse("home")).content.decode()


# --- one person -----------------------------------------------------------------------------------------------------


def page_of(user: User) -> str:
    return reverse("person-detail", args=[user.uid])


def test_a_person_has_roles_and_had_roles(cast: Cast) -> None:
    give_role(cast.member, MANAGER, cast.school, started_on=dt.date(2025, 1, 6), ended_on=dt.date(2025, 7, 1))
    give_role(cast.member, MEMBER, cast.sibling_team, started_on=timezone.localdate() + dt.timedelta(days=9))
    text = read(signed_in(cast.administrator), page_of(cast.member))
    assert cast.member.email in text
    assert "Teamlid, Havo 4-5 (Duinmark College)" in text
    assert "Vanaf " in text
    assert "6 januari 2025 tot 1 juli 2025" in text
    assert "Manager, Duinmark College" in text


def test_a_person_with_three_roles_takes_as_many_queries_as_with_one(cast: Cast) -> None:
    """Session, person, their roles; the one looked at, that one's roles and boards, whether their address is known."""
    client = signed_in(cast.administrator)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            read(client, page_of(cast.member))
        return len(found)

    one = queries()
    give_role(cast.member, MANAGER, cast.sibling_school)
    give_role(cast.member, COORDINATOR, cast.board)
    assert one == queries() == 7


def test_another_role_elsewhere_is_not_there(cast: Cast) -> None:
    give_role(cast.member, MANAGER, cast.sibling_school)
    give_role(
        cast.member, MEMBER, cast.foreign_team, ended_on=timezone.localdate(), started_on=dt.date(2025, 1, 6)
    )
    text = read(signed_in(cast.coordinator), page_of(cast.member))
    assert "Zilte Delta" not in text
    assert "Foreign" not in text
    assert "Zilte Delta" in read(signed_in(cast.administrator), page_of(cast.member))


def test_whom_one_does_not_manage_is_only_read(cast: Cast) -> None:
    text = read(signed_in(cast.board_coordinator), page_of(cast.governor))
    assert "Alleen een beheerder kan deze rol beëindigen." in text
    assert cast.governor.email not in text
    assert "/beeindigen/" not in text


def test_a_role_is_given(cast: Cast) -> None:
    client = signed_in(cast.coordinator)
    page = reverse("person-give", args=[cast.member.uid])
    text = read(client, page)
    assert "Havo 4-5" in text
    assert "Beheerder" not in text
    response = client.post(page, {"role": "teamlid", "place": cast.sibling_team.uid}, follow=True)
    assert response.redirect_chain[-1][0] == page_of(cast.member)
    assert "heeft nu de rol teamlid bij Brugklas (Duinmark College)" in response.content.decode()
    assert cast.member.memberships.filter(team=cast.sibling_team, role=MEMBER).exists()


MISTAKES = [
    ({"role": "teamlid"}, "Kies waar de rol geldt."),
    ({"role": "", "place": "team"}, "Kies een rol."),
    ({"role": "teamlid", "place": "school"}, "Een teamlid hoort bij een team"),
    ({"role": "beheerder", "place": "team"}, "Deze rol kun je niet geven."),
    ({"role": "teamlid", "place": "foreign_team"}, "Hier kun je geen rol geven."),
    ({"role": "teamlid", "place": "cousin_team"}, "Hier kun je geen rol geven."),
    ({"role": "manager", "place": "board"}, "Hier kun je geen rol geven."),
]


@pytest.mark.parametrize(("data", "words"), MISTAKES)
def test_a_mistake_changes_nothing(cast: Cast, data: dict[str, str], words: str) -> None:
    sent = data | ({"place": getattr(cast, data["place"]).uid} if "place" in data else {})
    before = state()
    response = signed_in(cast.coordinator).post(reverse("person-give", args=[cast.member.uid]), sent)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert state() == before


def test_a_role_is_ended(cast: Cast) -> None:
    held = cast.member.memberships.get()
    page = reverse("membership-end", args=[held.uid])
    client = signed_in(cast.coordinator)
    assert "worden die antwoorden gewist" in read(client, page)
    held.refresh_from_db()
    assert held.ended_on is None, "asking does nothing"
    text = client.post(page, follow=True).content.decode()
    assert "heeft niet meer de rol teamlid bij Havo 4-5 (Duinmark College)" in text
    held.refresh_from_db()
    assert held.ended_on == timezone.localdate()
    before = state()
    assert "al beëindigd" in client.post(page, follow=True).content.decode()
    assert state() == before


def test_the_last_beheerder_hears_why_not(cast: Cast) -> None:
    held = cast.administrator.memberships.get()
    before = state()
    text = (
        signed_in(cast.administrator)
        .post(reverse("membership-end", args=[held.uid]), follow=True)
        .content.decode()
    )
    assert "laatste beheerder" in text
    assert state() == before


def test_who_ends_the_own_last_role_is_led_home(cast: Cast) -> None:
    give_role(UserFactory(), ADMINISTRATOR, cast.board)
    held = cast.administrator.memberships.get()
    response = signed_in(cast.administrator).post(reverse("membership-end", args=[held.uid]), follow=True)
    assert response.redirect_chain[-1][0] == reverse("home")
    assert response.status_code == 200


# --- somebody else takes over ---------------------------------------------------------------------------------------


def test_a_coordinator_is_replaced_in_the_middle_of_a_round(cast: Cast, small_card: Card) -> None:
    """The round goes on: what is not confirmed stays, and the successor confirms it."""
    round_ = make_round([cast.team, cast.sibling_team], small_card)
    own = Assessment.objects.get(round=round_, team=cast.team)
    set_scores(own, {"VA1.1": 4, "VA1.2": 2}, rationale="Zo is het nu")
    before = list(own.scores.values())
    held = cast.coordinator.memberships.get()
    text = (
        signed_in(cast.administrator)
        .post(
            reverse("membership-replace", args=[held.uid]),
            {"address": f"Chloë <{cast.team_manager.email.upper()}>", "end": "nu"},
            follow=True,
        )
        .content.decode()
    )
    assert "Chloë Dvořák heeft nu deze rol. De rol van Fatma Şahin is beëindigd." in text
    assert list(own.scores.values()) == before
    old, new = signed_in(cast.coordinator), signed_in(cast.team_manager)
    for page in (reverse("round-detail", args=[round_.uid]), reverse("scoring-start", args=[own.uid])):
        assert old.get(page).status_code == 404
        assert new.get(page).status_code == 200
    assert "Zo is het nu" in new.get(reverse("scoring-criterion", args=[own.uid, "VA1"])).content.decode()
    assert new.post(reverse("scoring-confirm", args=[own.uid]), {"with_gaps": "on"}).status_code == 302
    assert new.post(reverse("round-close", args=[round_.uid])).status_code == 302
    own.refresh_from_db()
    round_.refresh_from_db()
    assert own.is_confirmed
    assert round_.is_closed
    assert Confirmation.objects.get().assessment == own


def test_a_successor_who_is_new_is_invited(cast: Cast) -> None:
    held = cast.coordinator.memberships.get()
    page = reverse("membership-replace", args=[held.uid])
    client = signed_in(cast.administrator)
    text = client.post(page, {"address": "nieuw@x.example", "end": "later"}, follow=True).content.decode()
    assert "nieuw@x.example krijgt een uitnodiging voor deze rol." in text
    assert "Fatma Şahin houdt de rol tot je hem beëindigt." in text
    held.refresh_from_db()
    assert held.ended_on is None
    text = client.post(page, {"address": "nieuw@x.example", "end": "nu"}, follow=True).content.decode()
    assert "was al uitgenodigd voor deze rol. De rol van Fatma Şahin is beëindigd." in text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"address": "", "end": "nu"}, "Vul het e-mailadres van de opvolger in."),
        ({"address": "niets", "end": "nu"}, "Dit is geen e-mailadres."),
        ({"address": "a@x.example, b@x.example", "end": "nu"}, "Dit is geen e-mailadres."),
        ({"address": "coordinator@voorbeeld.example", "end": "nu"}, "het adres van wie je vervangt"),
        ({"address": "a@x.example", "end": "ooit"}, "Kies een van de twee."),
    ],
)
def test_a_wrong_successor_changes_nothing(cast: Cast, data: dict[str, str], words: str) -> None:
    before = state()
    page = reverse("membership-replace", args=[cast.coordinator.memberships.get().uid])
    response = signed_in(cast.administrator).post(page, data)
    assert response.status_code == 200
    assert words in response.content.decode()
    assert state() == before
