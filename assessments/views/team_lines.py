"""A team in a list of a round, with the one thing that this person can do with it next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.enums import RoundState, Way
from assessments.results.round_progress import is_filled
from assessments.results.values import AssessmentInfo


@dataclass(frozen=True, slots=True)
class TeamLine:
    """Who and how far, and at the end of the row one next action. Empty texts: nothing for this person, or not yet.

    `way` says how a team of a planned round will answer.
    """

    info: AssessmentInfo
    is_draft: bool
    way: str
    url: str
    action: str
    action_url: str


def team_line(
    info: AssessmentInfo, state: str, *, leads: bool, fills: bool, answers: bool = False
) -> TeamLine:
    """What this person may do with this team: `leads` it, `fills` in its form, `answers` as one of the team."""
    started = state != RoundState.DRAFT
    result = reverse("team-result", args=[info.uid])
    action, url = "", ""
    if info.is_confirmed:
        action, url = _("Bekijk resultaat"), result
    elif info.is_gathering:
        if state == RoundState.OPEN and leads:
            action, url = _("Bekijk deelname"), reverse("response", args=[info.uid])
        elif state == RoundState.OPEN and answers:
            action, url = _("Zelf invullen"), reverse("answer-start", args=[info.uid])
    elif started and leads and is_filled(info):
        action, url = _("Vaststellen"), reverse("scoring-confirm", args=[info.uid])
    elif info.is_individual and started and (leads or fills):
        action = _("Gesprek openen") if leads else _("Volg het gesprek")
        url = reverse("conversation", args=[info.uid])
    elif (state == RoundState.OPEN and fills) or (state == RoundState.CLOSED and leads):
        action, url = _("Open het formulier"), reverse("scoring-start", args=[info.uid])
    return TeamLine(info, not started, _way(info), result if started else "", action, url)


def _way(info: AssessmentInfo) -> str:
    """How a team answers, and how many people it is: "Eerst ieder voor zich, 9 mensen"."""
    if not info.is_individual:
        return str(capfirst(Way.TOGETHER.label))
    people = ngettext("%(n)s persoon", "%(n)s mensen", info.size) % {"n": info.size}
    return f"{capfirst(Way.INDIVIDUAL.label)}, {people if info.size else _('hoeveel mensen?')}"
