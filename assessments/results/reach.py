"""Where somebody may do what, asked of results."""

from __future__ import annotations

from assessments.access.permissions import Ability, Person, Places, Spot, places_for

from .values import AssessmentInfo


class Reach:
    """Where somebody has an ability, asked of values: no query, whatever the number of teams."""

    def __init__(self, user: Person) -> None:
        self._user = user
        self._places: dict[Ability, Places] = {}

    def covers(self, ability: Ability, info: AssessmentInfo, board_pk: int) -> bool:
        """Whether the ability holds over this team in a round of the board with this key."""
        return self._of(ability).cover(Spot(board_pk, info.school_pk, info.team_pk))

    def covers_school(self, ability: Ability, info: AssessmentInfo, board_pk: int) -> bool:
        """Whether the ability holds over the whole school that the team belonged to."""
        return self._of(ability).cover(Spot(board_pk, info.school_pk))

    def _of(self, ability: Ability) -> Places:
        if ability not in self._places:
            self._places[ability] = places_for(self._user, ability)
        return self._places[ability]
