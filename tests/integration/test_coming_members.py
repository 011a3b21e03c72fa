"""Who is invited to become teamlid is on the way: nobody asks them a second time, and they are counted."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.enums import Role, RoundState, Way
from assessments.models import Assessment, Card, Invitation
from tests.cast import Cast
from tests.factories import make_individual, make_invitation, make_round
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def team(cast: Cast, small_card: Card) -> Assessment:
    """A team without teamleden that answers individually; two people can still become one."""
    found = make_individual(cast.sibling_team, small_card, size=9)
    for _number in range(2):
        make_invitation(cast.sibling_team)
    return found


@pytest.fixture
def client(cast: Cast) -> Client:
    return signed_in(cast.coordinator)


def shown(client: Client, route: str, *args: Any) -> str:
    return text_of(client.get(reverse(route, args=args)))


def test_the_guide_is_done_with_asking_them(client: Client, team: Assessment) -> None:
    assert "Elk team is gevraagd." in shown(client, "start")
    Invitation.objects.update(expires_at=timezone.now())
    assert "1 team is nog niet gevraagd." in shown(client, "start")


def test_a_manager_who_is_invited_is_no_teamlid(cast: Cast, client: Client) -> None:
    make_invitation(cast.school, role=Role.MANAGER)
    cast.member.memberships.all().delete()
    page = shown(client, "start")
    assert re.search(r"Mag, hoeft niet\s+Nodig teamleden en managers uit", re.sub(r"<[^>]+>", " ", page))


def test_asking_all_teams_says_so_and_offers_no_second_invitation(client: Client, team: Assessment) -> None:
    page = shown(client, "round-ask", team.round.uid)
    assert "2 uitnodigingen staan nog open" in page
    assert reverse("people-invitations") in page
    assert reverse("response-invite", args=[team.uid]) not in page


def test_the_page_of_the_response_says_so(client: Client, team: Assessment) -> None:
    page = shown(client, "response", team.uid)
    assert "2 uitnodigingen staan nog open" in page
    assert page.count(reverse("people-invitations")) == 1
    assert "Nog geen teamleden met een account" not in page


def test_they_and_who_took_part_before_count_for_the_size(
    cast: Cast, client: Client, team: Assessment, small_card: Card
) -> None:
    def size() -> str:
        draft = make_round([cast.sibling_team], small_card, state=RoundState.DRAFT)
        draft.assessments.update(way=Way.INDIVIDUAL)
        page = shown(client, "round-ways", draft.uid)
        assert "0 teamleden met account, 2 uitgenodigd, vorige keer" in re.sub(r"\s+", " ", page)
        (found,) = client.get(reverse("round-ways", args=[draft.uid])).context["form"].rows()[0][1]
        return str(found.size.value())

    assert size() == "9"
    Assessment.objects.filter(pk=team.pk).update(declared_size=1)
    assert size() == "2"
