"""How far each team is, and how many took part, as a table: numbers, never who."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from assessments.results.values import AssessmentInfo
from assessments.templatetags.results import state_words

from .table import Table, Value, day_of


def taking_part(teams: Iterable[AssessmentInfo]) -> Table:
    head = [
        _("Team"),
        _("Stand"),
        _("Vastgesteld op"),
        _("Werkwijze"),
        _("Ingevuld"),
        _("Indicatoren"),
        _("Mensen begonnen"),
        _("Mensen in het team"),
    ]
    description = _("Hoe ver elk team is, en hoeveel mensen meededen")
    return Table(_("Deelname"), _("deelname.csv"), description, head, [_row(team) for team in teams])


def way_of(team: AssessmentInfo) -> str:
    return _("eerst ieder voor zich") if team.is_individual else _("samen")


def _row(team: AssessmentInfo) -> list[Value]:
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
    ]
