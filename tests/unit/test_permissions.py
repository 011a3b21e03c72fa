"""The table of rights, read aloud; and what "at its place and everything below it" means."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from assessments.access.permissions import TABLE, Ability, Places, Spot, can, places_for
from assessments.enums import Role
from tests.cast import Cast

MEMBER, COORDINATOR, MANAGER, GOVERNOR, ADMINISTRATOR = (
    "teamlid",
    "LOB-coördinator",
    "manager",
    "bestuur",
    "beheerder",
)

ALOUD = {
    "zelf invullen, als een van het team": {MEMBER},
    "de teamscores invullen": {MEMBER, COORDINATOR},
    "uitnodigen, herinneren, papieren formulieren invoeren en het invullen sluiten": {COORDINATOR},
    "zien wie is begonnen, nooit wat iemand koos": {COORDINATOR},
    "de spreiding zien vanaf het gesprek": {MEMBER, COORDINATOR},
    "losse opmerkingen lezen tijdens het gesprek": {MEMBER, COORDINATOR},
    "het gesprek leiden, vaststellen en heropenen": {COORDINATOR},
    "zien hoe ver een team is": {MEMBER, COORDINATOR, MANAGER, GOVERNOR},
    "teamscores zien voor het vaststellen": {COORDINATOR},
    "vastgestelde teamscores en het teamrapport zien": {MEMBER, COORDINATOR, MANAGER, GOVERNOR},
    "resultaten en rapport van een school zien": {COORDINATOR, MANAGER, GOVERNOR},
    "resultaten van een bestuur zien": {COORDINATOR, MANAGER, GOVERNOR},
    "een meting zien": {COORDINATOR, MANAGER, GOVERNOR},
    "een meting plannen, openen, wijzigen en sluiten": {COORDINATOR},
    "teamleden en managers uitnodigen en hun rol beëindigen": {COORDINATOR, ADMINISTRATOR},
    "teams van een school maken, wijzigen, samenvoegen en sluiten": {COORDINATOR, ADMINISTRATOR},
    "scholen, alle rollen, het inlezen en de instellingen beheren": {ADMINISTRATOR},
    "het logboek zien": {GOVERNOR, ADMINISTRATOR},
    "kiezen wat een team het eerst verbetert": {COORDINATOR},
    "acties zien": {MEMBER, COORDINATOR, MANAGER, GOVERNOR},
    "acties maken, wijzigen en bijwerken": {COORDINATOR, MANAGER},
    "acties bijwerken die je zelf doet": {MEMBER},
}


def test_the_table_reads_as_agreed() -> None:
    assert {ability.value: {str(role.label) for role in roles} for ability, roles in TABLE.items()} == ALOUD
    assert set(TABLE) == set(Ability)


def test_a_place_covers_itself_and_what_lies_below() -> None:
    board, school, team = Spot(1), Spot(1, 2), Spot(1, 2, 3)
    assert all(Places(boards={1}).cover(spot) for spot in (board, school, team))
    assert [Places(schools={2}).cover(spot) for spot in (board, school, team)] == [False, True, True]
    assert [Places(teams={3}).cover(spot) for spot in (board, school, team)] == [False, False, True]
    assert not any(Places(boards={9}, schools={9}, teams={9}).cover(spot) for spot in (board, school, team))
    assert not Places()


@pytest.mark.django_db
@pytest.mark.parametrize("ability", Ability, ids=lambda ability: ability.name)
def test_a_role_gives_its_abilities_at_its_place_alone(cast: Cast, ability: Ability) -> None:
    holders = {
        "member": (Role.MEMBER, {"team"}),
        "team_coordinator": (Role.COORDINATOR, {"team"}),
        "coordinator": (Role.COORDINATOR, {"team", "sibling_team", "school"}),
        "board_coordinator": (
            Role.COORDINATOR,
            {"team", "sibling_team", "cousin_team", "school", "sibling_school", "board"},
        ),
        "team_manager": (Role.MANAGER, {"team"}),
        "manager": (Role.MANAGER, {"team", "sibling_team", "school"}),
        "governor": (
            Role.GOVERNOR,
            {"team", "sibling_team", "cousin_team", "school", "sibling_school", "board"},
        ),
        "administrator": (
            Role.ADMINISTRATOR,
            {"team", "sibling_team", "cousin_team", "school", "sibling_school", "board"},
        ),
        "former_member": (Role.MEMBER, set()),
        "stranger": (Role.MEMBER, set()),
    }
    places = ["team", "sibling_team", "cousin_team", "school", "sibling_school", "board"]
    places += ["foreign_team", "foreign_school", "foreign_board"]
    for person, (role, covered) in holders.items():
        allowed = {place for place in places if can(getattr(cast, person), ability, getattr(cast, place))}
        assert allowed == (covered if role in TABLE[ability] else set()), person


@pytest.mark.django_db
def test_nobody_anonymous_or_inactive_has_any(cast: Cast) -> None:
    cast.coordinator.is_active = False
    for ability in Ability:
        assert not places_for(AnonymousUser(), ability)
        assert not can(AnonymousUser(), ability, cast.team)
        assert not can(cast.coordinator, ability, cast.team)
