"""A team in a list of a round, with the one thing that this person can do with it next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, Person, Places, Spot, places_for
from assessments.enums import RoundState
from assessments.results.round_progress import is_filled
from assessments.results.values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class TeamLine:
    """Who and how far, and at the end of the row one next action. Empty texts: nothing for this person, or not yet."""

    info: AssessmentInfo
    is_draft: bool
    url: str
    action: str
    action_url: str


def team_line(info: AssessmentInfo, state: str, *, leads: bool, fills: bool) -> TeamLine:
    """`leads` and `fills` say what this person may do with this team: lead it, or fill in its form."""
    started = state != RoundState.DRAFT
    result = reverse("team-result", args=[info.uid])
    action, url = "", ""
    if info.is_confirmed:
        action, url = _("Bekijk resultaat"), result
    elif started and leads and is_filled(info):
        action, url = _("Vaststellen"), reverse("scoring-confirm", args=[info.uid])
    elif (state == RoundState.OPEN and fills) or (state == RoundState.CLOSED and leads):
        action, url = _("Open het formulier"), reverse("scoring-start", args=[info.uid])
    return TeamLine(info, not started, result if started else "", action, url)


class Reach:
    """Where somebody has an ability, asked of results: no query, whatever the number of teams."""

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
