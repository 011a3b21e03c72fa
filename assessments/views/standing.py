"""How a team stands in a round, as a sign and a word, and the one thing that can be done with it next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from assessments.access.permissions import Ability, Person, Places, Spot, active_memberships, places_for
from assessments.enums import RoundState
from assessments.results.round_progress import is_filled
from assessments.results.values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class Standing:
    """`sign` is a drawing of `{% icon %}`; `late` is for what should have been done by now."""

    sign: str
    word: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A row of the list of teams: who, how far, and at its end one next action (empty: none for this person)."""

    info: AssessmentInfo
    standing: Standing
    url: str
    action: str
    action_url: str


def standing_of(info: AssessmentInfo, state: str) -> Standing:
    """`state` is that of the round: what is unconfirmed after closing is "niet vastgesteld"."""
    if info.is_confirmed:
        return Standing("tick", _("Vastgesteld"))
    if state == RoundState.DRAFT:
        return Standing("empty", _("Nog niet geopend"))
    if state == RoundState.CLOSED:
        return Standing("triangle", _("Niet vastgesteld"), late=True)
    if info.reopened:
        return Standing("reopened", _("Heropend"))
    if is_filled(info):
        return Standing("half", _("Klaar om vast te stellen"))
    if info.answered:
        return Standing("quarter", _("Aan het invullen"))
    return Standing("empty", _("Nog niet begonnen"))


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
    return TeamLine(info, standing_of(info, state), result if started else "", action, url)


class Reach:
    """Where somebody has an ability, asked of results: no query, whatever the number of teams."""

    def __init__(self, user: Person) -> None:
        self._user = user
        self._places: dict[Ability, Places] = {}
        self._schools = {
            school.uid: school.pk
            for membership in active_memberships(user)
            if (school := membership.school or (membership.team.school if membership.team else None))
        }

    def covers(self, ability: Ability, info: AssessmentInfo, board_pk: int) -> bool:
        """Whether the ability holds over this team in a round of the board with this key."""
        spot = Spot(board_pk, self._schools.get(info.school_uid), info.team_pk)
        return self._of(ability).cover(spot)

    def covers_school(self, ability: Ability, info: AssessmentInfo, board_pk: int) -> bool:
        """Whether the ability holds over the whole school that the team belonged to."""
        return self._of(ability).cover(Spot(board_pk, self._schools.get(info.school_uid)))

    def _of(self, ability: Ability) -> Places:
        if ability not in self._places:
            self._places[ability] = places_for(self._user, ability)
        return self._places[ability]
