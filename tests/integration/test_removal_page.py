"""A beheerder removes somebody who leaves: what the page says first, and what it does."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from assessments.enums import Role
from assessments.models import Card, Mail, User
from tests.cast import Cast
from tests.factories import give_role, make_round
from tests.integration.test_removal_services import answer

pytestmark = pytest.mark.page


def ask(cast: Cast, by: str, person: User, data: dict[str, str] | None = None, **more: Any) -> Any:
    client = Client()
    client.force_login(getattr(cast, by))
    url = reverse("person-remove", args=[person.uid])
    return client.get(url) if data is None else client.post(url, data, **more)


def test_the_page_of_a_person_leads_there_for_a_beheerder(cast: Cast) -> None:
    link = reverse("person-remove", args=[cast.member.uid])
    for who, leads in (("administrator", True), ("coordinator", False)):
        client = Client()
        client.force_login(getattr(cast, who))
        page = client.get(reverse("person-detail", args=[cast.member.uid])).content.decode()
        assert (link in page) is leads
    client.force_login(cast.administrator)
    own = client.get(reverse("person-detail", args=[cast.administrator.uid])).content.decode()
    assert reverse("person-remove", args=[cast.administrator.uid]) not in own


def test_it_says_what_goes_and_what_stays(cast: Cast, small_card: Card) -> None:
    answer(cast.member, make_round([cast.team], small_card).assessments.get(), {"VA1.2": 3})
    page = ask(cast, "administrator", cast.member).content.decode()
    assert "Şükrü Łukasz verwijderen" in page
    assert "Vrije tekst: staat een naam in een onderbouwing" in page
    # A beheerder does not see who has begun.
    assert "LOB najaar 2026" not in page
    assert "1 antwoord" not in page


def test_it_removes_and_says_so_without_a_name(cast: Cast, small_card: Card) -> None:
    answer(cast.member, make_round([cast.team], small_card).assessments.get(), {"VA1.2": 3})
    response = ask(cast, "administrator", cast.member, {"sure": "on"})
    assert response["Location"] == reverse("people-list")
    cast.member.refresh_from_db()
    assert cast.member.removed_on
    assert Mail.objects.get().address == "member@voorbeeld.example"
    kept = [session.get_decoded() for session in Session.objects.all()]
    assert "Łukasz" not in str(kept)
    assert "verwijderd uit Stichting De Noordzoom" in str(kept)
    assert ask(cast, "administrator", cast.member).status_code == 404


def test_of_two_boards_of_the_same_beheerder(cast: Cast) -> None:
    give_role(cast.administrator, Role.ADMINISTRATOR, cast.foreign_board)
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    page = ask(cast, "administrator", cast.member).content.decode()
    assert "Stichting De Noordzoom en Stichting Ver Weg" in page
    ask(cast, "administrator", cast.member, {"sure": "on"})
    cast.member.refresh_from_db()
    assert cast.member.removed_on


def test_it_says_the_same_of_who_belongs_elsewhere_too(cast: Cast) -> None:
    def page() -> str:
        text = ask(cast, "administrator", cast.member).content.decode()
        return text.split("<main")[1].split("csrfmiddlewaretoken")[0]

    before = page()
    give_role(cast.member, Role.MEMBER, cast.foreign_team)
    assert page() == before
    ask(cast, "administrator", cast.member, {"sure": "on"})
    cast.member.refresh_from_db()
    assert cast.member.name == "Şükrü Łukasz"


def test_the_last_beheerder_stays(cast: Cast) -> None:
    give_role(cast.governor, Role.ADMINISTRATOR, cast.board)
    ask(cast, "governor", cast.administrator, {"sure": "on"})
    cast.administrator.refresh_from_db()
    assert cast.administrator.removed_on
    response = ask(cast, "governor", cast.governor)
    assert response["Location"] == reverse("own-remove")


def test_one_has_to_be_sure(cast: Cast) -> None:
    page = ask(cast, "administrator", cast.member, {}).content.decode()
    assert "Zet een vinkje" in page
    cast.member.refresh_from_db()
    assert cast.member.removed_on is None


@pytest.mark.parametrize("who", ["coordinator", "board_coordinator"])
def test_a_coordinator_ends_a_role_and_no_more(cast: Cast, who: str) -> None:
    assert ask(cast, who, cast.member, {"sure": "on"}).status_code == 403
    cast.member.refresh_from_db()
    assert cast.member.is_active
