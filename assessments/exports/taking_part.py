"""How far each team is, and how many took part, as a table: numbers, never who."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

from assessments.enums import Via
from assessments.results.response import TeamResponse
from assessments.results.values import AssessmentInfo
from assessments.templatetags.results import state_words

from .table import Table, Value, day_of


def taking_part(teams: Iterable[AssessmentInfo], responses: Mapping[int, TeamResponse]) -> Table:
    """`responses` are those that the reader may know, by the key of the assessment."""
    head = [
        _("Team"),
        _("Stand"),
        _("Vastgesteld op"),
        _("Werkwijze"),
        _("Ingevuld"),
        _("Indicatoren"),
        _("Mensen begonnen"),
        _("Mensen in het team"),
        _("Teamleden die meededen"),
        _("LOB-coördinatoren die meededen"),
        *(_("Met %(way)s") % {"way": via.label} for via in Via),
    ]
    rows = [_row(team, responses.get(team.pk)) for team in teams]
    description = _("Hoe ver elk team is, en hoeveel mensen meededen")
    return Table(_("Deelname"), _("deelname.csv"), description, head, rows)


def way_of(team: AssessmentInfo) -> str:
    return _("eerst ieder voor zich") if team.is_individual else _("samen")


def _row(team: AssessmentInfo, response: TeamResponse | None) -> list[Value]:
    """While everybody still answers by themselves nothing is agreed; where they fill in together nobody is counted."""
    people: list[Value] = [team.begun, team.size] if team.is_individual else [None, None]
    return [
        team.team_name,
        state_words(team),
        day_of(team.confirmed_at),
        way_of(team),
        None if team.is_gathering else team.answered,
        team.total,
        *people,
        *_told(response),
    ]


def _told(response: TeamResponse | None) -> list[Value]:
    if response is None:
        return [None] * (2 + len(Via))
    ways = dict(response.ways)
    counted: list[Value] = [ways.get(via, 0) if ways else None for via in Via]
    return [response.members, response.coordinators, *counted]
