"""The conditions that a row lies at, or below, the places of a person."""

from __future__ import annotations

from django.db.models import Q

from assessments.access.permissions import Ability, Person, Places, places_for
from assessments.models import among


def within(
    user: Person, ability: Ability, *, board: str, school: str | None = None, team: str | None = None
) -> Q:
    """The condition that a row lies at, or below, a place where `user` has `ability`.

    `board`, `school`, `team` are the paths from the row to each; a row above the team has no team path.
    """
    places = places_for(user, ability)
    condition = Q(pk__in=[])
    if places.boards:
        condition |= Q(**{f"{board}__in": places.boards})
    if school and places.schools:
        condition |= Q(**{f"{school}__in": places.schools})
    if team and places.teams:
        condition |= Q(**{f"{team}__in": places.teams})
    return condition


def at_or_below(places: Places) -> Q:
    """The condition that a role, an action or whatever else is at one place is at one of these, or below it."""
    return among.at_or_below(boards=places.boards, schools=places.schools, teams=places.teams)
