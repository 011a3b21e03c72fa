"""Help: one's own guide first, links to where one may go, and from every page to the step that belongs to it."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from assessments.enums import Role
from assessments.models import User
from tests.cast import Cast, make_cast
from tests.factories import give_role
from tests.reading import signed_in, text_of

pytestmark = [pytest.mark.django_db, pytest.mark.page]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def links(user: User, role: Role) -> set[str]:
    """The addresses in the text of a guide."""
    page = text_of(signed_in(user).get(reverse("guide", args=[role])))
    return set(re.findall(r'href="([^"]*)"', page.partition("<main")[2].partition("</main>")[0]))


def helped(user: User, route: str, *args: object) -> str:
    """Where "Hulp" leads from a page; the menu and the foot agree."""
    page = text_of(signed_in(user).get(reverse(route, args=args)))
    found = set(re.findall(r'href="([^"]*)">Hulp</a>', page.partition("</main>")[2]))
    found |= set(re.findall(r'href="([^"]*)">Hulp</a>', page.partition("<main")[0]))
    (url,) = found
    return url


def test_ones_own_guide_stands_first(cast: Cast) -> None:
    page = text_of(signed_in(cast.manager).get(reverse("guides")))
    own, _, others = page.partition("Andere rollen")
    assert reverse("guide", args=[Role.MANAGER]) in own.partition("Jouw gids")[2]
    assert reverse("guide", args=[Role.MANAGER]) not in others.partition("</main>")[0]
    assert "Kies je rol" in text_of(signed_in(cast.stranger).get(reverse("guides")))


def test_links_lead_to_what_one_may_open(cast: Cast) -> None:
    plan, people = reverse("round-plan"), reverse("people-list")
    assert {plan, people} <= links(cast.coordinator, Role.COORDINATOR)
    assert not {plan, people} & links(cast.member, Role.COORDINATOR)
    for role, user in {
        Role.MEMBER: cast.member,
        Role.COORDINATOR: cast.coordinator,
        Role.MANAGER: cast.manager,
        Role.GOVERNOR: cast.governor,
        Role.ADMINISTRATOR: cast.administrator,
    }.items():
        for url in links(user, role):
            assert signed_in(user).get(url).status_code in {200, 302}, url


def test_help_lands_on_the_step_of_the_page(cast: Cast) -> None:
    assert helped(cast.coordinator, "round-plan") == f"{reverse('guide', args=[Role.COORDINATOR])}#plannen"
    assert helped(cast.administrator, "teams-detail", cast.team.uid).endswith("/beheerder/#bijhouden")
    assert helped(cast.manager, "own-data") == reverse("guide", args=[Role.MANAGER])
    assert helped(cast.stranger, "home") == reverse("guides")


def test_with_two_roles_help_is_of_the_one_that_tells_of_the_page(cast: Cast) -> None:
    give_role(cast.coordinator, Role.MEMBER, cast.team)
    assert helped(cast.coordinator, "round-plan").endswith("/coordinator/#plannen")
    assert helped(cast.coordinator, "results").endswith("/teamlid/#resultaat")
    assert helped(cast.coordinator, "own-data") == reverse("guides")
