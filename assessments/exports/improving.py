"""What teams improve first, and what is done about it, as tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from assessments.enums import ActionStatus
from assessments.results.action_words import who_does
from assessments.results.values import BoardResult, SchoolResult, TeamResult
from assessments.results.values.actions import ActionInfo

from .table import Table, Value

Place = tuple[str, str]
"""A school and a team."""


class Head(NamedTuple):
    """The head of a column and its entry in the code book: what it means and what can stand in it."""

    name: str
    meaning: str
    values: str


def priority_heads() -> list[Head]:
    """In the order of the cells of a row of `priorities`."""
    text = _("tekst")
    return [
        Head(_("School"), _("De naam van de school, zoals die toen was"), text),
        Head(_("Team"), _("De naam van het team, zoals die toen was"), text),
        Head(_("Plaats"), _("De volgorde van het team; 1 verbetert het als eerste"), _("1 tot en met 5")),
        Head(_("Code"), _("De vaste code van de indicator; daarop vergelijk je metingen"), text),
        Head(_("Indicator"), _("De zin van de indicator op de kaart"), text),
    ]


def action_heads() -> list[Head]:
    """In the order of the cells of a row of `actions`."""
    text, day = _("tekst"), _("dag")
    return [
        Head(_("Wat"), _("Wat er gebeurt"), text),
        Head(_("Waarom"), _("Waarom dat nodig is"), text),
        Head(_("Waaraan zien we dat het werkt"), _("Wat er straks anders is als de actie werkt"), text),
        Head(_("Wie"), _("Wie de actie doet: een persoon, een rol of nog niemand"), text),
        Head(_("Klaar op"), _("De dag waarop de actie klaar moet zijn"), day),
        Head(
            _("Stand"),
            _("Hoe ver de actie is op de dag van dit bestand"),
            "; ".join(str(status.label) for status in ActionStatus),
        ),
        Head(
            _("Te laat"), _("Of de actie nog open is na de dag waarop die klaar moest zijn"), _("ja of nee")
        ),
        Head(
            _("Geëindigd op"),
            _("De dag waarop de actie is afgerond of gestopt; leeg zolang die open is"),
            day,
        ),
        Head(
            _("Indicatoren"),
            _("De codes van de indicatoren waar de actie over gaat, met een spatie ertussen"),
            text,
        ),
        Head(_("Plek"), _("Het team, de school of het bestuur waar de actie bij hoort"), text),
        Head(_("School"), _("De school van dat team; leeg bij een actie van een school of bestuur"), text),
    ]


def priorities(result: TeamResult | SchoolResult | BoardResult) -> Table:
    """A row for each priority of each confirmed team."""
    texts = {one.code: one.text for one in result.card.indicators}
    head = [one.name for one in priority_heads()]
    rows: list[list[Value]] = [
        [school, team, place, code, texts[code]]
        for (school, team), codes in _chosen(result)
        for place, code in enumerate(codes, start=1)
        if code in texts
    ]
    description = _("Wat elk vastgesteld team het eerst verbetert, in zijn eigen volgorde")
    return Table(_("Prioriteiten"), _("prioriteiten.csv"), description, head, rows)


def _chosen(result: TeamResult | SchoolResult | BoardResult) -> list[tuple[Place, tuple[str, ...]]]:
    match result:
        case TeamResult(assessment=info):
            return [((info.school_name, info.team_name), info.priorities)]
        case SchoolResult():
            infos = [row.assessment for row in result.rows]
            return [((info.school_name, info.team_name), info.priorities) for info in infos]
        case BoardResult():
            names = [
                (row.school_name, team) for row in result.rows if row.on_board_scale for team in row.teams
            ]
            return [(name, turn.priorities) for name, turn in zip(names, result.turns, strict=True)]


def actions(found: Iterable[ActionInfo]) -> Table:
    """A row for each action: the most urgent first, what ended last."""
    head = [one.name for one in action_heads()]
    rows: list[list[Value]] = [
        [
            one.what,
            one.why,
            one.how_seen,
            who_does(one),
            one.due_on,
            str(one.status.label),
            _("ja") if one.is_late else _("nee"),
            one.ended_on,
            " ".join(one.indicators),
            one.place,
            one.school,
        ]
        for one in found
    ]
    description = _("De acties sinds het begin van de meting, en wat van eerder nog open is")
    return Table(_("Acties"), _("acties.csv"), description, head, rows)
